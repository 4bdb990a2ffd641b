"""E-mail as sent (RFC 5322)."""

from collections.abc import Iterator
from datetime import date, datetime
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

from ingestion.reading.errors import Damaged
from ingestion.reading.mail import Mail, told
from ingestion.reading.source import Source, Telling

GUESSED_ENDINGS = {"message/rfc822": ".eml", "text/calendar": ".ics"}


def read(source: Source) -> Telling:
    """The message, then its attachments."""
    with source.path.open("rb") as file:
        message = BytesParser(policy=policy.default).parse(file)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise Damaged
    yield from told(as_mail(message), attachments(message), source.out)


def as_mail(message: EmailMessage) -> Mail:
    """The parts that people read."""
    plain, rich = (message.get_body((kind,)) for kind in ("plain", "html"))
    sent = header(message, "date")
    return Mail(
        header(message, "subject"), header(message, "from"), header(message, "to"), header(message, "cc"), sent, day(message),
        text=content(plain), html=raw(rich),
    )  # fmt: skip


def header(message: EmailMessage, name: str) -> str:
    """A header as one line; broken ones as far as they can be read."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, TypeError, IndexError, AttributeError, LookupError):
        return ""


def day(message: EmailMessage) -> date | None:
    """When it was sent."""
    try:
        sent = message["date"].datetime
    except (ValueError, TypeError, IndexError, AttributeError):
        return None
    return sent.date() if isinstance(sent, datetime) else None


def content(part: MIMEPart | None) -> str:
    """The text of a part, whatever its charset claims to be."""
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError):
        from ingestion.reading.decoding import text_of

        return text_of(raw(part))


def raw(part: MIMEPart | None) -> bytes:
    """The bytes of a part."""
    data = part.get_payload(decode=True) if part is not None else b""
    return data if isinstance(data, bytes) else b""


def attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Names and bytes; pictures that belong to the body are not attachments."""
    for part in message.iter_attachments():
        kind = part.get_content_type()
        name = part.get_filename() or ""
        if part.get_content_disposition() != "attachment" and part.get_content_maintype() == "image" and part["content-id"]:
            continue
        if kind == "message/rfc822":
            inner = part.get_content()
            yield (name or f"{header(inner, 'subject') or 'message'}.eml"), inner.as_bytes()
        else:
            yield name or f"attachment{GUESSED_ENDINGS.get(kind, '')}", raw(part)
