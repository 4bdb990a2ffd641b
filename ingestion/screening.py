"""Between reading and chunking: personal data and secrets are looked for, and the collection's rules say what becomes of them.

What is masked is masked in the pages themselves, and only then cut into chunks: search, prompts, quotes, marks and the page that
readers open all come from the same masked text, so that none of them can forget it. The page as it was read is kept beside it.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from django.db import transaction

from guard.messages import Finding, Kind
from guard.redaction import Placeholders
from ingestion import hiding, masking, sightings
from ingestion.batches import batched
from ingestion.leases import Lease
from ingestion.models import Page, Policy, Unmasked, Version
from ingestion.page_rows import columns
from ingestion.pages import StoredPages
from ingestion.reading.errors import UploadAnotherFile
from ingestion.reading.messages import Facts, PageRead
from ingestion.switching import facts
from ingestion.taking_down import Told
from ingestion.weighing import Weighed
from ingestion.wording import listed

AT_ONCE = 20


class Stopped(UploadAnotherFile):
    """The rules keep the document from going on. Its pages stay, unseen, so that an editor can decide without a second reading."""

    code = "stopped"


class Refused(Stopped):
    """The collection takes no document with what was found in this one."""

    code = "refused"
    advice = "Take it out of the file and upload that, or ask an editor of the collection to release the document."


class Held(Stopped):
    """An editor has to decide."""

    code = "held"
    advice = "An editor of the collection decides on the document’s page: release it, mask it, or refuse it."


def screen(version: Version, lease: Lease, told: Told) -> Told:
    """What of a document may go on into the index. Raises Stopped if its collection's rules say so."""
    weighed = Weighed(version.document)
    for page, found in sightings.look_through(version, lease, told.pages):
        lease.check()
        weighed.see(page.text, found)
    action = weighed.strictest()
    reason = f"The file holds {listed(weighed.stopping())}."
    if action in (Policy.REFUSE, Policy.HOLD):
        lease.update(**facts(version, told) | {"title": "", "author": "", "unmasked": _was(told)})
        raise (Refused if action == Policy.REFUSE else Held)(reason)
    hides = action == Policy.MASK or _tells_a_person(version, told, weighed)
    return _masked(version, lease, told, weighed) if hides else _plain(version, lease, told)


def _tells_a_person(version: Version, told: Told, weighed: Weighed) -> bool:
    """Whether the title or the author, which stand on no page, are to be masked."""
    if told.facts is None:
        return False
    author = bool(told.facts.author) and weighed.action(Kind.PERSON) == Policy.MASK
    return author or any(weighed.masks(each) for each in sightings.look(_title(version, told.facts)))


def _title(version: Version, facts: Facts) -> str:
    return facts.title or PurePosixPath(version.document.name).name


def _plain(version: Version, lease: Lease, told: Told) -> Told:
    with transaction.atomic():
        lease.update(masked=bool(hiding.hidden_in(version.document_id)), unmasked={})
        _put_back(version)
    return told


def _masked(version: Version, lease: Lease, told: Told, weighed: Weighed) -> Told:
    """Write masked pages over those that were read, which are kept beside them."""
    hide = _Hiding(weighed, Placeholders())
    with transaction.atomic():
        lease.update(masked=True, unmasked=_was(told))
        _put_back(version)
    for some in batched(told.pages, AT_ONCE):
        found = sightings.on(version, [page.number for page in some])
        hidden = [(page, weighed.to_mask(page.text, found.get(page.number, ()))) for page in some]
        with transaction.atomic():
            lease.update(masked=True)
            _write([new for page, findings in hidden if (new := _page(page, findings, hide)) is not page], version)
    return replace(told, pages=StoredPages(version.pk), facts=_about(version, told.facts, hide))


def _was(told: Told) -> dict[str, str]:
    """Title and author as they were read."""
    return {"title": told.facts.title, "author": told.facts.author} if told.facts else {}


def _put_back(version: Version) -> None:
    """What an earlier try masked."""
    for kept in Unmasked.objects.filter(page__version=version).iterator(AT_ONCE):
        Page.objects.filter(pk=kept.page_id).update(label=kept.label, text=kept.text, lines=kept.lines, blocks=kept.blocks)
    Unmasked.objects.filter(page__version=version).delete()


def _write(pages: list[PageRead], version: Version) -> None:
    new = {page.number: page for page in pages}
    rows = list(Page.objects.filter(version=version, number__in=new))
    kept = [Unmasked(page=row, label=row.label, text=row.text, lines=row.lines, blocks=row.blocks) for row in rows]
    Unmasked.objects.bulk_create(kept)
    for row in rows:
        row.label = new[row.number].label
        row.text, row.lines, row.blocks = columns(new[row.number])
    Page.objects.bulk_update(rows, ["label", "text", "lines", "blocks"])


def _page(page: PageRead, findings: Sequence[Finding], hide: "_Hiding") -> PageRead:
    """The page masked; the same object if there is nothing to mask on it."""
    label = hide(page.label)
    if not findings and label == page.label:
        return page
    return replace(masking.masked(page, findings, hide.placeholders), label=label[:200])


def _about(version: Version, facts: Facts | None, hide: "_Hiding") -> Facts | None:
    """The facts with a masked title, which is embedded with each chunk, and without an author, who is a person by nature."""
    if facts is None:
        return None
    return replace(facts, title=hide(_title(version, facts)), author="")


class _Hiding:
    """Masks the short texts beside the pages, with the same placeholders."""

    def __init__(self, weighed: Weighed, placeholders: Placeholders) -> None:
        self.weighed, self.placeholders = weighed, placeholders

    def __call__(self, text: str) -> str:
        return masking.replaced(text, [each for each in sightings.look(text) if self.weighed.masks(each)], self.placeholders)
