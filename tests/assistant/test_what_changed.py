"""“What changed in the travel policy?”: two versions really taken in, and an answer from what is new in the present one alone."""

import io
import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from access.access import scope_for
from assistant import asking, replies, work
from assistant.answering import Asked, answer
from assistant.models import Turn
from ingestion import intake
from ingestion.models import Policy, Rules, Version
from retrieval import excluding
from retrieval.models import StoredChunk
from retrieval.search import search
from retrieval.wire import pack, unpack
from tests.assistant.listening import Reader
from tests.ingestion.workers import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
ASKED = "What changed in the travel policy?"
TRAINS = "Rail travel is booked second class through the travel desk of the house."
OLD_HOTEL = "A night in a hotel may cost 140 euros, breakfast included."
HOTEL = "A night in a hotel may cost 155 euros, breakfast included."
TAXIS = "Taxis are paid for journeys after ten at night only, on presentation of a receipt."
GONE = "The director may fly first class whenever it pleases her."
BEFORE = f"# Travel policy\n\n# Trains\n\n{TRAINS}\n\n# Hotels\n\n{OLD_HOTEL}\n\n# Flights\n\n{GONE}\n"
NEW_TRAINS = TRAINS.replace(" the travel", "  the\ntravel")
AFTER = f"# Travel policy\n\n# Trains\n\n{NEW_TRAINS}\n\n# Hotels\n\n{HOTEL}\n\n# Taxis\n\n{TAXIS}\n"


@pytest.fixture(autouse=True)
def own_index(settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"changes-{uuid.uuid4().hex[:8]}")
    settings.ASSISTANT = replace(settings.ASSISTANT, piece_by_piece=False)


def put(cast, *texts, name="Travel policy.md"):
    """Take in these texts one after the other, as versions of one document."""
    for text in texts:
        intake.accept(cast.handbook, name, io.BytesIO(text.encode()), by=cast.alice)
        work_off()
    earlier = Version.objects.filter(document__name=name).order_by("finished_at").first()
    assert earlier
    Version.objects.filter(pk=earlier.pk).update(finished_at=datetime(2026, 5, 3, 12, tzinfo=UTC))


def told(person, question=ASKED, **options):
    return answer(Asked(question, scope_for(person), **options), Reader())


def test_the_answer_is_made_of_what_is_new_and_nothing_else(cast, model):
    put(cast, BEFORE, AFTER)
    model.answer = f"{HOTEL} {TAXIS}"
    answered = told(cast.bob)
    assert all(claim.numbers for claim in answered.claims)
    assert answered.text.startswith(HOTEL)
    assert answered.text.endswith("This tells what is new or changed since the version of 3 May 2026, not what was removed.")
    assert "You tell employees what is new" in model.asked[-1]["messages"][0]["content"]
    assert model.prompts[-1].index(HOTEL) < model.prompts[-1].index(TAXIS)
    assert "Rail travel" not in model.prompts[-1]
    assert [each.meaning for each in answered.readings] == ["what changed in “Travel policy” since the version of 3 May 2026"]
    assert not answered.refused


def test_a_footnote_leads_to_the_new_words_on_their_page(cast, model):
    put(cast, BEFORE, AFTER)
    model.answer = HOTEL
    passage = told(cast.bob).passages[0]
    [page] = Version.objects.get(pk=passage.version_id).pages.all()
    assert "\n".join(page.text[span.start : span.end] for span in passage.spans) == passage.text
    assert HOTEL in passage.text


def test_no_word_of_the_earlier_version_is_in_a_prompt_an_answer_or_what_is_kept_of_the_way(cast, model, client):
    put(cast, BEFORE, AFTER)
    turn = asking.ask(asking.start(cast.bob), ASKED)
    work.answer(turn.pk)
    turn = Turn.objects.get(pk=turn.pk)
    client.force_login(cast.ada)
    page = client.get(reverse("assistant:chain", args=[turn.pk])).content.decode()
    assert HOTEL in page
    assert "what is new in it since the version before" in page
    assert "second class" not in page, "what stands beside it is not shown as if it had been read"
    for seen in (page, turn.answer, json.dumps(turn.chain.told), *map(json.dumps, model.asked)):
        assert not any(words in seen for words in ("director", "first class", "140", "Flights"))


@pytest.mark.parametrize(
    "question",
    [
        "Was hat sich in der Reiserichtlinie geändert?",
        "Was ist neu in der Reiserichtlinie?",
        "Welche Änderungen gibt es in der Reiserichtlinie?",
    ],
)
def test_it_is_told_in_german_too(cast, settings, question):
    settings.GATEWAY = replace(settings.GATEWAY, provider="extractive")
    put(
        cast,
        "Bahnfahrten bucht die Reisestelle in der zweiten Klasse. Ein Hotel kostet höchstens 140 Euro je Nacht.",
        "Bahnfahrten bucht die Reisestelle in der zweiten Klasse. Ein Hotel kostet höchstens 155 Euro je Nacht.",
        name="Reiserichtlinie.txt",
    )
    answered = told(cast.bob, question)
    assert "> Ein Hotel kostet höchstens 155 Euro je Nacht. [1]" in answered.text
    assert "zweiten Klasse" not in answered.text
    assert answered.text.startswith("No language model is used for this answer. These sentences are new or changed:")


