"""Postal addresses: streets as several languages write them, post boxes, flats, and the lines of town and postcode that follow."""

import re
from collections.abc import Iterator

from guard.letters import UPPER
from guard.messages import Finding, Kind
from guard.windows import windows

NUMBER = r"\d{1,5}[A-Za-z]?(?:[\-/]\d{1,4}[A-Za-z]?)?"
WORDS = rf"(?:[{UPPER}\d][\w'’.\-]* ){{1,4}}"
BREAK = r"(?: |,? ?\n[ >?]{0,5})"
ENGLISH = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Place|Pl|Terrace|Square|Sq|Crescent|Close|Way"
    r"|Parkway|Pkwy|Highway|Hwy"
    r"|Circle|Trail|Alley|Grove|Gardens|Mews|Row|Walk|Quay|Creek|Esplanade)"
)
COMPOUND = (
    r"(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee|damm|ufer|straat|laan|plein|gracht|gatan|gata|vägen|vegen|veien|vej|gade"
    r"|gaten|stræde|katu"
    r"|[aeiouäöy]ntie|kuja|polku|utca|útja?|braut|vegur|stígur|náměstí)"
)
SEPARATE = r"(?:[Ss]tra(?:ß|ss)e|[Gg]ate|[Uu]tca|[Úú]tja?|u\.|[Tt]ee|[Tt]ér|[Kk]apu|[Tt]änav)"
FIRST = (
    r"(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Cc]hemin|[Ii]mpasse|Via|Viale|Vicolo|Piazza|Corso|Calle|C/|[Aa]venida|Av\.|Plaza"
    r"|Paseo|Carrera|R[uú]a|Travessa|Praça"
    r"|Largo|[Uu]l\.|[Uu]lica|al\.|os\.|Str\.)"
)
LINKS = r"(?: (?:de|du|des|la|le|les|do|da|dos|del|della|delle|di|el|l['’])){0,2}"
FLAT = r"(?:[Aa]pt|[Ss]uite|[Aa]partment|[Ff]lat|Ste|Unit)\.? ?#?\d{1,5}\b"
CORES = (
    re.compile(rf"(?<![\w.,$€£#/\-])(?:\d{{1,6}} )?{NUMBER},? {WORDS}{ENGLISH}\b\.?"),
    re.compile(rf"(?<![\w@/.\-])(?:\d{{1,6}} )?(?:[{UPPER}][\w.'’\-]* ){{0,2}}[{UPPER}]\w{{1,24}}{COMPOUND}\.? {NUMBER}\b"),
    re.compile(rf"(?<![\w@/.\-])(?:\d{{1,6}} )?(?:[{UPPER}][\w.'’\-]* ){{1,3}}{SEPARATE} {NUMBER}\b\.?"),
    re.compile(rf"(?<![\w@/.\-])(?:\d{{1,6}} )?{FIRST}{LINKS}(?: [{UPPER}][\w'’.\-]*){{1,4}},? {NUMBER}\b"),
    re.compile(rf"(?<![\w.,$€£#/\-])(?:\d{{1,6}} )?{NUMBER}(?: ?(?:bis|ter))?,? {FIRST}{LINKS}(?: [{UPPER}][\w'’\-]*){{1,4}}"),
    re.compile(r"\b(?:P\.? ?O\.? ?[Bb]ox|Postfach|Postbus|Postboks|Apartado|Casella Postale|Boîte Postale) \d{1,6}\b"),
    re.compile(r"\b(?:PSC|Unit|CMR) \d{1,5},? Box \d{1,5}(?:,?\s[AFD]PO,? A[AEP] \d{5})?"),
    re.compile(r"\bUS(?:NS|S|CGC|NV) [\w ]{2,30}[\n,] ?[AFD]PO,? A[AEP] \d{5}"),
    re.compile(rf"(?<![\w.,$€£#/\-])(?:{NUMBER} )?{WORDS}(?:{NUMBER},?)?(?<=[\w.,]){BREAK}{FLAT}"),
    re.compile(rf"(?<![\w.,$€£#/\-]){NUMBER} {WORDS}{BREAK}{FLAT}"),
    re.compile(rf"(?<!\w){FLAT}"),
    re.compile(rf"\bthe corner of (?:[{UPPER}\d][\w'’.\-]* ){{1,5}}and [{UPPER}\d][\w'’\-]*(?: [{UPPER}\d][\w'’\-]*){{0,4}}"),
    re.compile(
        r"\b(?:GIR 0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d|[A-HK-Y]\d\d|\d[A-HJKPS-UW]"
        r"|[A-HK-Y]\d[ABEHMNPRV-Y]) \d[ABD-HJLNP-UW-Z]{2})\b"
    ),
    re.compile(rf"(?<![\w,])[{UPPER}][\w.'’\-]+(?: [{UPPER}][\w.'’\-]+){{0,2}}, [A-Z]{{2}},? \d{{5}}(?:-\d{{4}})?\b"),
)
TOLD = re.compile(
    rf"(?:address(?:es)?(?: here)?|lives?|lived|resid(?:es?|ed)|located|sent|send|deliver(?:ed)?|ship(?:ped)?|taxi|off|moved"
    rf"|return)"
    rf"(?: is| are| as| it| at| to| in| the| on|:|,|\n){{1,5}}[ \n]{{0,4}}"
    rf"((?:\d{{1,6}} )?(?:(?:of |side ){{0,2}})(?:[{UPPER}\d][\w'’.\-]*[ ,]){{1,6}}\d{{1,5}}\b)"
)
# A word or sign that every address has one of, so that the patterns above are tried only near it.
TRIGGER = re.compile(
    rf"\b{ENGLISH}\b|{COMPOUND}\.? \d|{SEPARATE} \d|\b{FIRST} |[Aa]pt\b|[Ss]uite\b|[Aa]partment\b|[Ff]lat\b|\bSte\b|[Bb]ox \d"
    rf"|\d[A-Z]{{2}}\b|[A-Z]{{2}},? \d{{5}}"
    r"|Post(?:fach|bus|boks)|\bcorner of\b|address|\blive|resid|locat|\bsen[dt]\b|deliver|\bship|taxi|drops you off|moved to"
    r"|return to"
)
NEAR = 60
# What follows a street: more of its line, then short lines that hold the town, the state and the postcode.
TOWN = re.compile(
    rf"(?:,? ?(?:Apt|Suite|Flat|Unit|Ste|Floor)\.? ?#?\d{{1,5}})?(?:(?:[,;]? "
    rf"|,?[ >?]{{0,4}}\n[ >?]{{0,8}},? ?)(?:[A-Z]{{1,2}}-)?(?:\d{{4,6}}|\d{{3}} \d\d|\d\d-\d{{3}})?"
    rf",? ?[{UPPER}][\w'’.()\-]*(?:,? [{UPPER}\d(][\w'’.()\-]*){{0,4}}){{0,3}}(?:[, ]{{1,2}}\d{{4,6}}|\s{{1,6}}\d{{4,6}}\b"
    rf"|,? (?:nan|[A-Z]{{2}}),?\s{{0,4}}\d{{0,5}})?"
)
DIGIT = re.compile(r"\d+")
DIGIT_NEAR = re.compile(r"\d{4,5}\b|\b[A-Z]{2}\b")


def places(text: str) -> Iterator[Finding]:
    """Postal addresses; overlapping ones are left to the caller."""
    for start, end in windows(text, DIGIT, NEAR):
        if TRIGGER.search(text, start, end):
            yield from _near(text, start, end)


def _near(text: str, start: int, end: int) -> Iterator[Finding]:
    for core in CORES:
        for match in core.finditer(text, start, end):
            yield Finding(Kind.ADDRESS, match.start(), _with_town(text, match.end()), 0.75)
    for match in TOLD.finditer(text, start, end):
        yield Finding(Kind.ADDRESS, match.start(1), _with_town(text, match.end(1)), 0.7)


def _with_town(text: str, end: int) -> int:
    """Where the address ends, if a town with its postcode or state follows."""
    match = TOWN.match(text, end)
    if match and (found := list(DIGIT_NEAR.finditer(match.group()))):
        return end + found[-1].end()
    return end
