"""Memory of a tree of processes, as Linux shares it out: pages that several processes use are counted once in all."""

import os
from collections.abc import Iterator
from pathlib import Path

from evaluation.bench.messages import Measurement

PROC = Path("/proc")


class NoSuchProcess(Exception):
    """There is no process of this number, or it belongs to somebody else."""


def measure(pid: int) -> Measurement:
    """Megabytes (PSS) of the process and all that descend from it."""
    each = {f"{name(number)} ({number}), MB": megabytes(number) for number in tree(pid)}
    return Measurement(f"Memory of process {pid} and its descendants", {**each, "together, MB": sum(each.values())})


def tree(pid: int) -> Iterator[int]:
    """The process and all that descend from it."""
    yield pid
    for task in (PROC / str(pid) / "task").glob("*/children"):
        for child in _read(task).split():
            yield from tree(int(child))


def megabytes(pid: int) -> float:
    """What one process has (PSS)."""
    return _rolled_up(pid, "Pss:")


def own_megabytes(pid: int) -> float:
    """What of it stands in no file, so that the system can't drop it and read it again."""
    return _rolled_up(pid, "Anonymous:")


def cpu_seconds(pid: int) -> float:
    """What one process has had of the cores since it began."""
    ticks = _read(PROC / str(pid) / "stat").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def name(pid: int) -> str:
    """The command without its interpreter, shortened."""
    words = _read(PROC / str(pid) / "cmdline").split("\0")
    shown = [Path(word).name if word.startswith("/") else word for word in words if word]
    return " ".join(shown[:4])[:60] or str(pid)


def _rolled_up(pid: int, what: str) -> float:
    for line in _read(PROC / str(pid) / "smaps_rollup").splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024
    return 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ProcessLookupError):
        raise NoSuchProcess(f"Process {path.parts[2]} can't be read: it is not there, or not yours.") from None
