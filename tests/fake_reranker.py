"""A fake of a re-ranking server: real HTTP, both dialects, and scores by the words that question and text share.

In a test: `with FakeReranker() as server:` and RERANK_URL = server.url + "/rerank" or "/v2/rerank". What may go wrong is an
attribute.
"""

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATHS = {
    "/rerank": ("texts", "score"),
    "/v1/rerank": ("documents", "relevance_score"),
    "/v2/rerank": ("documents", "relevance_score"),
}


@dataclass
class FakeReranker:
    """One fake server. Times are in seconds."""

    api_key: str = ""
    status: int = 200
    silence: float = 0.0
    """Before the answer."""
    trickle: float = 0.0
    """Between the answer's bytes."""
    nonsense: Any = None
    """Answer with this instead."""
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> "FakeReranker":
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    fake: FakeReranker

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts, score = PATHS.get(self.path, ("", ""))
        if self.fake.api_key and self.headers.get("Authorization") != f"Bearer {self.fake.api_key}":
            self.say({"error": "wrong key"}, 401)
        elif texts not in body:
            self.say({"error": "no such thing"}, 404)
        else:
            self.fake.asked.append(body)
            time.sleep(self.fake.silence)
            found = _results(body["query"], body[texts], score)
            told = found if self.path == "/rerank" else {"id": "fake", "results": found}
            self.say(told if self.fake.nonsense is None else self.fake.nonsense, self.fake.status)

    def say(self, told: object, status: int = 200) -> None:
        data = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(OSError):  # whoever asked has given up
            for byte in data:
                time.sleep(self.fake.trickle)
                self.wfile.write(bytes([byte]))


def _results(query: str, texts: list[str], score: str) -> list[dict[str, Any]]:
    """Best first, as real servers answer."""
    asked = set(query.lower().split())
    shares = [len(asked & set(text.lower().split())) / len(asked) for text in texts]
    return [{"index": at, score: shares[at]} for at in sorted(range(len(texts)), key=lambda at: -shares[at])]
