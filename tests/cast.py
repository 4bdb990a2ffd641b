"""The fixed cast: Ada runs the house, Alice owns the Handbook, Bob reads it, Mallory has no business there."""

from dataclasses import dataclass

from access.models import Collection, Grant, Role, User

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


def gather() -> Cast:
    """Create the cast in the database at hand."""
    ada = User.objects.create_superuser("ada", "ada@example.org", PASSWORD)
    alice, bob, mallory = (User.objects.create_user(name, f"{name}@example.org", PASSWORD) for name in ("alice", "bob", "mallory"))
    handbook, vault = (Collection.objects.create(name=name) for name in ("Handbook", "Vault"))
    Grant.objects.create(collection=handbook, user=alice, role=Role.OWNER)
    Grant.objects.create(collection=handbook, user=bob, role=Role.READER)
    Grant.objects.create(collection=vault, user=ada, role=Role.OWNER)
    return Cast(ada, alice, bob, mallory, handbook, vault)
