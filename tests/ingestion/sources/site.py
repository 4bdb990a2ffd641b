"""A real website on loopback, in a thread: pages that can be changed, and a log of what was asked for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What the server says at one path."""

    body: bytes = b""
    type: str = "text/html"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """The pages by path. `asked` lists (path, status), `sent` the headers that came with the last request for a path."""

    address: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    sent: dict[str, dict[str, str]] = field(default_factory=dict)

    def put(self, path: str, text: str | bytes, **known) -> None:
        """A page."""
        self.pages[path] = Page(text.encode() if isinstance(text, str) else text, **known)

    def visited(self) -> list[str]:
        """The pages that were asked for since the last time, without robots.txt."""
        paths = [path for path, _ in self.asked if path != "/robots.txt"]
        self.asked.clear()
        return paths


@contextmanager
def website() -> Iterator[Site]:
    """Serve until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.sent[self.path] = dict(self.headers)
            page = site.pages.get(self.path, Page(b"no", status=404))
            etag = page.headers.get("ETag")
            same = etag is not None and self.headers.get("If-None-Match") == etag
            status = 304 if same else page.status
            site.asked.append((self.path, status))
            self.send_response(status)
            for name, value in {"Content-Type": page.type, **page.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0" if same else str(len(page.body)))
            self.end_headers()
            self.wfile.write(b"" if same else page.body)

        def log_message(self, *args) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://localhost:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
