"""The fixed cast: Ada runs the house, Alice owns the Handbook, Bob reads it, Mallory has no business there."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from access.models import Collection, Grant, Role, User
from access.people import set_administrator

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """Four people and the two collections they meet in. Vault belongs to Ada alone."""

    ada: User
    alice: User
    bob: User
    mallory: User
    handbook: Collection
    vault: Collection


@cache
def hashed() -> str:
    """The password's hash, made once: argon2 is slow by intent."""
    return make_password(PASSWORD)


def gather() -> Cast:
    """Create the cast in the database at hand."""
    ada, alice, bob, mallory = (
        User.objects.create(username=name, email=f"{name}@example.org", password=hashed())
        for name in ("ada", "alice", "bob", "mallory")
    )
    set_administrator(ada, wanted=True)
    ada.save()
    handbook, vault = (Collection.objects.create(name=name) for name in ("Handbook", "Vault"))
    Grant.objects.create(collection=handbook, user=alice, role=Role.OWNER)
    Grant.objects.create(collection=handbook, user=bob, role=Role.READER)
    Grant.objects.create(collection=vault, user=ada, role=Role.OWNER)
    return Cast(ada, alice, bob, mallory, handbook, vault)
