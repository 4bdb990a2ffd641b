"""What curators see and do with golden questions in the browser."""

import uuid

from django.urls import reverse

from evaluation.golden import keeping, playing
from evaluation.golden.messages import Place
from evaluation.models import GoldenQuestion, GoldenRun
from ingestion import intake
from tests.evaluation.golden_making import played, written


def new(collection):
    return reverse("evaluation:golden-new", args=[collection.pk])


def golden_set(collection):
    return reverse("evaluation:golden-set", args=[collection.pk])


def test_an_editor_looks_for_sources_ticks_one_and_keeps_the_question(live, cast, travel, others, client):
    client.force_login(cast.alice)
    question = "How many euros are paid for meals a day?"
    looked = client.post(new(cast.handbook), {"question": question, "look": "1", "find": "leave"})
    place = Place(travel.pk, 1)
    assert looked.status_code == 200
    assert f'value="{place}"' in looked.text
    assert f'value="{others[0].pk}"' in looked.text
    assert "900 euros" not in looked.text
    kept = client.post(new(cast.handbook), {"question": question, "places": [str(place)], "note": "Asked every week"})
    assert kept.status_code == 302
    golden = GoldenQuestion.objects.get()
    assert keeping.places(golden) == (place,)
    assert (golden.confirmed_by, golden.origin, golden.note) == (cast.alice, "written", "Asked every week")
    assert question in client.get(golden_set(cast.handbook)).text


def test_a_link_brings_a_question_its_places_and_where_they_come_from(live, cast, travel, client):
    client.force_login(cast.alice)
    address = f"{new(cast.handbook)}?question=What+may+a+hotel+cost&places={travel.pk}&from=answer"
    shown = client.get(address)
    assert f'value="{travel.pk}" id="chosen-1" checked' in shown.text
    client.post(address, {"question": "What may a hotel cost", "places": [str(travel.pk)]})
    assert GoldenQuestion.objects.get().origin == "answer"


def test_a_question_has_sources_or_none_answers_it(cast, travel, client):
    client.force_login(cast.alice)
    for places, unanswerable in (([], []), ([str(travel.pk)], ["on"])):
        refused = client.post(new(cast.handbook), {"question": "What?", "places": places, "unanswerable": unanswerable})
        assert refused.status_code == 422
        assert "say whether the documents answer it" in refused.text
    assert client.post(new(cast.handbook), {"question": "What?", "unanswerable": "on"}).status_code == 302
    assert not GoldenQuestion.objects.get().answerable


def test_a_document_of_another_collection_is_no_source(cast, travel, others, client):
    client.force_login(cast.alice)
    vault = cast.vault.documents.get()
    for place in (vault.pk, uuid.uuid4(), "nonsense"):
        refused = client.post(new(cast.handbook), {"question": "What?", "places": [str(place)]})
        assert refused.status_code == 422
        assert "vault.txt" not in refused.text
    assert not GoldenQuestion.objects.exists()


def test_a_suggestion_counts_when_an_editor_has_confirmed_it(cast, travel, client):
    golden = written(cast.handbook, "What may a hotel cost?", travel, origin=keeping.Origin.SUGGESTED)
    client.force_login(cast.alice)
    assert "waiting for you" in client.get(golden_set(cast.handbook)).text
    address = reverse("evaluation:golden", args=[golden.pk])
    assert "Confirm" in client.get(address).text
    client.post(address, {"question": "What may a night cost?", "places": [str(travel.pk)]})
    golden.refresh_from_db()
    assert (golden.confirmed_by, golden.question, golden.origin) == (cast.alice, "What may a night cost?", "suggested")


def test_a_source_that_is_gone_is_shown_as_gone_and_stays_while_the_question_is_edited(cast, travel, client):
    golden = written(cast.handbook, "What may a hotel cost?", travel)
    intake.remove(travel, by=cast.alice)
    client.force_login(cast.alice)
    assert "Source is gone: not asked" in client.get(golden_set(cast.handbook)).text
    address = reverse("evaluation:golden", args=[golden.pk])
    assert "Gone" in client.get(address).text
    assert client.post(address, {"question": "What may it cost?", "places": [str(travel.pk)]}).status_code == 302


