"""Finds out title and language of a document from what it says of itself and from its first pages."""

import re
from datetime import date
from pathlib import PurePath

from guard import language
from ingestion.reading.messages import Attachment, Block, Counted, Facts, PageRead, Recalled, Step
from ingestion.reading.source import Properties

JUNK_TITLE = re.compile(
    r"^(microsoft (word|powerpoint|excel)\b.*|untitled.*|document\d*|presentation\d*|book\d*|sheet\d*|powerpoint.*|slide \d+|title|"
    r"scan\w*[\d_ -]*|\S+\.(docx?|xlsx?|pptx?|odt|rtf|pdf|indd|tex|dvi|html?|txt|md|qxd|tmp)|[\W\d_]*)$",
    re.IGNORECASE,
)
DATA = ("spreadsheetml.sheet", "csv", "tab-separated-values", "json", "sql", "/xml")
"""Kinds of data: their headings name tables, so the file's name is the better title."""
SURE_ENOUGH, SURE = 40, 200
MINOR, SHORT = 2, 80
JUNK_AUTHORS = {"anonymous", "python-docx", "unknown", "user", "admin", "administrator", "openpyxl", "(anonymous)", "(unspecified)"}


class Gathered:
    """What was seen of a document so far; keeps a first heading and a sample of the text, never the pages."""

    def __init__(self, name: str, media_type: str) -> None:
        self.name, self.media_type = name, media_type
        self.properties: list[Properties] = []
        self.heading, self.sample = "", ""
        self.pages = 0
        self.anything = self.script_missing = False

    def see(self, told: Counted | Step | PageRead | Recalled | Attachment) -> None:
        """Take notice of a page or an attachment."""
        self.anything = self.anything or isinstance(told, Attachment)
        if not isinstance(told, PageRead | Recalled):
            return
        self.pages = max(self.pages, told.number)
        self.anything = self.anything or bool(told.text.strip())
        if isinstance(told, PageRead):
            self.script_missing = self.script_missing or (told.recognised and bool(told.remark))
        if isinstance(told, PageRead) and not self.media_type.endswith(DATA):
            self.heading = self.heading or first_heading(told)
        if len(self.sample) < language.SAMPLE:
            self.sample += told.text[: language.SAMPLE] + "\n"

    def facts(self) -> Facts:
        """The facts, once everything was seen."""
        said = merged(self.properties)
        title = next((text for text in (said.title, self.heading) if is_title(text)), PurePath(self.name).stem)
        written_in = language_of(self.sample, sure=True) or language.code_of(said.language) or language_of(self.sample)
        author = "" if said.author.lower() in JUNK_AUTHORS else said.author
        return Facts(self.media_type, title[:500], author[:300], said.dated, written_in, self.pages)


def merged(properties: list[Properties]) -> Properties:
    """The first that says something wins, for each property alone."""

    def first(name: str) -> str:
        return next((" ".join(value.split()) for each in properties if (value := getattr(each, name))), "")

    dated: date | None = next((each.dated for each in properties if each.dated), None)
    return Properties(first("title"), first("author"), dated, first("language"))


def is_title(text: str) -> bool:
    """Whether a person would take this for a title, not for what a program left behind."""
    return 2 < len(text) <= 300 and not JUNK_TITLE.match(text.strip())


def first_heading(page: PageRead) -> str:
    """The title among the headings of the page, as one line; on printed pages a short first line beats a minor heading."""
    headings = [block for block in page.blocks if block.kind == "heading"]
    top = outermost(headings)
    opening = page.blocks[0] if page.lines and page.blocks and not page.recognised else None
    if top and opening and top.level > MINOR and opening.end - opening.start <= SHORT and page.text[opening.end - 1].isalnum():
        top = opening
    return " ".join(page.text[top.start : top.end].split()) if top else ""


def outermost(headings: list[Block]) -> Block | None:
    """The first of the outermost headings; but where there are several of these, the one that stands above them all."""
    top = min(headings, key=lambda block: block.level, default=None)
    alone = top is not None and sum(block.level == top.level for block in headings) == 1
    return top if alone or not headings else headings[0]


def language_of(text: str, *, sure: bool = False) -> str:
    """ISO 639-1 code of the language of a text; empty where there is too little of it to tell, or to be `sure` against what the
    document says of itself: templates say it of whatever is written into them.
    """
    if sum(map(str.isalpha, text)) < (SURE if sure else SURE_ENOUGH):
        return ""
    return language.language_of(text, sure=0.9 if sure else 0.0)
