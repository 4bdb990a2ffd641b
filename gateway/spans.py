"""A span for each call of a language model, by OpenTelemetry's conventions for generative AI. It holds no text."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from time import perf_counter
from urllib.parse import urlsplit

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, get_tracer

from gateway.errors import GatewayError
from gateway.messages import Prompt, ProviderInfo

tracer = get_tracer("footnote.gateway")


def spanned(deltas: Generator[str, None, None], prompt: Prompt, info: ProviderInfo, url: str) -> Generator[str, None, None]:
    """The deltas as they come. The span ends with them, or where whoever reads them has had enough.

    It is no other span's parent: a generator is left and entered again, and what happens between belongs to its reader.
    """
    began, first = perf_counter(), True
    with _span(prompt, info, url) as span, closing(deltas):
        for delta in deltas:
            if delta and first:
                first = False
                span.set_attribute("gen_ai.response.time_to_first_chunk", perf_counter() - began)
            yield delta


@contextmanager
def _span(prompt: Prompt, info: ProviderInfo, url: str) -> Generator[Span, None, None]:
    span = tracer.start_span(f"chat {info.model}".strip(), kind=SpanKind.CLIENT)
    span.set_attributes(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": info.name,
            "gen_ai.prompt.name": prompt.purpose,
            "gen_ai.request.max_tokens": prompt.max_tokens,
            "gen_ai.request.stream": True,
            **({"gen_ai.request.model": info.model} if info.model else {}),
            **_server(url),
        }
    )
    try:
        yield span
    except GatewayError as error:
        span.set_attribute("error.type", type(error).__name__)
        span.set_status(Status(StatusCode.ERROR))
        raise
    finally:
        span.end()


def _server(url: str) -> dict[str, str | int]:
    """Host and port; a name and password that may stand in the address are left out."""
    parts = urlsplit(url)
    if not parts.hostname:
        return {}
    return {"server.address": parts.hostname, "server.port": parts.port or (443 if parts.scheme == "https" else 80)}
