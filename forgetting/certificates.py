"""Certificates: what was erased, when, by whom and why, and what a search everywhere found afterwards. Ids, hashes and counts only.

A certificate carries the SHA-256 of all that it says and a seal over it (HMAC-SHA256 with a key made from FOOTNOTE_SECRET_KEY),
so that the installation that issued it can tell whether a letter of it was changed.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from forgetting.errors import StillThere
from forgetting.messages import Place
from forgetting.models import Erasure
from forgetting.proving import Proof

FORM = "footnote-erasure-1"
NOT_COVERED = (
    "Backups of the database and of the files that were made before the erasure: delete them, or erase again after restoring one.",
    "Copies that people downloaded, printed, or copied out of answers, and what their browsers keep.",
    "The document where it came from: a source's original is not Footnote's to delete. Footnote no longer takes it in from there.",
    "What an external language model was sent while the document could still be found, and the memory of a local one until other "
    "questions have taken its place.",
    "Logs that were written before: they name documents and versions by their ids, not by their text.",
    "Free space of disks; with PostgreSQL and Redis, also that of their files until they use it again.",
)
NOT_COVERED_OF_A_PERSON = (
    "The person in documents that were left as they are, in answers that rest on them, and in people's own words that were not "
    "masked: counted here.",
    "The files of documents in which the person was masked, with pictures of their pages, and the files in which such "
    "documents came: they hold the person, for editors alone.",
    "What such a document said before, in free space of the database's file, until that is used again.",
    "The person where they are written in another way, or stand in a picture that was not recognised.",
    "Their account, if they have one: an administrator deletes it.",
    "Files that were not read yet when the person was last looked for.",
)


def check(left: Sequence[Place], proof: Proof) -> None:
    """Raise StillThere unless everything is gone but for what people wrote with their own words."""
    places = [f"{place.what} ({place.count})" for place in left if place.count]
    places += [f"{hit.where} ({hit.count})" for hit in proof.hits if not hit.own_words]
    if places:
        raise StillThere(f"Not everything is gone. What is left: {', '.join(places)}.")


def issue(
    erasure: Erasure, name: str, left: Sequence[Place], proof: Proof, person: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The certificate of an erasure that is done. Of the document's name it holds only a keyed hash; `person` likewise."""
    said = {
        "form": FORM,
        "id": str(erasure.pk),
        "collection": str(erasure.collection_id) if erasure.collection_id else None,
        **erasure.subject,
        "name_hmac": name_hash(name),
        "reason": erasure.reason,
        "asked_by": erasure.asked_by_id,
        "asked_at": erasure.asked_at.isoformat(),
        "finished_at": timezone.now().isoformat(),
        "places": _places(erasure.found or [], left),
        "proof": asdict(proof),
        "not_covered": [*NOT_COVERED, *(NOT_COVERED_OF_A_PERSON if person else ())],
        **({"person": person} if person else {}),
    }
    plain = json.loads(json.dumps(said))
    return {**plain, "sha256": checksum(plain), "hmac_sha256": seal(plain)}


def name_hash(name: str) -> str:
    """By what a name on a certificate is known again, by this installation alone."""
    return salted_hmac("forgetting.names", name, algorithm="sha256").hexdigest()


def verify(certificate: Mapping[str, Any]) -> bool:
    """Whether this installation issued it, and nothing in it was changed since."""
    said = {name: value for name, value in certificate.items() if name not in ("sha256", "hmac_sha256")}
    known = (str(certificate.get("sha256", "")), str(certificate.get("hmac_sha256", "")))
    return certificate.get("form") == FORM and all(map(_same, known, (checksum(said), seal(said))))


def checksum(said: Mapping[str, Any]) -> str:
    """The SHA-256 of what a certificate says: of its JSON with sorted keys, without white space, in UTF-8."""
    return hashlib.sha256(_canonical(said)).hexdigest()


def seal(said: Mapping[str, Any]) -> str:
    """The seal over what a certificate says."""
    return salted_hmac("forgetting.certificates", _canonical(said), algorithm="sha256").hexdigest()


def _canonical(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _same(given: str, made: str) -> bool:
    return hmac.compare_digest(given.encode(), made.encode())


def _places(found: Sequence[Mapping[str, Any]], left: Sequence[Place]) -> list[dict[str, Any]]:
    """What lay in each place before and lies there now. `kept` belongs to somebody else as well."""
    now = {place.what: place for place in left}
    nothing = Place("", 0)
    return [
        {
            "what": before["what"],
            "found": before["count"],
            "bytes": before["bytes"],
            "left": now.get(before["what"], nothing).count,
            "kept": before["kept"],
        }
        for before in found
    ]
