"""`manage.py sync [SOURCE]`: look at sources now, in this process, and say what came of it."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from ingestion.sources import runs, syncing
from ingestion.sources.models import Run, Source
from ingestion.sources.runs import COUNTS


class Command(BaseCommand):
    help = (
        "Look at one source, or at all that are not paused: new things come in, changed ones are replaced, gone ones are kept or "
        "removed as the source says. Ends with 1 if anything failed, broke off or was held back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="?", metavar="SOURCE", help="Its name, COLLECTION/NAME, or its id.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would happen.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object to standard output.")

    def handle(self, *args: Any, source: str | None, dry_run: bool, **options: Any) -> None:
        chosen = [_named(source)] if source else list(Source.objects.filter(paused=False).select_related("collection"))
        reports = [self._run(each, dry_run, quiet=options["json"]) for each in chosen]
        if options["json"]:
            self.stdout.write(json.dumps({"runs": reports}, ensure_ascii=False))
        if any(report["reason"] or report["failed"] or report["held"] for report in reports):
            sys.exit(1)

    def _run(self, source: Source, dry: bool, *, quiet: bool) -> dict[str, Any]:
        hold = runs.begin(source, dry=dry)
        if hold is None:
            raise CommandError(f"A run of “{source}” is under way already. Try again when it is done.")
        syncing.carry_out(hold)
        report = _report(Run.objects.get(pk=hold.run_id), source)
        if not quiet:
            self.stdout.write(_sentence(report))
            self.stdout.writelines(f"  {' '.join(filter(None, detail))}" for detail in report["details"])
        return report


def _named(name: str) -> Source:
    collection, _, own = name.partition("/")
    wanted = Q(name=name) | Q(collection__name=collection, name=own)
    found = list(Source.objects.filter(wanted).select_related("collection")) or _by_id(name)
    if len(found) > 1:
        raise CommandError(f"Several collections have a source “{name}”. Name one of them: COLLECTION/{name}.")
    if not found:
        raise CommandError(f"There is no source “{name}”.")
    return found[0]


def _by_id(name: str) -> list[Source]:
    return [each for each in Source.objects.select_related("collection") if str(each.pk) == name]


def _report(run: Run, source: Source) -> dict[str, Any]:
    counts = {name: getattr(run, name) for name in COUNTS}
    return {
        "source": source.name, "collection": source.collection.name, "dry": run.dry, **counts,
        "reason": run.reason, "details": run.details,
    }  # fmt: skip


def _sentence(report: dict[str, Any]) -> str:
    counts = ", ".join(f"{report[name]} {name}" for name in COUNTS)
    return f"{report['collection']}/{report['source']}: {counts}. {report['reason']}".strip()
