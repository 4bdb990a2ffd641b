"""A person's conversations as the side list shows them, and questions to begin with."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from access.access import collections_for
from access.models import User
from assistant.access import conversations_for
from assistant.models import Conversation
from retrieval.visible import findable

LONGEST_LIST = 200
LONGEST_SEARCH = 200
SEARCH_FROM = 8
EXAMPLES = 3


@dataclass(frozen=True)
class Day:
    """A group of the list: Today, Yesterday or Earlier."""

    name: str
    conversations: tuple[Conversation, ...]


@dataclass(frozen=True)
class SideList:
    """The list with what was searched in it. `many` says that a search box is worth its place."""

    days: tuple[Day, ...]
    words: str
    many: bool
    cut: bool


def side_list(user: User, words: str = "") -> SideList:
    """The newest conversations, or those whose title or questions hold these words."""
    found = conversations_for(user)
    words = " ".join(words.replace("\0", "").split())[:LONGEST_SEARCH]  # databases refuse more, and NUL
    if words:
        found = found.filter(Q(title__icontains=words) | Q(turns__question__icontains=words)).distinct()
    listed = list(found[: LONGEST_LIST + 1])
    return SideList(_by_day(listed[:LONGEST_LIST]), words, bool(words) or len(listed) >= SEARCH_FROM, len(listed) > LONGEST_LIST)


def _by_day(conversations: list[Conversation]) -> tuple[Day, ...]:
    today = timezone.localdate()
    groups: dict[str, list[Conversation]] = {}
    for conversation in conversations:
        groups.setdefault(_day(timezone.localdate(conversation.asked_at), today), []).append(conversation)
    return tuple(Day(name, tuple(members)) for name, members in groups.items())


def _day(asked: date, today: date) -> str:
    if asked >= today:
        return "Today"
    return "Yesterday" if asked == today - timedelta(days=1) else "Earlier"


def example_questions(user: User) -> list[str]:
    """Questions about documents that this person may really read; none where there are no documents yet."""
    readable = collections_for(user).values_list("pk", flat=True)
    titles = findable(list(readable)).order_by("title").values_list("title", flat=True)[:300]
    forms = ("What are the main points of “{}”?", "What does “{}” say about deadlines?", "Who is responsible according to “{}”?")
    return [form.format(title) for form, title in zip(forms, _spread(list(dict.fromkeys(titles))), strict=False)]


def _spread(titles: list[str]) -> list[str]:
    step = max(1, len(titles) // EXAMPLES)
    return titles[::step][:EXAMPLES]
