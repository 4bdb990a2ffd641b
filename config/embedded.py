"""What the embedded form keeps for itself: its secrets, and the addresses its supervisor chose."""

import contextlib
import json
import os
import secrets
import socket
from collections.abc import Collection, Mapping
from pathlib import Path

from dotenv import dotenv_values

PORTS = {"web": 8000, "vectors": 6399, "llm": 8099}
PRIVATE = ("files", "log", "redis", "run", "run/uploads", "vectors")


def environment(base: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The environment, completed by `.env` in the project folder: what is really set wins."""
    kept = {name: value for name, value in dotenv_values(base / ".env").items() if value}
    return {**kept, **given}


def private_folders(data: Path) -> None:
    """Make the folders that hold documents and questions, closed to all other users of the machine whatever the umask says.

    Folders that are there already stay as the operator has them.
    """
    for folder in (data, *(data / name for name in PRIVATE)):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def kept_secret(path: Path) -> str:
    """A random secret, made once and kept in a file that only its owner can read. Safe when two processes start at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def port(data: Path, service: str) -> int:
    """The loopback port of an embedded service: the one chosen at the last start, else the usual one."""
    try:
        return int(json.loads((data / "run" / "ports.json").read_text())[service])
    except (OSError, ValueError, KeyError):
        return PORTS[service]


class PortTaken(Exception):
    """A port that was asked for is in use."""


def choose_ports(data: Path, wanted: Mapping[str, int], *, fixed: Collection[str] = ()) -> dict[str, int]:
    """Settle each service's port (the wanted one where it is free) and write them down for every other process.

    Raises PortTaken when that of a `fixed` service is in use.
    """
    for service in fixed:
        if not _is_free(wanted[service]):
            raise PortTaken(f"Port {wanted[service]} is in use. Stop what listens there, or choose another with FOOTNOTE_PORT.")
    chosen = {service: number if _is_free(number) else _any_free() for service, number in wanted.items()}
    file = data / "run" / "ports.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(chosen))
    draft.replace(file)
    return chosen


def _is_free(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
