"""Number the passages as a reader expects: 1 is the one that the answer cites first."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.attribution import MARK, Attributed, Claim
from retrieval.messages import Passage


def by_appearance(attributed: Attributed, passages: Sequence[Passage]) -> tuple[Attributed, tuple[Passage, ...]]:
    """The answer with its numbers in the order of the text, and the passages in that order; the uncited come last."""
    cited = list(dict.fromkeys(number for claim in attributed.claims for number in claim.numbers))
    order = [*cited, *(number for number in range(1, len(passages) + 1) if number not in cited)]
    new = {old: place for place, old in enumerate(order, 1)}
    moved = _edited(attributed, lambda _claim, text: MARK.sub(lambda mark: mark[0].replace(mark[1], str(new[int(mark[1])])), text))
    claims = tuple(_moved(claim, new) for claim in moved.claims)
    return Attributed(moved.text, claims), tuple(passages[old - 1] for old in order)


def supported_only(attributed: Attributed) -> Attributed:
    """The answer without the sentences that no passage supports."""
    return _edited(attributed, lambda claim, text: text if claim.numbers else "")


def framed(attributed: Attributed, before: str, after: str) -> Attributed:
    """The answer between paragraphs that are no claims."""
    before, after = before and f"{before}\n\n", after and f"\n\n{after}"
    moved = (replace(claim, start=claim.start + len(before), end=claim.end + len(before)) for claim in attributed.claims)
    return Attributed(f"{before}{attributed.text}{after}", tuple(moved))


def _moved(claim: Claim, new: dict[int, int]) -> Claim:
    evidence = tuple(replace(each, number=new[each.number]) for each in claim.evidence)
    return replace(claim, numbers=tuple(sorted(new[number] for number in claim.numbers)), evidence=evidence)


def _edited(attributed: Attributed, edit: Callable[[Claim, str], str]) -> Attributed:
    """The answer with each claim's text replaced; a claim whose text becomes empty is gone."""
    text, claims, position = "", [], 0
    for claim in attributed.claims:
        between = attributed.text[position : claim.start]
        text += between if text else between.lstrip()
        body = edit(claim, attributed.text[claim.start : claim.end])
        if body:
            claims.append(replace(claim, start=len(text), end=len(text) + len(body)))
        text, position = text + body, claim.end
    return Attributed(text + attributed.text[position:], tuple(claims))
