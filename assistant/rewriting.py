"""Make a follow-up question stand by itself. The model may propose; what it proposes is checked word by word.

Where the model is away, slow, or proposes something else than the question, the topic of the earlier question is added instead.
"""

import re
import time
from collections.abc import Callable, Sequence
from contextlib import closing

from assistant import prompts, quantities
from assistant.conversing import Exchange
from gateway import client, wording
from gateway.errors import GatewayError

REMEMBERED = 3
LONGEST_SECONDS = 8.0
LONGEST_CHARS = 300
KEPT_SHARE = 0.8
TOPIC_WORDS = 8
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|she|him|his|her|hers|this|these|those|same|former|latter|otherwise|instead|else)\b"
    r"|\bthat\b(?=\s*[?.!,]|\s*$|\s+(?:is|was|cost|apply|applies|mean|means|include|includes|count|counts|happen|happens)\b)"
    r"|^(?:and|but|or|so|then|also|why|what about|how about|what if|even|only)\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"^(?:for|in|on|at|with|without|to|from|by|during|after|before|until|since|per)\b", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:rewritten(?: question)?|question)\s*:\s*", re.IGNORECASE)


def standalone(question: str, before: Sequence[Exchange], stopping: Callable[[], bool] = lambda: False) -> str:
    """The question as it can be searched: itself, unless it leans on what came `before` (oldest first)."""
    if not before or not leans_back(question):
        return question
    before = before[-REMEMBERED:]
    proposed = _proposed(question, before, stopping)
    return proposed if is_faithful(proposed, question, before) else with_topic(question, before)


def leans_back(question: str) -> bool:
    """Whether the question can't be understood alone: it points back, or is only a fragment."""
    telling = len(set(wording.words(question)))
    return bool(_POINTS_BACK.search(question)) or telling <= 1 or (telling <= 3 and bool(_FRAGMENT.match(question.strip())))


def is_faithful(proposed: str, question: str, before: Sequence[Exchange]) -> bool:
    """Whether a proposal is the same question, completed from the conversation and from nothing else."""
    if not proposed or len(proposed) > min(LONGEST_CHARS, 2 * len(question) + 120) or leans_back(_without_opening(proposed)):
        return False
    kept, new = set(wording.words(question)), set(wording.words(proposed))
    earlier = " ".join(exchange.question for exchange in before)
    same_numbers = quantities.of(question) <= quantities.of(proposed) <= quantities.of(f"{question} {earlier}")
    completed = bool((new - kept) & set(wording.words(earlier)))
    return (
        same_numbers
        and completed
        and len(new & kept) >= KEPT_SHARE * len(kept)
        and new <= kept | set(wording.words(earlier))
        and proposed.endswith("?") >= question.rstrip().endswith("?")
    )


def with_topic(question: str, before: Sequence[Exchange]) -> str:
    """The question, and behind it the telling words of the earlier one that it doesn't have itself."""
    own = set(wording.words(question))
    topic = dict.fromkeys(
        word
        for word in wording.WORD.findall(before[-1].question)
        if word.lower() not in wording.COMMON and not own & set(wording.words(word))
    )
    return f"{question} ({' '.join(list(topic)[:TOPIC_WORDS])})" if topic else question


def _proposed(question: str, before: Sequence[Exchange], stopping: Callable[[], bool]) -> str:
    """What the model makes of it; nothing if that takes too long or fails."""
    if client.provider().name == "extractive":
        return ""
    text, end = "", time.monotonic() + LONGEST_SECONDS
    try:
        with closing(client.stream(prompts.rewrite(question, before))) as deltas:
            for delta in deltas:
                text += delta
                if stopping() or time.monotonic() > end:
                    return ""
    except GatewayError:
        return ""
    lines = text.strip().splitlines()
    return _LABEL.sub("", lines[0]).strip(" \"'") if lines else ""


def _without_opening(question: str) -> str:
    """Without an opening "And", which a whole question may have too."""
    return re.sub(r"^(?:and|but|or|so|then|also)\b,?\s*", "", question, flags=re.IGNORECASE)
