"""What the embedded form keeps for itself: its secrets, and the addresses its supervisor chose."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values



def environment(base: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The environment, completed by `.env` in the project folder: what is really set wins."""
    kept = {name: value for name, value in dotenv_values(base / ".env").items() if value}
    return {**kept, **given}


def kept_secret(path: Path) -> str:
    """A random secret, made once and kept in a file that only its owner can read. Safe when two processes start at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text()
