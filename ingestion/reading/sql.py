"""Cuts a dump into statements and a row of values into cells, for the dialects of PostgreSQL, MySQL and SQLite."""

import re
from collections.abc import Iterator
from typing import TextIO

LONGEST = 1 << 22
TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\#[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$|[;(),]|[^'"`;(),\-\#/$]+|.""",
    re.DOTALL,
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": ""}


def statements(file: TextIO) -> Iterator[str]:
    """Each statement without its semicolon; a COPY comes with its lines of data. Held one at a time."""
    held: list[str] = []
    size = 0
    for line in iter(lambda: file.readline(LONGEST), ""):
        held.append(line)
        size += len(line)
        if (line.rstrip().endswith(";") and is_closed("".join(held))) or size > LONGEST:
            yield from with_data(cut("".join(held)), file)
            held, size = [], 0
    yield from cut("".join(held))


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
    """A COPY with the lines of data that follow it."""
    for statement in found:
        is_copy = re.match(r"(\s|--[^\n]*\n)*COPY\s", statement, re.IGNORECASE)
        yield f"{statement}\n{copied(file)}" if is_copy else statement


def copied(file: TextIO) -> str:
    """The data of a COPY, up to its end mark."""
    return "".join(iter(lambda: line if (line := file.readline()).rstrip() != r"\." else "", ""))


def is_closed(text: str) -> bool:
    """Whether the text ends with a semicolon that is in no string and no comment."""
    last = ""
    for match in TOKEN.finditer(text):
        token = match.group()
        if token in {"'", '"', "`"}:
            return False
        if token.strip() and not token.startswith(("--", "/*", "#")):
            last = token
    return last == ";"


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
