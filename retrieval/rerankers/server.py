"""A re-ranker behind a URL, in either of the two dialects that servers speak.

tei     POST /rerank  {"query", "texts"} → [{"index", "score"}]                                  (text-embeddings-inference)
cohere  POST /v1/rerank or /v2/rerank  {"model", "query", "documents"} → {"results": [{"index", "relevance_score"}]}
                                                                                           (Cohere, Jina, vLLM, llama.cpp)
"""

import json
import math
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from retrieval.rerankers.conf import COHERE, TEI, RerankConf
from retrieval.rerankers.port import NoRanking

LONGEST = 2**20
"""Bytes of an answer; fifty scores take a few thousand."""


class RerankServer:
    """One address, asked once for each search; nothing is tried again in hiding. Nobody fitted its scores to ours."""

    weight = None

    def __init__(self, conf: RerankConf) -> None:
        self.conf = conf
        self.dialect = conf.dialect or dialect(conf.url)
        self.url = conf.url if urlsplit(conf.url).path.strip("/") else f"{conf.url.rstrip('/')}/rerank"

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """As the port says."""
        try:
            return _in_order(_results(json.loads(self._answer(self._body(question, texts)))), len(texts))
        except httpx.HTTPStatusError as error:
            raise NoRanking(f"{self.url} answers with status {error.response.status_code}") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoRanking(f"{self.url} does not answer ({type(error).__name__})") from None
        except (ValueError, TypeError, KeyError, IndexError):
            raise NoRanking(f"what {self.url} sends are not scores for {len(texts)} texts") from None

    def _body(self, question: str, texts: Sequence[str]) -> dict[str, Any]:
        if self.dialect == TEI:
            return {"query": question, "texts": list(texts), "truncate": True}
        return {"model": self.conf.model, "query": question, "documents": list(texts), "top_n": len(texts)}

    def _answer(self, body: dict[str, Any]) -> bytes:
        """The whole answer within the time limit, however slowly it trickles in."""
        end, received = time.monotonic() + self.conf.seconds, b""
        key = {"Authorization": f"Bearer {self.conf.api_key}"} if self.conf.api_key else {}
        with (
            httpx.Client(headers=key, timeout=self.conf.seconds, trust_env=False) as client,
            client.stream("POST", self.url, json=body) as response,
        ):
            response.raise_for_status()
            for part in response.iter_bytes():
                received += part
                if time.monotonic() > end:
                    raise NoRanking(f"{self.url} takes longer than {self.conf.seconds:g} seconds")
                if len(received) > LONGEST:
                    raise NoRanking(f"{self.url} sends more than scores")
        return received


def dialect(url: str) -> str:
    """By the address's path."""
    return COHERE if urlsplit(url).path.rstrip("/").endswith(("/v1/rerank", "/v2/rerank")) else TEI


def _results(answer: Any) -> list[dict[str, Any]]:
    found = answer["results"] if isinstance(answer, dict) else answer
    if not isinstance(found, list):
        raise TypeError
    return found


def _in_order(results: Sequence[dict[str, Any]], number: int) -> list[float]:
    """The scores in the order of the texts. Raises ValueError unless there is one finite number for each text."""
    scores = {
        int(each["index"]): float(each["relevance_score"] if "relevance_score" in each else each["score"]) for each in results
    }
    if set(scores) != set(range(number)) or len(results) != number or not all(map(math.isfinite, scores.values())):
        raise ValueError
    return [scores[at] for at in range(number)]
