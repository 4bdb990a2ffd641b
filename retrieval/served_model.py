"""An embedding model behind a URL that speaks OpenAI's `/v1/embeddings` (vLLM, text-embeddings-inference, llama.cpp).

It sees every text of every document and every question, so only one inside the house is taken (config/settings.py). What its
tokens are it doesn't tell: chunks are measured with the bundled model's, of which other models make about as many.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import httpx
import numpy as np
from django.conf import settings

from retrieval.embedding import Vectors
from retrieval.errors import CheckIndexSettings, EmbeddingUnavailable
from retrieval.local_model import LocalModel

# Texts in one call, and how long it may take.
TOGETHER = 32
SECONDS = 60
BUSY = (408, 425, 429)
NOT_SET = (
    "The index was made by an embedding server: set EMBEDDING_URL and EMBEDDING_IS_LOCAL again. "
    "To change to a model on this machine, see “Versions of the index” in docs/operations.md."
)
PROBE = "Rail travel is booked second class."


class ServedModel:
    """A model by its name there. The address and the key are always those of the settings, so that the server may move."""

    is_here = True  # counting tokens asks nobody

    def __init__(self, name: str) -> None:
        self._name = name
        self._bundled = LocalModel("")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, asked for in parts. Raises RetrievalError."""
        parts = [self._asked(texts[at : at + TOGETHER]) for at in range(0, len(texts), TOGETHER)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimensions), np.float32)

    def encode_query(self, text: str) -> Vectors:
        """The unit vector of a question. Raises RetrievalError."""
        return np.asarray(self._asked([text])[0], np.float32)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """By the bundled model's tokens."""
        return self._bundled.token_spans(text)

    def count_tokens(self, text: str) -> int:
        """By the bundled model's tokens."""
        return self._bundled.count_tokens(text)

    @property
    def ruler(self) -> str:
        """The bundled model's."""
        return self._bundled.ruler

    @cached_property
    def dimensions(self) -> int:
        """Found out by asking once."""
        return int(self._asked([PROBE]).shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """By name and dimensions: whether other weights are served under the same name can't be seen from here."""
        return hashlib.sha256(f"{self._name} {self.dimensions}".encode()).hexdigest()[:12]

    def _asked(self, texts: Sequence[str]) -> Vectors:
        """Blank texts are sent as a full stop, as some servers refuse them."""
        conf = settings.RETRIEVAL.served
        if not conf.url:
            raise CheckIndexSettings(NOT_SET)
        body = {"model": self._name, "input": [text if text.strip() else "." for text in texts], "encoding_format": "float"}
        key = {"Authorization": f"Bearer {conf.api_key}"} if conf.api_key else {}
        try:
            with httpx.Client(headers=key, timeout=SECONDS, trust_env=False) as client:
                response = client.post(f"{conf.url.rstrip('/')}/embeddings", json=body)
                response.raise_for_status()
            return _vectors(response.json(), len(texts))
        except httpx.HTTPStatusError as error:
            raise _refusal(error.response.status_code) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise CheckIndexSettings("EMBEDDING_URL is no address of a server. Check EMBEDDING_URL.") from None
        except httpx.HTTPError:
            raise EmbeddingUnavailable from None
        except (ValueError, TypeError, KeyError):
            raise CheckIndexSettings("What EMBEDDING_URL sends are not vectors in OpenAI's format. Check EMBEDDING_URL.") from None


def _vectors(answer: Any, number: int) -> Vectors:
    """In the order of the texts. Raises ValueError unless there is one vector for each, all of one length and none of zeros."""
    found = {int(each["index"]): each["embedding"] for each in answer["data"]}
    if set(found) != set(range(number)):
        raise ValueError
    vectors = np.asarray([found[at] for at in range(number)], np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if vectors.ndim != 2 or not np.isfinite(lengths).all() or not lengths.all():
        raise ValueError
    return np.asarray(vectors / lengths, np.float32)


def _refusal(status: int) -> EmbeddingUnavailable | CheckIndexSettings:
    if status >= 500 or status in BUSY:
        return EmbeddingUnavailable()
    check = "Check EMBEDDING_URL, EMBEDDING_MODEL and EMBEDDING_API_KEY."
    return CheckIndexSettings(f"The embedding server refuses what Footnote asks (status {status}). {check}")
