"""Cuts a dump into statements and a row of values into cells, for the dialects of PostgreSQL, MySQL and SQLite. Runs nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

LONGEST = 1 << 22
TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\#[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$|[;(),]|[^'"`;(),\-\#/$]+|.""",
    re.DOTALL,
)
OPENER = re.compile(r"""--[^\n]*|\#[^\n]*|/\*|(?<![\w$])\$(?:[A-Za-z_]\w*)?\$|\s+|[^'"`;\-\#/$\s]+|.""", re.DOTALL)
CLOSERS = {
    "'": re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL),
    '"': re.compile(r'[^"]*"'),
    "`": re.compile(r"[^`]*`"),
    "/*": re.compile(r".*?\*/", re.DOTALL),
}
"""What opens a string, a name or a comment, and what comes up to its end."""
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": ""}


def statements(file: TextIO) -> Iterator[str]:
    """Each statement without its semicolon; a COPY comes with its lines of data. Held one at a time."""
    held: list[str] = []
    size, ending = 0, Ending()
    for line in iter(lambda: file.readline(LONGEST), ""):
        held.append(line)
        size += len(line)
        if ending.is_here(line) or size > LONGEST:
            yield from with_data(cut("".join(held)), file)
            held, size, ending = [], 0, Ending()
    yield from cut("".join(held))


@dataclass
class Ending:
    """Follows a text line by line: whether it ends with a semicolon that is in no string and no comment."""

    _open: str = ""
    _semicolon: bool = False

    def is_here(self, line: str) -> bool:
        """Whether the text ends so with this line. Each character is looked at once, however long a string goes on."""
        place = 0
        while place < len(line):
            place = self._closed(line, place) if self._open else self._opened(line, place)
        return self._semicolon and not self._open

    def _closed(self, line: str, place: int) -> int:
        closer = CLOSERS.get(self._open) or re.compile(f".*?{re.escape(self._open)}", re.DOTALL)
        end = closer.match(line, place)
        if end is None:
            return len(line)
        self._open = ""
        return end.end()

    def _opened(self, line: str, place: int) -> int:
        token = OPENER.match(line, place)
        text = token[0] if token else line[place]
        if text in CLOSERS or (len(text) > 1 and text.startswith("$")):
            self._open = text
        if text.strip() and not text.startswith(("--", "#", "/*")):
            self._semicolon = text == ";"
        return place + len(text)


def cut(text: str) -> Iterator[str]:
    """The statements in a text that ends with one."""
    statement = ""
    for match in TOKEN.finditer(text):
        if match.group() == ";":
            yield statement
            statement = ""
        else:
            statement += match.group()
    if statement.strip():
        yield statement


def with_data(found: Iterator[str], file: TextIO) -> Iterator[str]:
    """A COPY with the lines of data that follow it; once for each few megabytes of them."""
    for statement in found:
        is_copy = re.match(r"(\s|--[^\n]*\n)*COPY\s", statement, re.IGNORECASE)
        yield from (f"{statement}\n{data}" for data in copied(file)) if is_copy else [statement]


def copied(file: TextIO) -> Iterator[str]:
    """The data of a COPY in parts, up to its end mark."""
    held: list[str] = []
    size = 0
    while (line := file.readline()) and line.rstrip() != r"\.":
        held.append(line)
        size += len(line)
        if size > LONGEST:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


def tuples(values: str) -> Iterator[list[str]]:
    """The rows of a VALUES list, each as cells that a person can read; NULL is an empty cell."""
    yield from ([unquoted(cell) for cell in row] for row in raw_tuples(values))


def raw_tuples(values: str) -> Iterator[list[str]]:
    """What stands in each outermost pair of brackets, cut at its commas."""
    depth, row = 0, [""]
    for match in TOKEN.finditer(values):
        part = match.group()
        depth += (part == "(") - (part == ")")
        if part == "(" and depth == 1:
            row = [""]
        elif part == ")" and depth == 0:
            yield row
        elif part == "," and depth == 1:
            row.append("")
        elif not part.startswith("--"):
            row[-1] += part


def unquoted(cell: str) -> str:
    """A value as a person reads it."""
    cell = cell.strip()
    if cell.upper() == "NULL":
        return ""
    quoted = re.fullmatch(r"(?:[NEX]?|_\w+\s*)'(.*)'(?:::[\w ]+)?", cell, re.DOTALL | re.IGNORECASE)
    if not quoted:
        return bare(cell)
    text = quoted[1].replace("''", "'")
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), text)


def bare(name: str) -> str:
    """A name without its quotes and schema."""
    return name.strip().rpartition(".")[2].strip('"`[] ') if not re.match(r"^[\d.+-]+$", name.strip()) else name.strip()
