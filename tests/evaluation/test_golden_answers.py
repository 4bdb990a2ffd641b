"""Golden questions that are answered too: by the parts that answer people, who come first, and kept for those who see the run."""

import io
import json
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assistant import asking
from assistant.models import Conversation, Turn
from evaluation import tasks
from evaluation.golden import comparing, keeping, leases, playing, tracking
from evaluation.golden.answer_scoring import Verdict, verdict
from evaluation.golden.messages import Asked
from evaluation.models import GoldenAnswer, GoldenRun
from tests.conftest import wait_until
from tests.evaluation.golden_making import held, written
from tests.evaluation.test_golden_tracking import mlflow  # noqa: F401
from tests.fake_model import FakeModel

pytestmark = pytest.mark.django_db(transaction=True)
State = GoldenRun.State
MEALS = "How many euros are paid for meals a day?"
BESIDE = "Which colour has the hotel?"


@pytest.fixture
def model(settings):
    """A language model that quotes what it is shown."""
    with FakeModel() as fake:
        settings.GATEWAY = replace(settings.GATEWAY, provider="openai", url=fake.url, model="fake", api_key="")
        yield fake


@pytest.fixture
def questions(cast, travel, others):
    """One that is answered on a page, one whose source is another page than the one that says so, and one that isn't answered."""
    return [
        written(cast.handbook, MEALS, (travel, 1)),
        written(cast.handbook, "What may a night in a hotel cost?", (travel, 1)),
        written(cast.handbook, "Who won the boat race in 1911 on the lake of Constance?"),
    ]


def answered(collection) -> GoldenRun:
    run = playing.play_now(playing.order(collection, note="answers", answers=True))
    assert run.state == State.DONE, run.said
    return run


def later(run) -> GoldenRun:
    """Carried out once more, when its pause is over."""
    GoldenRun.objects.filter(pk=run.pk).update(leased_until=timezone.now())
    return playing.play_now(run)


def value(run, name: str) -> float:
    return float(run.figures[name]["value"])


def test_a_run_keeps_each_answer_with_what_it_cites_and_says_how_good_they_were(cast, travel, questions, model):
    run = answered(cast.handbook)
    kept = GoldenAnswer.objects.get(result__question=questions[0])
    assert "30 euros" in kept.text
    assert kept.model == "fake"
    cited = kept.citations.get(cited=True)
    assert (cited.document_id, cited.page, cited.right) == (travel.pk, 1, True)
    assert not GoldenAnswer.objects.get(result__question=questions[1]).citations.get(cited=True).right
    assert GoldenAnswer.objects.get(result__question=questions[2]).refused
    assert value(run, "answered_rightly") == value(run, "answer_refused_rightly") == 1
    assert value(run, "answer_refused_wrongly") == 0
    assert value(run, "citation_precision") == value(run, "citation_recall") == 0.5
    assert value(run, "claims_supported") == 1
    assert run.figures["citation_recall"]["count"] == 2
    assert run.figures["citation_recall"]["low"] < run.figures["citation_recall"]["high"]
    assert value(run, "answer_p95") > 0
    assert not Conversation.objects.exists()
    assert not Turn.objects.exists()


def test_a_refusal_of_what_is_answered_cites_none_of_its_sources(cast, questions, model):
    model.answer = "The passages do not answer this question."
    run = answered(cast.handbook)
    assert value(run, "answer_refused_wrongly") == 1
    assert value(run, "citation_recall") == 0
    assert "citation_precision" not in run.figures
    assert "claims_supported" not in run.figures


def test_a_sentence_is_supported_partly_or_not_at_all(cast, questions, model):
    assert [verdict((1,), 0.9), verdict((), 0.3), verdict((), 0.1)] == list(Verdict)
    model.answer = "Meals are paid up to 30 euros a day while travelling. Zebras graze on volcanoes near Jupiter."
    run = answered(cast.handbook)
    merits = GoldenAnswer.objects.get(result__question=questions[0]).merits
    assert (merits["claims_supported"], merits["claims_unsupported"]) == (0.5, 0.5)
    assert value(run, "claims_unsupported") > 0


