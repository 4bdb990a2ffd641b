"""Which passage stands behind which sentence: worked out here, never taken from the model.

Each sentence of a draft (a claim) is compared with stretches of one to three sentences of the passages shown to the model: by
words (the share of the claim's telling words that the stretch contains) and by meaning (cosine of embeddings). A logistic
curve fitted on human judgements (docs/evaluation.md) turns both into a support between 0 and 1. A claim with a number that its
passage doesn't have is never supported, whatever the rest says. The model's own marks only settle ties.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant import quantities
from gateway import sentences
from gateway.wording import words
from retrieval import versions
from retrieval.messages import Passage

MARK = re.compile(r"(?<![ \t])[ \t]*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
LONGEST_STRETCH = 3
LIKELY, OF_ONE_PASSAGE = 8, 2
LENGTH_COSTS = 0.05
"""What each further sentence of a stretch has to bring, as a share of the claim's words."""
GROUNDED = 1 / 3
"""A sentence that has the claim's number must share more than this of its other words, or the number belongs to something else."""
HINT = 0.05
LIST_NUMBER = re.compile(r"^\s*\d{1,3}[.)]\s")
# Fitted by `manage.py fit_attribution`; docs/evaluation.md has the data and the figures.
INTERCEPT, COSINE, CONTAINED = -4.86, 1.12, 5.44
SUPPORTED = 0.5
ALSO = 0.9


@dataclass(frozen=True)
class Evidence:
    """The stretch of a passage that supports a claim: characters `start` to `end` of the text of passage `number`."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Claim:
    """A sentence of the answer: characters `start` to `end` of it, marks included. `support` is between 0 and 1."""

    text: str
    start: int
    end: int
    numbers: tuple[int, ...]
    support: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Attributed:
    """An answer with Footnote's own marks, and the claims that it consists of."""

    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Features:
    """What the curve is fitted on: cosine (-1 to 1) and the share of telling words contained (0 to 1)."""

    cosine: float
    contained: float

    @property
    def support(self) -> float:
        """The fitted probability that a person would call the claim supported."""
        return 1 / (1 + math.exp(-(INTERCEPT + COSINE * self.cosine + CONTAINED * self.contained)))


@dataclass(frozen=True)
class Stretch:
    """One to three sentences of a passage: `size` says how many."""

    number: int
    start: int
    end: int
    text: str
    size: int = 1

    @cached_property
    def words(self) -> frozenset[str]:
        """The telling words in it."""
        return telling(self.text)


def attribute(draft: str, passages: Sequence[Passage]) -> Attributed:
    """The draft with the model's marks replaced by computed ones. Numbers are places in `passages`, counted from 1."""
    plain, hints = _without_marks(draft)
    spans = [span for span in sentences.spans(plain) if is_claim(plain[slice(*span)])]
    backing = _backing([plain[slice(*span)] for span in spans], passages, [_hinted(hints, span) for span in spans])
    return _marked(plain, spans, backing)


def strip_marks(text: str) -> str:
    """The text without marks like [1]."""
    return MARK.sub("", text)


def is_claim(sentence: str) -> bool:
    """Whether the sentence says something that could be true or false: no heading, no lead-in, no bare connective."""
    bare = sentence.strip("*_ ")
    return not bare.startswith(("#", "```", "|--", "|:")) and not bare.endswith((":", "?")) and len(words(bare)) >= 2


def best_features(claim: str, texts: Sequence[str]) -> Features:
    """The features of a claim's best stretch in these texts, as the fit needs them."""
    stretches = [stretch for number, text in enumerate(texts, 1) for stretch in stretches_of(number, text)]
    rows = compared([claim], stretches)
    return max((features for _stretch, features in rows[0]), key=lambda features: features.support, default=Features(0.0, 0.0))


def stretches_of(number: int, text: str) -> Iterator[Stretch]:
    """Every run of one to three sentences of a passage's text, shorter ones first."""
    spans = sentences.spans(text)
    for size in range(1, LONGEST_STRETCH + 1):
        for first in range(len(spans) - size + 1):
            start, end = spans[first][0], spans[first + size - 1][1]
            yield Stretch(number, start, end, text[start:end], size)


def telling(text: str) -> frozenset[str]:
    """The words that carry a sentence's meaning: stems, and numbers in one spelling."""
    return frozenset(word for word in words(text) if not word.isdigit() and word not in quantities.WORDS) | quantities.of(text)


Compared = list[tuple[Stretch, Features]]


def compared(claims: Sequence[str], stretches: Sequence[Stretch]) -> list[Compared]:
    """For each claim its most likely stretches with their features; only those that share most words are embedded."""
    likely = [_most_shared(telling(claim), stretches) for claim in claims]
    texts = list(dict.fromkeys([*claims, *(stretch.text for row in likely for stretch, _share in row)]))
    vector = dict(zip(texts, versions.current_model().encode(texts), strict=True))
    return [
        [(stretch, Features(float(np.clip(vector[claim] @ vector[stretch.text], -1, 1)), share)) for stretch, share in row]
        for claim, row in zip(claims, likely, strict=True)
    ]


