"""The way to an answer: kept with it, for administrators, as far as they may read, and no longer than it should be."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assistant import asking, chains, work
from assistant.models import Chain, Turn
from retrieval.models import IndexedDocument
from retrieval.stages import Stages
from tests.assistant.conftest import HOTEL, POLICY, VAULT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis_service")]


def answered(person, question=HOTEL):
    turn = asking.ask(asking.start(person), question)
    work.answer(turn.pk)
    return Turn.objects.get(pk=turn.pk)


def way(client, turn):
    return client.get(reverse("assistant:chain", args=[turn.pk]))


def test_it_holds_what_was_found_and_what_the_model_was_shown_but_no_words(library, model):
    turn = answered(library.bob)
    told = turn.chain.told
    best = told["candidates"][0]
    assert best["kept"]
    assert best["dense"] > 0.4
    assert best["score"] >= told["candidates"][1]["score"]
    assert told["shown"][0]["chunk"] == best["chunk"]
    assert told["collections"] == [str(library.handbook.pk)]
    assert told["confidence"] > told["threshold"]
    assert (turn.confidence, turn.words, turn.words_unknown) == (told["confidence"], 4, 0)
    written = json.dumps(told)
    assert not any(words in written for words in (*POLICY, HOTEL, "Travel policy"))


def test_an_administrator_sees_it_and_that_is_written_down(library, model, client, caplog):
    turn = answered(library.bob)
    client.force_login(library.ada)
    page = way(client, turn)
    assert "as number 1" in page.text
    assert POLICY[2] in page.text
    assert f"a question of bob was answered (turn {turn.pk})" in caplog.text
    assert HOTEL not in caplog.text
    assert reverse("evaluation:bench") in page.text


def test_nobody_else_sees_it_not_even_who_asked(library, model, client):
    turn = answered(library.bob)
    for person in (library.bob, library.alice, library.mallory):
        client.force_login(person)
        assert way(client, turn).status_code == 404


def test_what_can_not_be_found_any_more_is_not_shown_there_either(library, model, client):
    turn = answered(library.bob)
    IndexedDocument.objects.filter(collection_id=library.handbook.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    client.force_login(library.ada)
    page = way(client, turn)
    assert page.status_code == 200
    assert "can’t be found any more" in page.text
    assert not any(text in page.text for text in POLICY)


def test_a_refusal_before_the_model_shows_no_prompt(library, model, client):
    turn = answered(library.bob, "Quantum chromodynamics lattice simulations?")
    assert "shown" not in turn.chain.told
    assert (turn.words, turn.words_unknown) == (4, 4)
    client.force_login(library.ada)
    assert "No model was asked." in way(client, turn).text
    assert VAULT[0] not in way(client, turn).text


def test_the_bench_replays_it_with_the_same_switches(library, model, settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, stages=replace(settings.RETRIEVAL.stages, rerank=False))
    turn = answered(library.bob)
    query = chains.show(turn.chain, work.scope_of(turn.conversation)).replay
    assert "stage=dense&stage=bm25&stage=collapse" in query
    assert f"collection={library.handbook.pk}" in query


def test_it_goes_with_its_turn_and_after_some_days(library, model, settings):
    first, second = answered(library.bob), answered(library.bob)
    first.conversation.delete()
    assert Chain.objects.get().turn == second
    assert chains.sweep() == 0
    Chain.objects.update(kept_at=timezone.now() - timedelta(days=settings.ASSISTANT.chain_days + 1))
    assert chains.sweep() == 1


def test_the_house_may_keep_none(library, model, settings):
    settings.ASSISTANT = replace(settings.ASSISTANT, chain_days=0)
    answered(library.bob)
    assert not Chain.objects.exists()


def test_it_says_of_each_passage_how_many_tokens_it_took_or_why_it_was_left_out(library, model, client, settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, keep=1, stages=Stages())
    turn = answered(library.bob)
    told = turn.chain.told
    assert [(each["fate"], each["beside"]) for each in told["weighed"]] == [("shown", True), ("shown", False), ("shown", True)]
    assert sum(each["tokens"] for each in told["weighed"]) <= told["budget"]
    client.force_login(library.ada)
    page = way(client, turn)
    assert f"shown to the model: {told['weighed'][1]['tokens']} of {told['budget']} tokens" in page.text
    assert "not found, but right beside a passage that was" in page.text
    assert "too far behind the best" in page.text
    assert POLICY[1] in page.text


def test_one_that_was_kept_before_this_was_told_is_still_shown(library, model, client):
    turn = answered(library.bob)
    old = {name: value for name, value in turn.chain.told.items() if name not in ("weighed", "budget")}
    old["shown"] = [{"chunk": each["chunk"], "characters": each["characters"]} for each in old["shown"]]
    Chain.objects.update(told=old)
    client.force_login(library.ada)
    assert POLICY[2] in way(client, turn).text
