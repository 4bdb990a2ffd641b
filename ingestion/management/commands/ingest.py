"""`manage.py ingest PATH… --collection NAME`: documents from a disk, as often as one likes: only what changed is taken in."""

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.access import collections_for
from access.models import Collection, Role, User
from access.sharing import give
from ingestion import folders, gathering, waiting
from ingestion.errors import IngestionError
from ingestion.flow.pace import about
from ingestion.folders import Found
from ingestion.waiting import Standing


@dataclass
class Report:
    """What became of the files, as --json prints it. `ready` and `failed` are known only after waiting."""

    collection: str
    created: bool
    new: int = 0
    replaced: int = 0
    same: int = 0
    restored: int = 0
    refused: int = 0
    erased: int = 0
    removed: int = 0
    ready: int | None = None
    failed: int | None = None
    documents: list[dict[str, str]] = field(default_factory=list)


class Command(BaseCommand):
    help = (
        "Take files and folders into a collection, which is made if it is missing. A document is called by its path within the "
        "folder. Files that did not change are skipped, changed ones replace their document, hidden ones are left out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="A file, or a folder with all that is in it.")
        parser.add_argument("--collection", required=True, metavar="NAME")
        parser.add_argument("--as", dest="user", metavar="USER", help="Act for this person; a new collection is theirs.")
        parser.add_argument(
            "--wait", action="store_true", help="Return when all are ready or failed; does the work here if no worker runs."
        )
        parser.add_argument(
            "--prune",
            action="store_true",
            help="Then put what is in the collection and not among these files into its trash.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object to standard output.")

    def handle(self, *args: Any, paths: list[Path], collection: str, user: str | None, **options: Any) -> None:
        self.options = options
        try:
            report = self._run(folders.find(paths), collection, _person(user))
        except IngestionError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))
        if report.refused or report.failed:
            sys.exit(1)

    def _run(self, files: list[Found], name: str, by: User | None) -> Report:
        if not files:
            raise CommandError("There are no files to take in.")
        collection, created = _collection(name, by)
        report = Report(collection.name, created)
        if created:
            self._say(f"The collection “{name}” is new and belongs to {by or 'the administrators'}.")
        ids = self._take_in(files, collection, by, report)
        if self.options["prune"]:
            self._prune(collection, ids, report)
        if self.options["wait"]:
            self._wait(ids, report)
        return report

    def _take_in(self, files: list[Found], collection: Collection, by: User | None, report: Report) -> list[UUID]:
        ids: list[UUID] = []
        for gathered in gathering.gather(files, collection, by=by):
            row = {"name": gathered.found.name, "outcome": "refused"}
            if gathered.accepted:
                ids.append(gathered.accepted.document.pk)
                row |= {"id": str(ids[-1]), "document": gathered.accepted.document.name, "outcome": gathered.accepted.outcome}
            else:
                row |= {"outcome": "erased" if gathered.erased else "refused", "reason": gathered.refused}
                self._say(f"{gathered.found.name}: {gathered.refused}")
            report.documents.append(row)
            setattr(report, row["outcome"], getattr(report, row["outcome"]) + 1)
        there = f"{report.same} unchanged" + (f", {report.restored} back from the trash" if report.restored else "")
        self._say(f"{report.new} new, {report.replaced} replaced, {there}, {report.refused} refused.")
        return ids

    def _prune(self, collection: Collection, ids: list[UUID], report: Report) -> None:
        if report.refused:
            raise CommandError("Nothing was removed, because some files could not be opened.")
        removed = gathering.prune(collection, keep=ids)
        report.removed = len(removed)
        self._say("\n".join([f"{len(removed)} removed.", *removed]))

    def _wait(self, ids: list[UUID], report: Report) -> None:
        standing = waiting.wait(ids, told=self._show)
        report.ready, report.failed = standing.ready, standing.failed
        for version in waiting.failures(ids):
            self._say(f"{version.document.name}: {version.reason} {version.advice}")
        states = waiting.states(ids)
        for row in report.documents:
            row["state"] = states.get(row.get("id", ""), "")

    def _show(self, standing: Standing) -> None:
        if standing != getattr(self, "_shown", None):
            self._shown = standing
            left = f", {about(standing.seconds)}" if standing.seconds else ""
            self._say(f"{standing.ready} ready, {standing.failed} failed, {standing.unfinished} to go{left}.")

    def _say(self, text: str) -> None:
        """With --json, standard output is for the object alone."""
        (self.stderr if self.options["json"] else self.stdout).write(text)


def _person(name: str | None) -> User | None:
    if name is None:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no person “{name}” who may sign in.")
    return found


def _collection(name: str, by: User | None) -> tuple[Collection, bool]:
    """The collection of this name, made if it is missing; one that this person may not add to is refused."""
    collection, created = Collection.objects.get_or_create(name=name)
    if created and by:
        give(collection, by, Role.OWNER)
    if by and not collections_for(by, Role.EDITOR).filter(pk=collection.pk).exists():
        raise CommandError(f"{by} may not add documents to “{name}”.")
    return collection, created
