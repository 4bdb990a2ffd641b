"""What a search found, as JSON can carry it between the answer worker and the web."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from retrieval.messages import Explained, Found, Judged, Line, Passage, Reading, Span, Verdict, Whole
from retrieval.whole.newly import Changes

IDS = ("chunk_id", "document_id", "version_id", "collection_id")


def pack(found: Found) -> dict[str, Any]:
    """Plain lists, dicts, strings and numbers."""
    passages = [{**asdict(passage), **_texts(passage)} for passage in found.passages]
    told = {"passages": passages, "confidence": found.confidence, "steps": dict(found.steps), "readings": _readings(found)}
    return told | {"whole": _whole(found.whole)}


def _texts(passage: Passage) -> dict[str, str | None]:
    """What JSON has no type for."""
    ids = {name: str(getattr(passage, name)) for name in IDS}
    return {**ids, "review_on": passage.review_on.isoformat() if passage.review_on else None}


def unpack(packed: dict[str, Any]) -> Found:
    """The inverse of `pack`."""
    passages, readings = map(_passage, packed["passages"]), (Reading(**each) for each in packed.get("readings", ()))
    whole = _unpacked(packed["whole"]) if packed.get("whole") else None
    return Found(tuple(passages), packed["confidence"], packed["steps"], tuple(readings), whole)


def _whole(whole: Whole | None) -> dict[str, Any] | None:
    if whole is None:
        return None
    return {"task": whole.task, "reading": list(map(str, whole.reading)), "changes": _changes(whole.changes)}


def _changes(changes: Changes | None) -> dict[str, Any] | None:
    if changes is None:
        return None
    new = {str(key): [list(stretch) for stretch in stretches] for key, stretches in changes.new.items()}
    return {"since": changes.since.isoformat() if changes.since else None, "count": changes.count, "new": new}


def _unpacked(packed: dict[str, Any]) -> Whole:
    changes = packed.get("changes")
    return Whole(packed["task"], tuple(map(UUID, packed["reading"])), _changed(changes) if changes else None)


def _changed(packed: dict[str, Any]) -> Changes:
    new = {UUID(key): tuple((start, end) for start, end in stretches) for key, stretches in packed["new"].items()}
    return Changes(date.fromisoformat(packed["since"]) if packed["since"] else None, packed["count"], new)


def _readings(found: Found) -> list[dict[str, str]]:
    return [asdict(each) for each in found.readings]


def pack_explained(explained: Explained) -> dict[str, Any]:
    """The same for what was explained."""
    judged = [{**asdict(each), "chunk_id": str(each.chunk_id), "verdict": each.verdict.value} for each in explained.judged]
    return {"found": pack(explained.found), "judged": judged, "depth": explained.depth}


def unpack_explained(packed: dict[str, Any]) -> Explained:
    """The inverse of `pack_explained`."""
    return Explained(unpack(packed["found"]), tuple(_judged(each) for each in packed["judged"]), packed["depth"])


def _judged(packed: dict[str, Any]) -> Judged:
    words = tuple((word, there) for word, there in packed["words"])
    return Judged(**{**packed, "chunk_id": UUID(packed["chunk_id"]), "verdict": Verdict(packed["verdict"]), "words": words})


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
