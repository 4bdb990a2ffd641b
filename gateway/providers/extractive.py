"""The provider without a model: it quotes the sentences that match the question best, and says that it does."""

import math
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from gateway import sentences
from gateway.messages import Prompt, ProviderInfo, Source
from gateway.wording import words

NOTICE = "No language model is used for this answer. These sentences of your documents match the question best:"
OPENINGS = "No language model is used for this answer. These sentences stand in the parts of what you asked about:"
CHANGES = "No language model is used for this answer. These sentences are new or changed:"
NOTHING = "No language model is used here, and no sentence of the passages found matches the question."
MOST = 4
LONGEST = 400
SHORTEST = 25
CLOSE_TO_BEST = 0.5
COVERED = 0.45
"""A sentence is quoted only if it has this share of the question's words, each by its weight."""


@dataclass(frozen=True)
class _Sentence:
    number: int
    text: str
    words: frozenset[str]


class Extractive:
    """Answers from `prompt.sources` alone."""

    def info(self) -> ProviderInfo:
        """Nothing leaves the process, so it is local; the context is as long as anybody likes."""
        return ProviderInfo("extractive", "", 1_000_000, local=True)

    def stream(self, prompt: Prompt) -> Generator[str, None, None]:
        """Yield the notice, then one quoted sentence after the other, each with its number."""
        notice, best = _best(prompt)
        yield notice if best else NOTHING
        for number, text in best:
            yield f"\n\n> {text} [{number}]"


def _best(prompt: Prompt) -> tuple[str, list[tuple[int, str]]]:
    if prompt.purpose == "changes":
        return CHANGES, beginnings(prompt.sources)
    if prompt.purpose in ("summary", "comparison"):
        return OPENINGS, openings(prompt.sources)
    return NOTICE, quotes(prompt.question, prompt.sources)


def quotes(question: str, sources: Iterable[Source]) -> list[tuple[int, str]]:
    """The sentences that share the most telling words with the question: (footnote number, sentence), best first."""
    candidates = list(_candidates(sources))
    asked = frozenset(words(question))
    weights = _weights(candidates, asked)
    scored = sorted(
        ((_score(sentence, weights), -order, sentence) for order, sentence in enumerate(candidates)),
        reverse=True,
        key=lambda row: row[:2],
    )
    floor = scored[0][0] * CLOSE_TO_BEST if scored else 0.0
    kept: dict[str, int] = {}
    for score, _order, sentence in scored:
        if _covers(sentence, weights) and score >= floor and len(kept) < MOST:
            kept.setdefault(sentence.text, sentence.number)
    return [(number, text) for text, number in kept.items()]


def openings(sources: Iterable[Source]) -> list[tuple[int, str]]:
    """The first sentence of each source: (footnote number, sentence), in their order."""
    first: dict[int, str] = {}
    for sentence in _candidates(sources):
        first.setdefault(sentence.number, sentence.text)
    return list(first.items())


def beginnings(sources: Iterable[Source]) -> list[tuple[int, str]]:
    """The first sentences of each source, however short: (footnote number, sentence), in their order."""
    return [(source.number, each.text) for source in sources for each in islice(_candidates([source], shortest=1), MOST)]


def _candidates(sources: Iterable[Source], shortest: int = SHORTEST) -> Iterator[_Sentence]:
    for source in sources:
        for start, end in sentences.spans(source.text):
            text = " ".join(source.text[start:end].split())
            if len(text) >= shortest:
                yield _Sentence(source.number, _shortened(text), frozenset(words(text)))


def _weights(candidates: list[_Sentence], asked: frozenset[str]) -> dict[str, float]:
    """Inverse document frequency among the candidates of each word that was asked for; highest for a word that none has."""
    counts = Counter(word for sentence in candidates for word in sentence.words & asked)
    return {word: math.log(1 + len(candidates) / (counts[word] or 0.5)) for word in asked}


def _covers(sentence: _Sentence, weights: dict[str, float]) -> bool:
    """Whether the sentence has enough of what was asked to be an answer: "Harbour Lane" alone says nothing about its vans."""
    shared = sum(weight for word, weight in weights.items() if word in sentence.words)
    return shared > 0 and shared >= COVERED * sum(weights.values())


def _score(sentence: _Sentence, weights: dict[str, float]) -> float:
    """Weight of the shared words, damped by length so that long sentences don't win by size alone."""
    shared = sum(weights[word] for word in sentence.words if word in weights)
    return shared / (1 + math.log(1 + len(sentence.words) / 20))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
