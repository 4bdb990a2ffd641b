"""A fake of an OpenAI-compatible model server: real HTTP, real streams, and answers that quote the passages of the prompt.

In a test: `with FakeModel() as model:` and LLM_URL = model.url. By hand: `python -m tests.fake_model --port 9000 --delay 0.05`.
Everything that may go wrong is an attribute, which can be changed while it serves.
"""

import argparse
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "fake"
TOKEN = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
PASSAGES = re.compile(r"<passages>\n(.*?)\n</passages>", re.DOTALL)
PASSAGE = re.compile(r"^\[(\d+)\] (.*)\n((?:(?!\[\d+\] ).*\n?)*)", re.MULTILINE)
QUESTION = re.compile(r"^Question: (.*)\Z", re.MULTILINE | re.DOTALL)
NOT_THERE = "The passages do not answer this question."


@dataclass
class FakeModel:
    """One fake server. Times are in seconds, places in tokens."""

    delay: float = 0.0
    """Before each token."""
    silence: float = 0.0
    """Before the first token."""
    status: int = 200
    """What chat completions answer with."""
    error: str = "something is wrong"
    cut_after: int | None = None
    """Hang up after so many tokens."""
    garbage: bool = False
    """Send what is no answer at all."""
    answer: str | None = None
    """Say this instead of quoting."""
    sentences: int = 1
    """How many sentences to quote."""
    api_key: str = ""
    can_count: bool = True
    """Whether /tokenize exists."""
    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Every body that chat completions got."""
    hung_up: int = 0
    """How many callers left before their answer was whole."""

    def __enter__(self) -> "FakeModel":
        handler = type("Handler", (_Handler,), {"fake": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        """What LLM_URL should be."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def prompts(self) -> list[str]:
        """The last message of each call."""
        return [body["messages"][-1]["content"] for body in self.asked]

    def tokens(self, prompt: str) -> Iterator[str]:
        """The answer, token by token, at the set pace."""
        time.sleep(self.silence)
        for token in TOKEN.findall(self.answer if self.answer is not None else self.quotes(prompt)):
            time.sleep(self.delay)
            yield token

    def quotes(self, prompt: str) -> str:
        """The sentences of the prompt's passages that share most with its question; the question itself where there are none."""
        from gateway.messages import Source
        from gateway.providers import extractive

        question = found[1].strip() if (found := QUESTION.search(prompt)) else prompt
        block = PASSAGES.search(prompt)
        if block is None:
            return question
        sources = [Source(int(number), title, text) for number, title, text in PASSAGE.findall(block[1] + "\n")]
        best = extractive.quotes(question, sources)[: self.sentences]
        return " ".join(f"{text} [{number}]" for number, text in best) or NOT_THERE


class _Handler(BaseHTTPRequestHandler):
    fake: FakeModel
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def do_GET(self) -> None:
        if self.path == "/v1/models":
            self.say({"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        elif self.path == "/health":
            self.say({"status": "ok"})
        else:
            self.say({"error": {"message": "no such thing"}}, 404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.fake.api_key and self.headers.get("Authorization") != f"Bearer {self.fake.api_key}":
            self.say({"error": {"message": "wrong key"}}, 401)
        elif self.path == "/tokenize" and self.fake.can_count:
            self.say({"tokens": list(range(len(TOKEN.findall(body["content"]))))})
        elif self.path == "/v1/chat/completions":
            self.complete(body)
        else:
            self.say({"error": {"message": "no such thing"}}, 404)

    def complete(self, body: dict[str, Any]) -> None:
        self.fake.asked.append(body)
        prompt = body["messages"][-1]["content"]
        if self.fake.status != 200:
            self.say({"error": {"message": self.fake.error}}, self.fake.status)
        elif self.fake.garbage:
            self.say("<html>This is no model</html>")
        elif body.get("stream"):
            self.stream(prompt)
        else:
            text = "".join(self.fake.tokens(prompt))
            message = {"role": "assistant", "content": text}
            self.say(_completion("chat.completion", {"message": message, "finish_reason": "stop"}))

    def stream(self, prompt: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self.send_tokens(prompt)
        except OSError:
            self.fake.hung_up += 1
            self.close_connection = True

    def send_tokens(self, prompt: str) -> None:
        for count, token in enumerate(self.fake.tokens(prompt)):
            if count == self.fake.cut_after:
                self.close_connection = True
                return
            self.send_event(json.dumps(_completion("chat.completion.chunk", {"delta": {"content": token}, "finish_reason": None})))
        self.send_event(json.dumps(_completion("chat.completion.chunk", {"delta": {}, "finish_reason": "stop"})))
        self.send_event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def send_event(self, data: str) -> None:
        event = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
        self.wfile.flush()

    def say(self, body: object, status: int = 200) -> None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _completion(kind: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {"id": "fake", "object": kind, "created": 0, "model": MODEL, "choices": [{"index": 0, **choice}]}


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Serve a fake language model on loopback.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--delay", type=float, default=0.0, help="Seconds before each token.")
    parser.add_argument("--sentences", type=int, default=1, help="How many sentences to quote.")
    asked = parser.parse_args()
    with FakeModel(port=asked.port, delay=asked.delay, sentences=asked.sentences) as model:
        print(f"The fake model answers at {model.url}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
