"""How many tokens a text has: counted by the model's own server where it can, over-estimated where it can't."""

import re
import time
from collections.abc import Sequence

import httpx

from gateway.conf import GatewayConf

ASK_AGAIN_SECONDS = 600.0
TIMEOUT_SECONDS = 5.0
_PIECE = re.compile(r"(?P<letters> ?[A-Za-z]+)|(?P<other>.)", re.DOTALL)


class TokenCounter:
    """Asks POST /tokenize at the server's root: llama.cpp reads `content`, vLLM `model` and `prompt`; both say `tokens`."""

    def __init__(self, conf: GatewayConf) -> None:
        self.conf = conf
        self.url = conf.url.rstrip("/").removesuffix("/v1") + "/tokenize"
        self.silent_until = 0.0

    def count(self, texts: Sequence[str]) -> list[int]:
        """One count a text. A server that can't count is asked again after ten minutes."""
        if time.monotonic() < self.silent_until:
            return [estimate(text) for text in texts]
        try:
            return self._ask(texts)
        except (httpx.HTTPError, KeyError, TypeError, ValueError):
            self.silent_until = time.monotonic() + ASK_AGAIN_SECONDS
            return [estimate(text) for text in texts]

    def _ask(self, texts: Sequence[str]) -> list[int]:
        key = {"Authorization": f"Bearer {self.conf.api_key}"} if self.conf.api_key else {}
        timeout = httpx.Timeout(TIMEOUT_SECONDS, connect=self.conf.connect_timeout)
        with httpx.Client(headers=key, timeout=timeout, trust_env=False) as client:
            return [self._ask_one(client, text) for text in texts]

    def _ask_one(self, client: httpx.Client, text: str) -> int:
        answer = client.post(
            self.url, json={"content": text, "prompt": text, "model": self.conf.model, "add_special_tokens": False}
        )
        return len(answer.raise_for_status().json()["tokens"])


def estimate(text: str) -> int:
    """More than any common tokenizer makes of it: 1 for 3 letters, each digit, each sign; the bytes of what isn't ASCII."""
    return sum(_weight(piece) for piece in _PIECE.finditer(text))


def _weight(piece: "re.Match[str]") -> int:
    if piece["letters"]:
        return -(-len(piece["letters"].strip()) // 3)
    return len(piece["other"].encode())