def test_two_runs_are_compared_by_their_answers_too(cast, questions, model):
    before = answered(cast.handbook)
    model.answer = "The passages do not answer this question."
    after = answered(cast.handbook)
    told = comparing.verdict(before, after)
    fell = {each.name for each in told.differences if each.change.value < 0}
    assert {"answered_rightly", "citation_recall"} <= fell
    assert told.needs_word
    assert questions[0] in [pair.after.question for pair in told.worse]


def test_no_answer_is_begun_while_somebody_waits_for_one_and_the_run_goes_on_afterwards(cast, questions, model, redis_service):
    turn = asking.begin(cast.bob, [], "What may a night in a hotel cost?")
    run = playing.order(cast.handbook, answers=True)
    assert playing.carry_out(held(run), seconds=60) is False
    run.refresh_from_db()
    assert (run.state, run.said, run.lease, run.attempts) == (State.RUNNING, leases.GIVES_WAY, None, 0)
    assert leases.claim_next() is None, "not at once"
    assert not model.asked
    asking.stop(turn)
    GoldenRun.objects.filter(pk=run.pk).update(leased_until=timezone.now())
    assert playing.play_now(run).state == State.DONE


def test_an_answer_that_has_begun_is_broken_off_when_somebody_asks(cast, questions, model, redis_service):
    model.answer, model.delay = "Meals are paid up to 30 euros a day while travelling. " * 40, 0.05

    def ask() -> None:
        try:
            while not model.asked:
                time.sleep(0.02)
            asking.begin(cast.bob, [], "What may a night in a hotel cost?")
        finally:
            connection.close()

    run, asker = playing.order(cast.handbook, answers=True), threading.Thread(target=ask)
    asker.start()
    assert playing.carry_out(held(run), seconds=60) is False
    asker.join()
    run.refresh_from_db()
    assert run.said == leases.GIVES_WAY
    assert not run.results.exists(), "half an answer is none"
    wait_until(lambda: model.hung_up == 1, "the model that is told to stop")


def test_a_run_waits_while_the_model_is_away_and_does_not_judge_quotes_in_its_place(cast, questions, model):
    model.status = 500
    run = playing.play_now(playing.order(cast.handbook, answers=True))
    assert (run.state, run.failures) == (State.RUNNING, 1)
    assert "HTTP 500" in run.said
    assert not run.results.exists()
    model.status = 200
    assert later(run).state == State.DONE
    assert run.failures == 0


def test_a_refusal_while_the_model_is_away_is_not_taken_for_its_own(cast, questions, model):
    keeping.confirmed(cast.handbook).delete()
    written(cast.handbook, BESIDE)
    model.status = 500
    run = playing.play_now(playing.order(cast.handbook, answers=True))
    assert (run.state, run.failures, run.results.count()) == (State.RUNNING, 1, 0)


def test_what_was_cut_off_and_does_not_hold_is_not_judged(cast, questions, model):
    model.answer, model.cut_after = "The pyramids were built four thousand years ago. Nobody knows how they did that.", 12
    run = playing.play_now(playing.order(cast.handbook, answers=True))
    assert (run.state, run.results.count()) == (State.RUNNING, 0)
    assert "broke" in run.said


def test_a_model_that_is_away_at_one_question_again_and_again_ends_the_run(cast, questions, model):
    model.status = 500
    run = playing.play_now(playing.order(cast.handbook, answers=True))
    assert (run.state, later(run).state) == (State.RUNNING, State.RUNNING)
    assert later(run).state == State.FAILED
    assert "3 times at one question" in run.said
    assert "HTTP 500" in run.said
    assert leases.claim_next() is None


