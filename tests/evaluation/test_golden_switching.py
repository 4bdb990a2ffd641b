"""A version of the index is switched to when the golden sets don't speak against it, or with a person's word."""

import io
import json
import uuid
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from evaluation import tasks
from evaluation.golden import accepting, leases, playing
from evaluation.models import GoldenRun, GoldenWord
from ingestion import intake
from retrieval import qdrant, versions
from retrieval.building import guarding, steering
from retrieval.errors import SayWhyAnyway
from retrieval.models import IndexVersion
from retrieval.versions import State
from tests.evaluation.golden_making import HOTEL, MEALS, indexed, written
from tests.retrieval.conftest import second_model, third_model  # noqa: F401
from tests.retrieval.houses import names, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
MERITS = ("recall", "precision", "mrr", "ndcg")


@pytest.fixture
def ready(cast, settings, second_model, third_model):  # noqa: F811
    """A version that is ready beside the live one, and a golden question about a document in both."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"golden-{uuid.uuid4().hex[:8]}", model=second_model)
    document = indexed(cast.handbook, "travel.txt", MEALS, HOTEL)
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=third_model)
    steering.build()
    work_off()
    written(cast.handbook, "Meals are paid up to how many euros a day while travelling?", document)
    yield steering.ready()
    for name in names():
        qdrant.client().delete_collection(name)


def play_all() -> None:
    """What workers do until no run waits."""
    while leases.waiting():
        tasks.play_next()


def make_worse() -> None:
    """As if the last run in the other version had found nothing."""
    run = GoldenRun.objects.exclude(index="").latest("asked_at")
    run.results.update(merits=dict.fromkeys(MERITS, 0.0), found=[])
    accepting._compared.cache_clear()


def check(version):
    [found] = guarding.guard().checks(version)
    return found


def test_a_version_that_was_not_asked_yet_is_held_back_until_workers_have_asked_it_and_the_live_one(ready, cast):
    assert "not been asked" in check(ready).held_back
    with pytest.raises(SayWhyAnyway, match="Handbook: The golden questions have not been asked"):
        steering.switch()
    assert versions.live() != ready
    steering.ask_golden(by=cast.ada)
    asking = check(ready)
    assert (asking.running, asking.asked, asking.total) == (True, 0, 2)
    steering.ask_golden(by=cast.ada)
    assert GoldenRun.objects.count() == 2, "what is under way is not ordered again"
    with pytest.raises(SayWhyAnyway, match="still being asked"):
        steering.switch()
    play_all()
    assert check(ready).held_back == ""
    assert steering.switch() == ready
    assert not GoldenWord.objects.exists()


def test_what_was_asked_before_the_version_was_built_says_nothing_of_it(ready):
    steering.ask_golden()
    play_all()
    IndexVersion.objects.filter(pk=ready.pk).update(since=GoldenRun.objects.latest("asked_at").finished_at)
    assert "not been asked" in check(steering.ready()).held_back


def test_a_worse_version_takes_a_reason_which_is_kept_and_the_way_back_takes_none(ready, cast):
    before = versions.live()
    steering.ask_golden()
    play_all()
    make_worse()
    with pytest.raises(SayWhyAnyway, match=r"worse.*ndcg"):
        steering.switch(why="  ")
    assert steering.switch(why="Half the size, and good enough.", by=cast.ada) == ready
    word = guarding.guard().word(ready)
    assert word
    assert (word.by, word.why) == ("ada", "Half the size, and good enough.")
    assert "ndcg" in word.held_back
    assert GoldenRun.objects.get(index=ready.name).accepted_by == cast.ada
    assert steering.roll_back() == before
    assert steering.roll_back() == ready


def test_a_run_that_is_accepted_on_its_page_holds_nothing_back(ready, cast):
    steering.ask_golden()
    play_all()
    make_worse()
    accepting.accept(GoldenRun.objects.get(index=ready.name), why="The old documents go anyway.", by=cast.alice)
    assert "accepted" in check(ready).said
    assert steering.switch() == ready


def test_a_run_that_came_to_no_end_holds_back_and_is_ordered_anew(ready, cast):
    steering.ask_golden()
    GoldenRun.objects.exclude(index="").update(state="broken", said="The worker stopped.")
    assert check(ready).held_back == "Broken off. The worker stopped."
    steering.ask_golden()
    play_all()
    assert check(ready).held_back == ""


def test_a_collection_without_a_question_to_ask_holds_nothing_up(ready, cast):
    written(cast.vault, "Suggested?", origin="suggested")
    intake.remove(cast.handbook.documents.get(), by=cast.alice)
    assert list(guarding.guard().checks(ready)) == []
    work_off()
    assert steering.switch() == ready


def test_the_page_of_such_a_run_compares_it_with_the_one_it_was_ordered_beside(ready, cast, client):
    steering.ask_golden()
    play_all()
    playing.play_now(playing.order(cast.handbook, note="later"))
    run = GoldenRun.objects.get(index=ready.name)
    client.force_login(cast.ada)
    assert client.get(reverse("evaluation:golden-run", args=[run.pk])).context["before"] == run.beside


def switched(*words):
    out = io.StringIO()
    call_command("index", "switch", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_asks_by_itself_and_switches_where_nothing_is_worse(ready):
    told = switched()
    assert told["live"] == ready.name
    assert [each["held_back"] for each in told["golden"]] == [""]
    assert GoldenRun.objects.filter(state="done").count() == 2


def test_the_command_refuses_what_is_worse_without_a_reason(ready):
    before = versions.live()
    steering.ask_golden()
    play_all()
    make_worse()
    with pytest.raises(CommandError, match=r"worse[\s\S]*--accept REASON"):
        switched()
    assert versions.live() == before
    with pytest.raises(CommandError, match="Shorten the reason"):
        switched("--accept", "x" * 501)
    told = switched("--accept", "It is half the size.")
    assert (told["live"], told["accepted"]) == (ready.name, "It is half the size.")
    assert GoldenWord.objects.get().why == "It is half the size."
    assert GoldenRun.objects.filter(index=ready.name).count() == 1, "what was asked to its end is not asked again"


def page(client) -> str:
    text: str = client.get(reverse("ingestion:index")).text
    return text


def post(client, what, **sent):
    return client.post(reverse("ingestion:index-change", args=[what]), sent, follow=True)


def test_the_page_leads_from_comparing_to_a_switch(ready, cast, client):
    client.force_login(cast.ada)
    assert "Switch anyway" in page(client)
    assert "What they find appears here" in post(client, "golden").text
    assert "0 of 2 questions" in page(client)
    play_all()
    text = page(client)
    assert "May be switched" in text
    assert "Switch anyway" not in text
    assert "Why switch all the same?" not in post(client, "switch").text
    assert "Searches ask the new version" in post(client, "switch", confirmed="yes").text
    assert versions.every().get(state=State.LIVE) == ready


def test_the_page_takes_a_reason_for_a_switch_that_is_held_back(ready, cast, client):
    client.force_login(cast.ada)
    assert "Why switch all the same?" in post(client, "switch").text
    again = post(client, "switch", confirmed="yes", why=" ")
    assert again.status_code == 422
    assert "Say why it may be switched" in again.text
    assert versions.every().get(state=State.LIVE) != ready
    text = post(client, "switch", confirmed="yes", why="The machine is full.").text
    assert "Searches ask the new version" in text
    assert "The machine is full." in text
    assert "ada" in text
