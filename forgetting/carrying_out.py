"""One erasure: count what lies where, erase it, look everywhere again, and say so in a certificate.

Each step may be repeated: a worker that dies anywhere leaves a row from which another one goes on. What was counted first stays
counted, so that the certificate tells of the whole and not of what the last try found.
"""

import logging
from dataclasses import asdict

from forgetting import asking, certificates, holders, leases, overwriting, proving
from forgetting.asking import Secret
from forgetting.errors import ForgettingError, LeaseLost, NotYet
from forgetting.leases import Hold
from forgetting.messages import Subject
from forgetting.models import Erasure

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
    subject, secret = asking.unpacked(erasure.subject), asking.unseal(erasure.sealed)
    if erasure.found is None:
        secret = Secret(secret.name, holders.phrases(subject))
    subject = holders.widened(subject, secret.phrases)
    _write_down(hold, erasure, subject, secret)
    overwriting.begin()
    for holder in holders.holders():
        hold.check()
        holder.erase(subject)
    overwriting.finish()
    left = holders.count(subject)
    hold.check()
    proof = proving.prove(secret.phrases)
    certificates.check(left, proof)
    hold.end(Erasure.State.DONE, certificate=certificates.issue(erasure, secret.name, left, proof), sealed="")


def _write_down(hold: Hold, erasure: Erasure, subject: Subject, secret: Secret) -> None:
    """Before anything goes: what belongs to it, by which phrases it could be found, and, at the first try, what lies where."""
    erasure.subject = asking.packed(subject)
    if erasure.found is None:
        erasure.found = [asdict(place) for place in holders.count(subject)]
    hold.update(subject=erasure.subject, found=erasure.found, sealed=asking.seal(secret))


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
