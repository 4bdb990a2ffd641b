"""A turn as its page shows it: safe HTML, sources with their links, and the text that the copy button takes."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from access.scope import Scope
from assistant.feedback import REASONS
from assistant.footnotes import ShownSource, footnote
from assistant.markdown import answer_html
from assistant.models import Conversation, Feedback, Turn
from assistant.withholding import is_withheld
from gateway import client as gateway
from retrieval import wording
from retrieval.filters import unpack


@dataclass(frozen=True)
class ShownTurn:
    """One question and its answer. `cited` stand behind the answer; `read` were looked at without being cited.

    Of one that is `withheld` (assistant.withholding) nothing is there but the question.
    """

    turn: Turn
    cited: tuple[ShownSource, ...] = ()
    read: tuple[ShownSource, ...] = ()
    withheld: bool = False

    @property
    def live(self) -> bool:
        """Whether the answer is still to come."""
        return self.turn.state in {Turn.State.QUEUED, Turn.State.ANSWERING}

    @property
    def worth_asking_again(self) -> bool:
        """Whether another try may end better: the answer was stopped, or quotes stand in for the model that was out of reach."""
        stood_in = self.turn.provider == "extractive" and not self.turn.refused and gateway.provider().name != "extractive"
        return self.turn.state == Turn.State.STOPPED or stood_in

    @property
    def may_keep(self) -> bool:
        """Whether its person edits a collection that it was answered from, and so may keep it as a golden question."""
        behind = {source.citation.collection_id for source in self.cited + self.read if not source.citation.erased_at}
        return bool(behind) and not behind.isdisjoint(self.turn.conversation.edited)

    @property
    def may_trace(self) -> bool:
        """Whether its person may see how it came about."""
        return self.turn.conversation.user.is_superuser and hasattr(self.turn, "chain")

    @cached_property
    def html(self) -> SafeString:
        """The answer, its footnotes linked and its unsupported sentences marked."""
        if self.withheld:
            return SafeString()
        return answer_html(
            self.turn.answer, {source.citation.number: footnote(source) for source in self.cited}, unsupported=self._unsupported()
        )

    @property
    def feedback(self) -> Feedback | None:
        """The thumb that was given, if one was."""
        return getattr(self.turn, "feedback", None)

    @property
    def rewritten(self) -> str:
        """The question as it was searched, where that differs from what was asked."""
        return self.turn.standalone if not self.withheld and self.turn.standalone.strip() != self.turn.question.strip() else ""

    @property
    def filters(self) -> list[str]:
        """What documents had to be to be searched."""
        return wording.told(unpack(self.turn.filters))

    @property
    def reason_choices(self) -> list[tuple[str, str, bool]]:
        """Every reason with its words, and whether it was chosen."""
        chosen = self.feedback.reasons if self.feedback else []
        return [(value, words, value in chosen) for value, words in REASONS.items()]

    @property
    def steps(self) -> list[tuple[str, int]]:
        """What was done, in words, and the milliseconds it took."""
        return [(name.replace("_", " ").capitalize(), round(milliseconds)) for name, milliseconds in self.turn.steps.items()]

    @property
    def plain(self) -> str:
        """Answer and sources as text, for the copy button."""
        if self.withheld:
            return ""
        lines = [f"[{s.citation.number}] {_said(s)}" for s in self.cited]
        return "\n".join([self.turn.answer.strip(), *(["", "Sources", *lines] if lines else [])])

    @property
    def erased(self) -> bool:
        """Whether a source was erased, and with it what the answer said on its word."""
        return any(source.citation.erased_at for source in self.cited + self.read)

    @property
    def unsupported(self) -> int:
        """How many sentences no passage supports."""
        return len(self._unsupported())

    def _unsupported(self) -> list[int]:
        return (
            [] if self.turn.refused or self.withheld else [claim["end"] for claim in self.turn.claims if not claim.get("numbers")]
        )


def _said(source: ShownSource) -> str:
    citation = source.citation
    return citation.quote if citation.erased_at else f"{citation.title}, page {citation.page}: “{citation.quote}”"


def show(turn: Turn, scope: Scope) -> ShownTurn:
    """This turn, ready for the template of somebody with this Scope. Fetch it with `with_sources` where there are several."""
    if is_withheld(turn, scope):
        return ShownTurn(turn, withheld=True)
    sources = [ShownSource(citation) for citation in turn.citations.all()]
    return ShownTurn(turn, tuple(s for s in sources if s.citation.cited), tuple(s for s in sources if not s.citation.cited))


def turns_of(conversation: Conversation, scope: Scope) -> list[ShownTurn]:
    """All turns of a conversation in the order in which they were asked, in two queries."""
    return [show(turn, scope) for turn in with_sources(conversation.turns.all())]


def with_sources(turns: QuerySet[Turn]) -> QuerySet[Turn]:
    """The turns with all that their templates need."""
    return turns.select_related("feedback", "chain").defer("chain__told").prefetch_related("citations")
