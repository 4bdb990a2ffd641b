"""Ingestion's settings."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class IngestionConf:
    """Where files are kept and how far reading one may go. Sizes in bytes, times in seconds."""

    files: Path
    upload_max_bytes: int
    keep_free_bytes: int
    unfinished_hours: int
    unfinished_files: int
    unfinished_bytes: int
    read_seconds: int
    read_memory_bytes: int
    read_output_bytes: int
    max_pages: int
    max_pixels: int
    ocr_languages: str
    ocr_dpi: int
    lease_seconds: int
    trash_days: int
    keep_versions: int
    employee_ids: tuple[str, ...]
    tries: int
