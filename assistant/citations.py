"""Footnotes that stay true: what a passage said when it was cited, and where on its page."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.attribution import Claim, Evidence
from assistant.models import Citation, Turn
from retrieval.messages import Line, Passage, Span


def snapshots(turn: Turn, passages: Sequence[Passage], claims: Iterable[Claim]) -> list[Citation]:
    """One unsaved row for each passage that was shown to the model; those that no claim rests on are not `cited`."""
    evidence = [each for claim in claims for each in claim.evidence]
    return [_snapshot(turn, number, passage, _of(number, evidence)) for number, passage in enumerate(passages, 1)]


def _of(number: int, evidence: Iterable[Evidence]) -> list[tuple[int, int]]:
    """The stretches of one passage that claims rest on, in order, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((each.start, each.end) for each in evidence if each.number == number):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _snapshot(turn: Turn, number: int, passage: Passage, quoted: list[tuple[int, int]]) -> Citation:
    spans = [span for start, end in quoted or [(0, len(passage.text))] for span in passage.places(start, end)]
    return Citation(
        turn=turn,
        number=number,
        cited=bool(quoted),
        chunk_id=passage.chunk_id,
        document_id=passage.document_id,
        version_id=passage.version_id,
        collection_id=passage.collection_id,
        name=passage.name,
        title=passage.title,
        heading=list(passage.heading),
        page=spans[0].page if spans else passage.page,
        passage=passage.text,
        quote=" … ".join(passage.text[start:end] for start, end in quoted) or passage.text,
        spans=[[span.page, span.start, span.end] for span in spans],
        boxes=[box for span in spans for box in _boxes(passage.lines, span)],
        score=passage.score,
        review_on=passage.review_on,
    )


def _boxes(lines: Iterable[Line], span: Span) -> Iterator[list[float]]:
    """[page, left, top, right, bottom] of each line that the span touches, cut to the part of the line that it covers."""
    for line in lines:
        first, last = max(span.start, line.start), min(span.end, line.end)
        if line.page == span.page and first < last:
            width = (line.right - line.left) / (line.end - line.start)
            left, right = line.left + width * (first - line.start), line.left + width * (last - line.start)
            yield [line.page, round(left, 5), round(line.top, 5), round(right, 5), round(line.bottom, 5)]
