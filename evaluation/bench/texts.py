"""Texts to measure with: the sample handbook's, cut into chunks, as often as is needed."""

from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from django.conf import settings

from evaluation.beir import Document
from evaluation.run import chunked
from retrieval import chunkers
from retrieval.messages import Chunk

FOLDER = Path("samples") / "texts"


def chunks(number: int) -> list[Chunk]:
    """So many chunks, numbered through; repeated ones are told apart by a number at their end."""
    documents = [Document(path.name, path.stem, path.read_text(encoding="utf-8")) for path in sorted(_folder().iterdir())]
    every = [chunk for document in documents for chunk in chunked(document, chunkers.configured())]
    chosen = enumerate(islice(cycle(every), number))
    return [replace(chunk, ordinal=ordinal, text=f"{chunk.text} {ordinal}") for ordinal, chunk in chosen]


def _folder() -> Path:
    return Path(settings.BASE_DIR) / FOLDER
