"""What is no longer in its source: kept or removed, as the source says, but never on the word of a listing that looks wrong."""

from collections.abc import Sequence

from django.utils import timezone

from ingestion import intake
from ingestion.models import Document
from ingestion.sources.models import Gone, Item, Run
from ingestion.sources.tally import Tally

NOT_ALL = "Not everything could be looked at this time, so nothing is taken for gone."
TOO_MANY = "Unusually much is gone at once. It stays until somebody confirms on the source's page that it shall go."
FEW = 10


def settle(run: Run, unseen: Sequence[Item], *, known: int, whole: bool, tally: Tally) -> None:
    """Deal with what was not listed of `known` things; `whole` is whether everything could be looked at."""
    if run.source.gone == Gone.KEEP:
        _keep(unseen, tally)
    elif not whole:
        _hold(unseen, NOT_ALL, tally)
    elif _is_suspicious(len(unseen), known) and not run.removing:
        _hold(unseen, TOO_MANY, tally)
    else:
        _remove(unseen, tally)


def follow(run: Run, withdrawn: Sequence[Item], tally: Tally) -> None:
    """Deal with what the source itself says is gone: there is nothing to doubt."""
    if run.source.gone == Gone.KEEP:
        _keep(withdrawn, tally)
    else:
        _remove(withdrawn, tally)


def _is_suspicious(gone: int, known: int) -> bool:
    """An empty listing is rather a share that isn't mounted; so is one that lacks most of many things."""
    return gone == known or (known >= FEW and gone * 2 > known)


def _keep(items: Sequence[Item], tally: Tally) -> None:
    for item in items:
        if item.gone_at:
            continue
        if not tally.dry:
            Item.objects.filter(pk=item.pk).update(gone_at=timezone.now())
        tally.add("kept", item.name)


def _hold(items: Sequence[Item], reason: str, tally: Tally) -> None:
    for item in items:
        tally.add("held", item.name, reason)


def _remove(items: Sequence[Item], tally: Tally) -> None:
    for item in items:
        if not tally.dry:
            let_go(item)
        tally.add("removed", item.name)


def release(document: Document, item: Item) -> None:
    """The document goes unless another thing has the same bytes and so the same document: then that one has it from now on."""
    heir = Item.objects.filter(document=document).exclude(pk=item.pk).first()
    if heir:
        Item.objects.filter(pk=heir.pk).update(owned=True)
    else:
        intake.remove(document)


def let_go(item: Item) -> None:
    """The thing is no more, and its document goes with it."""
    document = Document.objects.select_related("collection").filter(items=item, items__owned=True).first()
    if document:
        release(document, item)
    item.delete()
