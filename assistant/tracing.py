"""What happened on the way to an answer, to be looked at later: what was found and how it was judged, and what the model was shown.

Of documents and people it keeps ids and figures, no words: those stand in the index and the footnotes, for as long as they may.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings

from access.scope import Scope
from assistant.budget import Packed, Weighed
from gateway import client
from gateway.messages import Prompt
from retrieval import sparse, versions
from retrieval.confidence import SURE_ENOUGH
from retrieval.filters import Filters, pack
from retrieval.messages import Whole
from retrieval.qdrant import Candidate
from retrieval.search import Examined
from retrieval.stages import NAMES

CANDIDATES = 40
"""So many of the best candidates are kept."""


@dataclass
class Trace:
    """One answer's way, as JSON. What an answer did not come to is missing."""

    told: dict[str, Any] = field(default_factory=dict)

    def searched(self, question: str, scope: Scope, filters: Filters, examined: Examined, confidence: float) -> None:
        """What was searched in which way, and the best candidates with each stage's scores, in their order.

        Of the question only how many telling words it has, and how many of them no passage that was looked at has.
        """
        conf, live = settings.RETRIEVAL, versions.live()
        candidates = {each.chunk_id: each for each in examined.candidates}
        words = set(sparse.terms(question))
        self.told |= {
            "collections": sorted(map(str, scope.collections)),
            "filters": {**pack(filters), **({"authors": len(filters.authors)} if filters.authors else {})},
            "index": live.name if live else "",
            "stages": [name for name in NAMES if getattr(conf.stages, name)],
            "limits": {"candidates": conf.candidates, "kept": conf.keep, "shown": settings.ASSISTANT.passages},
            "confidence": round(confidence, 4),
            "threshold": SURE_ENOUGH,
            "words": len(words),
            "words_unknown": len(words.difference(*examined.terms.values())),
            "task": examined.whole.task if examined.whole else "answer",
            "found": len(examined.candidates),
            "candidates": [_candidate(examined, key, candidates.get(key)) for key in examined.ranked[:CANDIDATES]],
        }

    def read(self, packed: Packed, prompt: Prompt, whole: Whole | None) -> None:
        """What the model was shown: its rules word for word, which part of which passages, and what became of the others."""
        self.told |= {
            "rules": prompt.messages[0].content,
            "most_tokens": prompt.max_tokens,
            "shown": [_shown(each, whole) for each in packed.inside],
            "budget": packed.budget,
            "weighed": [_weighed(each) for each in packed.weighed],
            "model": client.provider().model,
        }


def _candidate(examined: Examined, key: UUID, first: Candidate | None) -> dict[str, Any]:
    """One of them, and as Qdrant brought it; None where a stage did not see it."""
    look = examined.looks.get(key)
    scores = {
        "dense": first.dense if first else None,
        "bm25": first.sparse if first else None,
        "fused": examined.fused.get(key),
        "coverage": look.coverage if look else None,
        "proximity": look.proximity if look else None,
        "score": examined.scores.get(key),
    }
    return {"chunk": str(key), "kept": key in examined.kept, **_rounded(scores)}


def _shown(weighed: Weighed, whole: Whole | None) -> dict[str, Any]:
    """Which part of a chunk is in the prompt; `stretches` of it where that is only what is new in it."""
    shown = {"chunk": str(weighed.passage.chunk_id), "start": weighed.start, "characters": len(weighed.passage.text)}
    new = whole.changes.new if whole and whole.changes else {}
    return shown | {"stretches": [list(each) for each in new.get(weighed.passage.chunk_id, ())]}


def _weighed(weighed: Weighed) -> dict[str, Any]:
    """What became of one passage; `beside` is true of the text around one that was found."""
    beside = weighed.beside is not None
    return {"chunk": str(weighed.passage.chunk_id), "fate": weighed.fate.value, "tokens": weighed.tokens, "beside": beside}


def _rounded(scores: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: None if score is None else round(score, 4) for name, score in scores.items()}
