"""A closer look at texts."""

from uuid import UUID

import pytest

from retrieval import reranking, sparse

A, B, C, D = (UUID(int=number) for number in range(1, 5))


def bm25(question, terms, rarity):
    """The score that Qdrant would give: weights times rarities."""
    weights = sparse.weights(terms)
    return sum(rarity[term] * weights.get(term, 0) for term in sparse.terms(question))


def look(question, texts, rarity):
    passages = {key: sparse.terms(text) for key, text in texts.items()}
    return reranking.look(question, passages, {key: bm25(question, terms, rarity) for key, terms in passages.items()})


def test_rarities_are_solved_from_the_scores_that_were_given():
    rarity = {"parent": 3.5, "leav": 1.25, "week": 2.0}
    texts = ["parental leave", "leave for a week, a whole week", "a parent of twins asks for weeks of leave", "leave"]
    scored = [(terms, bm25("parental leave weeks", terms, rarity)) for terms in map(sparse.terms, texts)]
    assert reranking.rarities(sparse.terms("parental leave weeks"), scored) == pytest.approx(rarity)


def test_a_term_that_no_passage_has_counts_as_usual():
    scored = [(["leav"], bm25("leave", ["leav"], {"leav": 2.0}))]
    assert reranking.rarities(["leav", "zebra"], scored) == pytest.approx({"leav": 2.0, "zebra": 2.0})


def test_covering_rare_terms_counts_more_than_covering_common_ones():
    rarity = {"parent": 4.0, "leav": 1.0}
    looks = look("parental leave", {A: "parental matters", B: "leave", C: "parental leave", D: "nothing of that"}, rarity)
    assert [round(looks[key].coverage, 3) for key in (A, B, C, D)] == [0.8, 0.2, 1.0, 0.0]


def test_terms_that_stand_together_count_more_the_nearer_they_are():
    rarity = {"annual": 2.0, "leav": 2.0}
    far = "annual " + "report " * 20 + "leave"
    looks = look("annual leave", {A: "annual leave", B: "annual paid leave", C: far}, rarity)
    assert [looks[key].proximity for key in (A, B, C)] == pytest.approx([1.0, 0.5, 0.0])


@pytest.mark.parametrize("question", ["", "the of", "zebra", "zebra zebra"])
def test_questions_without_a_known_term_are_no_trouble(question):
    looks = reranking.look(question, {A: ["leav"], B: []}, {A: None, B: None})
    assert all(0 <= each.coverage <= 1 and 0 <= each.proximity <= 1 for each in looks.values())


def kept(*texts):
    terms = {UUID(int=number): sparse.terms(text) for number, text in enumerate(texts)}
    return [key.int for key in reranking.without_repeats(terms, terms)]


RULE = "Employees book rail travel through the travel desk, second class, at least a week before the journey begins."


def test_what_repeats_earlier_passages_is_dropped():
    assert kept(RULE, RULE.upper(), "Meals are paid.", "employees book rail travel through the TRAVEL desk; second class") == [0, 2]


def test_what_differs_in_a_number_is_kept():
    price = "The pump costs 40 euros and the lock {} euros; both come with a warranty of two years and free fitting in the shop. "
    assert kept(price.format(15) * 3, price.format(15) * 3, price.format(15) * 2 + price.format(17)) == [0, 2]


def test_passages_without_terms_are_never_repetitions():
    assert kept("", "the", RULE) == [0, 1, 2]
