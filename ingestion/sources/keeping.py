"""Setting up, changing and ending a source."""

from uuid import UUID

from django.db import transaction

from access.models import User
from ingestion import intake
from ingestion.errors import SourceError
from ingestion.models import Document
from ingestion.sources import schedule
from ingestion.sources.forms import routing
from ingestion.sources.forms.common import SourceForm
from ingestion.sources.kinds import Kind
from ingestion.sources.models import Source
from ingestion.sources.sealing import seal, unseal


def set_up(form: SourceForm, kind: Kind, *, by: User) -> Source:
    """A new source from a form that is valid. It is paused at first, so that it can be tried before anything comes in."""
    source: Source = form.save(commit=False)
    source.collection, source.kind, source.added_by = form.collection, kind.name, by
    source.paused = True
    return _save(source, form)


def change(form: SourceForm) -> Source:
    """The source as the form has it now; secrets that were not typed stay."""
    return _save(form.save(commit=False), form)


def pause(source: Source, *, paused: bool) -> None:
    """Stop looking at it by itself, or begin again."""
    source.paused = paused
    source.next_at = schedule.first(source)
    source.save(update_fields=["paused", "next_at"])


def end(source: Source, *, with_documents: bool) -> None:
    """Remove the source; the documents that it brought stay unless they are to go as well."""
    owned = list(Document.objects.select_related("collection").filter(items__source=source, items__owned=True).distinct())
    source.delete()
    for document in owned if with_documents else ():
        intake.remove(document)


def _save(source: Source, form: SourceForm) -> Source:
    if source.settings != form.settings:
        source.settings, source.position = form.settings, ""
    if form.typed_secrets:
        source.sealed = seal({**_saved(source), **form.typed_secrets})
    source.next_at = schedule.first(source)
    if source.pk and list(source.routes.values_list("pattern", "collection")) != _routes(form):
        source.position = ""  # what did not change has to be listed again, to go where it belongs now
    with transaction.atomic():
        source.save()
        routing.save(source, form.cleaned_data["routes"])
    return source


def _routes(form: SourceForm) -> list[tuple[str, UUID | None]]:
    return [(path, goes.pk if goes else None) for path, goes in form.cleaned_data["routes"]]


def _saved(source: Source) -> dict[str, str]:
    """The saved secrets; none if they can't be opened any more."""
    try:
        return unseal(source.sealed)
    except SourceError:
        return {}
