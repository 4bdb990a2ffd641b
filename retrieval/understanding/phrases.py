"""Exact phrases: what stands in quotation marks must stand so in a passage, its title or its headings.

In a long text, pasted as a question, quotation marks are its own.
"""

import re
from collections.abc import Iterable

from retrieval import sparse

MOST = 5
LONGEST = 40
"""Words of a question, beyond which quotation marks don't ask for anything."""
_QUOTED = re.compile(
    r'(?<!\w)(?:"(?P<plain>[^"]{1,200})"|[“„](?P<curved>[^“”„]{1,200})[”“]|«(?P<outward>[^«»]{1,200})»|»(?P<inward>[^«»]{1,200})«)(?!\w)'
)


def phrases(question: str) -> tuple[str, ...]:
    """The phrases in double quotation marks, of whichever language, without white space around them."""
    if len(question.split()) > LONGEST:
        return ()
    found = (next(filter(None, match.groups()), "").strip() for match in _QUOTED.finditer(question))
    return tuple(dict.fromkeys(each for each in found if any(map(str.isalnum, each))))[:MOST]


def holds(text: str, phrases: Iterable[str]) -> bool:
    """Whether each phrase stands in the text, whole words and in order, however both are written."""
    known = sparse.plain(text)
    return all(re.search(rf"(?<!\w){re.escape(sparse.plain(each))}(?!\w)", known) for each in phrases)
