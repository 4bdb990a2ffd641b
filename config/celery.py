"""The Celery app. Answers, documents and sources have their own queues, so that none of them waits for a backlog of another."""

import logging
import os
import threading

from celery import Celery
from celery.signals import worker_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("footnote")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
log = logging.getLogger(__name__)


@worker_init.connect
def send_spans(**_: object) -> None:
    """Tell a collector how long the parts of answers take, where the settings name one."""
    from django.conf import settings

    from config import observability

    observability.start(settings.TRACING)


@worker_ready.connect
def load_models(**_: object) -> None:
    """Load the embedding model before the first question needs it, without keeping the worker from its work."""
    if set(app.amqp.queues.consume_from) == {"sources"}:  # fetching needs no model
        return
    threading.Thread(target=_embed_once, name="load models", daemon=True).start()


def _embed_once() -> None:
    from retrieval import versions
    from retrieval.rerankers import asking

    versions.current_model().encode_query("warm")
    log.info("the embedding model is loaded")
    if "answers" in app.amqp.queues.consume_from:
        asking.warm()
