"""What the bell is rung for when something is to be done for a version of the index."""

from leasing import bell

BUILD, COMPARE = "retrieval.tasks.build_index", "retrieval.tasks.compare_index"


def ring(task: str = BUILD, after: float = 0.0) -> None:
    """Tell a worker that there is something to do for a version of the index, in so many seconds. Never fails."""
    bell.ring(task, after=after)
