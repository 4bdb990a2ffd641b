"""Fit and measure when a sentence counts as supported, against people's judgements."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import attribution, quantities
from gateway import sentences

LABELS = {"Fully attributable": True, "Not fully attributable": False, "faithful": True, "hallucinated": False}


@dataclass(frozen=True)
class Judged:
    """One answer with its context, the features of its weakest sentence, and whether people called it supported."""

    features: attribution.Features
    numbers_there: bool
    supported: bool


@dataclass(frozen=True)
class Fit:
    """The curve's coefficients, from one half of the data, and how it does on the other."""

    intercept: float
    cosine: float
    contained: float
    fitted_on: int
    tested_on: int
    roc_auc: float
    precision: float
    recall: float
    accuracy: float


def judged(file: Path, most: int | None = None) -> Iterator[Judged]:
    """The rows of a file of judgements (JSON lines with context, answer, label); those with other labels are left out."""
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    for row in [row for row in rows if row.get("label") in LABELS][:most]:
        claims = list(_claims(row["answer"])) or [row["answer"]]
        features = [attribution.best_features(claim, [row["context"]]) for claim in claims]
        there = all(quantities.of(claim) <= quantities.of(row["context"]) for claim in claims)
        yield Judged(min(features, key=lambda each: each.support), there, LABELS[row["label"]])


def fit(rows: Iterable[Judged]) -> Fit:
    """Fit on every other row, test on the rest, at the threshold that answers use."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    rows = list(rows)
    known, unseen = rows[::2], rows[1::2]
    model = LogisticRegression(C=10.0).fit(_matrix(known), _labels(known))
    chances = model.predict_proba(_matrix(unseen))[:, 1] * np.array([row.numbers_there for row in unseen])
    said, true = chances >= attribution.SUPPORTED, _labels(unseen)
    right = int((said & true).sum())
    return Fit(
        float(model.intercept_[0]), float(model.coef_[0][0]), float(model.coef_[0][1]), len(known), len(unseen),
        float(roc_auc_score(true, chances)), right / max(1, int(said.sum())), right / max(1, int(true.sum())),
        float((said == true).mean()),
    )  # fmt: skip


def _claims(answer: str) -> Iterator[str]:
    for start, end in sentences.spans(answer):
        if attribution.is_claim(answer[start:end]):
            yield answer[start:end]


def _matrix(rows: Iterable[Judged]) -> NDArray[np.float64]:
    return np.array([[row.features.cosine, row.features.contained] for row in rows])


def _labels(rows: Iterable[Judged]) -> NDArray[np.bool_]:
    return np.array([row.supported for row in rows])
