"""How long each step of a search takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from retrieval import spans


class Steps(dict[str, float]):
    """Milliseconds by step; a step that happens twice adds up."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside, also for a collector of spans."""
        start = time.perf_counter()
        with spans.span(name):
            yield
        self[name] = self.get(name, 0.0) + 1000 * (time.perf_counter() - start)