def _most_shared(claim: frozenset[str], stretches: Sequence[Stretch]) -> list[tuple[Stretch, float]]:
    """The stretches that contain most of the claim's telling words, and the share of them: few of each passage."""
    shared = ((stretch, _contained(claim, stretch)) for stretch in stretches)
    ranked = sorted((pair for pair in shared if pair[1] > 0), key=lambda pair: (-_worth(pair[0], pair[1]), len(pair[0].text)))
    seen: Counter[int] = Counter()
    likely: list[tuple[Stretch, float]] = []
    for stretch, share in ranked:
        if seen[stretch.number] < OF_ONE_PASSAGE and len(likely) < LIKELY:
            likely.append((stretch, share))
        seen[stretch.number] += 1
    return likely


def _worth(stretch: Stretch, value: float) -> float:
    return value - LENGTH_COSTS * (stretch.size - 1)


def _contained(claim: frozenset[str], stretch: Stretch) -> float:
    return len(claim & stretch.words) / len(claim) if claim else 0.0


@dataclass(frozen=True)
class _Backing:
    support: float
    evidence: tuple[Evidence, ...] = ()


def _backing(claims: Sequence[str], passages: Sequence[Passage], hints: Sequence[frozenset[int]]) -> list[_Backing]:
    """What stands behind each claim."""
    stretches = [stretch for number, passage in enumerate(passages, 1) for stretch in stretches_of(number, passage.text)]
    rows = compared(claims, stretches)
    return [_best(claim, row, passages, hint) for claim, row, hint in zip(claims, rows, hints, strict=True)]


def _best(claim: str, row: Compared, passages: Sequence[Passage], hint: frozenset[int]) -> _Backing:
    """The best stretch of each passage that has all of the claim's numbers; a second passage only where the model named it too."""
    by_passage: dict[int, tuple[float, Stretch]] = {}
    for stretch, features in row:
        score = features.support + (HINT if stretch.number in hint else 0.0)
        better = _worth(stretch, score) > _worth_of(by_passage.get(stretch.number))
        if better and _has_the_numbers(LIST_NUMBER.sub("", claim), passages[stretch.number - 1]):
            by_passage[stretch.number] = (score, stretch)
    ranked = sorted(by_passage.values(), key=_worth_of, reverse=True)
    support = min(1.0, ranked[0][0]) if ranked else 0.0
    if support < SUPPORTED:
        return _Backing(support)
    second = [stretch for score, stretch in ranked[1:2] if stretch.number in hint and score >= ALSO * ranked[0][0]]
    return _Backing(support, tuple(Evidence(each.number, each.start, each.end) for each in [ranked[0][1], *second]))


def _worth_of(scored: tuple[float, Stretch] | None) -> float:
    return _worth(scored[1], scored[0]) if scored else 0.0


def _has_the_numbers(claim: str, passage: Passage) -> bool:
    """Whether the passage has each number of the claim, said about what the claim is about."""
    others = telling(claim) - quantities.of(claim)
    framing = telling("\n".join([passage.title, *passage.heading]))
    said = [telling(passage.text[start:end]) for start, end in sentences.spans(passage.text)]
    about = [each for each in said if not others or len(others & (each | framing)) > GROUNDED * len(others)]
    return all(number in framing or any(number in each for each in about) for number in quantities.of(claim))


def _without_marks(draft: str) -> tuple[str, list[tuple[int, frozenset[int]]]]:
    """The text without marks, and at which of its characters the model had put which numbers."""
    plain, hints, position = [], [], 0
    length = 0
    for match in MARK.finditer(draft):
        plain.append(draft[position : match.start()])
        length += match.start() - position
        hints.append((length, frozenset(int(number) for number in match[1].split(","))))
        position = match.end()
    return "".join([*plain, draft[position:]]), hints


def _hinted(hints: Sequence[tuple[int, frozenset[int]]], span: tuple[int, int]) -> frozenset[int]:
    """The numbers that the model had put into this sentence or right behind it."""
    return frozenset().union(*(numbers for position, numbers in hints if span[0] < position <= span[1] + 1))


def _marked(plain: str, spans: Sequence[tuple[int, int]], backing: Sequence[_Backing]) -> Attributed:
    """Put the computed marks behind their sentences."""
    pieces, claims, position, length = [], [], 0, 0
    for (start, end), behind in zip(spans, backing, strict=True):
        numbers = tuple(sorted({evidence.number for evidence in behind.evidence}))
        place = end - 1 if plain[end - 1] == "|" else end
        mark = " " + "".join(f"[{number}]" for number in numbers) if numbers else ""
        pieces += [plain[position:place], mark, plain[place:end]]
        begin = length + start - position
        length += end - position + len(mark)
        claims.append(Claim(plain[start:end], begin, length, numbers, round(behind.support, 3), behind.evidence))
        position = end
    return Attributed("".join([*pieces, plain[position:]]), tuple(claims))
