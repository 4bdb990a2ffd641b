"""Which languages Tesseract has data for on this machine, for people who choose among them."""

import subprocess
from functools import lru_cache

NO_LANGUAGE = "osd"
"""Tells how a page lies, and no language."""


@lru_cache(maxsize=1)
def installed() -> tuple[str, ...]:
    """Their codes; none where Tesseract is missing."""
    try:
        told = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(sorted(code for code in told.splitlines()[1:] if code and code != NO_LANGUAGE))
