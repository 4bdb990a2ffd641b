"""What remains of an answer when some of its sources are erased: the sentences that rest wholly on the others.

Sentences that rest on nothing go too, with headings and lead-ins: who wrote them had the erased text before them.
"""

from collections.abc import Iterable, Mapping, Set
from typing import Any


def of(answer: str, claims: Iterable[Mapping[str, Any]], *, without: Set[int]) -> tuple[str, list[dict[str, Any]]]:
    """The answer and its claims without the footnotes of these numbers."""
    text, kept, position = "", [], 0
    for claim in claims:
        if claim["numbers"] and not without & set(claim["numbers"]):
            between = "\n\n" if "\n" in answer[position : claim["start"]] else " "
            text += between if text else ""
            start, text = len(text), text + answer[claim["start"] : claim["end"]]
            kept.append({**claim, "start": start, "end": len(text)})
        position = claim["end"]
    return text, kept
