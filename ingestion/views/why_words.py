"""What a search made of a document, in plain words."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime

from ingestion.views.rows import Row
from retrieval.confidence import SURE_ENOUGH
from retrieval.messages import Explained, Judged, Verdict, WrittenChunk

Known = tuple[WrittenChunk, Judged]


def on_the_whole(row: Row | None, known: Sequence[Known], explained: Explained) -> list[str]:
    """Whether the document is found and why, in a few sentences. `row` is the document's own, `known` its chunks, best first."""
    if not known:
        return [_nothing(row)]
    chunk, judged = known[0]
    if judged.verdict == Verdict.HIDDEN:
        return ["Nobody finds this document now: it has expired. Give it a later date under “What counts for it”."]
    start = "The document is found." if judged.verdict == Verdict.FOUND else "The document is not found."
    return [start, reason(chunk, judged, explained), *_excluded_better(known), *_unsure(judged, explained)]


def reason(chunk: WrittenChunk, judged: Judged, explained: Explained) -> str:
    """Why one chunk is among the passages, or isn't."""
    return REASONS[judged.verdict](chunk, judged, explained)


def _nothing(row: Row | None) -> str:
    if row and row.reason:
        return f"Nobody finds this document: nothing of it is in the index. {row.reason} {row.advice}".strip()
    return "Nobody finds this document: nothing of it is in the index yet."


def _found(chunk: WrittenChunk, judged: Judged, explained: Explained) -> str:
    place, read = judged.rank or 0, settings.ASSISTANT.passages
    said = f"Chunk {chunk.number} is passage {place} of the {len(explained.found.passages)} that the search brings."
    if place > read:
        return f"{said} A language model is shown the first {read} at most, so it is {_times(place - read)} too far down."
    tokens = settings.ASSISTANT.prompt_tokens
    return f"{said} A language model is shown the first {read} of them at most, as many as {tokens} of its tokens hold."


def _behind(chunk: WrittenChunk, judged: Judged, explained: Explained) -> str:
    taken = len(explained.found.passages)
    said = f"Chunk {chunk.number} comes at place {judged.rank}, and the search takes the first {taken}"
    missing = explained.found.passages[-1].score - judged.score if taken and judged.score is not None else 0.0
    return f"{said}: {missing:.2f} points are missing to the last of them." if missing > 0 else f"{said}."


def _repeats(chunk: WrittenChunk, judged: Judged, explained: Explained) -> str:
    return f"Chunk {chunk.number} says only what passages before it say already, so it is left out."


def _beyond(chunk: WrittenChunk, judged: Judged, explained: Explained) -> str:
    return f"Chunk {chunk.number} is not among the best {explained.depth}, neither by its meaning nor by its words."


def _is_excluded(chunk: WrittenChunk, judged: Judged, explained: Explained) -> str:
    if chunk.excluded is None:  # taken back since
        return f"Chunk {chunk.number} was excluded from search when this was asked."
    by = f" by {chunk.excluded.by}" if chunk.excluded.by else ""
    why = f": {chunk.excluded.reason}" if chunk.excluded.reason else "."
    return f"Chunk {chunk.number} is excluded from search{by} since {date_format(localtime(chunk.excluded.at), 'j F Y')}{why}"


def _hidden(chunk: WrittenChunk, judged: Judged, explained: Explained) -> str:
    return f"Chunk {chunk.number} is hidden, as its document has expired."


def _excluded_better(known: Sequence[Known]) -> list[str]:
    """Whether an excluded chunk is nearer to the question than the best that is not."""
    nearest = known[0][1].dense or -1.0
    better = [chunk for chunk, each in known[1:] if each.verdict == Verdict.EXCLUDED and (each.dense or -1.0) > nearest]
    return [f"Chunk {better[0].number}, which is excluded, is nearer to the question."] if better else []


def _unsure(judged: Judged, explained: Explained) -> list[str]:
    if judged.verdict != Verdict.FOUND or explained.found.confidence >= SURE_ENOUGH:
        return []
    sure, needed = round(100 * explained.found.confidence), round(100 * SURE_ENOUGH)
    return [
        f"All the same it is not answered from: the search is only {sure}% sure that its passages hold an answer. "
        f"Below {needed}% no language model is asked, and the closest passages are shown instead."
    ]


def _times(places: int) -> str:
    return f"{places} place{'s' * (places != 1)}"


REASONS: dict[Verdict, Callable[[WrittenChunk, Judged, Explained], str]] = {
    Verdict.FOUND: _found,
    Verdict.BEHIND: _behind,
    Verdict.REPEATS: _repeats,
    Verdict.BEYOND: _beyond,
    Verdict.EXCLUDED: _is_excluded,
    Verdict.HIDDEN: _hidden,
}
