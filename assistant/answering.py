"""Answer one question from the passages that its asker may read: the one way to every answer, whoever asks and however."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings

from access.scope import Scope
from assistant import numbering, packing, piecewise, prompts, replies, rewriting
from assistant.attribution import Attributed, Claim, attribute, strip_marks
from assistant.budget import Packed
from assistant.conversing import Exchange, small_talk
from assistant.drafting import Draft, Listener, quoted, visible, without_preface, without_repeats, write
from assistant.messages import SourceLine
from assistant.relevance import is_about
from assistant.tracing import Trace
from gateway.errors import GatewayError
from gateway.messages import Prompt, ProviderInfo
from retrieval.confidence import SURE_ENOUGH
from retrieval.filters import NO_FILTERS, Filters
from retrieval.messages import Found, Passage, Reading, Whole
from retrieval.search import Steps, examine

CLOSEST = 3
"""So many passages are shown with a refusal."""
NOBODY = ProviderInfo("", "", 0, local=True)


@dataclass(frozen=True)
class Asked:
    """One question of one person, with what came `before` it in the conversation, oldest first."""

    question: str
    scope: Scope
    before: tuple[Exchange, ...] = ()
    filters: Filters = NO_FILTERS
    as_typed: bool = False


@dataclass(frozen=True)
class Answer:
    """What a turn ends with. `steps` are milliseconds; `claims` point into `text` and, by number, into `passages`.

    `failed` is why the model did not answer, or not to its end, whatever stands in for it: quotes, or a refusal that isn't its own.
    """

    text: str
    standalone: str
    steps: dict[str, float]
    refused: bool = False
    stopped: bool = False
    claims: tuple[Claim, ...] = ()
    passages: tuple[Passage, ...] = ()
    provider: ProviderInfo = NOBODY
    trace: Trace = field(default_factory=Trace)
    readings: tuple[Reading, ...] = ()
    failed: GatewayError | None = None


def answer(asked: Asked, listener: Listener) -> Answer:
    """Answer, or say honestly that the documents don't. Raises RetrievalError; a model that fails is stood in for."""
    steps, trace = Steps(), Trace()
    with steps.step("total"):
        return replace(_answer(asked, listener, steps, trace), trace=trace)


def _answer(asked: Asked, listener: Listener, steps: Steps, trace: Trace) -> Answer:
    own_words = small_talk(asked.question)
    if own_words:
        return Answer(own_words, asked.question, steps)
    nothing = replies.nothing_to_search(asked.scope, asked.filters)
    if nothing:
        return Answer(nothing, asked.question, steps, refused=True)
    question = _understood(asked, listener, steps)
    found = _found(question, asked, listener, steps, trace)
    return replace(_from(replace(asked, question=question), found, listener, steps, trace), readings=found.readings)


def _from(asked: Asked, found: Found, listener: Listener, steps: Steps, trace: Trace) -> Answer:
    question = asked.question
    if listener.wants_stop():
        return Answer("", question, steps, stopped=True)
    if not found.passages and (exactly := replies.not_exactly(found.readings)):
        return Answer(exactly, question, steps, refused=True)
    changes = found.whole.changes if found.whole else None
    if changes and (unchanged := replies.nothing_changed(changes)):
        return Answer(unchanged, question, steps, refused=changes.since is None)
    if found.confidence < SURE_ENOUGH or not found.passages:
        return _refusal(question, found.passages, steps)
    packed = _read(question, found, asked.scope, listener, steps)
    prompt = prompts.answer(question, packed.shown, found.whole.task if found.whole else None)
    trace.read(packed, prompt, found.whole)
    draft = _written(prompt, packed, found.whole, listener, steps)
    with steps.step("attribute"):
        answered = replace(_concluded(prompt, packed, draft, steps), failed=draft.failed)
    if changes and not answered.refused:
        answered = replace(answered, text=f"{answered.text}\n\n{replies.only_new(changes, len(packed.shown))}")
    return answered


def _understood(asked: Asked, listener: Listener, steps: Steps) -> str:
    listener.show("Understanding the question", "")
    with steps.step("rewrite"):
        return rewriting.standalone(asked.question, asked.before, listener.wants_stop)


def _found(question: str, asked: Asked, listener: Listener, steps: Steps, trace: Trace) -> Found:
    count = len(asked.scope.collections)
    listener.show(f"Searching {count} collection{'' if count == 1 else 's'}", "")
    with steps.step("search"):
        taken = Steps()
        stages = settings.RETRIEVAL.stages.as_typed if asked.as_typed else None
        examined = examine(question, asked.scope, filters=asked.filters, stages=stages, steps=taken)
        found = examined.found(taken)
        trace.searched(question, asked.scope, asked.filters, examined, found.confidence)
    steps.update({f"search_{name}": taken for name, taken in found.steps.items()})
    return found


def _read(question: str, found: Found, scope: Scope, listener: Listener, steps: Steps) -> Packed:
    with steps.step("pack"):
        packed = packing.pack_found(question, found, scope)
    listener.read([SourceLine(number, passage.title, passage.page) for number, passage in enumerate(packed.shown, 1)])
    return packed


def _written(prompt: Prompt, packed: Packed, whole: Whole | None, listener: Listener, steps: Steps) -> Draft:
    with steps.step("write"):
        if whole and settings.ASSISTANT.piece_by_piece:
            draft = piecewise.write(prompt, packed.shown, whole.task, listener)
        else:
            draft = write(prompt, listener)
    steps["first_token"] = steps["write"] if draft.provider.name == "extractive" else draft.first
    listener.show("Checking the sources", visible(draft.text))
    return draft


def _concluded(prompt: Prompt, packed: Packed, draft: Draft, steps: Steps) -> Answer:
    """Footnotes behind what holds. Where nothing does, the documents' own words; where those don't fit either, a refusal."""
    passages = packed.shown
    attributed = attribute(without_repeats(without_preface(draft.text)), passages)
    refuses = replies.says_no(draft.text) and not (attributed.claims and attributed.claims[0].numbers)
    holds = _holds(prompt, attributed, draft)
    if not (holds or refuses or draft.provider.name == "extractive"):
        return _concluded(prompt, packed, quoted(prompt, replies.UNSUPPORTED), steps)
    if refuses or not holds:
        return replace(_refusal(prompt.question, packed.found, steps), provider=draft.provider)
    attributed, ordered = numbering.by_appearance(_mostly_supported(attributed), passages)
    framed = numbering.framed(attributed, draft.notice, draft.ending)
    return Answer(framed.text, prompt.question, steps, False, draft.stopped, framed.claims, ordered, draft.provider)


def _holds(prompt: Prompt, attributed: Attributed, draft: Draft) -> bool:
    """Whether a passage stands behind anything in the draft, and the model's own words are about the question; whatever a document
    says is about a question for the whole of it.
    """
    if draft.stopped:
        return True
    supported = any(claim.numbers for claim in attributed.claims)
    return supported and (
        draft.provider.name == "extractive" or prompt.purpose != "answer" or is_about(prompt.question, strip_marks(attributed.text))
    )


def _mostly_supported(attributed: Attributed) -> Attributed:
    """The answer; without its unsupported sentences where they are the greater part."""
    supported = sum(1 for claim in attributed.claims if claim.numbers)
    return numbering.supported_only(attributed) if 2 * supported < len(attributed.claims) else attributed


def _refusal(question: str, closest: Sequence[Passage], steps: Steps) -> Answer:
    text = replies.CLOSEST if closest else replies.NOT_FOUND
    return Answer(text, question, steps, refused=True, passages=tuple(closest[:CLOSEST]))
