"""Chunks follow the joints of a document, hold their size, and say exactly where their text stands."""

import itertools
from dataclasses import astuple, replace
from hashlib import sha256

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as some

from ingestion.chunking import chunk, cut
from ingestion.pages import HeldPages
from ingestion.reading.messages import Line, PageRead
from ingestion.reading.page_text import PageText
from retrieval import chunkers, embedding

LIMIT = settings.RETRIEVAL.chunk_tokens
SENTENCES = [f"Sentence number {number} says something about boat {number} in the harbour." for number in range(200)]

words = some.text(some.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
prose = some.lists(some.one_of(words, some.sampled_from(SENTENCES)), min_size=1, max_size=40).map(" ".join)
blocks = some.one_of(
    some.tuples(some.just("paragraph"), prose, some.just(0)),
    some.tuples(some.sampled_from(["list", "caption", "footnote"]), prose, some.just(0)),
    some.tuples(some.just("heading"), words, some.integers(1, 4)),
    some.tuples(
        some.sampled_from(["table", "code"]), some.lists(prose, min_size=1, max_size=30).map("\n".join), some.integers(0, 2)
    ),
)


def page(number: int, parts) -> PageRead:
    text = PageText()
    for kind, content, level in parts:
        text.add(kind, content, level)
    return text.page(number)


documents = some.lists(some.lists(blocks, max_size=8), max_size=4).map(
    lambda pages: [page(number, parts) for number, parts in enumerate(pages, start=1)]
)


@given(documents)
@how(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_chunks_cover_every_word_within_their_size_and_are_what_their_spans_say(pages):
    chunks = chunk(pages, title="A title")
    texts = {each.number: each.text for each in pages}
    covered: dict[int, set[int]] = {number: set() for number in texts}
    for each in chunks:
        assert each.text == "\n".join(texts[span.page][span.start : span.end] for span in each.spans)
        assert each.text.strip()
        assert embedding.configured().count_tokens(each.text) <= LIMIT
        for span in each.spans:
            assert 0 <= span.start < span.end <= len(texts[span.page])
            covered[span.page].update(range(span.start, span.end))
    for number, text in texts.items():
        missed = [at for at, character in enumerate(text) if not character.isspace() and at not in covered[number]]
        assert not missed
    assert [each.ordinal for each in chunks] == list(range(len(chunks)))


def test_a_short_document_is_one_chunk_with_its_headings():
    chunks = chunk(
        [page(1, [("heading", "Leave", 1), ("heading", "Parents", 2), ("paragraph", "Parents get a year.", 0)])], title="Rules"
    )
    assert [(each.heading, each.text) for each in chunks] == [(("Leave", "Parents"), "Leave\n\nParents\n\nParents get a year.")]


def test_sections_of_a_fair_size_are_chunks_of_their_own():
    parts = [
        ("heading", "Ropes", 1),
        ("paragraph", " ".join(SENTENCES[:8]), 0),
        ("heading", "Sails", 1),
        ("paragraph", " ".join(SENTENCES[8:16]), 0),
    ]
    chunks = chunk([page(1, parts)], title="")
    assert [each.heading for each in chunks] == [("Ropes",), ("Sails",)]


def test_a_title_is_not_repeated_in_the_path_of_headings():
    chunks = chunk([page(1, [("heading", "Rules", 1), ("heading", "Leave", 2), ("paragraph", "None.", 0)])], title="Rules")
    assert chunks[0].heading == ("Leave",)


def test_whoever_changes_how_documents_are_cut_says_so_by_another_number():
    parts = [
        ("heading", "Boats", 1),
        ("paragraph", " ".join(SENTENCES[:40]), 0),
        ("heading", "Harbours", 2),
        ("list", "\n".join(SENTENCES[40:60]), 0),
        ("table", "Boat | Berth\n" + "\n".join(f"{number} | {number % 7}" for number in range(90)), 1),
        ("footnote", SENTENCES[61], 0),
    ]
    by = replace(chunkers.configured(), tokens=200, overlap=30)
    cuts = [(each.spans, each.heading) for each in cut(HeldPages([page(1, parts), page(2, parts[:2])]), title="", chunker=by)]
    digest = sha256(repr([([astuple(span) for span in spans], heading) for spans, heading in cuts]).encode()).hexdigest()[:12]
    assert (chunkers.ALGORITHM, digest) == (1, "75481c61a4a1"), "raise retrieval.chunkers.ALGORITHM, then put both here"


def test_long_prose_is_cut_between_sentences_and_neighbours_share_whole_ones():
    chunks = chunk([page(1, [("paragraph", " ".join(SENTENCES), 0)])], title="")
    assert len(chunks) > 5
    for before, after in itertools.pairwise(chunks):
        assert before.text.endswith(".")
        assert after.text.startswith("Sentence number")
        shared = before.spans[-1].end - after.spans[0].start
        assert shared > 0
        assert embedding.configured().count_tokens(before.text[-shared:]) <= settings.RETRIEVAL.chunk_overlap


def test_paragraphs_are_kept_whole_where_they_fit():
    paragraphs = [("paragraph", " ".join(SENTENCES[at : at + 5]), 0) for at in range(0, 60, 5)]
    for each in chunk([page(1, paragraphs)], title=""):
        assert each.text.split("\n\n")[-1] in {text for _, text, _ in paragraphs}


def test_every_chunk_of_a_table_begins_with_its_header():
    rows = ["Article | Price | Unit", *(f"Rope of kind {number} | {number} euros | metre" for number in range(100))]
    chunks = chunk([page(1, [("table", "\n".join(rows), 1)])], title="")
    assert len(chunks) > 3
    assert all(each.text.split("\n")[0] == rows[0] for each in chunks)
    assert [row for each in chunks for row in each.text.split("\n")[1:]] == rows[1:]


def test_a_table_that_goes_on_without_header_has_that_of_the_page_before():
    rows = [f"Rope of kind {number} | {number} euros" for number in range(90)]
    pages = [
        page(1, [("table", "\n".join(["Article | Price", *rows[:30]]), 1)]),
        page(2, [("footnote", "1 With tax.", 0), ("table", "\n".join(rows[30:60]), 0)]),
        page(3, [("table", "\n".join(rows[60:]), 0), ("table", "A table | of its | own\nwith other | columns | here", 0)]),
    ]
    chunks = chunk(pages, title="")
    with_rows = [each for each in chunks if "Rope of kind" in each.text]
    assert all(each.text.startswith("Article | Price\n") for each in with_rows)
    assert [line for each in chunks for line in each.text.split("\n") if line.startswith("Rope")] == rows
    assert {span.page for each in with_rows for span in each.spans} == {1, 2, 3}


def test_a_chunk_may_cross_a_page_and_then_has_a_span_on_both():
    chunks = chunk([page(1, [("paragraph", "The first half", 0)]), page(2, [("paragraph", "and the second.", 0)])], title="")
    assert [(span.page, span.start, span.end) for span in chunks[0].spans] == [(1, 0, 14), (2, 0, 15)]
    assert chunks[0].text == "The first half\nand the second."


def test_a_chunk_knows_the_lines_that_it_touches():
    text = "One line here.\nAnother line there."
    lines = (Line(0, 14, 0.1, 0.1, 0.9, 0.12), Line(15, 34, 0.1, 0.13, 0.9, 0.15))
    found = chunk([PageRead(1, "", text, lines)], title="")
    assert [(line.page, line.start, line.top) for line in found[0].lines] == [(1, 0, 0.1), (1, 15, 0.13)]


def test_a_string_without_spaces_is_cut_all_the_same():
    chunks = chunk([page(1, [("paragraph", "x" * 60_000, 0)])], title="")
    assert max(len(each.text) for each in chunks) <= 50 * LIMIT


def test_furniture_is_left_out_but_for_its_first_occurrence():
    def with_header(number: int) -> PageRead:
        text = f"Harbour rules, page {number}\n\n{SENTENCES[number]}"
        start = text.index("\n\n") + 2
        return PageRead(number, "", text, (Line(0, start - 2, 0.1, 0.03, 0.9, 0.05), Line(start, len(text), 0.1, 0.3, 0.9, 0.32)))

    whole = " ".join(each.text for each in chunk([with_header(number) for number in range(1, 6)], title=""))
    assert whole.count("Harbour rules") == 1
    assert all(SENTENCES[number] in whole for number in range(1, 6))


def test_a_hundred_thousand_rows_are_cut_in_seconds():
    pages = [
        page(number, [("table", "\n".join(f"Name: {number} {row}; Price: {row}" for row in range(200)), 0)])
        for number in range(1, 500)
    ]
    assert len(chunk(pages, title="")) > 1000


@pytest.mark.parametrize("pages", [[], [PageRead(1, "", "")], [PageRead(1, "", "  \n ")]])
def test_nothing_gives_no_chunks(pages):
    assert chunk(pages, title="x") == []


def test_the_header_of_the_first_page_is_no_chunk_of_its_own():
    long = " ".join(SENTENCES[:8])
    chunks = chunk([page(1, [("paragraph", "Harbour Works", 0), ("heading", "Rules", 1), ("paragraph", long, 0)])], title="")
    assert chunks[0].text.startswith("Harbour Works\n\nRules")
    assert chunks[0].heading == ("Rules",)
    assert "Sentence number 1 " in chunks[0].text
