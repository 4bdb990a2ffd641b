"""Sources and their runs as a page shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.forms import Field, Select

from access.models import Collection, User
from ingestion.sources.kinds import KINDS, Kind
from ingestion.sources.models import Run, Source

SAID = {
    "new": "new",
    "replaced": "changed",
    "moved": "moved to another collection",
    "removed": "removed",
    "kept": "gone there, kept here",
    "held": "gone there, held back",
    "failed": "failed",
    "erased": "erased here and left out",
    "left_out": "left out",
    "unchanged": "unchanged",
}
LISTED = ("removed", "kept", "held", "failed")
LISTED_IF_DRY = tuple(name for name in SAID if name != "erased")
TRIED = {**SAID, "moved": "would move to another collection", "removed": "would be removed", "kept": "gone there, would be kept"}


@dataclass(frozen=True)
class RunRow:
    """One run. `counts` are words such as “3 new”; `details` are (outcome, name, reason); `held` lets a person confirm."""

    id: int
    title: str
    asked: datetime
    by: str
    state: str
    tone: str
    counts: tuple[str, ...]
    reason: str
    held: int
    details: tuple[tuple[str, str, str], ...] = field(repr=False)
    more: int


@dataclass(frozen=True)
class SourceRow:
    """One source in the list; `mine` is whether this person may look after it."""

    source: Source
    kind: str
    mine: bool
    last: RunRow | None


def source_rows(collection: Collection, kinds: Iterable[Kind]) -> list[SourceRow]:
    """The sources of a collection, each with its last run."""
    mine = {kind.name for kind in kinds}
    newest = Run.objects.filter(source=OuterRef("pk"), dry=False).order_by("-asked_at", "-pk").values("pk")[:1]
    sources = list(collection.sources.annotate(newest=Subquery(newest)))
    runs = Run.objects.select_related("asked_by").in_bulk([each.newest for each in sources if each.newest])
    last = {run.source_id: _row(run) for run in runs.values()}
    return [SourceRow(each, label(each), each.kind in mine, last.get(each.pk)) for each in sources]


def run_rows(runs: Iterable[Run]) -> list[RunRow]:
    """The runs as they were given."""
    return [_row(run) for run in runs]


def label(source: Source) -> str:
    """What its kind is called."""
    return KINDS[source.kind].label if source.kind in KINDS else source.kind


def facts(source: Source, by: User) -> Sequence[tuple[str, str]]:
    """The settings with the names that the form gives them, and who may read what comes; no secrets."""
    if source.kind not in KINDS:
        return ()
    form = KINDS[source.kind].form(instance=source, collection=source.collection, by=by)
    known = {**source.settings, "routes": form.initial["routes"]}
    shown = [(field, known[name]) for name, field in form.fields.items() if name in known]
    return [(str(field.label), _said(value, field)) for field, value in shown if value not in ("", None, [])]


def _said(value: object, field: Field) -> str:
    if isinstance(field.widget, Select):
        return str(dict(field.widget.choices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _row(run: Run) -> RunRow:
    state, tone = _state(run)
    words = TRIED if run.dry else SAID
    counts = tuple(f"{getattr(run, name)} {said}" for name, said in words.items() if getattr(run, name))
    details = tuple((words.get(what, what), name, reason) for what, name, reason in run.details)
    listed = sum(getattr(run, name) for name in (LISTED_IF_DRY if run.dry else LISTED))
    return RunRow(
        id=run.pk,
        title="Try" if run.dry else "Run",
        asked=run.asked_at,
        by=(run.asked_by.get_full_name() or run.asked_by.username) if run.asked_by else "",
        state=state,
        tone=tone,
        counts=counts,
        reason=run.reason,
        held=0 if run.dry else run.held,
        details=details,
        more=max(0, listed - len(details)) if run.finished_at else 0,
    )


def _state(run: Run) -> tuple[str, str]:
    if run.finished_at is None:
        return ("Under way", "busy") if run.lease else ("Waiting", "busy")
    if run.reason:
        return "Broke off", "bad"
    if run.failed or run.held:
        return "Done, with problems", "bad"
    return "Done", "ok"
