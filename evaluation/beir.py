"""Read a test collection in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/test.tsv."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENCODING = "utf-8-sig"


class BadCollection(Exception):
    """The folder does not hold a test collection that can be used; the message says what is wrong, and where."""


@dataclass(frozen=True)
class Document:
    """One document to be found."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class TestCollection:
    """Documents, the questions that have a relevant one, and what is relevant: question id → document id → grade above 0."""

    __test__ = False

    name: str
    documents: tuple[Document, ...]
    questions: dict[str, str]
    judgements: dict[str, dict[str, int]]


def read(folder: Path) -> TestCollection:
    """The collection in this folder. Questions without a relevant document are left out, as in trec_eval."""
    if not folder.is_dir():
        raise BadCollection(f"{folder} is not a folder.")
    corpus = {_id(row, where): row for row, where in _rows(folder / "corpus.jsonl")}
    questions = {_id(row, where): _text(row, "text") for row, where in _rows(folder / "queries.jsonl")}
    judgements = _judgements(folder / "qrels" / "test.tsv")
    judged = {key: text for key, text in questions.items() if text.strip() and key in judgements}
    if not corpus or not judged:
        raise BadCollection(f"{folder}: {len(corpus)} documents and {len(judged)} questions with a relevant one.")
    documents = tuple(Document(key, _text(row, "title"), _text(row, "text")) for key, row in corpus.items())
    return TestCollection(folder.resolve().name, documents, judged, judgements)


def _rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Each line's object, and where it stands for error messages. Blank lines are skipped."""
    for number, line in _lines(path):
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except ValueError:
            raise BadCollection(f"{where}: not JSON.") from None
        if not isinstance(row, dict):
            raise BadCollection(f"{where}: not a JSON object.")
        yield row, where


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding=ENCODING) as file:
            yield from ((number, line.rstrip("\r\n")) for number, line in enumerate(file, start=1) if line.strip())
    except OSError as error:
        raise BadCollection(f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadCollection(f"{path} is not UTF-8 text.") from None


def _id(row: dict[str, Any], where: str) -> str:
    value = row.get("_id", row.get("id"))
    if value is None or value == "":
        raise BadCollection(f"{where}: no _id.")
    return str(value)


def _text(row: dict[str, Any], field: str) -> str:
    value = row.get(field)
    return "" if value is None else str(value)


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    """Grades above 0, from a table with or without its header, in three columns or in TREC's four."""
    judgements: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split())]
        try:
            question, document, grade = cells[0], cells[-2], round(float(cells[-1]))
        except (ValueError, IndexError):
            if number == 1:
                continue
            raise BadCollection(f"{path}, line {number}: expected question, document and grade, divided by tabs.") from None
        if grade > 0:
            judgements.setdefault(question, {})[document] = grade
    return judgements
