"""Golden questions asked for real, again and again, with documents that come and go in between."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from evaluation.golden import accepting, keeping, leases, playing
from evaluation.golden.comparing import Outcome, verdict
from evaluation.golden.messages import Asked
from evaluation.models import GoldenQuestion, GoldenRun
from ingestion import intake
from retrieval.models import IndexedDocument
from tests.evaluation.golden_making import held, played, written

State = GoldenRun.State


@pytest.fixture
def questions(cast, travel, others):
    """Two that are answered, on a page and anywhere, and one that isn't."""
    return [
        written(cast.handbook, "How many euros are paid for meals a day?", (travel, 1)),
        written(cast.handbook, "By when must unused leave days be taken?", others[0]),
        written(cast.handbook, "Who won the boat race in 1911 on the lake of Constance?"),
    ]


def test_a_run_finds_the_right_places_and_says_so_question_by_question(cast, questions):
    run = played(cast.handbook, "first")
    assert (run.state, run.total, run.left_out) == (State.DONE, 3, 0)
    assert run.figures["recall"]["value"] == run.figures["mrr"]["value"] == 1
    assert run.figures["recall"]["count"] == 2
    assert run.figures["refused_rightly"]["value"] == 1
    assert run.conditions["Embedding model"]
    first = run.results.get(question=questions[0])
    assert first.found[0][1] == 1
    assert first.found[0][3] is True


def test_another_page_of_the_right_document_is_not_right(cast, travel, others):
    written(cast.handbook, "How many euros are paid for meals a day?", (travel, 2))
    assert played(cast.handbook).figures["mrr"]["value"] < 1


def test_only_what_readers_of_the_collection_may_read_is_searched(cast, travel, others):
    golden = written(cast.handbook, "Up to how many euros are meals of the board paid?", travel)
    run = played(cast.handbook)
    documents = set(cast.handbook.documents.values_list("pk", flat=True))
    assert {found[0] for found in run.results.get(question=golden).found} <= set(map(str, documents))


def test_a_question_whose_sources_are_gone_is_left_out_and_counts_again_when_they_are_back(cast, questions, travel, others):
    intake.remove(others[0], by=cast.alice)
    run = played(cast.handbook)
    assert (run.left_out, run.results.count()) == (1, 2)
    IndexedDocument.objects.filter(document_id=travel.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    assert played(cast.handbook).left_out == 2


def test_suggestions_are_not_asked_before_somebody_confirms_them(cast, travel):
    golden = written(cast.handbook, "What may a hotel cost?", travel, origin=keeping.Origin.SUGGESTED)
    assert played(cast.handbook).state == State.FAILED
    keeping.change(golden, keeping.Content("What may a hotel cost?", keeping.places(golden)), by=cast.alice)
    assert played(cast.handbook).total == 1


def test_a_run_lets_others_go_first_and_goes_on_where_it_was(cast, questions):
    run = playing.order(cast.handbook)
    assert playing.carry_out(held(run), seconds=0) is False
    run.refresh_from_db()
    assert (run.state, run.lease, run.attempts) == (State.RUNNING, None, 0)
    dead = held(run)
    assert leases.claim_next() is None
    places = keeping.places(questions[0])
    playing._ask(run, questions[0], Asked(questions[0].question, answerable=True, places=places))
    GoldenRun.objects.filter(pk=run.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    playing.carry_out(held(run))
    run.refresh_from_db()
    assert (run.state, run.results.count(), run.lease) == (State.DONE, 3, None)
    assert not dead.held().exists()


def test_a_run_over_which_workers_die_is_broken_off(cast, questions):
    run = playing.order(cast.handbook)
    for _ in range(leases.TRIES):
        assert leases.claim(run.pk)
        GoldenRun.objects.filter(pk=run.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert leases.claim_next() is None
    leases.break_off_the_stopped()
    run.refresh_from_db()
    assert run.state == State.BROKEN_OFF
    assert "broken off" in run.said


def test_a_run_waits_while_the_index_is_away_and_goes_on_when_it_is_back(cast, questions, settings):
    there = settings.RETRIEVAL
    settings.RETRIEVAL = replace(there, qdrant_url="http://127.0.0.1:9")
    run = played(cast.handbook)
    assert (run.state, run.lease, run.attempts) == (State.RUNNING, None, 0)
    assert "does not answer" in run.said
    assert leases.claim_next() is None  # not before a pause
    settings.RETRIEVAL = there
    GoldenRun.objects.filter(pk=run.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    playing.carry_out(held(run), seconds=60)
    run.refresh_from_db()
    assert (run.state, run.said, run.results.count()) == (State.DONE, "", 3)


@pytest.mark.django_db(transaction=True)
def test_a_question_that_is_deleted_or_asked_by_another_worker_meanwhile_is_passed_over(cast, questions):
    run, places = playing.order(cast.handbook), keeping.places(questions[0])
    asked = Asked(questions[0].question, answerable=True, places=places)
    playing._ask(run, questions[0], asked)
    playing._ask(run, questions[0], asked)
    assert run.results.count() == 1
    GoldenQuestion.objects.filter(pk=questions[0].pk).delete()
    playing._ask(run, questions[0], asked)
    playing.carry_out(held(run), seconds=60)
    run.refresh_from_db()
    assert (run.state, run.results.count()) == (State.DONE, 2)


def test_two_runs_of_the_same_are_the_same(cast, questions):
    told = verdict(played(cast.handbook), played(cast.handbook))
    assert (told.outcome, len(told.pairs), told.alone, told.better, told.worse) == (Outcome.SAME, 3, 0, [], [])


def test_what_is_worse_is_held_back_until_somebody_accepts_it(cast, questions):
    before, after = played(cast.handbook), played(cast.handbook)
    after.results.exclude(merits={}).update(merits=dict.fromkeys(("recall", "precision", "mrr", "ndcg"), 0.0), refused=True)
    told = verdict(before, after)
    assert told.needs_word
    assert [pair.after.question for pair in told.worse] == questions[:2]
    assert "ndcg" in accepting.held_back(before, after)
    accepting.accept(after, why="The old documents go anyway.", by=cast.alice)
    after.refresh_from_db()
    assert accepting.held_back(before, after) == ""


def test_a_question_that_was_changed_meanwhile_is_not_compared(cast, questions, travel):
    before = played(cast.handbook)
    keeping.change(questions[0], keeping.Content("What is paid for meals?", keeping.places(questions[0])), by=cast.alice)
    told = verdict(before, played(cast.handbook))
    assert (len(told.pairs), told.alone) == (2, 1)


def test_two_runs_with_no_question_in_common_are_not_the_same_but_held_back(cast, questions):
    before = played(cast.handbook)
    for each in questions:
        keeping.change(each, keeping.Content(f"{each.question} Today?", keeping.places(each)), by=cast.alice)
    after = played(cast.handbook)
    assert (verdict(before, after).outcome, verdict(before, after).needs_word) == (Outcome.UNKNOWN, True)
    assert "could not be compared: ask again" in accepting.held_back(before, after)
    assert accepting.accept(after, why="Nobody asks like that any more.", by=cast.alice)
    after.refresh_from_db()
    assert accepting.held_back(before, after) == ""
