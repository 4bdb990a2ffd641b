"""What Footnote says in its own words: when there is nothing to search, and when the documents don't answer."""

import re
from collections.abc import Iterable

from access.scope import Scope
from retrieval.filters import NO_FILTERS, Filters
from retrieval.messages import Reading
from retrieval.narrowing import matching
from retrieval.visible import visible
from retrieval.whole.newly import Changes

NO_COLLECTIONS = "You can't read any collection yet. Ask the owner of a collection to share it with you."
NO_DOCUMENTS = "There is no document in these collections yet that could be searched. Add documents, or wait until they are ready."
NONE_LIKE_THAT = "No document that you may read is what the filter asks for."
NOT_FOUND = "I found no passage that answers this question."
CLOSEST = "I found no passage that answers this question. The closest ones are listed below."
NO_EARLIER = "No earlier version of it is kept, so it can’t be told what changed. Ask for a summary to learn what it says now."
UNCHANGED = (
    "Nothing in it is new or changed since the version of {date}, as far as its text goes; passages may have been removed, which "
    "is not told here."
)
ONLY_NEW = "This tells what is new or changed since the version of {date}, not what was removed."
PARTLY_NEW = "More is new than an answer has room for: this is from {shown} of {count} passages."
UNSUPPORTED = (
    "What the language model wrote did not hold, so here are the words of your documents that come closest to the question:"
)
_SAYS_NO = re.compile(
    r"not in the documents?"
    r"|\b(?:passages?|documents?|sources?|text|information|context)\b.{0,60}\b(?:do|does|did|is|are) ?(?:not|n[’']t)\b"
    r"|\b(?:not|n[’']t|no)\b.{0,30}\b(?:mention|contain|provide|specif|state|include|address|answer|information|found|available)\w*\b"
    r".{0,60}\b(?:passages?|documents?|sources?|text|context)\b",
    re.IGNORECASE | re.DOTALL,
)


def nothing_to_search(scope: Scope, filters: Filters = NO_FILTERS) -> str:
    """Why no search makes sense in this Scope; "" where it does."""
    if not scope.collections:
        return NO_COLLECTIONS
    documents = visible(scope.collections)
    if matching(documents, filters).exists():
        return ""
    return NONE_LIKE_THAT if documents.exists() else NO_DOCUMENTS


def not_exactly(readings: Iterable[Reading]) -> str:
    """That nothing holds the exact words which were asked for; "" where none were."""
    quoted = " and ".join(f"“{each.words}”" for each in readings if each.stage == "phrases")
    return f"I found no passage that holds exactly {quoted}." if quoted else ""


def nothing_changed(changes: Changes) -> str:
    """That nothing is new in a document, or that there is nothing to tell it by; "" where something is new."""
    if changes.since is None:
        return NO_EARLIER
    return "" if changes.count else UNCHANGED.format(date=changes.day)


def only_new(changes: Changes, shown: int) -> str:
    """What an answer made of `shown` passages doesn't tell of the changes in a document."""
    said = [ONLY_NEW.format(date=changes.day)]
    return " ".join(said + [PARTLY_NEW.format(shown=shown, count=changes.count)] * (shown < changes.count))


def says_no(draft: str) -> bool:
    """Whether the model itself says at its beginning that the passages don't answer."""
    return bool(_SAYS_NO.search(draft.strip()[:160]))
