"""`manage.py golden`: the golden questions of a collection, asked from the command line, and what came of it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from access.models import Collection
from evaluation.golden import accepting, exchanging, guarding, keeping, leases, playing, reporting, suggesting
from evaluation.golden.exchanging import BadQuestion
from evaluation.golden.keeping import Content
from evaluation.golden.suggesting import NoSuggestion
from evaluation.models import GoldenRun

LAST = "LAST"


class Command(BaseCommand):
    help = "List, add, ask, compare, export and import golden questions: questions of which people know the right sources."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listed = actions.add_parser("list", help="The golden questions of a collection.")
        add = actions.add_parser("add", help="Write one.")
        run = actions.add_parser("run", help="Ask them all, in this process.")
        compare = actions.add_parser("compare", help="Two runs, question by question.")
        export = actions.add_parser("export", help="The questions as JSON, documents by their names.")
        bring = actions.add_parser("import", help="Read what export wrote.")
        suggest = actions.add_parser("suggest", help="Have the language model suggest some, for editors to confirm.")
        check = actions.add_parser(
            "check", help="Ask all collections in a version of the index; 1 if it is worse than the live one."
        )
        status = actions.add_parser("status", help="The last run of each collection, and what has changed since.")
        status.add_argument("--collection", metavar="NAME", help="Only this one.")
        cancel = actions.add_parser("cancel", help="End a run that has not ended, wherever it is carried out.")
        cancel.add_argument("run", type=UUID)
        for each in (listed, add, run, export, bring, suggest):
            each.add_argument("--collection", required=True, metavar="NAME")
        for each in (listed, add, run, compare, bring, suggest, check, status, cancel):
            each.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
        add.add_argument("question")
        add.add_argument("--source", action="append", default=[], metavar="DOCUMENT[:PAGE]", help="May be repeated.")
        add.add_argument("--unanswerable", action="store_true", help="The documents don't answer it.")
        run.add_argument("--note", default="", help="What the run is for.")
        run.add_argument("--index", default="", metavar="VERSION", help="Ask this version of the index. Default: the live one.")
        run.add_argument("--answers", action="store_true", help="Have them answered too, as people are answered.")
        run.add_argument("--against", metavar="RUN", help=f"Compare with this run, by its id; {LAST} is the last one before.")
        run.add_argument("--fail-if-worse", action="store_true", help="End with 1 if it is worse than that run.")
        suggest.add_argument("--count", type=int, default=1, metavar="NUMBER")
        check.add_argument("--index", required=True, metavar="VERSION")
        compare.add_argument("before", type=UUID)
        compare.add_argument("after", type=UUID)
        bring.add_argument("file", type=Path)

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"_{action}")(**options)
        except BadQuestion as error:
            raise CommandError(f"{error}.") from None

    def _list(self, *, collection: str, json: bool, **_: Any) -> None:
        rows = exchanging.as_json(_collection(collection))
        self._say({"questions": rows}, reporting.questions(rows), as_json=json)

    def _add(self, *, collection: str, question: str, source: list[str], unanswerable: bool, json: bool, **_: Any) -> None:
        if bool(source) == unanswerable:
            raise CommandError("Name the right sources with --source, or say --unanswerable.")
        named = _collection(collection)
        content = Content(exchanging.checked(question), tuple(_place(named, each) for each in source))
        made = keeping.write(named, content)
        self._say({"id": str(made.pk)}, f"Kept as {made.pk}.", as_json=json)

    def _run(self, *, collection: str, note: str, against: str | None, json: bool, **options: Any) -> None:
        named = _collection(collection)
        before = _earlier(named, against or (LAST if options["fail_if_worse"] else None))
        if options["answers"] and options["index"]:
            raise CommandError("Answers come from the live version of the index: leave out --index.")
        run = self._played(playing.order(named, note=note, index=options["index"], answers=options["answers"]))
        self._say(reporting.as_json(run, before), reporting.text(run, before), as_json=json)
        held_back = accepting.held_back(before, run) if options["fail_if_worse"] else ""
        if held_back:
            raise CommandError(held_back)

    def _status(self, *, collection: str | None, json: bool, **_: Any) -> None:
        known = [_collection(collection)] if collection else guarding.to_ask()
        told = [reporting.status(each) for each in known]
        self._say({"collections": told}, "\n".join(map(reporting.status_text, told)) or "There is no golden set.", as_json=json)

    def _compare(self, *, before: UUID, after: UUID, json: bool, **_: Any) -> None:
        earlier, later = (_done(GoldenRun.objects.all(), pk) for pk in (before, after))
        if earlier.collection_id != later.collection_id:
            raise CommandError("These are runs of two collections.")
        self._say(reporting.as_json(later, earlier), reporting.text(later, earlier), as_json=json)

    def _cancel(self, *, run: UUID, json: bool, **_: Any) -> None:
        found = GoldenRun.objects.filter(pk=run).first()
        if found is None or not leases.cancel(found):
            raise CommandError(f"There is no unfinished run {run}.")
        self._say({"cancelled": str(run)}, "It is cancelled.", as_json=json)

    def _export(self, *, collection: str, **_: Any) -> None:
        rows = exchanging.as_json(_collection(collection))
        self.stdout.write(json.dumps({"questions": rows}, ensure_ascii=False, indent=1))

    def _import(self, *, collection: str, file: Path, json: bool, **_: Any) -> None:
        count, left_out = exchanging.take_in(_collection(collection), _rows(file))
        said = "\n".join([f"{count} golden questions were taken in.", *left_out])
        self._say({"taken": count, "left_out": left_out}, said, as_json=json)

    def _suggest(self, *, collection: str, count: int, json: bool, **_: Any) -> None:
        named = _collection(collection)
        try:
            made = [suggesting.suggest(named) for _ in range(count)]
        except NoSuggestion as error:
            raise CommandError(str(error)) from None
        told = [{"id": str(each.pk), "question": each.question} for each in made]
        self._say({"suggested": told}, "\n".join(each.question for each in made), as_json=json)

    def _check(self, *, index: str, json: bool, **_: Any) -> None:
        checked = list(guarding.check(index))
        told = [{"collection": each.collection.name, "run": str(each.after.pk), "held_back": each.held_back} for each in checked]
        said = [f"{each.collection.name}: {each.held_back or 'not worse'}" for each in checked] or ["There is no golden set."]
        self._say({"collections": told}, "\n".join(said), as_json=json)
        if any(each.held_back for each in checked):
            raise CommandError(f"{index} should not be switched to yet.")

    def _played(self, run: GoldenRun) -> GoldenRun:
        playing.play_now(run)
        if run.state != GoldenRun.State.DONE:
            goes_on = " This run goes on by itself." if run.said and run.state in leases.UNFINISHED else ""
            raise CommandError(f"{run.said}{goes_on}" or "A worker has taken this run: look at it on its page.")
        return run

    def _say(self, told: dict[str, Any], text: str, *, as_json: bool) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False) if as_json else text)


def _collection(name: str) -> Collection:
    found = Collection.objects.filter(name=name).first()
    if found is None:
        raise CommandError(f"There is no collection {name!r}.")
    return found


def _place(collection: Collection, text: str) -> Any:
    """A document's name, or one with a page after the last colon."""
    name, _, page = text.rpartition(":")
    return exchanging.place(collection, name, int(page)) if name and page.isdecimal() else exchanging.place(collection, text)


def _earlier(collection: Collection, against: str | None) -> GoldenRun | None:
    done = collection.golden_runs.filter(state=GoldenRun.State.DONE, index="").order_by("-asked_at")
    if against is None or against == LAST:
        return done.first() if against else None
    try:
        return _done(done, UUID(against))
    except ValueError:
        raise CommandError(f"{against!r} is no run.") from None


def _done(runs: Any, pk: UUID) -> GoldenRun:
    found: GoldenRun | None = runs.filter(pk=pk, state=GoldenRun.State.DONE).first()
    if found is None:
        raise CommandError(f"There is no finished run {pk}.")
    return found


def _rows(file: Path) -> list[Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{file} can't be read: {error}") from None
    rows = read.get("questions") if isinstance(read, dict) else None
    if not isinstance(rows, list):
        raise CommandError(f"{file} is not what `golden export` writes.")
    return rows
