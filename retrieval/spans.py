"""Spans of searches and their steps, by OpenTelemetry's conventions for generative AI. They hold names and figures, and no text."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import PurePath

from opentelemetry.trace import Span, Status, StatusCode, get_tracer

from retrieval.conf import SERVED
from retrieval.models import IndexVersion

BUNDLED = "bundled"
tracer = get_tracer("footnote.retrieval")


def span(name: str, **told: str | int) -> AbstractContextManager[Span]:
    """Around one part of a search. An error is told at the end of the whole, by its kind: what it says could hold words."""
    attributes = {f"gen_ai.{key.replace('__', '.')}": value for key, value in told.items()}
    return tracer.start_as_current_span(name, attributes=attributes, record_exception=False, set_status_on_exception=False)


@contextmanager
def retrieval(index: IndexVersion | None, limit: int) -> Iterator[Span]:
    """Around a search for at most `limit` passages; with no version of the index named, in the live one."""
    where = {"data_source__id": index.name} if index else {}
    with span("retrieval", operation__name="retrieval", request__top_k=limit, **where) as around:
        try:
            yield around
        except Exception as error:
            around.set_attribute("error.type", type(error).__name__)
            around.set_status(Status(StatusCode.ERROR))
            raise


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
