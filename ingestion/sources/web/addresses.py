"""Addresses of pages: brought into one form, and held to the places that a source may visit."""

from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

LONGEST = 500
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Places:
    """The start addresses; with `below`, only what lies in their folders is visited, otherwise all of their hosts."""

    start: tuple[str, ...]
    hosts: tuple[str, ...]
    below: bool

    def holds(self, url: str) -> bool:
        """Whether a page may be visited."""
        if self.below:
            return any(url.startswith(folder(each)) for each in self.start) or url in self.start
        return host(url) in {*map(host, self.start), *self.hosts}

    def is_origin(self, url: str) -> bool:
        """Whether this is one of the very servers that were named: only those are sent a key."""
        return origin(url) in {origin(each) for each in self.start}


def normal(url: str, *, base: str = "") -> str:
    """The address in the form in which it is remembered; empty if it is none that can be visited."""
    try:
        parts = urlsplit(urldefrag(urljoin(base, url.strip())).url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        return ""
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.rstrip(".")
    place = name if port in (None, PORTS[parts.scheme]) else f"{name}:{port}"
    whole = urlunsplit((parts.scheme, place, quoted(parts.path) or "/", quoted(parts.query), ""))
    return whole if len(whole) <= LONGEST and whole.isascii() else ""


def quoted(text: str) -> str:
    """Characters that a request's line can't hold, as percents; what is quoted already stays."""
    return "".join(char if "!" <= char <= "~" else "".join(f"%{byte:02X}" for byte in char.encode()) for char in text)


def host(url: str) -> str:
    """The host of an address, without its port."""
    return urlsplit(url).hostname or ""


def origin(url: str) -> tuple[str, str]:
    """Scheme and server of an address."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def folder(url: str) -> str:
    """The address up to its last slash."""
    return url.partition("?")[0].rpartition("/")[0] + "/"
