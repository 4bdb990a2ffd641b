"""One erasure: count what lies where, erase it, look everywhere again, and say so in a certificate.

Each step may be repeated: a worker that dies anywhere leaves a row from which another one goes on. What was counted first stays
counted, so that the certificate tells of the whole and not of what the last try found.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict, replace

from forgetting import asking, certificates, choosing, holders, leases, overwriting, people, proving
from forgetting.asking import Secret
from forgetting.errors import ForgettingError, LeaseLost, NotYet, StillThere
from forgetting.leases import Hold
from forgetting.messages import Place, Subject
from forgetting.models import Erasure
from forgetting.proving import Proof

log = logging.getLogger(__name__)
UNEXPECTED = "Something went wrong inside Footnote, and not everything is erased. The reason is in the log."


def carry_out(hold: Hold) -> None:
    """Do what a held erasure asks for, and write down how that went. The edge: the worker goes on whatever happens."""
    erasure = hold.held().first()
    if erasure is None:
        return
    try:
        with leases.renewed(hold):
            _end(hold, erasure, _said(hold, erasure))
    except LeaseLost:
        return


def _said(hold: Hold, erasure: Erasure) -> ForgettingError | None:
    """What stands in the way; None when all is done."""
    try:
        _carry_out(hold, erasure)
    except LeaseLost:
        raise
    except ForgettingError as error:
        return error
    except Exception:
        log.exception("erasure %s, try %s: unexpected error", erasure.pk, erasure.attempts)
        return ForgettingError(UNEXPECTED)
    return None


def _carry_out(hold: Hold, erasure: Erasure) -> None:
    secret = asking.unseal(erasure.sealed)
    if erasure.person and not secret.spellings:
        raise StillThere(people.UNREADABLE)
    if erasure.person and erasure.choices is None:
        people.search(hold, erasure, secret.spellings)
        return
    subject, secret = _taken_stock(hold, erasure, secret)
    overwriting.begin()
    if erasure.person:
        people.mask(hold, erasure, secret.spellings)
    left = _erased(hold, subject) if subject.documents else []
    overwriting.finish()
    proof = proving.prove(secret.phrases)
    certificates.check(left, proof)
    if erasure.person:
        _end_with_a_person(hold, erasure, secret, left, proof)
    else:
        hold.end(Erasure.State.DONE, certificate=certificates.issue(erasure, secret.name, left, proof), sealed="")


def _taken_stock(hold: Hold, erasure: Erasure, secret: Secret) -> tuple[Subject, Secret]:
    """Before anything goes: what belongs to it, by which phrases it could be found, and what of it lies where."""
    known, new = _known_and_new(erasure)
    secret = replace(secret, phrases=secret.phrases + tuple(phrase for each in new for phrase in holders.phrases(each)))
    added = holders.widened(sum(new, Subject((), ())), secret.phrases)
    if new or erasure.found is None:
        erasure.found = [asdict(place) for place in holders.added(erasure.found or [], holders.count(added) if new else [])]
    subject = holders.widened(known + added, secret.phrases)
    erasure.subject = asking.packed(subject)
    hold.update(subject=erasure.subject, found=erasure.found, sealed=asking.seal(secret))
    return subject, secret


def _known_and_new(erasure: Erasure) -> tuple[Subject, Sequence[Subject]]:
    """What was counted before anything went, and what is not counted yet."""
    subject = asking.unpacked(erasure.subject)
    if erasure.person:
        return subject, people.hidden(erasure, subject)
    return (Subject((), ()), [subject]) if erasure.found is None else (subject, [])


def _erased(hold: Hold, subject: Subject) -> list[Place]:
    """What is left when every holder has erased what it has."""
    for holder in holders.holders():
        hold.check()
        holder.erase(subject)
    left = holders.count(subject)
    hold.check()
    return left


def _end_with_a_person(hold: Hold, erasure: Erasure, secret: Secret, left: Sequence[Place], proof: Proof) -> None:
    """The certificate, unless documents name the person of which nobody could say anything yet."""
    now = people.found(secret.spellings)
    if more := choosing.unchosen(erasure, now):
        people.search(hold, erasure, secret.spellings, said=choosing.MORE.format(count=more))
        return
    people.check(erasure, secret.spellings)
    account = people.account(erasure, asking.unpacked(erasure.subject), secret.spellings, now)
    certificate = certificates.issue(erasure, "", left, proof, account)
    hold.end(Erasure.State.DONE, certificate=certificate, sealed="")


def _end(hold: Hold, erasure: Erasure, why: ForgettingError | None) -> None:
    if why is None:
        return
    log.warning("erasure %s waits: %s", erasure.pk, why)
    if isinstance(why, NotYet):
        hold.put_back(str(why), counted=False)
    elif erasure.attempts < leases.tries():
        hold.put_back(str(why), counted=True)
    else:
        hold.end(Erasure.State.FAILED, str(why))
