"""What crosses the gateway's border: a prompt goes in, text comes out."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Message:
    """One message in OpenAI's sense."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Source:
    """A passage as the prompt shows it, under its footnote number."""

    number: int
    title: str
    text: str


@dataclass(frozen=True)
class Prompt:
    """One call to a model. `question` and `sources` repeat what the messages say, for the provider that has no model."""

    purpose: Literal["answer", "summary", "comparison", "changes", "rewrite", "title", "suggest"]
    messages: tuple[Message, ...]
    max_tokens: int
    question: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class ProviderInfo:
    """Who answers: shown to the person, kept with the turn. `context` is in tokens."""

    name: str
    model: str
    context: int
    local: bool