@pytest.mark.parametrize(
    ("status", "error", "said"), [(401, "", "LLM_API_KEY"), (400, "exceeds the available context size", "longer")]
)
def test_a_model_that_refuses_for_good_ends_the_run_with_its_reason(cast, questions, model, status, error, said):
    model.status, model.error = status, error
    run = playing.play_now(playing.order(cast.handbook, answers=True))
    assert run.state == State.FAILED
    assert said in run.said


def test_a_model_that_is_too_slow_to_finish_ends_the_run_with_its_reason(cast, questions, model, settings):
    settings.GATEWAY = replace(settings.GATEWAY, answer_timeout=1.0)
    model.answer, model.delay = "Meals are paid up to 30 euros a day while travelling. " * 400, 0.05
    run = playing.play_now(playing.order(cast.handbook, answers=True))
    assert run.state == State.FAILED
    assert "not finished after 1 second" in run.said


def test_a_run_that_is_cancelled_ends_and_keeps_what_it_has(cast, questions, model, client, redis_service):
    client.force_login(cast.alice)
    run = playing.order(cast.handbook, answers=True)
    hold = held(run)
    places = keeping.places(questions[0])
    playing._ask(run, questions[0], Asked(MEALS, answerable=True, places=places))
    assert "Cancel the run" in client.get(reverse("evaluation:golden-run", args=[run.pk])).text
    client.post(reverse("evaluation:golden-cancel", args=[run.pk]))
    assert playing.carry_out(hold, seconds=60), "it is noticed"
    run.refresh_from_db()
    assert (run.state, run.results.count(), run.lease) == (State.CANCELLED, 1, None)
    assert leases.claim_next() is None
    assert not leases.cancel(run)


def test_workers_answer_what_an_editor_has_ordered_on_the_page(cast, questions, model, client, redis_service):
    client.force_login(cast.alice)
    client.post(reverse("evaluation:golden-run-now", args=[cast.handbook.pk]), {"note": "with answers", "answers": "on"})
    run = GoldenRun.objects.get()
    assert run.answers
    while leases.waiting():
        tasks.play_next()
    page = client.get(reverse("evaluation:golden-run", args=[run.pk])).text
    for words in ("30 euros a day", "Should be cited", "Not among the right ones", "Not cited", "1 supported", "Refused to answer"):
        assert words in page
    client.force_login(cast.bob)
    assert client.get(reverse("evaluation:golden-run", args=[run.pk])).status_code == 404


def test_the_page_asks_no_more_queries_for_more_answers(cast, questions, model, client, django_assert_max_num_queries):
    for number in range(4):
        written(cast.handbook, f"How many euros are paid for meals on day {number}?")
    run = answered(cast.handbook)
    client.force_login(cast.alice)
    with django_assert_max_num_queries(22):
        client.get(reverse("evaluation:golden-run", args=[run.pk]))


def golden(*words: str) -> Any:
    out = io.StringIO()
    call_command("golden", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_answers_and_tells_each_answer_as_json(cast, questions, model):
    told = golden("run", "--collection", "Handbook", "--answers")
    assert told["figures"]["answered_rightly"]["value"] == 1
    first = told["questions"][0]["answer"]
    assert "30 euros" in first["text"]
    assert [each["right"] for each in first["citations"]] == [True]
    with pytest.raises(CommandError, match="live version"):
        golden("run", "--collection", "Handbook", "--answers", "--index", "another")
    run = playing.order(cast.handbook, answers=True)
    assert golden("cancel", str(run.pk)) == {"cancelled": str(run.pk)}
    with pytest.raises(CommandError, match="no unfinished run"):
        golden("cancel", str(run.pk))


def test_the_new_figures_are_told_to_mlflow(cast, questions, model, mlflow):  # noqa: F811
    run = answered(cast.handbook)
    told = [body for what, body in mlflow.told if what == "runs/log-batch"][-1]
    metrics = {each["key"]: each["value"] for each in told["metrics"]}
    assert {"citation_precision", "citation_recall", "claims_supported", "answered_rightly", "answer_p95"} <= metrics.keys()
    assert metrics["citation_recall"] == value(run, "citation_recall")
    assert tracking.tell(run)