def test_where_nothing_is_new_that_is_said_and_no_model_is_asked(cast, model):
    put(cast, BEFORE, f"# TRAINS\n\n{TRAINS}\n\n# Hotels\n\n{OLD_HOTEL}\n")
    answered = told(cast.bob)
    assert answered.text == replies.UNCHANGED.format(date="3 May 2026")
    assert (answered.refused, answered.passages, model.asked) == (False, (), [])


def test_where_no_earlier_version_is_kept_that_is_said_and_a_summary_offered(cast, model, settings):
    settings.INGESTION = replace(settings.INGESTION, keep_versions=0)
    put(cast, BEFORE, AFTER)
    answered = told(cast.bob)
    assert answered.text == replies.NO_EARLIER
    assert (answered.refused, answered.passages, model.asked) == (True, (), [])
    assert [each.meaning for each in answered.readings] == ["what changed in “Travel policy”"]


def test_nobody_is_told_of_a_document_that_is_not_theirs(cast, model):
    put(cast, BEFORE, AFTER)
    cast.handbook.grants.exclude(user=cast.alice).delete()
    answered = told(cast.bob)
    assert answered.readings == ()
    assert "3 May" not in answered.text
    assert not any("euros" in prompt for prompt in model.prompts)


def test_what_was_masked_in_the_earlier_version_stays_there_and_numbers_of_masks_are_no_change(cast, model):
    Rules.objects.create(collection=cast.handbook, personal_data=Policy.MASK, secrets=Policy.MASK)
    account = "The expense account of the house is {}."
    first, second = account.format("GB82 WEST 1234 5698 7654 32"), account.format("DE89 3704 0044 0532 0130 00")
    put(cast, f"{first}\n\n{second}\n\n{OLD_HOTEL}\n", f"{second}\n\n{HOTEL}\n", name="Travel policy.txt")
    told(cast.bob)
    assert HOTEL in model.prompts[-1]
    assert not any(words in model.prompts[-1] for words in ("IBAN", "1234 5698", "3704"))


def test_a_qualification_that_is_gone_makes_a_sentence_another_one(cast, model):
    put(
        cast,
        "Except on Mondays, dogs are welcome in the whole house.",
        "Dogs are welcome in the whole house.",
        name="Travel policy.txt",
    )
    told(cast.bob)
    assert "Dogs are welcome in the whole house." in model.prompts[-1]


def test_what_editors_exclude_is_not_new_to_anybody(cast, model):
    put(cast, BEFORE, f"{BEFORE}\n# Taxis\n\n{TAXIS}\n")
    for chunk in StoredChunk.objects.filter(text__contains="Taxis are paid"):
        excluding.exclude(chunk.pk, reason="", by=cast.alice)
    assert told(cast.bob).text == replies.UNCHANGED.format(date="3 May 2026")


def test_a_small_model_is_asked_for_each_new_passage_alone(cast, model, settings):
    settings.ASSISTANT = replace(settings.ASSISTANT, piece_by_piece=True)
    model.answer = f"{HOTEL} {TAXIS}"
    put(cast, BEFORE, AFTER)
    assert told(cast.bob).text.startswith(f"- {HOTEL} [1] {TAXIS} [1]")
    assert not any(OLD_HOTEL in prompt or NEW_TRAINS in prompt for prompt in model.prompts)


def test_of_much_that_is_new_all_sections_have_a_part_and_it_is_said_that_there_is_more(cast, model, settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, keep=3, chunk_tokens=40)
    sections = [
        f"# Part {part}\n\n"
        + " ".join(f"Rule {part}{rule} is quite new, and applies to everybody in the house." for rule in range(1, 6))
        for part in "ABC"
    ]
    put(cast, BEFORE, "\n\n".join(["# Travel policy", *sections]))
    model.answer = "Rule A1 is quite new, and applies to everybody in the house."
    answered = told(cast.bob)
    assert all(f"Rule {part}" in model.prompts[-1] for part in "ABC")
    assert "More is new than an answer has room for: this is from 3 of" in answered.text


def test_it_can_be_switched_off_and_crosses_to_the_web_as_json(cast, settings):
    put(cast, BEFORE, AFTER)
    found = search(ASKED, scope_for(cast.bob))
    assert unpack(json.loads(json.dumps(pack(found)))) == found
    assert found.whole
    assert found.whole.changes
    assert found.whole.changes.count == len(found.passages)
    off = replace(settings.RETRIEVAL.stages, whole=False)
    assert search(ASKED, scope_for(cast.bob), stages=off).whole is None
