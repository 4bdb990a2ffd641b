"""What people ask about and no document answers: unanswered questions, grouped by the words that they share."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assistant.models import Turn
from retrieval import sparse

MOST_QUESTIONS = 5000
MOST_TOPICS = 20
FEWEST = 2
"""Questions that make a topic."""
NAMED_BY = 4
"""Words that name a topic at most."""
EXAMPLES = 3
_WORD = re.compile(r"[^\W_]+(?:[-./&@+][^\W_]+)*")


@dataclass(frozen=True)
class Unanswered:
    """One question; `words` are its telling words by their stems. Administrators may see it while its way is kept (`open`)."""

    turn_id: UUID
    question: str
    asker: int
    open: bool
    words: dict[str, str]


@dataclass(frozen=True)
class Topic:
    """Questions that share their most frequent word: their common `words`, how many there are, of how many people.

    `examples` are some that administrators may see.
    """

    words: tuple[str, ...]
    questions: int
    people: int
    examples: tuple[Unanswered, ...]


def unanswered(since: datetime) -> list[Topic]:
    """The topics since then, the largest first. What one person alone asked is none, unless administrators may see one of it."""
    rows = Turn.objects.filter(state=Turn.State.DONE, refused=True, created_at__gte=since).exclude(searched=[])
    columns = ("pk", "question", "conversation__user", "chain__turn")
    found = rows.order_by("-created_at").values_list(*columns)[:MOST_QUESTIONS]
    return grouped([Unanswered(pk, question, asker, chain is not None, _words(question)) for pk, question, asker, chain in found])


def grouped(questions: Iterable[Unanswered]) -> list[Topic]:
    """The word that most questions share makes a topic of them, again and again with those that are left."""
    left, topics = list(questions), list[Topic]()
    while len(topics) < MOST_TOPICS:
        shared = Counter(stem for each in left for stem in each.words)
        best = min(shared, key=lambda stem: (-shared[stem], stem), default="")
        if shared[best] < FEWEST:
            break
        topic = _topic([each for each in left if best in each.words])
        left = [each for each in left if best not in each.words]
        if topic.people > 1 or topic.examples:
            topics.append(topic)
    return topics


def _topic(questions: Sequence[Unanswered]) -> Topic:
    """Named by the words that at least half of its questions have, each as it is written most often."""
    stems = Counter(stem for each in questions for stem in each.words)
    common = [stem for stem, count in sorted(stems.items(), key=lambda pair: (-pair[1], pair[0])) if 2 * count >= len(questions)]
    people = len({each.asker for each in questions})
    return Topic(
        tuple(_written(stem, questions) for stem in common[:NAMED_BY]),
        len(questions),
        people,
        tuple(each for each in questions if each.open)[:EXAMPLES],
    )


def _written(stem: str, questions: Iterable[Unanswered]) -> str:
    forms = Counter(each.words[stem] for each in questions if stem in each.words)
    return min(forms, key=lambda form: (-forms[form], form))


def _words(question: str) -> dict[str, str]:
    """The telling words of a question, by the stem or code that search has them under."""
    found: dict[str, str] = {}
    for word in _WORD.findall(question):
        for stem in sparse.terms(word)[:1]:
            found.setdefault(stem, word.lower())
    return found
