"""A cross-encoder of sentence-transformers or one trained here, loaded here: once a process, on first use, where searches run."""

import os
import threading
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.rerankers.conf import RerankConf
from retrieval.rerankers.described import described, is_one
from retrieval.rerankers.port import NoRanking

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

    from retrieval.rerankers.quantised import Quantised

# Between batches it looks at the clock.
BATCH = 8


class LoadedReranker:
    """One model in this process. PyTorch's kernels are not safe to enter twice with a tokenizer that pads: one search at a time."""

    def __init__(self, conf: RerankConf) -> None:
        self.conf = conf
        self._lock = threading.Lock()

    @cached_property
    def weight(self) -> float | None:
        """Known of one that was trained here alone; 0 where what lies there can't be read, as its scores can't be had either."""
        try:
            return described(Path(self.conf.model)).weight if is_one(Path(self.conf.model)) else None
        except (OSError, ValueError, KeyError, TypeError):
            return 0.0

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """As the port says. Loading is not counted in the time limit, waiting for another search is."""
        try:
            return self._found(question, texts)
        except NoRanking:
            raise
        except Exception as error:  # whatever breaks inside the library; its words are left out, as they may hold the texts
            raise NoRanking(f"{self.conf.model} fails ({type(error).__name__})") from None

    def _found(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        model, end = self._model, time.monotonic() + self.conf.seconds
        if not self._lock.acquire(timeout=self.conf.seconds):
            raise NoRanking(f"other searches kept {self.conf.model} busy for {self.conf.seconds:g} seconds")
        try:
            found: list[float] = []
            for at in range(0, len(texts), BATCH):
                if time.monotonic() > end:
                    raise NoRanking(f"{self.conf.model} takes longer than {self.conf.seconds:g} seconds")
                found += model.predict([(question, text) for text in texts[at : at + BATCH]], show_progress_bar=False).tolist()
            return found
        finally:
            self._lock.release()

    @cached_property
    def _model(self) -> "CrossEncoder | Quantised":
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            return _loaded(Path(self.conf.model))
        except Exception as error:  # what a strange folder makes of the library is anybody's guess; a search must not end with it
            raise NoRanking(f"{self.conf.model} can't be loaded: {str(error).splitlines()[0][:200]}") from None


def _loaded(folder: Path) -> "CrossEncoder | Quantised":
    if is_one(folder):
        from retrieval.rerankers.quantised import Quantised

        return Quantised(folder)
    from sentence_transformers import CrossEncoder

    loaded: CrossEncoder = CrossEncoder(str(folder), device="cpu", local_files_only=folder.is_dir(), num_labels=1)
    return loaded
