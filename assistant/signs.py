"""What people do with an answer tells about it without a word: footnotes opened, copied, the same asked again soon.

Counted beside the thumbs, for people who choose golden questions. Nothing of it moves anything in a search.
"""

from datetime import timedelta
from difflib import get_close_matches

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assistant.conversing import small_talk
from assistant.models import Sign, Turn
from retrieval import sparse

SOON = timedelta(minutes=15)
LOOKED_BACK = 10
"""So many of the person's last answers are compared with a new question."""
ALIKE = 0.8
"""Share of all words of two questions that must stand in both for them to be the same one; also how near a misspelt word is."""
FEWEST = 2
"""Words that tell something; “and for managers?” means another thing after another question."""

_WORDS = {
    Sign.Kind.OPENED: lambda count: "1 footnote opened" if count == 1 else f"{count} footnotes opened",
    Sign.Kind.COPIED: lambda count: "Copied" if count == 1 else f"Copied {count} times",
    Sign.Kind.AGAIN: lambda count: "Asked again soon" if count == 1 else f"Asked again soon, {count} times",
}


@transaction.atomic
def noticed(turn: Turn, kind: Sign.Kind) -> None:
    """Count one more of this kind."""
    sign, new = Sign.objects.get_or_create(turn=turn, kind=kind)
    if not new:
        Sign.objects.filter(pk=sign.pk).update(count=F("count") + 1, at=timezone.now())


def asked(turn: Turn) -> None:
    """Where this person had an answer to the same question a moment ago, that one was not enough: it gets the sign."""
    if small_talk(turn.question):
        return
    since = timezone.now() - SOON
    answers = Turn.objects.filter(conversation__user=turn.conversation.user_id, state=Turn.State.DONE, finished_at__gte=since)
    for earlier in answers.only("question").order_by("-finished_at")[:LOOKED_BACK]:
        if same(earlier.question, turn.question):
            noticed(earlier, Sign.Kind.AGAIN)
            return


def told(turn: Turn) -> list[str]:
    """What was counted, in words."""
    return [_WORDS[Sign.Kind(sign.kind)](sign.count) for sign in turn.signs.all()]


def same(one: str, other: str) -> bool:
    """Whether two questions have nearly the same words, in whatever order, misspelt or not. Numbers must be the same."""
    words, others = set(sparse.terms(one)), set(sparse.terms(other))
    if min(len(words), len(others)) < FEWEST or _numbers(words) != _numbers(others):
        return False
    unlike = _unlike(words - others, others - words) + _unlike(others - words, words - others)
    return unlike <= (1 - ALIKE) * len(words | others)


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if any(map(str.isdigit, word))}


def _unlike(words: set[str], others: set[str]) -> int:
    return sum(1 for word in words if not get_close_matches(word, others, 1, ALIKE))
