"""CSV and TSV: rows as lines that carry their column names; read row by row, however long the file is."""

import csv
from collections.abc import Iterator

from ingestion.reading import records
from ingestion.reading.decoding import encoding_of
from ingestion.reading.pagination import paginate
from ingestion.reading.source import Source, Telling

SAMPLE = 1 << 16
DELIMITERS = ",;\t|:"
csv.field_size_limit(1 << 24)


def read(source: Source) -> Telling:
    """The rows, some hundreds a page."""
    yield from paginate(records.with_header(rows(source)))


def rows(source: Source) -> Iterator[list[str]]:
    """The cells of each row that has any."""
    with source.path.open(encoding=encoding_of(source.path), errors="replace", newline="") as file:
        dialect = dialect_of(file.read(SAMPLE), source)
        file.seek(0)
        yield from (
            row for row in csv.reader((line.replace("\0", "") for line in file), dialect) if any(cell.strip() for cell in row)
        )


def dialect_of(sample: str, source: Source) -> type[csv.Dialect]:
    """How the cells are parted: as the first lines show, otherwise as the name says."""
    whole_lines = sample[: sample.rfind("\n") + 1] or sample
    try:
        return csv.Sniffer().sniff(whole_lines, DELIMITERS)
    except csv.Error:
        return csv.excel_tab if source.media_type.endswith("tab-separated-values") else csv.excel
