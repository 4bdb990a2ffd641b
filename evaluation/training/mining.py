"""What is learnt from: for each question the right passages that search finds, and wrong ones that it puts nearly as high.

A passage that search puts above the best right one, or hardly below it, may well be an answer that nobody judged: it is no wrong
one (Moreira and others 2024, "positive-aware" mining). Where no right passage is found, no re-ranker could help: the question is
left out.
"""

from collections.abc import Iterable, Iterator, Set

from evaluation.training.messages import Example, Judged, Listed
from retrieval import sparse
from retrieval.messages import Passage
from retrieval.reusing import embedded
from retrieval.search import Steps, examine

DEEP = 60
"""So many passages are asked for."""
RIGHT = 2
"""So many right passages of a question are learnt from at most."""
NEAR = 0.25
"""As near to the best right passage's score, in the standard deviations of fused scores, is a near-tie."""
ALIKE = 0.8
"""A passage with this share of a right one's words says the same."""


def listed(judged: Judged, most: int) -> Listed:
    """The best passages of one search. Raises RetrievalError."""
    found = examine(judged.question, judged.scope, limit=most, steps=Steps())
    return Listed(judged, found.passages, tuple(embedded(found.rows[each.chunk_id]) for each in found.passages))


def examples(judged: Iterable[Judged], negatives: int) -> Iterator[Example]:
    """What the questions teach; those without a right or a wrong passage nothing. Raises RetrievalError."""
    for each in judged:
        example = mined(listed(each, DEEP), negatives)
        if example:
            yield example


def mined(found: Listed, negatives: int) -> Example | None:
    """What one question teaches."""
    both = list(zip(found.passages, found.texts, strict=True))
    right = [(passage, text) for passage, text in both if found.judged.is_right(passage)]
    if not right:
        return None
    ceiling, said = right[0][0].score - NEAR, [_words(text) for _, text in right]
    wrong = [text for passage, text in both if _is_wrong(passage, text, found.judged, ceiling, said)]
    example = Example(found.judged.question, tuple(text for _, text in right[:RIGHT]), tuple(wrong[:negatives]))
    return example if example.wrong else None


def _is_wrong(passage: Passage, text: str, judged: Judged, ceiling: float, said: Iterable[Set[str]]) -> bool:
    words = _words(text)
    return (
        not judged.is_right(passage)
        and passage.score < ceiling
        and not any(len(words & right) >= ALIKE * len(right) for right in said if right)
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(sparse.terms(text))
