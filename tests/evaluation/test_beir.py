"""Test collections as they come: with missing fields, blank lines, a byte order mark, and mistakes."""

import json

import pytest

from evaluation.beir import BadCollection, Document, read


def collection(folder, *, corpus=None, queries=None, qrels="query-id\tcorpus-id\tscore\nq1\td1\t1\n"):
    """A small collection; each argument is a file's whole text."""
    (folder / "qrels").mkdir()
    (folder / "corpus.jsonl").write_text(corpus or '{"_id": "d1", "title": "T", "text": "x"}\n', encoding="utf-8")
    (folder / "queries.jsonl").write_text(queries or '{"_id": "q1", "text": "x?"}\n', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_documents_questions_and_grades_are_read(tmp_path):
    read_in = read(collection(tmp_path))
    assert read_in.documents == (Document("d1", "T", "x"),)
    assert (read_in.questions, read_in.judgements) == ({"q1": "x?"}, {"q1": {"d1": 1}})


def test_missing_fields_blank_lines_and_a_byte_order_mark_do_no_harm(tmp_path):
    corpus = '\ufeff{"_id": 7}\n\n{"_id": "d1", "title": null, "text": "a\\u2028b", "metadata": {}}\n'
    read_in = read(collection(tmp_path, corpus=corpus))
    assert read_in.documents == (Document("7", "", ""), Document("d1", "", "a\u2028b"))


@pytest.mark.parametrize(
    "qrels",
    [
        "q1\td1\t2\n",
        "query-id\tcorpus-id\tscore\r\nq1\td1\t2\r\n",
        "q1 0 d1 2\n",
        "\ufeffquery-id\tcorpus-id\tscore\n\nq1\td1\t2.0\n",
    ],
)
def test_judgements_come_with_or_without_a_header_in_three_or_four_columns(tmp_path, qrels):
    assert read(collection(tmp_path, qrels=qrels)).judgements == {"q1": {"d1": 2}}


def test_questions_without_a_relevant_document_are_left_out(tmp_path):
    queries = "".join(
        json.dumps({"_id": name, "text": text}) + "\n" for name, text in (("q1", "x?"), ("q2", "y?"), ("q3", "z?"), ("q4", " "))
    )
    qrels = "q1\td1\t1\nq2\td1\t0\nq4\td1\t1\n"
    assert set(read(collection(tmp_path, queries=queries, qrels=qrels)).questions) == {"q1"}


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"corpus": "{not json}\n"}, "corpus.jsonl, line 1: not JSON"),
        ({"corpus": "[1]\n"}, "corpus.jsonl, line 1: not a JSON object"),
        ({"corpus": '{"text": "x"}\n'}, "corpus.jsonl, line 1: no _id"),
        ({"qrels": "q1\td1\t1\nq1\td1\n"}, "test.tsv, line 2"),
        ({"qrels": "query-id\tcorpus-id\tscore\n"}, "0 questions"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path, files, complaint):
    with pytest.raises(BadCollection, match=complaint):
        read(collection(tmp_path, **files))


def test_a_missing_folder_or_file_is_named(tmp_path):
    with pytest.raises(BadCollection, match="is not a folder"):
        read(tmp_path / "nowhere")
    with pytest.raises(BadCollection, match=r"corpus.jsonl can't be read"):
        read(tmp_path)
