"""`manage.py person NAME`: create or update somebody, from a script."""

from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from access import passwords, tokens
from access.models import User
from access.people import set_administrator


class Command(BaseCommand):
    help = "Create or update a person. A new one gets a generated password, printed once, unless --password-file is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--admin", action="store_true", help="Make this person an administrator.")
        parser.add_argument("--password-file", type=Path, metavar="F", help="Take the password from the first line of this file.")
        parser.add_argument(
            "--group", action="append", default=[], metavar="G", help="Add to this group, which is made if need be; may repeat."
        )

        parser.add_argument("--token", metavar="LABEL", help="Also issue a new API token under this label, printed once.")

    @transaction.atomic
    def handle(self, *args: Any, name: str, admin: bool, password_file: Path | None, group: list[str], **options: Any) -> None:
        user = User.objects.filter(username=name).first()
        new = user is None
        user = user or User(username=name)
        if admin:
            set_administrator(user, wanted=True)
        password = read(password_file, user) if password_file else passwords.generated() if new else ""
        if password:
            user.set_password(password)
        check(user)
        user.save()
        user.groups.add(*(Group.objects.get_or_create(name=each)[0] for each in group))
        self.tell(name, "created" if new else "updated", "" if password_file else password)
        if options["token"]:
            self.stdout.write(f"API token, shown only now: {tokens.issue(user, options['token'])}")

    def tell(self, name: str, done: str, password: str) -> None:
        """Say what was done, and the generated password on its own line."""
        self.stdout.write(f"{name} is {done}.")
        if password:
            self.stdout.write(f"Password, shown only now: {password}")


def read(path: Path, user: User) -> str:
    """The password in this file, if it is good enough."""
    try:
        password = path.read_text().partition("\n")[0].strip()
        validate_password(password, user)
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from None
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return password


def check(user: User) -> None:
    """Refuse names that the sign-in page would not take."""
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
