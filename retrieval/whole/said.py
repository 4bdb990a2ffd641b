"""Questions about a whole document: summarise it, what is it about, how do two differ. In English and German.

A question is taken for one only if all of it says so: “Who summarises the minutes?” has the word, and is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.messages import Task

_POLITE = re.compile(
    r"^\s*(?:(?:please|kindly|bitte|can you|could you|would you|i(?: would|['’]d) like you to|kannst du|können sie)[\s,]+)*",
    re.IGNORECASE,
)
_MANNER = (
    r"for me|please|briefly|in (?:brief|short|detail)|kurz|bitte"
    r"|in (?:a few|\w+)(?: short)? (?:words|sentences|points|bullet points|paragraphs?)"
)
_ENDING = re.compile(rf"(?:[\s,]+(?:{_MANNER}|in \w+ (?:sätzen|worten)))*[\s?.!]*$", re.IGNORECASE)
_MAIN = r"(?:main|key|most important|central|essential)\s+(?:points?|messages?|topics?|ideas?|themes?|findings|takeaways|contents?)"
_SUMMARY = r"(?:(?:short|brief|quick|concise|general)\s+)?(?:summary|overview|outline|synopsis)"
_GIVE = r"(?:give|write|make|show|provide|prepare|list|name|tell)\s+(?:(?:me|us)\s+)?"
_GERMAN = r"(?:kurze[nr]?\s+)?(?:zusammenfassung|überblick|übersicht)"
_SUMMARIES = (
    r"(?:summari[sz]e|sum up|recap)\s+(?P<about>.+)",
    rf"(?:{_GIVE})?(?:(?:a|an|the)\s+)?{_SUMMARY}(?:\s+(?:of|for)\s+(?P<about>.+))?",
    rf"(?:{_GIVE}|what\s+(?:is|are)\s+)the\s+{_MAIN}(?:\s+(?:of|in|from)\s+(?P<about>.+))?",
    r"what(?:['’]s|\s+is|\s+are)\s+(?P<about>.+?)\s+(?:all\s+)?about",
    r"fass(?:e|t|en sie)?\s+(?:(?:mir|uns)\s+)?(?P<about>.+?)\s+(?:kurz\s+)?zusammen",
    rf"(?:(?:gib|schreibe?|mache?|erstelle|geben sie)\s+(?:(?:mir|uns)\s+)?)?(?:(?:eine?n?|die|den)\s+)?{_GERMAN}"
    r"(?:\s+(?:von|über|zu|zur|zum|des|der)\s+(?P<about>.+))?",
    r"worum\s+geht\s+es\s+(?:in|bei|im|beim)\s+(?P<about>.+)",
    r"was\s+sind\s+die\s+(?:wichtigsten|wesentlichen|zentralen)\s+(?:punkte|aussagen|inhalte|themen)"
    r"(?:\s+(?:in|im|von|vom|aus|der|des)\s+(?P<about>.+))?",
)
_COMPARISONS = (
    r"compare\s+(?P<about>.+)",
    rf"(?:{_GIVE}|what\s+(?:is|are)\s+)?(?:the\s+)?(?:(?:main|key|most important)\s+)?differences?\s+between\s+(?P<about>.+)",
    r"how\s+(?:do|does)\s+(?P<about>.+\s+differ\s+from\s+.+)",
    r"how\s+do\s+(?P<about>.+)\s+differ",
    r"vergleich(?:e|en sie)?\s+(?P<about>.+)",
    r"(?:was\s+sind\s+|nenne\s+(?:mir\s+)?)?(?:die\s+)?(?:wichtigsten\s+)?unterschiede\s+zwischen\s+(?P<about>.+)",
    r"(?:wie|worin)\s+unterscheide[tn]\s+sich\s+(?P<about>.+)",
)
_FORMS: tuple[tuple[Task, tuple[str, ...]], ...] = (("summary", _SUMMARIES), ("comparison", _COMPARISONS))
_ASKED = [(task, re.compile(form, re.IGNORECASE)) for task, forms in _FORMS for form in forms]
_JOINTS = (
    re.compile(r"\s+(?:(?:differ\s+)?from|with|to|against|versus|vs\.?|mit|von)\s+", re.I),
    re.compile(r"\s+(?:and|und)\s+", re.I),
)
LONGEST = 300
"""Characters of a question beyond which it says more than what it is about."""


@dataclass(frozen=True)
class Said:
    """What is asked for: `words` without politeness, and each way in which they may name documents, one text for each; the likelier
    first. A comparison whose documents are named by one text means two that it fits alike.
    """

    task: Task
    words: str
    ways: tuple[tuple[str, ...], ...]


def said(question: str) -> Said | None:
    """What the question asks of whole documents; None where it asks something else."""
    if len(question) > LONGEST:
        return None
    words = _ENDING.sub("", _POLITE.sub("", question, count=1))
    for task, form in _ASKED:
        if match := form.fullmatch(words):
            about = match["about"] or ""
            return Said(task, words, tuple(_halves(about)) if task == "comparison" else ((about,),))
    return None


def _halves(both: str) -> Iterator[tuple[str, ...]]:
    for joint in _JOINTS:
        for match in joint.finditer(both):
            yield both[: match.start()], both[match.end() :]
    yield (both,)
