"""A collector of spans: it takes them over HTTP as OpenTelemetry's exporter sends them, and keeps them."""

import gzip
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Sent:
    """One span as it arrived."""

    name: str
    id: bytes
    parent: bytes
    trace: bytes
    failed: bool
    told: dict[str, Any]


@dataclass
class Collector:
    """A server on loopback; `spans` are what came so far, `raw` all bytes of them."""

    spans: list[Sent] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: bytes = b""

    def __enter__(self):
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                collector.take(self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def take(self, path, headers, body):
        assert path == "/v1/traces"
        plain = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
        self.headers.append(headers)
        self.raw += plain
        for resource in ExportTraceServiceRequest.FromString(plain).resource_spans:
            self.spans += [_sent(span) for scope in resource.scope_spans for span in scope.spans]

    def named(self, start):
        return [span for span in self.spans if span.name.startswith(start)]


def _sent(span):
    told = {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}
    return Sent(span.name, span.span_id, span.parent_span_id, span.trace_id, span.status.code == 2, told)
