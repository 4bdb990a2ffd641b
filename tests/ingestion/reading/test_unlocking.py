"""Files with a password: opened with it, refused without it, and the password seen by nobody on the way."""

from contextlib import closing
from pathlib import Path

import pytest

from ingestion.reading import PageRead, errors, read
from tests.ingestion import makers
from tests.ingestion.reading.reading import LIMITS, fails, told

SECRET = "ope n sésame"


def unlocked(path, tmp_path, password=SECRET):
    out = tmp_path / "out"
    out.mkdir()
    return [event for event in read(path, name=path.name, out=out, limits=LIMITS, password=password) if isinstance(event, PageRead)]


def test_a_locked_pdf_is_read_with_its_password_and_brings_a_picture_of_each_page(tmp_path):
    pages = unlocked(makers.pdf(tmp_path / "a.pdf", ["The safe is green.", "Its key is red."], password=SECRET), tmp_path)
    assert [page.text for page in pages] == ["The safe is green.", "Its key is red."]
    assert all(page.image and page.image.read_bytes().startswith(b"\xff\xd8") for page in pages)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_a_locked_office_file_is_read_with_its_password(tmp_path, kind):
    plain = getattr(makers, kind)(tmp_path / f"a.{kind}")
    text = told(plain).text
    assert " ".join(" ".join(page.text.split()) for page in unlocked(makers.locked_office(plain, SECRET), tmp_path)) == text


def test_a_wrong_password_is_called_wrong(tmp_path):
    locked = makers.pdf(tmp_path / "a.pdf", ["Secret"], password=SECRET)
    office = makers.locked_office(makers.docx(tmp_path / "a.docx"), SECRET)
    for path in (locked, office):
        with pytest.raises(errors.WrongPassword):
            list(read(path, name=path.name, out=tmp_path, limits=LIMITS, password="guess"))


def test_without_a_password_one_is_asked_for(tmp_path):
    fails(makers.locked_office(makers.docx(tmp_path / "a.docx"), SECRET), errors.Encrypted)


def test_a_file_that_is_not_locked_is_read_whatever_password_comes_with_it(tmp_path):
    assert unlocked(makers.pdf(tmp_path / "a.pdf", ["Open to all."]), tmp_path)[0].image is None


def test_the_password_is_on_no_command_line_and_in_no_environment(tmp_path):
    path = makers.pdf(tmp_path / "a.pdf", ["page"] * 300, password=SECRET)
    with closing(read(path, name="a.pdf", out=tmp_path, limits=LIMITS, password=SECRET)) as events:
        next(events)
        children = [each for each in processes() if b"ingestion.reading.child" in each]
        assert children
        assert not any(SECRET.encode() in each for each in children)


def processes():
    """Command line and environment of each process that can be looked at."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            yield (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
