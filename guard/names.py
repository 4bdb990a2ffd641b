"""Names of people: known given names, titles, middle initials, words that announce a name, and endings that only surnames have.

A text's own words tell names from headings: what also stands there in small letters is no name.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from guard.letters import UPPER
from guard.messages import Finding, Kind

GIVEN = frozenset(Path(__file__).with_name("given_names.txt").read_text(encoding="utf-8").split())
NO_NAMES = frozenset(Path(__file__).with_name("no_names.txt").read_text(encoding="utf-8").split())
WORD = rf"[{UPPER}][\w'’\-]*"
LINK = r"(?:de|da|do|dos|das|di|del|della|van|von|der|den|ter|la|le|el|al|bin|af|zu|y)"
RUN = re.compile(rf"(?<![\w@#/\\.\-_&])(?:{WORD}\.?)(?:[ \u00a0](?:{LINK} ){{0,2}}{WORD}\.?){{0,5}}(?![\w@/\\]|\.\w)")
PART = re.compile(rf"{WORD}\.?|{LINK}(?= )")
TITLE = re.compile(
    r"(?:[Mm]rs?|[Mm]s|Miss|Mx|[Dd]r|Prof|Sir|Dame|Herr|Frau|Madame|Monsieur|Mme|Mlle|Señora?|Sra?|Sig|Signora?|Dhr|Mevr|Hr|Fru)\.?"
)
ANNOUNCES = re.compile(
    r"(?:\b(?:name(?:'s| is|d)?|called|calls me|(?:your|my|his|her|their) (?:\w+ )?name\?|i am|i['’]m|this is|dear|hi|hello"
    r"|regards,?|sincerely,?|cheers,?|thanks,?"
    r"|signed|attn|attention|(?:employee|manager|contact|patient|author|owner|applicant|tenant|customer|client|guardian"
    r"|beneficiary|witness|supervisor)(?: name)?:"
    r"|(?:my|his|her|their|our) (?:\w+ )?(?:kid|child|son|daughter|wife|husband|spouse|partner|brother|sister|mother|father"
    r"|boss|colleague|friend|neighbou?r|assistant)"
    r"|(?:written|directed|produced|founded|led|reported|reviewed|approved|prepared|painted|composed|starring|songwriter"
    r"|singer|producer|director|actor|author|lawyer|attorney"
    r"|engineer|president|minister|ceo|cto|cfo)(?: by)?|met with|married to|spoke to|speak (?:to|with)|on behalf of"
    r"|maiden name)(?: is| was| are)?(?:[:?]\s{0,4}|[ \t]{1,3}|(?<=s,)\s{1,3}))\Z",
    re.IGNORECASE,
)
SMALL = re.compile(r"(?<![\w@./\-])[^\W\d_]{4,}(?![\w@/]|\.\w)")
WORDS_TOO = frozenset(
    {
        "bill", "bruno", "carol", "chuck", "cliff", "dale", "daisy", "dean", "dick", "earl", "glen", "heath", "jack",
        "jose", "june", "lance", "miles", "nick", "pearl", "piper", "rick", "rita", "rosa", "wade",
    }
)  # fmt: skip
ANNOUNCERS = frozenset({"Dear", "Hi", "Hello", "Hey", "Attn", "Regards", "Sincerely", "Cheers", "Thanks", "Name"})
SPEAKS = re.compile(
    r"(?:,? (?:said|says|wrote|writes|told|tells|asked|asks|explained|explains|replied|shouted|argued|joined|resigned"
    r"|was born|is a very|lives|works|worked|went to|flew|spent a|died)\b)",
    re.IGNORECASE,
)
SURNAME = re.compile(
    r"\w{2,}(?:sson|sdottir|sdóttir|sdatter|owski|owska|ewski|ewska|icki|icka|owicz|ewicz|czyk|ović|evic|ovic|ová|eva|ova"
    r"|enko|chuk|shvili|opoulos|idis|escu"
    r"|inen|nen|ssen|nsen|lsen|rsen|gaard|quist|qvist|berger|hausen|mann|stein|dze|yan|ian|ez)",
)
# Endings that no other words have: such a word is a name by itself.
ALWAYS = re.compile(
    r"\w{2,}(?:sd[óo]ttir|[aei]sson|ssen|[kt]sen|nsen|rsen|owski|owska|ewski|ewska|owicz|ewicz|czyk|ović|ková|[nr]ová|ovova"
    r"|[bdklmnrtz]ova|[lr]eva|iyev|[dmnr]enko|chuk|shvili|opoulos|inen)"
)
# A capital and small letters; a second capital only as in McCoy, O'Hara and Anne-Marie.
SPELT = re.compile(rf"(?:Mc|Mac|De|Di|La|Le|Van|Fitz|[{UPPER}]['’])?[{UPPER}][^\W\d_{UPPER}]+(?:['’\-][{UPPER}]?[^\W\d_{UPPER}]+)*")
LOOK_BACK = 32


def names(text: str) -> Iterator[Finding]:
    """Names of people, and every other place where a part of a full name stands by itself."""
    yield from _in_small_letters(text)
    certain: set[str] = set()
    singles: list[tuple[int, int]] = []
    for run in RUN.finditer(text):
        parts = [match.span() for match in PART.finditer(text, *run.span())]
        found = list(_in_run(text, parts))
        for finding in found:
            words = text[finding.start : finding.end].split()
            certain.update(word for word in words if len(words) > 1 and len(word) > 3 and _may_be(word))
            yield finding
        taken = [(finding.start, finding.end) for finding in found]
        singles += [span for span in parts if not any(start < span[1] and span[0] < end for start, end in taken)]
    for start, end in singles:
        if text[start:end] in certain:
            yield Finding(Kind.PERSON, start, end, 0.6)


def _in_small_letters(text: str) -> Iterator[Finding]:
    """Given names in a text that somebody typed without any capitals; those that are words as well are left."""
    for match in SMALL.finditer(text) if text.islower() else ():
        if _is_given(match.group()) and match.group() not in WORDS_TOO:
            yield Finding(Kind.PERSON, *match.span(), 0.55)


def _in_run(text: str, parts: list[tuple[int, int]]) -> Iterator[Finding]:
    """Names within words that all begin with a capital."""
    words = [text[start:end] for start, end in parts]
    at = 0
    while at < len(words):
        size, score = _name_at(text, parts, words, at)
        if size:
            end = parts[at + size - 1][1]
            yield Finding(Kind.PERSON, parts[at][0], _without_possessive(text, parts[at][0], end), score)
        at += size or 1


def _name_at(text: str, parts: list[tuple[int, int]], words: list[str], at: int) -> tuple[int, float]:
    """How many words from here on are a name, and how sure that is; none: 0."""
    if not _may_be(words[at]) or TITLE.fullmatch(words[at]):
        return 0, 0.0
    size = _length(words, at)
    score = 0.9 if at > 0 and TITLE.fullmatch(words[at - 1]) else _score(text, parts, words[: at + size], at)
    return (size, score) if score else (0, 0.0)


def _score(text: str, parts: list[tuple[int, int]], words: list[str], at: int) -> float:
    """How sure it is that the words from `at` on, to the last, are a name; the surest sign counts."""
    size = len(words) - at
    known = _is_given(words[at])
    signs = (
        (0.85, size > 1 and (known or _has_initial(words[at:]))),
        (0.7, size > 1 and any(SURNAME.fullmatch(_bare(word)) for word in words[at + 1 :])),
        (0.6, known or ALWAYS.fullmatch(_bare(words[at]))),
        (0.6, size == 2 and (SPEAKS.match(text, parts[len(words) - 1][1]) or not "".join(words[at:]).isascii())),
        (0.75, _is_announced(text, parts[at][0], words[at - 1] if at else "", sure=size > 1 or known)),
    )
    return next((score for score, holds in signs if holds), 0.0)


def _is_announced(text: str, start: int, before: str, *, sure: bool) -> bool:
    """Whether the words before say that a name comes. Settings are written with a colon too: after one, only what is `sure`."""
    if before:
        return before.rstrip(".:") in ANNOUNCERS
    found = ANNOUNCES.search(text, max(0, start - LOOK_BACK), start)
    return found is not None and (sure or not found.group().rstrip().endswith(":"))


def _length(words: list[str], at: int) -> int:
    """How many words from here on could belong to one name."""
    size = 1
    while at + size < len(words) and size < 5:
        word = words[at + size]
        if not (
            _may_be(word) or word in {"de", "da", "van", "von", "der", "den", "del", "la"} or _is_initial(word) or word.islower()
        ):
            break
        if words[at + size - 1].endswith(".") and not _is_initial(words[at + size - 1]):
            break
        size += 1
        if re.search(r"['’]s$", word):
            break
    while size > 1 and (words[at + size - 1].islower() or _is_initial(words[at + size - 1])):
        size -= 1
    return size


def _may_be(word: str) -> bool:
    """Whether a word could be part of a name: a capital, then small letters, and no word of everyday texts."""
    bare = _bare(word)
    return len(bare) > 1 and bare.lower() not in NO_NAMES and SPELT.fullmatch(bare) is not None


def _is_given(word: str) -> bool:
    plain = "".join(char for char in unicodedata.normalize("NFD", _bare(word).lower()) if not unicodedata.combining(char))
    return plain.replace("ł", "l").replace("ø", "o") in GIVEN or ("-" in plain and plain.split("-")[0] in GIVEN)


def _has_initial(words: list[str]) -> bool:
    return any(_is_initial(word) for word in words[1:-1])


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isupper()


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.rstrip("."))


def _without_possessive(text: str, start: int, end: int) -> int:
    return (
        start + len(_bare(text[start:end]))
        if text[start:end].endswith(("'s", "’s", "'", "’"))
        else end - text[start:end].endswith(".")
    )
