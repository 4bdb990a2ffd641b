"""The one door to language models."""

from collections.abc import Generator, Sequence
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from gateway.conf import GatewayConf
from gateway.messages import Prompt, ProviderInfo
from gateway.providers.extractive import Extractive
from gateway.providers.openai_compatible import OpenAICompatible
from gateway.spans import spanned
from gateway.tokens import TokenCounter, estimate


class Provider(Protocol):
    """Whoever turns a prompt into text."""

    def info(self) -> ProviderInfo:
        """Who this is."""

    def stream(self, prompt: Prompt) -> Generator[str, None, None]:
        """Yield text as it comes, "" for each beat of silence."""


def provider() -> ProviderInfo:
    """Who answers, by the settings."""
    return _chosen().info()


def stream(prompt: Prompt) -> Generator[str, None, None]:
    """Yield the answer as it comes, and "" a few times a second while the model is silent. Raises GatewayError.

    Closing the iterator stops the model.
    """
    chosen = _chosen()
    info = chosen.info()
    return spanned(chosen.stream(prompt), prompt, info, "" if info.name == "extractive" else settings.GATEWAY.url)


def complete(prompt: Prompt) -> str:
    """The whole answer. Raises GatewayError."""
    return "".join(stream(prompt))


def count_tokens(texts: Sequence[str]) -> list[int]:
    """Tokens of each text for the model that answers: real counts where its server can count, never too few otherwise."""
    if settings.GATEWAY.provider == "extractive":
        return [estimate(text) for text in texts]
    return _counter(settings.GATEWAY).count(texts)


def stand_in() -> Provider:
    """Who answers where the model can't: the provider that only quotes."""
    return Extractive()


def _chosen() -> Provider:
    return Extractive() if settings.GATEWAY.provider == "extractive" else OpenAICompatible(settings.GATEWAY)


@lru_cache(maxsize=4)
def _counter(conf: GatewayConf) -> TokenCounter:
    return TokenCounter(conf)
