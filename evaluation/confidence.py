"""Fit the confidence of a search to questions of which it is known whether the documents answer them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.beir import Document
from evaluation.run import Place
from retrieval.confidence import Signals
from retrieval.search import Steps, examine

# Questions asked of each set about its own documents, and of each set about the other's, which can't answer them.
OWN = 400
STRANGE = 200


@dataclass(frozen=True)
class Question:
    """One question, and the document that answers it; none where no document does."""

    text: str
    answer_in: str | None


@dataclass(frozen=True)
class QuestionSet:
    """Documents, and questions about them with and without an answer there."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Example:
    """The signals of one search, whether the passages that it kept hold the answer, and what kind of question it was."""

    kind: str
    signals: Signals
    answered: bool


@dataclass(frozen=True)
class Curve:
    """A fitted logistic curve."""

    intercept: float
    weights: tuple[float, ...]

    def probabilities(self, examples: Iterable[Example]) -> Any:
        """The probability of each example."""
        inputs = np.array([astuple(example.signals) for example in examples])
        return 1 / (1 + np.exp(-(self.intercept + inputs @ np.array(self.weights))))


def question_sets(shared: Path) -> tuple[QuestionSet, QuestionSet]:
    """SQuAD 2 (paragraphs, questions with and without an answer in them) and CLAP NQ (a passage for each question)."""
    folder = shared / "retrieval" / "squad2"
    paragraphs = [Document(row["_id"], row.get("title", ""), row["text"]) for row in _rows(folder / "corpus.jsonl")]
    squad = [Question(row["question"], row["paragraph"] if row["answerable"] else None) for row in _rows(folder / "qa.jsonl")]
    rows = list(_rows(shared / "unanswerable" / "clapnq_dev.jsonl"))
    passages = [Document(row["_id"], row["title"], row["passage"]) for row in rows]
    clap = [Question(row["question"], row["_id"] if row["answerable"] else None) for row in rows]
    return QuestionSet("SQuAD 2", tuple(paragraphs), tuple(squad)), QuestionSet("CLAP NQ", tuple(passages), tuple(clap))


def examples(own: QuestionSet, strange: QuestionSet) -> Iterator[Example]:
    """Ask a set's questions, and some of another set, about its documents. Call it inside `apart`."""
    place = Place(own.name)
    place.fill(own.documents)
    for question in _spread(own.questions, OWN):
        kind = f"{own.name}: {'answerable' if question.answer_in else 'no answer in the text'}"
        yield _example(kind, question, place)
    for question in _spread(strange.questions, STRANGE):
        yield _example(f"{own.name}: about something else", Question(question.text, None), place)


def fit(known: list[Example]) -> Curve:
    """The curve under which what is known is most likely, lightly regularised."""
    from sklearn.linear_model import LogisticRegression

    inputs = np.array([astuple(example.signals) for example in known])
    fitted = LogisticRegression(C=100.0, max_iter=1000).fit(inputs, [example.answered for example in known])
    return Curve(float(fitted.intercept_[0]), tuple(map(float, fitted.coef_[0])))


def _example(kind: str, question: Question, place: Place) -> Example:
    examined = examine(question.text, place.scope, steps=Steps())
    named = [place.names[passage.document_id] for passage in examined.passages]
    return Example(kind, examined.signals, question.answer_in in named)


def _spread(questions: tuple[Question, ...], number: int) -> tuple[Question, ...]:
    return questions[:: max(1, len(questions) // number)][:number]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())
