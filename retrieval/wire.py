"""What a search found, as JSON can carry it between the answer worker and the web."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from retrieval.messages import Found, Line, Passage, Span

IDS = ("chunk_id", "document_id", "version_id", "collection_id")


def pack(found: Found) -> dict[str, Any]:
    """Plain lists, dicts, strings and numbers."""
    passages = [{**asdict(passage), **_texts(passage)} for passage in found.passages]
    return {"passages": passages, "confidence": found.confidence, "steps": dict(found.steps)}


def _texts(passage: Passage) -> dict[str, str | None]:
    """What JSON has no type for."""
    ids = {name: str(getattr(passage, name)) for name in IDS}
    return {**ids, "review_on": passage.review_on.isoformat() if passage.review_on else None}


def unpack(packed: dict[str, Any]) -> Found:
    """The inverse of `pack`."""
    return Found(tuple(_passage(passage) for passage in packed["passages"]), packed["confidence"], packed["steps"])


def _passage(packed: dict[str, Any]) -> Passage:
    return Passage(
        **{
            **packed,
            **{name: UUID(packed[name]) for name in IDS},
            "review_on": date.fromisoformat(packed["review_on"]) if packed["review_on"] else None,
            "heading": tuple(packed["heading"]),
            "spans": tuple(Span(**span) for span in packed["spans"]),
            "lines": tuple(Line(**line) for line in packed["lines"]),
        }
    )
