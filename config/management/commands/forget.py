"""`manage.py forget`: erase a document everywhere, show what would be erased, find a person, and check certificates."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.models import User
from forgetting import carrying_out, certificates, holders, leases, naming, people
from forgetting.errors import NotYet
from forgetting.models import Erasure
from ingestion.erasing import asking
from ingestion.erasing import naming as named
from ingestion.errors import IntakeError
from ingestion.models import Document


class Command(BaseCommand):
    help = (
        "Erase a document everywhere: files, pages, chunks, vectors in every version of the index, quotes in answers, streams. "
        "Prints the certificate. Ends with 1 if not everything is erased yet; a worker then goes on with it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--document", type=UUID, metavar="ID", help="The id of the document, as it stands in its address.")
        what.add_argument(
            "--find-person", nargs="+", metavar="SPELLING", help="Only show where somebody is named, by any of these spellings."
        )
        what.add_argument("--verify", type=Path, metavar="FILE", help="Check a downloaded certificate; changes nothing.")
        parser.add_argument("--reason", default="", help="Why it is erased; it stands on the certificate.")
        parser.add_argument("--as", dest="user", metavar="USER", help="Who stands on the certificate.")
        parser.add_argument("--dry-run", action="store_true", help="Only show what lies where.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object to standard output.")

    def handle(self, *args: Any, document: UUID, verify: Path | None, find_person: list[str] | None, **options: Any) -> None:
        self.options = options
        try:
            if find_person:
                self._find(find_person)
            else:
                self._verify(verify) if verify else self._forget(_document(document))
        except (IntakeError, NotYet) as error:
            raise CommandError(str(error)) from error

    def _find(self, spellings: list[str]) -> None:
        """Nothing of the texts is shown, only where they are: conversations are their people's own."""
        if not all(map(naming.fold, spellings)):
            raise CommandError("A spelling needs letters or digits.")
        found = people.found(spellings)
        lines = [_line(row) for row in named.rows(named.documents(spellings))]
        lines += [f"{place['count']:>8}  rows of {place['where']}" for place in found["columns"]]
        self._tell(found, "\n".join(lines) or "Nobody is named so.")

    def _verify(self, file: Path) -> None:
        try:
            whole = certificates.verify(json.loads(file.read_text()))
        except (OSError, ValueError, AttributeError) as error:
            raise CommandError(f"{file} can't be read as a certificate.") from error
        if not whole:
            raise CommandError("This certificate was not issued by this installation, or it was changed.")
        self._tell({"whole": True}, "This certificate was issued here, and nothing in it was changed.")

    def _forget(self, document: Document) -> None:
        if self.options["dry_run"]:
            places = [asdict(place) for place in holders.count(holders.widened(asking.subject_of(document), []))]
            self._tell({"places": places}, "\n".join(f"{place['count']:>8}  {place['what']}" for place in places))
            return
        if not self.options["reason"]:
            raise CommandError("Say why with --reason; it stands on the certificate.")
        erasure = asking.ask(document, by=_person(self.options["user"]), reason=self.options["reason"])
        if hold := leases.claim(erasure.pk):
            carrying_out.carry_out(hold)
        erasure.refresh_from_db()
        if erasure.certificate is None:
            raise CommandError(f"Erasure {erasure.pk} is not done yet, and a worker goes on with it. {erasure.said}")
        self._tell(erasure.certificate, _summary(erasure))

    def _tell(self, said: dict[str, Any], words: str) -> None:
        self.stdout.write(json.dumps(said, ensure_ascii=False) if self.options["json"] else words)


def _line(row: named.Row) -> str:
    places = [*(f"page {number}" for number in row.naming.pages), *row.naming.beside]
    document = row.document
    return f"{document.pk}  {document.collection.name}/{document.name}: {row.naming.count} times: {', '.join(places)}"


def _document(document_id: UUID) -> Document:
    found = Document.with_trash.select_related("collection", "parent").filter(pk=document_id).first()
    if found is None:
        raise CommandError(f"There is no document {document_id}.")
    return found


def _person(name: str | None) -> User | None:
    found = User.objects.filter(username=name).first() if name else None
    if name and found is None:
        raise CommandError(f"There is no person “{name}”.")
    return found


def _summary(erasure: Erasure) -> str:
    certificate: dict[str, Any] = erasure.certificate or {}
    places = [f"{place['found']:>8} → {place['left']}  {place['what']}" for place in certificate["places"]]
    return "\n".join([*places, f"Certificate {erasure.pk}, SHA-256 {certificate['sha256']}"])
