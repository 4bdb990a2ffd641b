"""Embedding models by name. Which of them makes the vectors of an index is written down with it (retrieval.versions)."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from retrieval.conf import SERVED

Vectors = NDArray[np.float32]


class Model(Protocol):
    """What makes vectors of texts, and counts their tokens."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts as documents hold them, n × dimensions, in the order given. Blank texts get a vector too."""

    def encode_query(self, text: str) -> Vectors:
        """The unit vector of a question."""

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where the model's tokens stand in the text: start and end character of each."""

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens the text takes, without the two that frame every input."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when vectors of this model can no longer be compared with older ones."""

    @property
    def ruler(self) -> str:
        """Twelve hexadecimal digits that are the same for models whose tokens are."""

    @property
    def is_here(self) -> bool:
        """Whether the model lies on this machine's disk, so that counting tokens asks nobody for it."""


@cache
def of(name: str) -> Model:
    """The model of this name, as the settings name it; each is loaded once a process, on first use."""
    from retrieval.local_model import LocalModel
    from retrieval.served_model import ServedModel

    return ServedModel(name.removeprefix(SERVED)) if name.startswith(SERVED) else LocalModel(name)


def configured() -> Model:
    """The model that the settings name: that of the next index, and of the present one unless another is recorded with it."""
    return of(settings.RETRIEVAL.model)
