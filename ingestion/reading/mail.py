"""What e-mails of both formats have in common: the head as a person reads it, the body, and attachments as files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from ingestion.reading.errors import UploadAnotherFile
from ingestion.reading.messages import Attachment
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Properties, Telling
from ingestion.reading.web_pages import parsed, web_pieces

MOST_ATTACHMENTS = 500


@dataclass(frozen=True)
class Mail:
    """One message. `html` is used where there is no plain `text`."""

    subject: str
    sender: str
    to: str
    copies: str
    sent: str
    dated: date | None
    text: str
    html: bytes


def told(mail: Mail, attachments: Iterator[tuple[str, bytes]], out: Path) -> Telling:
    """The message as a document, then its attachments."""
    yield Properties(mail.subject, mail.sender, mail.dated)
    yield from paginate(mail_pieces(mail))
    yield from kept(attachments, out)


def mail_pieces(mail: Mail) -> Iterator[Piece]:
    """Subject as heading, the people as one paragraph, then the body."""
    yield Piece("heading", mail.subject, 1)
    head = {"From": mail.sender, "To": mail.to, "Cc": mail.copies, "Date": mail.sent}
    yield Piece("paragraph", "\n".join(f"{name}: {value}" for name, value in head.items() if value))
    if mail.text.strip():
        yield from (Piece("paragraph", text) for text in mail.text.replace("\r\n", "\n").split("\n\n"))
    elif mail.html.strip():
        yield from web_pieces(parsed(mail.html))


def kept(attachments: Iterator[tuple[str, bytes]], out: Path) -> Iterator[Attachment]:
    """Write each to a file that we name; the name that it came with is only data. Raises UploadAnotherFile for too many."""
    for number, (name, data) in enumerate(attachments, start=1):
        if number > MOST_ATTACHMENTS:
            raise UploadAnotherFile(f"The message has more than {MOST_ATTACHMENTS} attachments.")
        if data:
            path = out / f"attachment-{number}"
            path.write_bytes(data)
            yield Attachment(bare(name) or f"attachment {number}", path)


def bare(name: str) -> str:
    """A name without folders, control characters and leading dots."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable()).lstrip(". ")[:200]
