"""`manage.py evaluate --ocr`: pictures with known texts, disturbed, read by bare Tesseract and by Footnote in one run."""

import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from evaluation.ocr.disturbing import WAYS
from evaluation.ocr.pictures import Picture, pictures
from evaluation.ocr.scoring import rates, score
from tests.ingestion import makers

SAID = "The ferry leaves at nine and comes back at noon."


@pytest.fixture
def folder(tmp_path):
    """Two small pictures of the same words: a page, and a receipt of which only the words are known."""
    for kind in ("pages", "receipts"):
        (tmp_path / kind).mkdir()
        makers.picture(SAID, size=(900, 260), points=32).save(tmp_path / kind / "a.png")
    (tmp_path / "pages" / "a.gt.txt").write_text(SAID)
    (tmp_path / "receipts" / "a.txt").write_text(
        "1,2,3,4,5,6,7,8,comes back at noon.\n1,2,3,4,5,6,7,8,The ferry leaves, at nine and\n"
    )
    (tmp_path / "pages" / "without-a-text.png").write_bytes((tmp_path / "pages" / "a.png").read_bytes())
    return tmp_path


def evaluated(*arguments):
    out = StringIO()
    call_command("evaluate", *arguments, stdout=out)
    return out.getvalue()


def test_both_read_the_same_pictures_and_ours_wins_where_the_page_lies_upside_down(folder):
    told = json.loads(evaluated("--ocr", str(folder), "--way", "clean", "--way", "turned 180°", "--json"))
    at = {(each["folder"], each["way"], each["system"]): each for each in told}
    assert len(at) == 8
    assert {each["pictures"] for each in told} == {1}
    assert at["pages", "clean", "footnote"]["cer"] == at["pages", "clean", "bare tesseract"]["cer"] == 0
    assert at["pages", "turned 180°", "footnote"]["wer"] < 0.2 < at["pages", "turned 180°", "bare tesseract"]["wer"]
    assert at["receipts", "clean", "footnote"]["cer"] is None
    assert at["receipts", "clean", "footnote"]["wer"] == 0
    assert all(each["cpu_seconds"] > 0 for each in told)


def test_the_table_has_a_row_for_each_way(folder):
    lines = evaluated("--ocr", str(folder / "pages"), "--way", "clean").splitlines()
    assert lines[0] == "pages: 1 pictures"
    assert [line.split("|")[1].strip() for line in lines if line.startswith("|")] == ["disturbed", "---", "clean"]


def test_each_way_makes_another_picture_of_the_same_page_and_always_the_same_one():
    page = makers.picture(SAID, size=(900, 260), points=32).convert("L")
    for name, way in WAYS.items():
        once, twice = (np.asarray(way(page)) for _ in range(2))
        assert np.array_equal(once, twice)
        assert (name == "clean") == np.array_equal(once, np.asarray(page))


def test_words_parted_at_line_ends_and_shapes_of_quotes_are_no_errors(tmp_path):
    page = Picture(tmp_path / "a.png", "“Main-\ntained” — well", ordered=True)
    assert rates([score(page, '"Maintained" -\nwell')]) == (0, 0)


def test_a_wrong_letter_is_one_error_in_the_characters_and_one_in_the_words(tmp_path):
    page = Picture(tmp_path / "a.png", "red gold blue", ordered=True)
    assert rates([score(page, "red cold blue")]) == (1 / 13, 1 / 3)


def test_where_the_order_is_not_known_missing_and_invented_words_count_wherever_they_stand(tmp_path):
    receipt = Picture(tmp_path / "a.png", "total 12 cash", ordered=False)
    assert rates([score(receipt, "cash total 12")]) == (None, 0)
    assert rates([score(receipt, "cash total 12 and more")])[1] == pytest.approx(2 / 3)


def test_a_sample_is_spread_over_the_folder(tmp_path):
    for name in "abcde":
        Image.new("L", (9, 9)).save(tmp_path / f"{name}.png")
        (tmp_path / f"{name}.txt").write_text("x")
    assert [picture.path.stem for picture in pictures(tmp_path, 3)[0].pictures] == ["a", "c", "e"]


@pytest.mark.parametrize("arguments", [[], ["--ocr", "{folder}"], ["a", "--ocr", "{folder}"]])
def test_without_anything_to_measure_it_says_so(tmp_path, arguments):
    with pytest.raises(CommandError):
        evaluated(*(argument.format(folder=tmp_path) for argument in arguments))
