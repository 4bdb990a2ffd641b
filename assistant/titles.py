"""A conversation's title: its first question, cut at a word."""

LONGEST = 80


def title(question: str) -> str:
    """One line of at most 80 characters."""
    line = " ".join(question.split())
    if len(line) <= LONGEST:
        return line
    kept = line[: LONGEST - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept[LONGEST // 2 :] else kept) + "…"
