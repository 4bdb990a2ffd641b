"""How questions went, week by week, and what no document answers: figures for administrators, words of others only as allowed."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assistant import feedback
from assistant.models import Chain, Sign, Turn
from evaluation.drift import topics, weeks
from tests.assistant.chats import conversation, turn


@pytest.fixture
def asked(cast):
    """Makes an ended question of somebody, so many weeks ago and answered in so many seconds."""

    def make(person=None, *, ago=0, seconds=1.0, **values):
        made = turn(conversation(person or cast.bob), **{"searched": ["Handbook"]} | values)
        at = timezone.now() - timedelta(weeks=ago)
        Turn.objects.filter(pk=made.pk).update(created_at=at, finished_at=at + timedelta(seconds=seconds))
        return made

    return make


def page(client, person):
    client.force_login(person)
    return client.get(reverse("evaluation:drift"))


def told():
    out = StringIO()
    call_command("drift", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_week_says_how_many_were_refused_unsure_disliked_and_asked_again(asked):
    asked(refused=True, confidence=0.01, words=4, words_unknown=3)
    disliked = asked(confidence=0.9, words=6, words_unknown=0)
    feedback.rate(disliked, helpful=False)
    for kind in Sign.Kind:
        Sign.objects.create(turn=disliked, kind=kind)
    asked()
    asked(state=Turn.State.FAILED)
    last = weeks.weeks()[-1]
    assert (last.questions, last.unanswered, last.unsure, last.unknown_words) == (4, 0.3333, 0.5, 0.3)
    assert (last.thumbs_down, last.asked_again) == (1, 1)


def test_times_are_the_median_and_what_95_in_100_stay_within_week_by_week(asked):
    for seconds in range(1, 21):
        asked(seconds=seconds)
    asked(ago=3, seconds=7)
    found = weeks.weeks()
    assert (found[-1].median_seconds, found[-1].p95_seconds) == (10, 19)
    assert (found[-4].median_seconds, found[-4].p95_seconds, found[-4].questions) == (7, 7, 1)
    assert (found[-2].median_seconds, found[-2].questions, len(found)) == (None, 0, 12)


def test_what_is_older_than_twelve_weeks_is_left_out(asked):
    asked(ago=13, refused=True, question="Where is the sauna?")
    asked(ago=13, refused=True, question="When is the sauna open?")
    assert weeks.weeks() == []
    assert topics.unanswered(weeks.since()) == []


def test_unanswered_questions_are_grouped_by_the_words_that_they_share(cast, asked):
    for person, question in [
        (cast.bob, "Is there a sauna in the office?"),
        (cast.alice, "When does the office sauna open?"),
        (cast.bob, "How hot are saunas?"),
        (cast.alice, "Who waters the plants?"),
    ]:
        asked(person, refused=True, question=question)
    asked(question="Which sauna do we mean, office?")
    asked(refused=True, searched=[], question="Has somebody a sauna?")
    (topic,) = topics.unanswered(weeks.since())
    assert (topic.words, topic.questions, topic.people, topic.examples) == (("sauna", "office"), 3, 2, ())


def test_what_one_person_asked_shows_only_while_administrators_may_open_it(client, cast, asked, caplog):
    first, _ = (asked(refused=True, question=f"May I bring my llama on {day}?") for day in ("Monday", "Friday"))
    assert "llama" not in page(client, cast.ada).text
    assert told()["unanswered"] == []
    Chain.objects.create(turn=first, told={})
    shown = page(client, cast.ada).text
    assert first.question in shown
    assert "on Friday" not in shown
    assert f"ada looks at questions that were not answered (turns {first.pk})" in caplog.text
    assert "llama" not in caplog.text
    assert [each["questions"] for each in told()["unanswered"]] == [2]
    assert first.question not in json.dumps(told())


def test_only_administrators_see_it(client, cast):
    for person in (cast.alice, cast.bob, cast.mallory):
        assert page(client, person).status_code == 404


def test_an_empty_house_says_so(client, cast):
    assert "Nobody has asked a question in the last 12 weeks." in page(client, cast.ada).text
    out = StringIO()
    call_command("drift", stdout=out)
    assert out.getvalue().strip() == "Nobody has asked a question in the last 12 weeks."
    assert told() == {"weeks": [], "unanswered": []}


def test_page_and_command_say_the_same(client, cast, asked):
    asked(refused=True, seconds=2.5)
    shown = page(client, cast.ada).text
    assert "100%" in shown
    assert "2.5" in shown
    assert told()["weeks"][-1] | {"monday": ""} == {
        "monday": "",
        "questions": 1,
        "unanswered": 1.0,
        "unsure": None,
        "thumbs_down": 0,
        "asked_again": 0,
        "median_seconds": 2.5,
        "p95_seconds": 2.5,
        "unknown_words": None,
    }
    out = StringIO()
    call_command("drift", stdout=out)
    assert "questions 1, unanswered 100%" in out.getvalue()


def test_it_takes_as_many_queries_for_many_weeks_as_for_one(client, cast, asked, django_assert_num_queries):
    client.force_login(cast.ada)
    for ago in (0, 5):
        asked(ago=ago, refused=True)
        with django_assert_num_queries(6):
            client.get(reverse("evaluation:drift"))
