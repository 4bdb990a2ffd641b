"""Cuts a dump into statements and a row of values into cells, for the dialects of PostgreSQL, MySQL and SQLite. Runs nothing."""

import re
from collections.abc import Iterator
from typing import TextIO

from ingestion.reading.sql_ending import Ending

LONGEST = 1 << 22
REST = r"""|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\#[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$|[;(),]|[^'"`;(),\-\#/$]+|."""
TOKENS = {
    True: re.compile(r"'(?:[^'\\]|\\.|'')*'" + REST, re.DOTALL),
    False: re.compile(r"'(?:[^']|'')*'" + REST, re.DOTALL),
}
"""The parts of a statement, by whether a backslash in a string means something."""
LITERAL = re.compile(r"standard_conforming_strings = on|PostgreSQL database|\A\s*(PRAGMA foreign_keys|BEGIN TRANSACTION)")
"""How dumps of PostgreSQL and SQLite begin, in whose strings a backslash is a backslash."""
HEAD = 1 << 16
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": ""}


def escapes_in(file: TextIO) -> bool:
    """Whether a backslash in this dump's strings means something, as it does for MySQL. Goes back to the file's beginning."""
    head = file.read(HEAD)
    file.seek(0)
    return not LITERAL.search(head)


def statements(file: TextIO, *, escapes: bool) -> Iterator[str]:
    """Each statement without its semicolon; a COPY comes with its lines of data. Held one at a time."""
    held: list[str] = []
    size, ending = 0, Ending(escapes)
    for line in iter(lambda: file.readline(LONGEST), ""):
        held.append(line)
        size += len(line)
        if ending.is_here(line) or size > LONGEST:
            yield from with_data(cut("".join(held), escapes=escapes), file)
            held, size, ending = [], 0, Ending(escapes)
    yield from cut("".join(held), escapes=escapes)


def cut(text: str, *, escapes: bool) -> Iterator[str]:
    """The statements in a text that ends with one."""
    statement = ""
    for match in TOKENS[escapes].finditer(text):
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


def tuples(values: str, *, escapes: bool) -> Iterator[list[str]]:
    """The rows of a VALUES list, each as cells that a person can read; NULL is an empty cell."""
    yield from ([unquoted(cell, escapes=escapes) for cell in row] for row in raw_tuples(values, escapes=escapes))


def raw_tuples(values: str, *, escapes: bool) -> Iterator[list[str]]:
    """What stands in each outermost pair of brackets, cut at its commas."""
    depth, row = 0, [""]
    for match in TOKENS[escapes].finditer(values):
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


def unquoted(cell: str, *, escapes: bool) -> str:
    """A value as a person reads it. In PostgreSQL's own E'…' a backslash means something in any case."""
    cell = cell.strip()
    if cell.upper() == "NULL":
        return ""
    quoted = re.fullmatch(r"(?:[NEX]?|_\w+\s*)'(.*)'(?:::[\w ]+)?", cell, re.DOTALL | re.IGNORECASE)
    if not quoted:
        return bare(cell)
    text = quoted[1].replace("''", "'")
    if not escapes and cell[0] not in "eE":
        return text
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), text)


def bare(name: str) -> str:
    """A name without its quotes and schema."""
    return name.strip().rpartition(".")[2].strip('"`[] ') if not re.match(r"^[\d.+-]+$", name.strip()) else name.strip()
