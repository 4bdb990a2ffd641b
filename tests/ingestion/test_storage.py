"""Where bytes lie."""

import hashlib
import io

import pytest

from ingestion import storage
from ingestion.errors import NoRoom

LIMIT = 1024


def kept(data: bytes) -> storage.Kept:
    with storage.keep(io.BytesIO(data), limit=LIMIT) as found:
        return found


def test_bytes_are_kept_under_their_hash():
    found = kept(b"Ferries leave at nine.")
    assert found == storage.Kept(hashlib.sha256(b"Ferries leave at nine.").hexdigest(), 22)
    assert storage.content(found.sha256).read_bytes() == b"Ferries leave at nine."


def test_too_many_bytes_are_not_kept():
    found = kept(b"x" * (LIMIT + 1))
    assert found.sha256 == ""
    assert found.size > LIMIT


def test_no_draft_stays_behind():
    kept(b"one")
    kept(b"x" * 2000)
    assert [path.name for path in storage.folder("incoming").iterdir() if path.name != ".lock"] == []


def test_bytes_that_are_needed_are_not_discarded():
    found = kept(b"needed")
    assert not storage.discard(found.sha256, unless=lambda: True)
    assert storage.content(found.sha256).is_file()
    assert storage.discard(found.sha256, unless=lambda: False)
    assert not storage.content(found.sha256).exists()
    assert storage.discard(found.sha256, unless=lambda: False)


def test_a_full_disk_is_said_plainly(monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NoRoom):
        kept(b"one more file")
