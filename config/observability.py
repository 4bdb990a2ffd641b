"""Spans of answers, searches and model calls for a collector, where the operator names one: OpenTelemetry, with its names for
generative AI. The packages make them by OpenTelemetry's API alone, which does nothing until `start`.

They hold names, ids, figures and times, and no word of a question, a document or an answer.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider


SECONDS = 3
"""So long a collector is waited for, at the end of a worker too."""


@dataclass(frozen=True)
class TracingConf:
    """Where spans go, by OTLP over HTTP; no endpoint, nowhere. `headers` are name=value, joined by commas."""

    endpoint: str
    headers: str
    service: str


def start(conf: TracingConf) -> "TracerProvider | None":
    """Send the spans of this process from now on, in batches, beside the work; what a collector misses is lost, says the log."""
    if not conf.endpoint:
        return None
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.util.re import parse_env_headers

    headers = parse_env_headers(conf.headers, liberal=True)
    exporter = OTLPSpanExporter(endpoint=f"{conf.endpoint.rstrip('/')}/v1/traces", headers=headers, timeout=SECONDS)
    provider = TracerProvider(resource=Resource.create({"service.name": conf.service}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return provider
