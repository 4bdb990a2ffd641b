"""Looks into zip and OLE containers: which document is inside, is it locked, and is it safe to unpack."""

import zipfile
from pathlib import Path

from ingestion.reading.errors import CannotUnlock, Damaged, Encrypted, UnknownFormat

OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE_PARTS = {
    b"wordprocessingml": OFFICE + "wordprocessingml.document",
    b"presentationml": OFFICE + "presentationml.presentation",
    b"spreadsheetml": OFFICE + "spreadsheetml.sheet",
    b"ms-word.document": OFFICE + "wordprocessingml.document",
    b"ms-powerpoint": OFFICE + "presentationml.presentation",
    b"ms-excel.sheet": OFFICE + "spreadsheetml.sheet",
}
DECLARED = {"application/vnd.oasis.opendocument.text", "application/epub+zip"}
OLD_OFFICE = {
    "WordDocument": "Word (.doc)",
    "Workbook": "Excel (.xls)",
    "Book": "Excel (.xls)",
    "PowerPoint Document": "PowerPoint (.ppt)",
}
PACKED = {
    ".docx": "Word file",
    ".xlsx": "Excel file",
    ".pptx": "PowerPoint file",
    ".odt": "OpenDocument text",
    ".epub": "e-book (EPUB)",
}
MAIN_PARTS = {"word/document.xml": "Word file", "xl/workbook.xml": "Excel file", "ppt/presentation.xml": "PowerPoint file"}
PROGRAM_PARTS = {"META-INF/MANIFEST.MF", "AndroidManifest.xml"}
LOCKED = 0x1


def zip_kind(path: Path, extension: str) -> str:
    """The media type of what a zip is: a document, or an archive of files. Raises CannotUnlock, Damaged, UnknownFormat."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind_inside(archive, extension)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise Damaged(_broken(PACKED.get(extension, "archive (zip)")), detail=type(error).__name__) from error


def _kind_inside(archive: zipfile.ZipFile, extension: str) -> str:
    names = set(archive.namelist())
    office, declared = "[Content_Types].xml" in names, "mimetype" in names and archive.getinfo("mimetype").file_size < 200
    if (office or declared) and any(entry.flag_bits & LOCKED for entry in archive.infolist()):
        raise CannotUnlock
    if office:
        return _office_kind(archive)
    if declared:
        return _declared_kind(archive)
    return _archive_kind(names, extension)


def _archive_kind(names: set[str], extension: str) -> str:
    """An archive of files, unless it is what is left of a document or a program."""
    document = PACKED.get(extension) or next((kind for part, kind in MAIN_PARTS.items() if part in names), "")
    if document:
        raise Damaged(_broken(document))
    if PROGRAM_PARTS & names:
        raise UnknownFormat("The file is a program, not a document.")
    return "application/zip"


def _broken(kind: str) -> str:
    return f"The file is {'an' if kind[0] in 'AEIOaeio' else 'a'} {kind}, but it is damaged or incomplete."


def _office_kind(archive: zipfile.ZipFile) -> str:
    with archive.open("[Content_Types].xml") as part:
        types = part.read(1 << 20)
    main = next((line for line in types.split(b"<") if b".main+xml" in line), types)
    kind = next((kind for mark, kind in OFFICE_PARTS.items() if mark in main), "")
    if not kind:
        raise UnknownFormat("The file is an Office file of a kind that cannot be read.")
    return kind


def _declared_kind(archive: zipfile.ZipFile) -> str:
    declared = archive.read("mimetype").decode("ascii", "replace").strip()
    if "META-INF/encryption.xml" in archive.namelist() and _hides_content(archive):
        raise CannotUnlock("The book is protected against copying (DRM).")
    if declared in DECLARED:
        if _odf_is_locked(archive):
            raise CannotUnlock
        return declared
    raise UnknownFormat(f"This kind of file ({declared[:80]}) cannot be read.")


def _hides_content(archive: zipfile.ZipFile) -> bool:
    """Encrypted chapters; encrypted fonts alone do no harm."""
    return b"html" in archive.read("META-INF/encryption.xml")


def _odf_is_locked(archive: zipfile.ZipFile) -> bool:
    name = "META-INF/manifest.xml"
    return name in archive.namelist() and b"encryption-data" in archive.read(name)


def ole_kind(path: Path) -> str:
    """The media type of an OLE file. Raises Encrypted, Damaged, UnknownFormat."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            names = {"/".join(entry) for entry in container.listdir()}
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise Damaged(detail=type(error).__name__) from error
    if "EncryptedPackage" in names:
        raise Encrypted
    if any(name.startswith("__properties_version1.0") for name in names):
        return "application/vnd.ms-outlook"
    old = next((label for stream, label in OLD_OFFICE.items() if stream in names), "")
    raise UnknownFormat(f"The file is in an old format of {old} that cannot be read. Save it in the current format." if old else "")
