"""What a document itself adds to the scores of its passages."""

from retrieval.models import IndexedDocument

# A step of a document's weight, in the standard deviations of fused scores. Two steps move a passage past others that fit about as
# well, not past one that fits much better; what a search is sure of is reckoned without it.
WEIGHT = 0.2


def added(document: IndexedDocument, spoken: str) -> float:
    """Its weight; less a step where it is known to be in another language than the one `spoken` (ISO 639-1), if that is known."""
    foreign = bool(spoken and document.language and document.language != spoken)
    return WEIGHT * (document.weight - foreign)
