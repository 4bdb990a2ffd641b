"""What the bell is rung for when something is to be erased."""

from leasing import bell

WORK = "forgetting.tasks.work"


def ring() -> None:
    """Tell a worker that there is something to erase. Never fails."""
    bell.ring(WORK)
