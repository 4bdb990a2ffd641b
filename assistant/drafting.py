"""Let the model write, show what it writes, and stand in for it where it can't be reached."""

import re
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol

from assistant import replies
from assistant.attribution import is_claim, strip_marks
from assistant.messages import SourceLine
from gateway import client as gateway
from gateway import sentences
from gateway.errors import GatewayError
from gateway.messages import Prompt, ProviderInfo

REPEATS = 3
UNREACHABLE = "The language model did not answer, so here is what your documents say, word for word. Reason: {reason}"
SPEECHLESS = "The language model wrote nothing that could be checked, so here is what your documents say, word for word."
CUT_OFF = "The answer ends here, because the language model was cut off. Reason: {reason}"
_HALF_A_MARK = re.compile(r"(?<![ \t])[ \t]*\[[\d,\s]*$")

_PREFACE = re.compile(
    r"^\s*(?:according to the passages?(?: \[\d+\])?,?|the passages?(?: \[\d+\])? (?:states?|says?|mentions?)(?: that)?:?)\s+",
    re.IGNORECASE,
)
_ALL_QUOTED = re.compile(r'^"([^"]+)"([^"]*)$')


class Listener(Protocol):
    """Whoever waits for an answer: a browser behind the stream, or a terminal."""

    def show(self, status: str, text: str) -> None:
        """Tell how far things are."""

    def read(self, sources: Sequence[SourceLine]) -> None:
        """Tell which passages are being read."""

    def wants_stop(self) -> bool:
        """Whether to end here. Asked several times a second."""


@dataclass(frozen=True)
class Draft:
    """What was written, by whom; `notice` and `ending` are our own words around it, `first` milliseconds to the first word.

    `failed` is why the model did not answer, or not to its end.
    """

    text: str
    provider: ProviderInfo
    notice: str = ""
    ending: str = ""
    stopped: bool = False
    first: float = 0.0
    failed: GatewayError | None = None


def write(prompt: Prompt, listener: Listener) -> Draft:
    """The model's answer, or as much of it as came; quotes where nothing came."""
    writing, provider = Writing(listener), gateway.provider()
    if provider.name == "extractive":
        return quoted(prompt)
    try:
        stopped = writing.take(gateway.stream(prompt))
    except GatewayError as error:
        if writing.says_something:
            return Draft(writing.text, provider, ending=CUT_OFF.format(reason=error), first=writing.first, failed=error)
        return stood_in_for(prompt, error)
    if not (stopped or writing.says_something):
        return quoted(prompt, SPEECHLESS)
    return Draft(writing.text, provider, stopped=stopped, first=writing.first)


def visible(text: str) -> str:
    """A draft as it is shown while it grows: without the model's marks, which are only hints, and without half a mark."""
    return _HALF_A_MARK.sub("", strip_marks(without_preface(text)))


def without_preface(text: str) -> str:
    """The text without "The passage states that", and without quotation marks around all of the rest."""
    bare = _PREFACE.sub("", text, count=1)
    if bare in ("", text):
        return text
    bare = _ALL_QUOTED.sub(r"\1\2", bare)
    return bare[0].upper() + bare[1:]


def runs_in_circles(text: str) -> bool:
    """Whether the model says the same sentence again and again, as small ones do."""
    said = Counter(strip_marks(text[start:end]).strip() for start, end in sentences.spans(text))
    return any(times >= REPEATS for sentence, times in said.items() if len(sentence) > 10)


def without_repeats(text: str) -> str:
    """The text up to where a sentence comes a second time."""
    seen: set[str] = set()
    for start, end in sentences.spans(text):
        sentence = strip_marks(text[start:end]).strip()
        if sentence in seen and len(sentence) > 10:
            return text[:start].rstrip()
        seen.add(sentence)
    return text


def quoted(prompt: Prompt, notice: str = "") -> Draft:
    """What the provider without a model says; its first paragraph is a notice, the rest are quotes."""
    provider, began = gateway.stand_in(), perf_counter()
    own, _, quotes = "".join(provider.stream(prompt)).partition("\n\n")
    return Draft(quotes, provider.info(), notice=notice or own, first=1000 * (perf_counter() - began))


def stood_in_for(prompt: Prompt, error: GatewayError) -> Draft:
    """Quotes in place of a model that wrote nothing, and why it didn't."""
    return replace(quoted(prompt, UNREACHABLE.format(reason=error)), failed=error)


class Writing:
    """A draft while it grows; `before` is what is shown in front of it."""

    def __init__(self, listener: Listener, before: str = "") -> None:
        self.listener, self.before, self.text, self.first = listener, before, "", 0.0

    @property
    def says_something(self) -> bool:
        """Whether there is a no, or at least one sentence that could be true or false."""
        plain = strip_marks(self.text)
        return replies.says_no(plain) or any(is_claim(plain[start:end]) for start, end in sentences.spans(plain))

    def take(self, source: Generator[str, None, None]) -> bool:
        """Read the source to its end; True if the listener wanted to stop before."""
        began = perf_counter()
        with closing(source) as deltas:
            for delta in deltas:
                self.first = self.first or (1000 * (perf_counter() - began) if delta else 0.0)
                self.text += delta
                if self.listener.wants_stop():
                    return True
                if delta:
                    self.listener.show("Writing", visible(self.before + self.text))
                    if "." in delta and runs_in_circles(self.text):
                        return False
        return False
