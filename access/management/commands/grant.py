"""`manage.py grant NAME COLLECTION ROLE`: share a collection, from a script."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access import sharing
from access.models import Collection, Role, User


class Command(BaseCommand):
    help = "Give a person (NAME) or a group (group:NAME) a role on a collection, in place of the one they had."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("holder", metavar="NAME|group:NAME")
        parser.add_argument("collection")
        parser.add_argument("role", choices=[*Role.values, "none"], help="none takes the role away.")

    def handle(self, *args: Any, holder: str, collection: str, role: str, **options: Any) -> None:
        shared = collection_named(collection)
        known = holder_named(holder)
        if role == "none":
            sharing.withdraw(shared, known)
        else:
            sharing.give(shared, known, Role(role))
        self.stdout.write(f"{holder} has the role {role} on {collection}.")


def collection_named(name: str) -> Collection:
    """The collection of this name."""
    found = Collection.objects.filter(name=name).first()
    if found is None:
        raise CommandError(
            f"There is no collection “{name}”. There are: {', '.join(Collection.objects.values_list('name', flat=True)) or 'none'}."
        )
    return found


def holder_named(text: str) -> User | Group:
    """The person of this name, or the group behind `group:`."""
    group = text.removeprefix("group:")
    found = Group.objects.filter(name=group).first() if text != group else User.objects.filter(username=text).first()
    if found is None:
        raise CommandError(
            f"There is no group “{group}”."
            if text != group
            else f"There is no person “{text}”. `manage.py person {text}` makes one."
        )
    return found
