"""How many passages the model is shown: as many as fit by real token counts, the best ones first.

Reading the prompt is what a person waits for on a small machine, so the passages have a budget of their own below the context.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings

from assistant import prompts
from gateway import client
from gateway.errors import PromptTooLong
from retrieval.messages import Passage

# Role marks of the chat template, and the lines between passages.
MARGIN = 48
FEWEST_TOKENS = 60
BETWEEN = 3


def pack(question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages to show, best first: those that fit; of the best one at least a beginning. Raises PromptTooLong."""
    candidates = passages[: settings.ASSISTANT.passages]
    blocks = [prompts.block(number, passage) for number, passage in enumerate(candidates, 1)]
    static, *counts = client.count_tokens([prompts.frame(question), *blocks])
    budget = _budget(static)
    kept: list[Passage] = []
    for passage, count in zip(candidates, counts, strict=True):
        if count + BETWEEN <= budget:
            kept.append(passage)
            budget -= count + BETWEEN
        elif not kept:
            return (_beginning(passage, budget / count),)
    return tuple(kept)


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
