"""How well guard finds personal data and credentials: over labelled texts, over documents with few of either, and how fast."""

import json
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guard.credentials import credentials
from guard.messages import Finding, Kind
from guard.personal_data import personal_data

LABELS = {
    "PERSON": Kind.PERSON,
    "STREET_ADDRESS": Kind.ADDRESS,
    "CREDIT_CARD": Kind.CARD,
    "EMAIL_ADDRESS": Kind.EMAIL,
    "PHONE_NUMBER": Kind.PHONE,
    "IP_ADDRESS": Kind.IP,
    "IBAN_CODE": Kind.IBAN,
}
# Labels for parts of an address that the set keeps apart from the street.
PARTS = frozenset({"GPE", "ZIP_CODE"})
ADVERSE = (
    "a", "A", "1 ", "1-", "::", "a@", "Aa ", "+1 ", "key=", "password: ", "eyJ", "Apt 1 ", "1 Aa ", "Rue de la ", "born 1 ",
    "DE12 ", "curl -u ", "A\n",
)  # fmt: skip

Find = Callable[[str], tuple[Finding, ...]]


@dataclass
class Score:
    """What was found rightly, wrongly and not."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, the part that was right."""
        return self.hits / max(1, self.hits + self.wrong)

    @property
    def recall(self) -> float:
        """Of what was there, the part that was found."""
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


@dataclass(frozen=True)
class Span:
    """A labelled stretch of a text."""

    label: str
    start: int
    end: int


def by_kind(path: Path) -> dict[Kind, Score]:
    """Spans (JSON lines: text, spans of type, start, end); a finding is right if it overlaps a span of its kind."""
    scores = {kind: Score() for kind in LABELS.values()}
    for row in _rows(path):
        spans = [Span(span["type"], span["start"], span["end"]) for span in row["spans"]]
        found = personal_data(row["text"])
        for kind, score in scores.items():
            _count(
                score,
                [span for span in spans if LABELS.get(span.label) == kind],
                [each for each in found if each.kind == kind],
                spans,
            )
    return scores


def of_secrets(rows: Iterable[dict[str, object]]) -> Score:
    """Texts of which it is known whether they hold a secret (text, is_secret)."""
    score = Score()
    for row in rows:
        found = bool(credentials(str(row["text"])))
        score.hits += found and bool(row["is_secret"])
        score.wrong += found and not row["is_secret"]
        score.missed += not found and bool(row["is_secret"])
    return score


def secrets(archive: Path) -> tuple[list[dict[str, object]], dict[str, str]]:
    """The labelled texts, and the files with made-up secrets in them, of an archive."""
    files: dict[str, str] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content:
                files[member.name] = content.read().decode(errors="replace")
    labelled = files.pop(next(name for name in files if name.endswith(".jsonl")))
    return [json.loads(line) for line in labelled.splitlines()], files


def alarms(folder: Path) -> tuple[Counter[Kind], int]:
    """What is found in the text files under a folder, and how many characters they have."""
    found: Counter[Kind] = Counter()
    size = 0
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        size += len(text)
        found.update(finding.kind for find in (personal_data, credentials) for finding in find(text))
    return found, size


def speed(folder: Path, find: Find) -> float:
    """Megabytes (of UTF-8) a second of processor time over the text files under a folder."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.md"))]
    return sum(len(text.encode()) for text in texts) / 1e6 / _seconds(find, texts)


def slowest(size: int) -> tuple[str, float]:
    """The text of a repeated piece, `size` characters long, that takes longest, and its seconds of processor time."""
    times = {unit: sum(_seconds(find, [(unit * size)[:size]]) for find in (personal_data, credentials)) for unit in ADVERSE}
    return max(times.items(), key=lambda each: each[1])


def _seconds(find: Find, texts: Sequence[str]) -> float:
    start = time.process_time()
    for text in texts:
        find(text)
    return time.process_time() - start


def _count(score: Score, labelled: list[Span], found: list[Finding], all_spans: list[Span]) -> None:
    hits = sum(any(_overlap(span, each) for each in found) for span in labelled)
    score.hits += hits
    score.missed += len(labelled) - hits
    strange = [each for each in found if not any(_overlap(span, each) for span in labelled)]
    score.wrong += sum(not (each.kind == Kind.ADDRESS and _is_part(each, all_spans)) for each in strange)


def _is_part(finding: Finding, spans: list[Span]) -> bool:
    labels = {span.label for span in spans if _overlap(span, finding)}
    return bool(labels) and labels <= PARTS


def _overlap(span: Span, finding: Finding) -> bool:
    return span.start < finding.end and finding.start < span.end


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())
