"""Spans of searches and their steps, by OpenTelemetry's conventions for generative AI. They hold names and figures, and no text."""

from contextlib import AbstractContextManager
from pathlib import PurePath

from opentelemetry.trace import Span, get_tracer

from retrieval.conf import SERVED
from retrieval.models import IndexVersion

BUNDLED = "bundled"
tracer = get_tracer("footnote.retrieval")


def span(name: str, **told: str | int) -> AbstractContextManager[Span]:
    """Around one part of a search. An error is told at the end of the whole, by its kind: what it says could hold words."""
    attributes = {f"gen_ai.{key.replace('__', '.')}": value for key, value in told.items()}
    return tracer.start_as_current_span(name, attributes=attributes, record_exception=False, set_status_on_exception=False)


def retrieval(index: IndexVersion | None, limit: int) -> AbstractContextManager[Span]:
    """Around a search for at most `limit` passages; with no version of the index named, in the live one."""
    where = {"data_source__id": index.name} if index else {}
    return span("retrieval", operation__name="retrieval", request__top_k=limit, **where)


def embeddings(index: IndexVersion) -> AbstractContextManager[Span]:
    """Around making the vector of a question. Of a model in a folder only the folder's name is told."""
    served = index.model.startswith(SERVED)
    model = index.model.removeprefix(SERVED) if served else PurePath(index.model).name or BUNDLED
    return span(
        f"embeddings {model}",
        operation__name="embeddings",
        provider__name="openai" if served else "sentence_transformers",
        request__model=model,
        embeddings__dimension__count=index.dimensions,
    )
