"""Conversations that the view tests start from."""

import uuid

from access.access import collections_for
from access.models import Collection, Grant, User
from assistant.models import Citation, Conversation, Turn

HTMX = {"HX-Request": "true"}
ANSWER = "A night may cost 140 euros.[1] Most people take the train."
QUOTE = "The limit for one night in a hotel is 140 euros."


def conversation(user: User, title: str = "Hotel limits") -> Conversation:
    """An empty conversation."""
    return Conversation.objects.create(user=user, title=title)


def turn(talk: Conversation, **values) -> Turn:
    """The next turn of a conversation; answered, unless said otherwise."""
    ordinal = talk.turns.count() + 1
    return Turn.objects.create(
        conversation=talk, **{"ordinal": ordinal, "question": "What may a hotel cost?", "state": Turn.State.DONE} | values
    )


def answered(talk: Conversation) -> Turn:
    """A turn with a supported sentence, one without support, a cited source and one that was only read."""
    start = ANSWER.index("Most")
    claims = [
        {"text": "A night may cost 140 euros.", "start": 0, "end": 27, "numbers": [1], "support": 0.9},
        {"text": "Most people take the train.", "start": start, "end": len(ANSWER), "numbers": [], "support": 0.1},
    ]
    made = turn(talk, answer=ANSWER, claims=claims, searched=["Handbook"], provider="openai", model="qwen", steps={"search": 120.4})
    cite(made, 1, "Travel policy")
    cite(made, 2, "Holiday rules", cited=False)
    return made


def shared_with(user: User) -> Collection:
    """A collection that this person may read."""
    readable = collections_for(user).first()
    if readable is None:
        readable = Collection.objects.create(name=f"For {user.username}")
        Grant.objects.create(collection=readable, user=user)
    return readable


def cite(made: Turn, number: int, title: str, **values) -> Citation:
    """One source of a turn."""
    ids = {name: uuid.uuid4() for name in ("chunk_id", "document_id", "version_id")}
    ids["collection_id"] = shared_with(made.conversation.user).pk
    about = {
        "number": number,
        "title": title,
        "page": 3,
        "passage": QUOTE,
        "quote": QUOTE,
        "spans": [[3, 10, 58]],
        "heading": ["Hotels"],
    }
    return Citation.objects.create(turn=made, **ids | about | values)
