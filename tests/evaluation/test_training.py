"""What is learnt from, and what decides whether a re-ranker is used: real searches, real golden sets, a real training."""

from dataclasses import replace

import pytest

from evaluation import beir
from evaluation.golden import playing
from evaluation.models import GoldenRun
from evaluation.training import deciding, judged, mining, splitting
from evaluation.training.messages import Measured, Plan, Trained
from retrieval.search import search
from tests.evaluation.golden_making import indexed, written
from tests.reranker_making import collection

pytestmark = pytest.mark.django_db
ABOVE, RIGHT = "What is paid for canteens was rejected.", "Canteens: approved."
BETTER = Measured("squad", apart=True, fusion=(0.5,) * 5, present=(0.5,) * 5, with_it=(0.9,) * 5)


@pytest.fixture
def trained(approving):
    """A re-ranker that is better on what it hasn't seen."""
    return Trained(approving, Plan(), ("squad",), 12, 48, 5.0, 14.0, (BETTER,))


@pytest.fixture
def canteens(own_index, cast):
    """Two documents, of which search puts the one above that was rejected."""
    documents = [indexed(cast.handbook, name, text) for name, text in (("old.txt", ABOVE), ("new.txt", RIGHT))]
    scope = playing.readers_scope(cast.handbook.pk)
    assert search("What is paid for canteens?", scope).passages[0].text == ABOVE
    return documents


def test_wrong_passages_are_never_judged_ones_nor_near_ties(own_index, tmp_path):
    place = collection(tmp_path / "rules", ("trains", "meals", "hotels", "taxis"), ("Rome", "Oslo"))
    questions = judged.of_collection(beir.read(place))
    known = list(mining.examples(questions, 3))
    assert len(known) == 8
    for each in known:
        item, where = each.question.split()[3], each.question.split()[-1].rstrip("?")
        assert each.right == (f"\nRules about {item} in {where}: approved by the board.",)
        assert 1 <= len(each.wrong) <= 3
        assert not {text for text in each.wrong if f"{item} in {where}" in text or f"{item} hold in {where}" in text}
    found = mining.listed(questions[0], mining.DEEP)
    assert any("hold in" in text for text in found.texts[:2])  # above the right one: who knows whether it isn't right too


def test_a_question_never_changes_its_part_and_what_is_held_out_is_not_learnt_from(own_index, tmp_path):
    questions = judged.of_collection(beir.read(collection(tmp_path / "rules", ("trains", "meals"))))
    one = splitting.split(questions, Plan())
    other = splitting.split([replace(each, question=each.question.upper()) for each in reversed(questions)], Plan())
    for part in ("learnt", "weighed", "measured"):
        asked = [{each.question.casefold() for each in getattr(parts, part)} for parts in (one, other)]
        assert asked[0] == asked[1]
    assert all(splitting.is_measured(each.question) for each in one.measured)
    assert not {each.question for each in one.learnt} & {each.question for each in (*one.measured, *one.weighed)}
    held = splitting.split(questions, Plan(hold_out=("rules",)))
    assert (len(held.learnt), len(held.weighed), len(held.measured)) == (0, 0, 10)


def test_it_is_used_where_golden_sets_get_better(cast, canteens, trained):
    written(cast.handbook, "What is paid for canteens?", canteens[1])
    decision = deciding.decide(trained, insist=False)
    assert decision.adopt, decision
    assert decision.told[0].startswith("Handbook, 1 golden questions: better (")
    runs = GoldenRun.objects.order_by("asked_at")
    assert [run.conditions["Re-ranker"] for run in runs] == ["none", "approving"]
    assert all(run.index for run in runs)  # so that no later run is compared with either


@pytest.mark.parametrize("insist", [False, True])
def test_it_is_not_used_where_a_golden_set_gets_worse_whatever_a_person_says(cast, canteens, trained, insist):
    written(cast.handbook, "What is paid for canteens?", canteens[0])
    decision = deciding.decide(trained, insist=insist)
    assert (decision.adopt, decision.why) == (False, "A golden set gets worse with it.")


def test_it_is_not_used_where_nothing_changes(cast, canteens, trained):
    written(cast.handbook, "What is paid for canteens?", *canteens)
    decision = deciding.decide(trained, insist=False)
    assert (decision.adopt, decision.why) == (False, "No golden set gets better with it.")


def test_without_a_golden_question_it_takes_a_persons_word(cast, own_index, trained):
    assert "--adopt" in deciding.decide(trained, insist=False).why
    assert deciding.decide(trained, insist=True).adopt


def test_what_is_no_better_on_unseen_questions_is_not_used_even_on_a_persons_word(cast, own_index, trained):
    worse = replace(trained, measured=(replace(BETTER, with_it=(0.4,) * 5),))
    decision = deciding.decide(worse, insist=True)
    assert not decision.adopt
    assert "-0.1000 [-0.1000, -0.1000]" in decision.why


def test_golden_questions_that_were_learnt_from_have_no_say(cast, canteens, trained):
    question = next(
        f"What is paid for canteens{'?' * n}"
        for n in range(1, 99)
        if not splitting.is_measured(f"What is paid for canteens{'?' * n}")
    )
    written(cast.handbook, question, canteens[1])
    assert [each.of for each in judged.of_golden_sets()] == ["golden set: Handbook"]
    learnt = replace(trained, sources=("golden set: Handbook",))
    assert "no golden question that could tell" in deciding.decide(learnt, insist=False).why
    assert deciding.decide(trained, insist=False).adopt
