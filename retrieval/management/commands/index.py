"""`manage.py index`: the versions of the index, from the command line."""

import json
import sys
import time
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from access import by_name
from access.scope import Scope
from retrieval import qdrant, snapshots, verifying, versions
from retrieval.building import guarding, recent, steering, working
from retrieval.comparing import Comparison, Difference, compare
from retrieval.errors import NotNow, RetrievalError, SayWhyAnyway
from retrieval.models import IndexVersion
from retrieval.verifying import Finding
from retrieval.versions import State

WAIT_SECONDS = 1.0
GOLDEN = "`manage.py golden check --index {name}`"
LONGEST_REASON = 500
OWN = ("json", "wait", "accept", "questions", "person", "limit", "repair", "folder")


class Command(BaseCommand):
    help = (
        "Versions of the search index: see them, build another one beside the live one, compare them, switch to it, go back, "
        "remove the old one, check that index and database agree, put a copy aside and take it back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        shared = ArgumentParser(add_help=False)
        shared.add_argument("--json", action="store_true", default=SUPPRESS, help="Print one JSON object and nothing else.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
        parser.set_defaults(what="status")
        steps = parser.add_subparsers(dest="what", metavar="WHAT", parser_class=ArgumentParser)
        steps.add_parser("status", parents=[shared], help="The versions there are, and how far building is.")
        build = steps.add_parser("build", parents=[shared], help="Build one as the settings say now, or go on after a failure.")
        build.add_argument("--wait", action="store_true", help="Work on it here too, and return when it is ready.")
        steps.add_parser("cancel", parents=[shared], help="Give up the version that is being built or is ready, without a trace.")
        switch = steps.add_parser(
            "switch",
            parents=[shared],
            help="Ask the golden questions in the version that is ready; unless it is worse, search it from now on.",
        )
        switch.add_argument(
            "--accept", default="", metavar="REASON", help="Why it may be switched to even if it is worse. Is kept."
        )
        steps.add_parser("rollback", parents=[shared], help="Search the kept version again; the present one is kept.")
        steps.add_parser("free", parents=[shared], help="Remove the version that was live before.")
        asked = steps.add_parser("compare", parents=[shared], help="Ask both versions the same questions and tell what differs.")
        asked.add_argument("--questions", type=Path, metavar="FILE", help="One question a line. Default: questions asked lately.")
        asked.add_argument("--as", dest="person", metavar="USER", help="Whose rights count for the questions of the file.")
        asked.add_argument("--limit", type=int, default=recent.MANY, metavar="NUMBER", help="Most questions.")
        verify = steps.add_parser("verify", parents=[shared], help="Hold every point against its row; ends with 1 if any is wrong.")
        verify.add_argument("--repair", action="store_true", help="Mend what is wrong.")
        steps.add_parser("tune", parents=[shared], help="Let Qdrant keep the versions as FOOTNOTE_INDEX… say now.")
        for name, text in (
            ("snapshot", "Write the live version into a new folder."),
            ("restore", "Take back what `snapshot` wrote."),
        ):
            steps.add_parser(name, parents=[shared], help=text).add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *_args: Any, what: str | None, **options: Any) -> None:
        try:
            getattr(self, f"_{what or 'status'}")(**_own(options))
        except (RetrievalError, OSError) as error:
            raise CommandError(str(error)) from None

    def _status(self, **options: Any) -> None:
        rows = [_row(each) for each in versions.every().order_by("pk")]
        lines = [_line(each) for each in rows] or ["There is no index yet."]
        self._say({"versions": rows}, "\n".join(lines), **options)

    def _build(self, *, wait: bool, **options: Any) -> None:
        live = versions.live()
        if live and versions.made_like(versions.described()).filter(pk=live.pk).exists():
            raise NotNow(working.SAME)
        built = steering.build()
        while wait and built.state in (State.WAITING, State.BUILDING):
            after = working.work()
            time.sleep(WAIT_SECONDS if after is None else after)
            built.refresh_from_db()
        if built.state == State.FAILED:
            raise NotNow(built.said)
        self._status(**options)

    def _cancel(self, **options: Any) -> None:
        steering.cancel()
        self._say({"cancelled": True}, "It is cancelled, and nothing of it will stay.", **options)

    def _free(self, **options: Any) -> None:
        steering.free()
        self._say({"freed": True}, "The earlier version is removed.", **options)

    def _switch(self, *, accept: str, **options: Any) -> None:
        if len(accept) > LONGEST_REASON:
            raise CommandError(f"Shorten the reason to {LONGEST_REASON} characters.")
        guarding.guard().carry_out(steering.ready())
        checks = guarding.guard().checks(steering.ready())
        try:
            to = steering.switch(why=accept)
        except SayWhyAnyway as error:
            raise CommandError(f"{error}\nThe live version stays. To switch all the same, say why: --accept REASON") from None
        golden = [{"collection": each.name, "said": each.said, "held_back": each.held_back} for each in checks]
        said = [f"{each.name}: {each.said}" for each in checks]
        self._say(
            {"live": to.name, "golden": golden, "accepted": accept if any(each.held_back for each in checks) else ""},
            "\n".join([*said, f"Searches ask {to.name} from now on. The one before is kept."]),
            **options,
        )

    def _rollback(self, **options: Any) -> None:
        to = steering.roll_back()
        self._say({"live": to.name}, f"Searches ask {to.name} again.", **options)

    def _compare(self, *, questions: Path | None, person: str | None, limit: int, **options: Any) -> None:
        live, other = versions.live(), steering.searchable()
        if live is None or other is None:
            raise NotNow("There are no two versions that can be searched.")
        asked = _asked(questions, person) if questions else recent.questions(limit)
        compared = compare(list(asked)[:limit], live, other)
        if not questions:  # those of others: figures only
            compared = replace(compared, differences=())
        self._say(asdict(compared), _told(compared), **options)

    def _verify(self, *, repair: bool, **options: Any) -> None:
        examined = verifying.examine()
        found = list(verifying.mended(examined)) if repair else examined
        rows = [_found(each, repaired=repair and not each.not_mended) for each in found]
        lines = [f"{each.kind}: {each.what} ({_done(each) if repair else 'can be mended by --repair'})" for each in found]
        ok = all(row["repaired"] for row in rows)
        self._say({"ok": ok, "findings": rows}, "\n".join(lines) or "Index and database agree.", **options)
        if not ok:
            sys.exit(1)

    def _tune(self, **options: Any) -> None:
        shards = {each.name: qdrant.tune(each.name) for each in versions.holding()}
        lines = [_tuned(*each) for each in shards.items()] or ["There is no index yet."]
        self._say({"tuned": [{"name": name, "shards": number} for name, number in shards.items()]}, "\n".join(lines), **options)

    def _snapshot(self, *, folder: Path, **options: Any) -> None:
        version = snapshots.take(folder.absolute())
        self._say({"snapshot": version.name, "folder": str(folder)}, f"{version.name} is in {folder}.", **options)

    def _restore(self, *, folder: Path, **options: Any) -> None:
        version, mended = snapshots.restore(folder.absolute())
        changed = [f"{each.kind}: {each.what} ({_done(each)})" for each in mended] or ["Nothing had changed in the database since."]
        told = {
            "restored": version.name,
            "mended": [{"kind": each.kind, "what": each.what} for each in mended if not each.not_mended],
            "not_mended": [{"kind": each.kind, "what": each.what, "why": each.not_mended} for each in mended if each.not_mended],
        }
        self._say(told, "\n".join([f"The index is restored, as {version.name}.", *changed]), **options)

    def _say(self, packed: dict[str, Any], text: str, **options: Any) -> None:
        self.stdout.write(json.dumps(packed, ensure_ascii=False) if options["json"] else text)


def _own(options: dict[str, Any]) -> dict[str, Any]:
    """What is said to a step, without what Django's commands all know."""
    return {name: options[name] for name in OWN if name in options}


def _found(finding: Finding, *, repaired: bool) -> dict[str, Any]:
    known = {"kind": finding.kind, "what": finding.what, "version": finding.name, "repaired": repaired}
    return known | ({"why": finding.not_mended} if finding.not_mended else {})


def _done(finding: Finding) -> str:
    return f"not mended: {finding.not_mended}" if finding.not_mended else "mended"


def _row(version: IndexVersion) -> dict[str, Any]:
    return {
        "name": version.name,
        "state": version.state,
        "model": version.model,
        "dimensions": version.dimensions,
        "chunk_tokens": version.chunk_tokens,
        "chunk_overlap": version.chunk_overlap,
        "is_cut": version.is_cut,
        "done": version.done,
        "total": version.total,
        "seconds_left": version.seconds_left,
        "since": version.since.isoformat(),
        "said": version.said,
    }


def _line(row: dict[str, Any]) -> str:
    words = [f"{row['state']}: {row['name']}, {row['model'] or 'bundled model'}"]
    words += [f"{row['dimensions']} dimensions"] if row["dimensions"] else []
    words.append(f"chunks of {row['chunk_tokens']} tokens, {row['chunk_overlap']} shared")
    if row["state"] == State.BUILDING:
        words.append(f"{row['done']} of {row['total']} {'chunks' if row['is_cut'] else 'documents cut'}")
        words += [f"about {row['seconds_left']} s left"] if row["seconds_left"] is not None else []
    if row["state"] == State.READY:
        words.append(f"before a switch: {GOLDEN.format(name=row['name'])}")
    return ", ".join([*words, *([row["said"]] if row["said"] else [])])


def _tuned(name: str, shards: int) -> str:
    wanted = settings.RETRIEVAL.index.shards
    stays = "" if shards == wanted else f" Its shards stay {shards}: only a new collection has {wanted}."
    return f"{name} is kept as the settings say now; Qdrant works on it in its own time.{stays}"


def _asked(path: Path, person: str | None) -> Iterator[tuple[str, Scope]]:
    if not person:
        raise CommandError("Say with --as whose rights count for these questions.")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} can't be read: {error}") from None
    scope = by_name.scope(person, None)
    yield from ((line.strip(), scope) for line in lines if line.strip())


def _told(compared: Comparison) -> str:
    figures = (
        f"{compared.questions} questions: {compared.overlap:.0%} of the best ten passages are the same, "
        f"{compared.same_first} first ones. A search takes {compared.live_milliseconds:.0f} ms, "
        f"in the other {compared.other_milliseconds:.0f} ms."
    )
    return "\n".join([figures, *map(_difference, compared.differences)])


def _difference(each: Difference) -> str:
    return f"{each.overlap:.0%} {each.question}\n  now:  {'; '.join(each.live)}\n  then: {'; '.join(each.other)}"
