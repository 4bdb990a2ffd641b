"""Feedback as administrators read it: with the question, the answer and the passages it was made from."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from access.scope import Scope
from assistant import feedback, signs
from assistant.feedback import REASONS
from assistant.footnotes import ShownSource
from assistant.markdown import Footnote, answer_html
from assistant.models import Feedback, Turn
from assistant.showing import ShownTurn, show


@dataclass(frozen=True)
class Given:
    """One thumb with all that stands behind it. Its footnotes lead nowhere: the documents may not be the reader's to open."""

    feedback: Feedback
    shown: ShownTurn

    @property
    def who(self) -> str:
        """Who gave it."""
        return self.shown.turn.conversation.user.get_username()

    @property
    def reasons(self) -> list[str]:
        """The words of the chosen reasons."""
        return [REASONS[reason] for reason in self.feedback.reasons if reason in REASONS]

    @property
    def may_keep(self) -> bool:
        """Whether it may become a golden question: a thumb down on an answer that rests on something still known."""
        return not self.feedback.helpful and any(not source.citation.erased_at for source in self.sources)

    @property
    def signs(self) -> list[str]:
        """What its person did with the answer."""
        return signs.told(self.shown.turn)

    @property
    def traced(self) -> bool:
        """Whether it is kept how the answer came about."""
        return hasattr(self.shown.turn, "chain")

    @property
    def sources(self) -> tuple[ShownSource, ...]:
        """All passages, the cited ones first."""
        return self.shown.cited + self.shown.read

    @property
    def answer(self) -> SafeString:
        """The answer with its numbers."""
        if self.shown.withheld:
            return SafeString()
        notes = {source.citation.number: Footnote(source.citation.number, "", source.label) for source in self.shown.cited}
        return answer_html(self.shown.turn.answer, notes)


@dataclass(frozen=True)
class AskedAgain:
    """A turn of which the same was asked again soon: the question and what was counted. The answer stays its asker's own."""

    turn: Turn

    @property
    def who(self) -> str:
        """Who asked."""
        return self.turn.conversation.user.get_username()

    @property
    def signs(self) -> list[str]:
        """What its person did with the answer."""
        return signs.told(self.turn)

    @property
    def may_keep(self) -> bool:
        """Whether it may become a golden question: its answer rests on something still known."""
        return any(not citation.erased_at for citation in self.turn.citations.all())


def again(turns: QuerySet[Turn]) -> QuerySet[Turn]:
    """These turns with all that their list needs, the one asked again last first."""
    return turns.select_related("conversation__user", "feedback").prefetch_related("citations", "signs").order_by("-signs__at")


def given(thumb: str) -> QuerySet[Feedback]:
    """All feedback, or the thumbs that point "up" or "down", newest first."""
    return feedback.given().filter(helpful=thumb == "up") if thumb else feedback.given()


def reviewed(row: Feedback, scope: Scope) -> Given:
    """This row, ready for the template of somebody with this Scope."""
    return Given(row, show(row.turn, scope))
