"""What the model is shown: as much as fits by real token counts, the best passages first, then the text around them.

Reading the prompt is what a person waits for on a small machine, so the passages have a budget of their own below the context.
What is beside a passage only takes what the passages leave of it, and has a number of its own: a footnote leads to where it stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from django.conf import settings

from access.scope import Scope
from assistant import prompts
from assistant.budget import Fate, Packed, Weighed
from gateway import client
from gateway.errors import PromptTooLong
from retrieval.around import Neighbour, around
from retrieval.messages import Found, Passage, Whole
from retrieval.spreading import spread
from retrieval.stages import Stages

# Role marks of the chat template, and the lines between passages.
MARGIN = 48
FEWEST_TOKENS = 60
BETWEEN = 3


def pack_found(question: str, found: Found, scope: Scope, stages: Stages | None = None) -> Packed:
    """What becomes of each passage that was found. Raises PromptTooLong."""
    if found.whole:
        return pack_whole(question, found.passages, found.whole)
    return pack(question, found.passages, scope, stages)


def pack(question: str, passages: Sequence[Passage], scope: Scope, stages: Stages | None = None) -> Packed:
    """What becomes of each passage: those that fit are shown, of the best one at least a beginning. Raises PromptTooLong.

    `stages` are those of the settings where none are named. In the Scope what is beside a passage is looked up.
    """
    stages = stages or settings.RETRIEVAL.stages
    kept, most = passages[: settings.RETRIEVAL.keep], settings.ASSISTANT.passages
    ordered = spread(kept) if stages.diversity else kept
    static, *counts = client.count_tokens([prompts.frame(question), *_blocks(ordered[:most])])
    budget = _budget(static)
    weighed, left = _weighed(ordered[:most], counts, budget)
    beside = _beside(weighed, kept, scope, left) if stages.neighbours and left >= FEWEST_TOKENS else []
    passed = (Weighed(each, Fate.GAVE_WAY if each in kept[:most] else Fate.ENOUGH) for each in ordered[most:])
    weak = (Weighed(each, Fate.WEAK) for each in passages[len(kept) :])
    return Packed((*_in_place(weighed, beside), *passed, *weak), budget)


def _weighed(passages: Sequence[Passage], counts: Sequence[int], budget: int) -> tuple[list[Weighed], int]:
    """Each with whether it fits, and the tokens that are left then."""
    weighed: list[Weighed] = []
    left = budget
    for passage, count in zip(passages, counts, strict=True):
        if count + BETWEEN <= left:
            weighed.append(Weighed(passage, Fate.SHOWN, count))
            left -= count + BETWEEN
        elif not weighed:
            beginning = _beginning(passage, budget / count)
            [cut] = client.count_tokens(_blocks([beginning]))
            weighed.append(Weighed(beginning, Fate.CUT, cut))
            left = 0
        else:
            weighed.append(Weighed(passage, Fate.NO_ROOM, count))
    return weighed, left


def _beside(weighed: Sequence[Weighed], kept: Sequence[Passage], scope: Scope, left: int) -> list[tuple[Neighbour, Weighed]]:
    """What stands around the passages that are shown, that of the best first, each with whether it fits."""
    shown, known = [each.passage for each in weighed if each.fate is Fate.SHOWN], {each.chunk_id for each in kept}
    near = [each for each in around(scope, shown) if each.passage.chunk_id not in known]
    found: list[tuple[Neighbour, Weighed]] = []
    for each, count in zip(near, client.count_tokens(_blocks([each.passage for each in near])), strict=True):
        fate = Fate.SHOWN if count + BETWEEN <= left else Fate.NO_ROOM
        left -= count + BETWEEN if fate is Fate.SHOWN else 0
        found.append((each, Weighed(each.passage, fate, count, each.beside, each.start)))
    return found


def _in_place(weighed: Sequence[Weighed], beside: Sequence[tuple[Neighbour, Weighed]]) -> Iterator[Weighed]:
    """The passages, what stands before and after each of them around it."""
    for each in weighed:
        own = [(near.before, one) for near, one in beside if near.beside == each.passage.chunk_id]
        yield from chain((one for before, one in own if before), (each,), (one for before, one in own if not before))


def _blocks(passages: Sequence[Passage]) -> list[str]:
    return [prompts.block(number, passage) for number, passage in enumerate(passages, 1)]


def pack_whole(question: str, passages: Sequence[Passage], whole: Whole) -> Packed:
    """What becomes of the passages that stand for whole documents, in the order of reading: as many as the settings allow are
    shown, each with its share of the room. What short ones leave goes to longer ones, of which the beginnings are shown.

    Raises PromptTooLong.
    """
    candidates, rest = passages[: settings.ASSISTANT.passages], passages[settings.ASSISTANT.passages :]
    static, *counts = client.count_tokens([prompts.frame(question, whole.task), *_blocks(candidates)])
    left = budget = _budget(static)
    weighed: list[Weighed] = []
    for done, (count, passage) in enumerate(sorted(zip(counts, candidates, strict=True), key=lambda pair: pair[0])):
        share = left // (len(candidates) - done) - BETWEEN
        fits = count <= share
        weighed.append(
            Weighed(passage, Fate.SHOWN, count) if fits else Weighed(_beginning(passage, share / count), Fate.CUT, share)
        )
        left -= min(count, share) + BETWEEN
    weighed.sort(key=lambda each: whole.reading.index(each.passage.chunk_id))
    return Packed((*weighed, *(Weighed(each, Fate.ENOUGH) for each in rest)), budget)


def _budget(static: int) -> int:
    """Tokens left for passages beside the rules, the question (`static`) and the answer."""
    room = client.provider().context - settings.ASSISTANT.answer_tokens - MARGIN - static
    if room < FEWEST_TOKENS:
        raise PromptTooLong("Shorten the question: the language model can't read it together with any passage.")
    return min(room, settings.ASSISTANT.prompt_tokens)


def _beginning(passage: Passage, share: float) -> Passage:
    """The first part of a passage's text, ending at a line or a word. Places in it stay what they were."""
    cut = passage.text[: int(len(passage.text) * share * 0.9)]
    end = max(cut.rfind("\n"), cut.rfind(" "))
    return replace(passage, text=cut[:end] if end > 0 else cut)
