"""What a new Footnote needs before anybody can use it: tables, styles, an administrator, something to ask about."""

import fcntl
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command

from access import passwords
from access.models import User

SAMPLE = "Sample: Harbour Lane Cycles"


class AlreadyRunning(Exception):
    """Another supervisor holds this data folder."""


def lock(data: Path) -> IO[str]:
    """Hold the data folder for this supervisor alone; the lock goes with the process, however it ends."""
    path = data / "run" / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise AlreadyRunning from None
    return handle


def prepare() -> None:
    """Bring the tables and the static files up to date. Quick when they already are."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def make_administrator() -> tuple[User, str] | None:
    """The first administrator with a new password, or None where there is one already."""
    if User.objects.filter(is_superuser=True).exists():
        return None
    password = passwords.generated()
    return User.objects.create_superuser("admin", "", password), password


def load_sample(owner: User) -> None:
    """Give the new house something to ask about: the sample collection goes through the same door as any upload."""
    folder = settings.BASE_DIR / "samples" / "documents"
    call_command("ingest", str(folder), collection=SAMPLE, user=owner.username, verbosity=0)
