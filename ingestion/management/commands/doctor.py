"""`manage.py doctor [--repair] [--json]`: is everything that belongs together still together?"""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ingestion import checks
from ingestion.checks import Finding
from ingestion.errors import IngestionError
from retrieval.errors import RetrievalError


class Command(BaseCommand):
    help = (
        "Check that files, documents, chunks, points and visible versions agree. Ends with 0 if they do or were mended, "
        "with 1 otherwise. May run at any time; --repair never removes a document that has a content."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Mend what can be mended.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object to standard output.")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        rows = [_row(finding, repair=repair) for finding in checks.examine()]
        healthy = all(row["repaired"] for row in rows)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": healthy, "findings": rows}, ensure_ascii=False))
        else:
            self._tell(rows)
        if not healthy:
            sys.exit(1)

    def _tell(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            state = "mended" if row["repaired"] else "can be mended by --repair" if row["repairable"] else "needs a person"
            self.stdout.write(f"{row['kind']}: {row['what']} ({state})")
        if not rows:
            self.stdout.write("Everything agrees.")


def _row(finding: Finding, *, repair: bool) -> dict[str, Any]:
    repaired = repair and finding.repair is not None and _mend(finding)
    return {"kind": finding.kind, "what": finding.what, "repairable": finding.repair is not None, "repaired": repaired}


def _mend(finding: Finding) -> bool:
    try:
        if finding.repair:
            finding.repair()
        return True
    except (IngestionError, RetrievalError):
        return False
