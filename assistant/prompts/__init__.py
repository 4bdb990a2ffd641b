"""What the model is told. The words are in text files; what never changes comes first, so that servers can cache it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

from assistant.conversing import Exchange
from gateway.messages import Message, Prompt, Source
from guard.language import ENGLISH, asked_in, language_of, name_of
from retrieval.messages import Passage, Task

REWRITE_TOKENS = 80
PIECE_TOKENS = 80
FOLDER = Path(__file__).parent
_FRAME = re.compile(r"<(?=\s*/?\s*passages|\|)|<(?=/?(?:s|bos|eos|start_of_turn|end_of_turn)>)|\[(?=/?INST\])", re.IGNORECASE)
"""Where something begins that could pass for the fence, or for a mark that tells a model server who speaks: <|im_end|>, [INST]."""


def answer(question: str, passages: Sequence[Passage], task: Task | None = None) -> Prompt:
    """The prompt for one answer, or for what is asked of whole documents; passages are numbered in their order, from 1."""
    sources = tuple(Source(number, _title(passage), passage.text) for number, passage in enumerate(passages, 1))
    shown = "\n\n".join(block(number, passage) for number, passage in enumerate(passages, 1))
    asked = f"<passages>\n{shown}\n</passages>\n\nQuestion: {question}"
    told = [words(task or "answer"), words("quotations"), *([words("numbers")] if settings.ASSISTANT.ask_for_numbers else [])]
    told += [words("language").format(language=each) for each in _languages(question, passages)]
    messages = (Message("system", "\n".join(told)), Message("user", asked))
    return Prompt(task or "answer", messages, settings.ASSISTANT.answer_tokens, question, sources)


def piece(question: str, number: int, passage: Passage, task: Task) -> Prompt:
    """The prompt for what one passage says, where whole documents are asked about; it is shown under its number."""
    told = [
        words("piece"),
        words("quotations"),
        *(words("language").format(language=each) for each in _languages(question, [passage])),
    ]
    shown = f"<passages>\n{block(number, passage)}\n</passages>\n\nWhat does the passage say, in one sentence?"
    source = Source(number, _title(passage), passage.text)
    return Prompt(task, (Message("system", "\n".join(told)), Message("user", shown)), PIECE_TOKENS, question, (source,))


def rewrite(question: str, before: Sequence[Exchange]) -> Prompt:
    """The prompt that makes a follow-up stand by itself; `before` is the conversation, oldest first."""
    asked = "\n".join([*(f"Earlier question: {exchange.question}" for exchange in before), f"Question: {question}"])
    messages = (Message("system", words("rewrite")), Message("user", asked))
    return Prompt("rewrite", messages, REWRITE_TOKENS, question)


def frame(question: str, task: Task | None = None) -> str:
    """All words of an answer's prompt but the passages, to be counted."""
    return "\n".join(message.content for message in answer(question, (), task).messages)


def block(number: int, passage: Passage) -> str:
    """One passage as the model sees it. What could pass for the frame of the prompt is defused."""
    return f"[{number}] {_title(passage)}\n{_defused(passage.text).strip()}"


@cache
def words(name: str) -> str:
    """The text of a file beside this one."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").strip()


def everything() -> str:
    """The texts of all files beside this one, by their names: what tells two ways of asking a model apart."""
    return "\n".join(f"{name}: {words(name)}" for name in sorted(file.stem for file in FOLDER.glob("*.txt")))


def _languages(question: str, passages: Sequence[Passage]) -> Iterator[str]:
    """The language to answer in, where that has to be said: not in English, and not where the passages are in another one. What is
    said in other words than theirs could not be checked.
    """
    written_in = language_of(" ".join(each.text for each in passages))
    if written_in not in ("", ENGLISH) and asked_in(question, among=[written_in]) == written_in:
        yield name_of(written_in)


def _title(passage: Passage) -> str:
    return " › ".join(" ".join(_defused(part).split()) for part in (passage.title, *passage.heading))


def _defused(text: str) -> str:
    """Look-alikes in place of what opens a frame: taking it out could join what stands around it to a new one."""
    return _FRAME.sub(lambda found: "‹" if found[0] == "<" else "(", text)
