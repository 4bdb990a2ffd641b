"""A folder of an IMAP server: each message becomes a document with its attachments. Opened read-only: nothing is marked as seen."""

import base64
import imaplib
import io
import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address
from typing import Any

from django.conf import settings

from ingestion.errors import ItemError, SourceError
from ingestion.sources.port import Found, Known, Missed

SECONDS = 60
BATCH = 100
LOOK = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])"
UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


@dataclass
class Mailbox:
    """A message is known by the folder's UIDVALIDITY and its UID, and never changes."""

    host: str
    user: str
    password: str
    port: int = 993
    security: str = "tls"
    folder: str = "INBOX"
    _server: imaplib.IMAP4 | None = field(default=None, init=False)
    _sizes: dict[str, int] = field(default_factory=dict, init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Found | Missed]:
        """Every message; of those that are known nothing is asked for."""
        try:
            self._server = self._connected()
            validity = self._open_folder()
            keys = {f"{validity}:{uid}": uid for uid in b" ".join(self._asked("SEARCH", "ALL")).decode().split()}
            yield from (Found(key, key, known[key].revision) for key in keys if key in known)
            new = [key for key in keys if key not in known]
            for start in range(0, len(new), BATCH):
                yield from self._looked_at({keys[key]: key for key in new[start : start + BATCH]})
        except (imaplib.IMAP4.error, OSError, ssl.SSLError) as error:
            raise SourceError(f"The mail server says: {str(error)[:300]}") from error
        finally:
            self._leave()

    @contextmanager
    def fetch(self, found: Found) -> Iterator[io.BytesIO]:
        """The whole message."""
        if self._sizes.get(found.key, 0) > settings.INGESTION.upload_max_bytes:
            raise ItemError(f"The message is larger than {settings.INGESTION.upload_max_bytes // 1024**2} MB.")
        parts = self._asked("FETCH", found.key.partition(":")[2], "(BODY.PEEK[])")
        bodies = [part[1] for part in parts if isinstance(part, tuple)]
        if not bodies:
            raise ItemError("The message is no longer there.")
        yield io.BytesIO(bodies[0])

    def _looked_at(self, uids: Mapping[str, str]) -> Iterator[Found]:
        """Subject and size of some messages, asked for at once."""
        parts = self._asked("FETCH", ",".join(uids), LOOK)
        for part, after in zip(parts, [*parts[1:], b""], strict=True):
            if isinstance(part, tuple):
                yield from self._described(part, after if isinstance(after, bytes) else b"", uids)

    def _described(self, part: tuple[bytes, bytes], after: bytes, uids: Mapping[str, str]) -> Iterator[Found]:
        """One message; servers put what is known of it before its header or after it."""
        said = part[0] + b" " + after
        uid, size = UID.search(said), SIZE.search(said)
        key = uids.get(uid[1].decode()) if uid else None
        if key:
            self._sizes[key] = int(size[1]) if size else 0
            subject = str(message_from_bytes(part[1], policy=default)["subject"] or "No subject").replace("/", " ").strip()
            yield Found(key, f"{subject[:150]}.eml", "1")

    def _connected(self) -> imaplib.IMAP4:
        """Signed in, by an encrypted connection unless the server is this very machine."""
        trust = ssl.create_default_context()
        server: imaplib.IMAP4
        if self.security == "tls":
            server = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=trust, timeout=SECONDS)
        else:
            server = imaplib.IMAP4(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            server.starttls(trust)
        elif self.security == "none" and not ip_address(server.socket().getpeername()[0]).is_loopback:
            server.shutdown()
            raise SourceError("Without encryption the password would be read by others. Choose TLS or STARTTLS.")
        server.login(self.user, self.password)
        return server

    def _open_folder(self) -> str:
        server = self._here()
        done, _ = server.select(f'"{modified_utf7(self.folder)}"', readonly=True)
        if done != "OK":
            raise SourceError(f"The mailbox has no folder “{self.folder}”, or it can't be opened.")
        validity = server.response("UIDVALIDITY")[1]
        return validity[0].decode() if validity and validity[0] else "0"

    def _asked(self, command: str, *words: str) -> Sequence[Any]:
        """What the server said to a command by UID."""
        try:
            done, said = self._here().uid(command, *words)
        except (imaplib.IMAP4.error, OSError) as error:
            raise SourceError(f"The mail server says: {str(error)[:300]}") from error
        if done != "OK":
            raise SourceError(f"The mail server refused to {command.lower()}.")
        return [part for part in said if part]

    def _here(self) -> imaplib.IMAP4:
        if self._server is None:
            raise SourceError("The mailbox is not open.")
        return self._server

    def _leave(self) -> None:
        try:
            if self._server:
                self._server.logout()
        except (imaplib.IMAP4.error, OSError):
            pass


def modified_utf7(name: str) -> str:
    """The name of a folder as IMAP spells it (RFC 3501, 5.1.3), fit for quotes."""
    plain = name.replace("&", "&-")
    spelt = re.sub(r"[^\x20-\x7e]+", lambda part: f"&{_base64(part[0])}-", plain)
    return spelt.replace("\\", "\\\\").replace('"', '\\"')


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
