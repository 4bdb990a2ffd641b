"""Say what was measured: tables for people, JSON for programs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from evaluation.ocr.run import Figures

HEADINGS = ("disturbed", "CER bare", "CER ours", "WER bare", "WER ours", "CPU s bare", "CPU s ours")


def tables(figures: Iterable[Figures]) -> Iterator[str]:
    """Lines of Markdown as they come, a table for each folder: bare Tesseract and ours side by side."""
    for folder, of_folder in groupby(figures, key=lambda each: each.folder):
        for place, (way, systems) in enumerate(groupby(of_folder, key=lambda each: each.way)):
            one, other = both = tuple(systems)
            if not place:
                yield f"{folder}: {one.pictures} pictures\n\n{row(HEADINGS)}\n{row(['---'] + ['---:'] * (len(HEADINGS) - 1))}"
            yield row([way, *map(rate, (one.cer, other.cer, one.wer, other.wer)), *map(seconds, both)])
        yield ""


def as_json(figures: Sequence[Figures]) -> list[dict[str, object]]:
    """The same, one object for each folder, way and system."""
    return [
        {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(each).items()} for each in figures
    ]


def rate(value: float | None) -> str:
    """An error rate; nothing where there is none."""
    return "" if value is None else f"{value:.4f}"


def seconds(each: Figures) -> str:
    """CPU seconds a picture."""
    return f"{each.cpu_seconds:.1f}"


def row(cells: Sequence[str]) -> str:
    """One row of a table."""
    return f"| {' | '.join(cells)} |"