def test_a_run_is_ordered_shown_while_it_runs_and_compared_with_the_one_before(cast, travel, client, redis_service):
    written(cast.handbook, "What may a hotel cost?", travel)
    before = played(cast.handbook, "before")
    client.force_login(cast.alice)
    ordered = client.post(reverse("evaluation:golden-run-now", args=[cast.handbook.pk]), {"note": "after"})
    run = GoldenRun.objects.get(note="after")
    assert ordered.url == reverse("evaluation:golden-run", args=[run.pk])
    assert "0 of 1 questions asked" in client.get(ordered.url).text
    run.delete()
    after = played(cast.handbook, "after")
    page = client.get(reverse("evaluation:golden-run", args=[after.pk]))
    assert page.context["before"] == before
    assert "0 questions got better, 0 got worse, of 1" in page.text
    assert "travel.txt, page 2" in page.text
    assert "<svg" in client.get(golden_set(cast.handbook)).text


def test_who_lets_a_worse_run_stand_says_why(cast, travel, client):
    written(cast.handbook, "What may a hotel cost?", travel)
    played(cast.handbook)
    after = played(cast.handbook)
    after.results.update(merits=dict.fromkeys(("recall", "precision", "mrr", "ndcg"), 0.0))
    client.force_login(cast.alice)
    address = reverse("evaluation:golden-accept", args=[after.pk])
    assert client.post(address, {"why": " "}).status_code == 422
    assert client.post(address, {"why": "It is an experiment."}).status_code == 302
    page = client.get(reverse("evaluation:golden-run", args=[after.pk])).text
    assert "Accepted by alice" in page
    assert "It is an experiment." in page


def test_a_run_is_not_accepted_before_it_has_its_figures(cast, travel, client, redis_service):
    written(cast.handbook, "What may a hotel cost?", travel)
    client.force_login(cast.alice)
    for state in (GoldenRun.State.WAITING, GoldenRun.State.RUNNING, GoldenRun.State.FAILED, GoldenRun.State.CANCELLED):
        run = playing.order(cast.handbook)
        GoldenRun.objects.filter(pk=run.pk).update(state=state)
        refused = client.post(reverse("evaluation:golden-accept", args=[run.pk]), {"why": "I know it will be fine."})
        assert refused.status_code == 422
        assert "Only a run that has ended with its figures" in refused.text
        run.refresh_from_db()
        assert run.accepted_at is None


def test_runs_that_could_not_be_compared_say_so_and_take_a_word(cast, travel, client):
    golden = written(cast.handbook, "What may a hotel cost?", travel)
    played(cast.handbook)
    keeping.change(golden, keeping.Content("What may a night in a hotel cost?", keeping.places(golden)), by=cast.alice)
    after = played(cast.handbook)
    client.force_login(cast.alice)
    page = client.get(reverse("evaluation:golden-run", args=[after.pk])).text
    assert "Could not be compared" in page
    assert "ask again" in page
    assert "This is worse" not in page


def test_readers_see_neither_questions_nor_runs(cast, travel, client):
    golden, run = written(cast.handbook, "What may a hotel cost?", travel), played(cast.handbook)
    client.force_login(cast.bob)
    for name, key in (("golden-set", cast.handbook.pk), ("golden", golden.pk), ("golden-run", run.pk)):
        assert client.get(reverse(f"evaluation:{name}", args=[key])).status_code == 404


def test_the_list_asks_no_more_queries_for_more_questions(cast, travel, client, django_assert_max_num_queries):
    for number in range(5):
        written(cast.handbook, f"What may hotel {number} cost?", travel)
    client.force_login(cast.alice)
    with django_assert_max_num_queries(14):
        client.get(golden_set(cast.handbook))
