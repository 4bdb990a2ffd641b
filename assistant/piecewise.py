"""An answer about whole documents from a small model: a sentence for each passage, asked for one after the other.

Shown all passages at once, such a model says much of the first and little of the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice

from assistant import prompts, replies
from assistant.attribution import is_claim, strip_marks
from assistant.drafting import CUT_OFF, SPEECHLESS, Draft, Listener, Writing, quoted, stood_in_for, without_preface
from gateway import client as gateway
from gateway import sentences
from gateway.errors import GatewayError
from gateway.messages import Prompt
from retrieval.messages import Passage, Task

Piece = tuple[int, Passage]
SENTENCES: dict[Task, int] = {"summary": 1, "comparison": 1, "changes": 3}
"""So many are taken of each passage; of what is new, each may be another matter."""


def write(whole: Prompt, passages: Sequence[Passage], task: Task, listener: Listener) -> Draft:
    """What each passage says, as far as it was said when the listener wanted to stop or the model failed; quotes where nothing was.

    Passages are as `whole` shows them, the prompt for all of them at once.
    """
    text, provider = _Text(listener, task), gateway.provider()
    if provider.name == "extractive":
        return quoted(whole)
    try:
        stopped = text.take(_ordered(passages, task), whole.question)
    except GatewayError as error:
        if not text.lines:
            return stood_in_for(whole, error)
        return Draft(str(text), provider, ending=CUT_OFF.format(reason=error), first=text.first, failed=error)
    if not text.lines and not stopped:
        return quoted(whole, SPEECHLESS)
    return Draft(str(text), provider, stopped=stopped, first=text.first)


def _ordered(passages: Sequence[Passage], task: Task) -> Iterable[Piece]:
    """The passages with their numbers: of two documents that are compared, those of the first one first."""
    numbered = list(enumerate(passages, 1))
    if task != "comparison":
        return numbered
    documents = list(dict.fromkeys(each.document_id for each in passages))
    return sorted(numbered, key=lambda piece: documents.index(piece[1].document_id))


@dataclass
class _Text:
    """The lines so far, each a sentence behind a bullet, below the title of its document where there are several."""

    listener: Listener
    task: Task
    lines: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    first: float = 0.0

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def take(self, pieces: Iterable[Piece], question: str) -> bool:
        """Have each passage summed up; True if the listener wanted to stop before."""
        by_title = [(title, list(own)) for title, own in groupby(pieces, key=lambda piece: piece[1].title)]
        for title, own in by_title:
            heading = [f"\n**{title}:**\n"] if len(by_title) > 1 else []
            for number, passage in own:
                writing = Writing(self.listener, "\n".join([*self.lines, *heading, "- "]))
                stopped = writing.take(gateway.stream(prompts.piece(question, number, passage, self.task)))
                self.first = self.first or writing.first
                if said := " ".join(f"{sentence} [{number}]" for sentence in islice(self._new(writing.text), SENTENCES[self.task])):
                    self.lines += [*heading, f"- {said}"]
                    heading = []
                if stopped:
                    return True
        return False

    def _new(self, text: str) -> Iterator[str]:
        """Whole sentences that say something, and were not said before."""
        plain = strip_marks(without_preface(text.strip())).lstrip("-*• ")
        for start, end in sentences.spans(plain):
            sentence = " ".join(plain[start:end].split())
            whole = sentence.endswith((".", "!", ")", "”", '"', "…", "。"))
            if whole and is_claim(sentence) and sentence not in self.said and not replies.says_no(sentence):
                self.said.add(sentence)
                yield sentence
