"""Questions about a whole document: summarise it, what is it about, how do two differ, what is new in it. In English and German.

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
_EARLIER = r"(?:the\s+|its\s+)?(?:last|previous|earlier|prior|old|former)\s+(?:version|edition|revision|one)"
_SINCE = rf"(?:\s+(?:since|from|compared\s+(?:with|to)|against)\s+(?:{_EARLIER}|last\s+time)|\s+(?:recently|lately))?"
_CHANGED = r"(?:changed|new|different|updated|revised|added|amended)"
_CHANGES = r"(?:(?:last|latest|recent|newest|main|most\s+important)\s+)?(?:changes|updates|amendments|revisions)"
_SEIT = (
    r"(?:\s+(?:seit|gegenüber|im\s+vergleich\s+zu)\s+(?:der\s+)?(?:letzten|vorigen|vorherigen|früheren|alten)"
    r"\s+(?:version|fassung|ausgabe)|\s+(?:zuletzt|kürzlich))?"
)
_GEAENDERT = r"(?:geändert|verändert|getan|neu|ergänzt|aktualisiert|angepasst|überarbeitet|hinzugefügt|hinzugekommen)"
_AENDERUNGEN = r"(?:(?:letzten|neuesten|jüngsten|wichtigsten|wesentlichen)\s+)?(?:änderungen|neuerungen|neuigkeiten)"
_IN = r"(?:in|im|an|am|bei|beim)"
_NEWS = (
    rf"what(?:['’]s|\s+is|\s+has|\s+was)?\s+(?:been\s+)?{_CHANGED}(?:\s+(?:in|with|to|about)\s+(?P<about>.+?))?{_SINCE}",
    rf"what(?:['’]s|\s+is|\s+has|\s+was)?\s+(?:been\s+)?{_CHANGED}\s+since\s+{_EARLIER}\s+of\s+(?P<about>.+)",
    rf"how\s+(?:has|did|was)\s+(?P<about>.+?)\s+(?:been\s+)?(?:changed?|updated|revised){_SINCE}",
    rf"(?:(?:{_GIVE}|summari[sz]e\s+|what\s+(?:are|were)\s+)(?:all\s+)?the\s+)?{_CHANGES}(?:\s+(?:in|to|of)\s+(?P<about>.+?))?{_SINCE}",
    rf"what\s+{_CHANGES}\s+(?:are\s+there|were\s+made|have\s+been\s+made)\s+(?:in|to)\s+(?P<about>.+?){_SINCE}",
    rf"(?:compare|what\s+is\s+the\s+difference\s+between)\s+(?P<about>.+?)\s+(?:with|to|and)\s+{_EARLIER}",
    rf"was\s+(?:hat\s+sich|ist|wurde){_SEIT}(?:\s+{_IN}\s+(?P<about>.+?))?{_SEIT}\s+{_GEAENDERT}(?:\s+worden)?",
    rf"was\s+ist\s+neu(?:\s+{_IN}\s+(?P<about>.+?))?{_SEIT}",
    rf"was\s+hat\s+sich{_SEIT}\s+{_GEAENDERT}\s+{_IN}\s+(?P<about>.+?)",
    rf"wie\s+(?:hat\s+sich|wurde)\s+(?P<about>.+?){_SEIT}\s+(?:geändert|verändert|angepasst|überarbeitet)",
    rf"(?:was\s+sind\s+|nenne\s+(?:mir\s+)?|zeige?\s+(?:mir\s+)?|fasse\s+)?(?:die\s+)?{_AENDERUNGEN}"
    rf"(?:\s+(?:{_IN}|der|des|von|vom)\s+(?P<about>.+?))?{_SEIT}(?:\s+zusammen)?",
    rf"welche\s+{_AENDERUNGEN}\s+(?:gibt|gab)\s+es(?:\s+{_IN}\s+(?P<about>.+?))?{_SEIT}",
    r"vergleich(?:e|en\s+sie)?\s+(?P<about>.+?)\s+mit\s+(?:der|ihrer|seiner)\s+(?:letzten|vorigen|vorherigen|früheren|alten)"
    r"\s+(?:version|fassung|ausgabe)",
)
_FORMS: tuple[tuple[Task, tuple[str, ...]], ...] = (("changes", _NEWS), ("summary", _SUMMARIES), ("comparison", _COMPARISONS))
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
