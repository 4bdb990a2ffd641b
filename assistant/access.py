"""Fetch or refuse: a conversation, and all that belongs to it, is its own user's alone; not even an administrator opens it.

Administrators see what was rated, how an answer came about, and, for as long as that is kept, what was asked again.
"""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from access.access import NotHere, scope_for
from access.models import User
from assistant.models import Chain, Citation, Conversation, Sign, Turn
from assistant.withholding import is_withheld


def conversations_for(user: User | AnonymousUser) -> QuerySet[Conversation]:
    """This person's conversations, the one asked last first."""
    if not user.is_authenticated or not user.is_active:
        return Conversation.objects.none()
    return Conversation.objects.filter(user=user)


def access_conversation(user: User | AnonymousUser, conversation_id: UUID) -> Conversation:
    """The conversation, if it is this person's own; NotHere otherwise."""
    conversation = conversations_for(user).filter(pk=conversation_id).select_related("user").first()
    if conversation is None:
        raise NotHere("There is no such conversation, or it is not yours.")
    return conversation


def access_turn(user: User | AnonymousUser, turn_id: UUID) -> Turn:
    """The turn, if its conversation is this person's own; NotHere otherwise."""
    own = Turn.objects.filter(conversation__in=conversations_for(user)).select_related("conversation__user")
    turn = own.filter(pk=turn_id).first()
    if turn is None:
        raise NotHere("There is no such question, or it is not yours.")
    return turn


def access_citation(user: User | AnonymousUser, citation_id: UUID) -> Citation:
    """The citation, if its conversation is this person's own and the answer is not withheld from them now; NotHere otherwise."""
    own = Citation.objects.filter(turn__conversation__in=conversations_for(user))
    citation = own.filter(pk=citation_id).select_related("turn").first()
    if citation is None or is_withheld(citation.turn, scope_for(user)):
        raise NotHere("There is no such source, or it is not yours.")
    return citation


def asked_again(user: User | AnonymousUser) -> QuerySet[Turn]:
    """Turns of which the same was asked again soon, for administrators, while they may see how the answers came about."""
    if not (user.is_active and user.is_superuser):
        return Turn.objects.none()
    return Turn.objects.filter(signs__kind=Sign.Kind.AGAIN).exclude(chain=None)


def access_reviewed(user: User | AnonymousUser, turn_id: UUID) -> Turn:
    """A turn that somebody has rated or asked again, for administrators; NotHere otherwise."""
    rated = Turn.objects.exclude(feedback=None) if user.is_active and user.is_superuser else Turn.objects.none()
    turn = rated.filter(pk=turn_id).first() or asked_again(user).filter(pk=turn_id).first()
    if turn is None:
        raise NotHere("There is no such question.")
    return turn


def access_chain(user: User | AnonymousUser, turn_id: UUID) -> Chain:
    """The way to an answer, whoever asked, for administrators; NotHere otherwise."""
    known = Chain.objects.all() if user.is_active and user.is_superuser else Chain.objects.none()
    chain = known.filter(pk=turn_id).select_related("turn__conversation__user").first()
    if chain is None:
        raise NotHere("How this was answered is not kept, or not for you.")
    return chain
