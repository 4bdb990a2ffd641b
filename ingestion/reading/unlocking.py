"""Opens files that are protected with a password: an unprotected copy in this process's own folder, gone with the process.

Everything after this reads the copy as if it had never been locked. Only the pictures of its pages can't be drawn later, when
nobody has the password any more: they are drawn now.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from ingestion.reading.errors import CannotUnlock, Damaged, ReadingError, WrongPassword
from ingestion.reading.messages import PageRead
from ingestion.reading.source import Source, Telling, Told

PDF_MARK, OLE_MARK = b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURE_WIDTH = 1400


def unlocked(path: Path, password: str) -> Path:
    """The file itself, or where it is locked and this password opens it, a copy that is not. Raises WrongPassword or Damaged.

    Without a password nothing is tried: the reader says that one is needed.
    """
    if not password:
        return path
    with path.open("rb") as file:
        head = file.read(1024)
    if PDF_MARK in head:
        return _pdf(path, password)
    return _office(path, password) if head.startswith(OLE_MARK) else path


def with_pictures(telling: Telling, source: Source) -> Iterator[Told]:
    """The same, each page of a PDF with its picture."""
    from pypdfium2 import PdfiumError

    from ingestion.reading.rendering import draw

    for told in telling:
        if isinstance(told, PageRead) and told.image is None and source.media_type == "application/pdf":
            picture = source.out / f"{told.number}.jpg"
            with suppress(PdfiumError, ReadingError):  # a page without a picture still has its text
                draw(source.path, page=told.number, width=PICTURE_WIDTH, out=picture, limits=source.limits)
            yield replace(told, image=picture if picture.is_file() else None)
        else:
            yield told


def _pdf(path: Path, password: str) -> Path:
    import pikepdf

    try:
        if not _is_locked(path):
            return path
        with pikepdf.open(path, password=password) as document:
            copy = _place()
            document.save(copy)
            return copy
    except pikepdf.PasswordError as error:
        raise WrongPassword from error
    except pikepdf.PdfError as error:
        raise Damaged(detail=type(error).__name__) from error


def _is_locked(path: Path) -> bool:
    import pikepdf

    try:
        pikepdf.open(path).close()
    except pikepdf.PasswordError:
        return True
    return False


def _office(path: Path, password: str) -> Path:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    try:
        with path.open("rb") as file:
            document = msoffcrypto.OfficeFile(file)
            if not document.is_encrypted():
                return path
            document.load_key(password=password, verify_password=True)
            copy = _place()
            with copy.open("wb") as out:
                document.decrypt(out)
            return copy
    except InvalidKeyError as error:
        raise WrongPassword from error
    except (FileFormatError, DecryptionError) as error:
        raise CannotUnlock(detail=type(error).__name__) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Damaged(detail=type(error).__name__) from error


def _place() -> Path:
    return Path(mkdtemp()) / "unlocked"
