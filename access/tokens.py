"""Keys to `/api/v1/`. A key is random, shown once, and kept as its SHA-256 only."""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from access.access import NotHere
from access.models import ApiToken, User

PREFIX = "fn_"
"""Lets people and secret scanners recognise a key."""
USED_EVERY = timedelta(minutes=1)
"""The time of last use is written at most this often, so that reading doesn't cost a write."""


def issue(user: User, name: str) -> str:
    """Give this person a new key; it can't be shown again."""
    key = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, name=name, digest=digest(key))
    return key


def owner(key: str) -> User | None:
    """Whose key this is; None for unknown and revoked keys and for people who may not sign in any more."""
    token = ApiToken.objects.select_related("user").filter(digest=digest(key), user__is_active=True).first()
    if token is None:
        return None
    _note_use(token)
    return token.user


def revoke(user: User, token_id: int) -> ApiToken:
    """Make one of this person's own keys useless, at once."""
    token = ApiToken.objects.filter(user=user, pk=token_id).first()
    if token is None:
        raise NotHere("You have no such token.")
    token.delete()
    return token


def digest(key: str) -> str:
    """What is kept of a key. Plain SHA-256 is enough: the key has 256 random bits, there is nothing to guess from."""
    return hashlib.sha256(key.encode()).hexdigest()


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
