"""E-mail as Outlook keeps it, by the library that unstructured uses for it."""

from collections.abc import Iterator
from typing import Any

from ingestion.reading.errors import Damaged
from ingestion.reading.mail import Mail, told
from ingestion.reading.outlook_rtf import html_from
from ingestion.reading.source import Source, Telling

BROKEN = (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, AssertionError)
COMPRESSED_RTF = 0x1009


def read(source: Source) -> Telling:
    """The message, then its attachments."""
    from oxmsg import Message

    try:
        message = Message.load(str(source.path))
        mail = as_mail(message)
        attachments = list(named(message))
    except BROKEN as error:
        raise Damaged(detail=type(error).__name__) from error
    yield from told(mail, iter(attachments), source.out)


def as_mail(message: Any) -> Mail:
    """The parts that people read. Some messages have their text only as compressed RTF."""
    headers, sent = message.message_headers, message.sent_date
    text, html = message.body or "", (message.html_body or "").encode()
    if not text.strip() and not html.strip():
        html = html_from(message.properties.binary_prop_value(COMPRESSED_RTF) or b"")
    people = ", ".join(recipient.email_address for recipient in message.recipients if recipient.email_address)
    return Mail(
        subject=message.subject or "",
        sender=message.sender or headers.get("From", ""),
        to=headers.get("To", "") or people,
        copies=headers.get("Cc", ""),
        sent=headers.get("Date", "") or (sent.strftime("%d %B %Y %H:%M") if sent else ""),
        dated=sent.date() if sent else None,
        text=text,
        html=html,
    )


def named(message: Any) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the attachments that the file holds itself."""
    for attachment in message.attachments:
        if attachment.attached_by_value and attachment.file_bytes:
            yield attachment.file_name or "attachment", attachment.file_bytes
