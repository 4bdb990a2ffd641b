"""Sources for tests, and carrying out a run of one in this process."""

from access.models import Collection
from ingestion.models import Document
from ingestion.sources import runs, syncing
from ingestion.sources.models import Run, Source
from ingestion.sources.runs import Hold
from ingestion.sources.sealing import seal


def source(collection: Collection, kind: str, *, gone: str = "remove", secrets: dict[str, str] | None = None, **settings) -> Source:
    """A source as the forms make one."""
    return Source.objects.create(
        collection=collection, name="Share", kind=kind, settings=settings, gone=gone, sealed=seal(secrets or {})
    )


def looked_at(wanted: Source, *, dry: bool = False, removing: bool = False) -> Run:
    """A whole run."""
    run = runs.ask(wanted, by=None, dry=dry, removing=removing)
    assert run
    syncing.carry_out(claimed())
    return Run.objects.get(pk=run.pk)


def claimed() -> Hold:
    """The run whose turn it is; there must be one."""
    hold = runs.claim_next()
    assert hold
    return hold


def counts(run: Run) -> dict[str, int]:
    """What a run counted, without the zeros; a run that broke off has none to be looked at."""
    assert not run.reason, run.reason
    return {name: getattr(run, name) for name in runs.COUNTS if getattr(run, name)}


def names(collection: Collection) -> list[str]:
    """The names of all documents."""
    return list(Document.objects.filter(collection=collection).order_by("name").values_list("name", flat=True))


def content(name: str) -> bytes:
    """The bytes of the newest version of a document."""
    from ingestion import storage

    latest = Document.objects.select_related("latest").get(name=name).latest
    assert latest
    return storage.original(latest).read_bytes()
