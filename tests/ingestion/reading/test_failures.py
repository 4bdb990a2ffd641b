"""Every file that cannot be read fails with its own reason; the worker goes on."""

import os
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from ingestion.reading import ReadingError, errors, read
from tests.ingestion import makers
from tests.ingestion.reading.reading import LIMITS, fails, told

BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]><lolz>&lol3;</lolz>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]><x>&secret;</x>"""


def test_an_empty_file_says_so(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"")
    assert "empty" in fails(tmp_path / "a.pdf", errors.EmptyFile).reason


def test_a_text_of_spaces_has_nothing_to_read(tmp_path):
    (tmp_path / "a.txt").write_text(" \n\n \t\n")
    fails(tmp_path / "a.txt", errors.NothingToRead)


def test_a_blank_scan_has_nothing_to_read(tmp_path):
    fails(makers.saved(Image.new("L", (800, 1000), "white"), tmp_path / "blank.png"), errors.NothingToRead)


def test_an_unknown_format_says_so(tmp_path):
    (tmp_path / "a.dat").write_bytes(os.urandom(4000))
    fails(tmp_path / "a.dat", errors.UnknownFormat)


def test_a_program_called_pdf_is_not_what_its_name_says(tmp_path):
    (tmp_path / "invoice.pdf").write_bytes(b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(range(256)) * 8)
    assert "program" in fails(tmp_path / "invoice.pdf", errors.NotWhatItsNameSays).reason


def test_noise_called_docx_is_not_what_its_name_says(tmp_path):
    (tmp_path / "a.docx").write_bytes(bytes(range(256)) * 8)
    fails(tmp_path / "a.docx", errors.NotWhatItsNameSays)


def test_a_picture_called_pdf_is_read_as_the_picture_that_it_is(tmp_path):
    path = makers.saved(makers.picture("The gate closes at nine."), tmp_path / "gate.png").rename(tmp_path / "gate.pdf")
    assert told(path).facts.media_type == "image/png"
    assert "gate closes at nine" in told(path).text


def test_a_web_page_called_txt_is_read_as_a_web_page(tmp_path):
    (tmp_path / "a.txt").write_text("<!DOCTYPE html><html><body><h1>Opening</h1><p>At nine.</p></body></html>")
    assert told(tmp_path / "a.txt").facts.media_type == "text/html"


def test_an_encrypted_pdf_asks_for_its_password(tmp_path):
    path = makers.pdf(tmp_path / "a.pdf", ["Secret"], password="open sesame")
    assert "password" in fails(path, errors.Encrypted).advice


def test_an_encrypted_office_file_asks_for_its_password(tmp_path):
    fails(makers.encrypted_office(tmp_path / "a.docx"), errors.Encrypted)


def test_a_word_file_with_encrypted_parts_asks_for_the_protection_to_be_removed(tmp_path):
    assert "Remove" in fails(makers.with_encrypted_part(makers.docx(tmp_path / "a.docx")), errors.CannotUnlock).advice


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx", "epub", "odt"])
def test_a_packed_file_cut_short_is_damaged(tmp_path, kind):
    path = getattr(makers, kind)(tmp_path / f"a.{kind}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    fails(path, errors.Damaged)


def test_a_pdf_of_nonsense_is_damaged(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 10)
    fails(tmp_path / "a.pdf", errors.Damaged)


def test_a_picture_cut_short_is_damaged(tmp_path):
    path = makers.saved(makers.picture(makers.PROSE), tmp_path / "a.png")
    path.write_bytes(path.read_bytes()[:500])
    fails(path, errors.Damaged)


@pytest.mark.parametrize(
    "change", [{"word/document.xml": b"<w:document"}, {"word/document.xml": b""}, {"[Content_Types].xml": b"<"}]
)
def test_a_word_file_with_a_broken_part_is_damaged(tmp_path, change):
    with pytest.raises((errors.Damaged, errors.UnknownFormat)):
        list(read(makers.repacked(makers.docx(tmp_path / "a.docx"), change), name="a.docx", out=tmp_path, limits=LIMITS))


@pytest.mark.parametrize("content", [b"{", b'{"a": ', b"[" * 100_000], ids=["open", "half", "deep"])
def test_broken_json_is_damaged(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)
    fails(tmp_path / "a.json", errors.Damaged)


def test_too_many_pages_are_counted(tmp_path):
    path = makers.pdf(tmp_path / "a.pdf", ["page"] * 12)
    assert "12" in fails(path, errors.TooManyPages, max_pages=10).reason


def test_too_many_pages_of_a_format_that_cannot_be_counted_beforehand(tmp_path):
    (tmp_path / "a.txt").write_text("\n\n".join([makers.PROSE] * 300))
    fails(tmp_path / "a.txt", errors.TooManyPages, max_pages=3)


def test_a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded(tmp_path):
    (tmp_path / "a.png").write_bytes(makers.png_that_claims(60_000, 60_000))
    assert "60,000" in fails(tmp_path / "a.png", errors.ImageTooLarge).reason


def test_a_later_frame_of_a_tiff_that_is_huge_is_refused(tmp_path):
    frames = [Image.new("1", (100, 100), 1), Image.new("1", (4000, 4000), 1)]
    path = makers.saved(frames[0], tmp_path / "a.tiff", save_all=True, append_images=frames[1:])
    fails(path, errors.ImageTooLarge, max_pixels=1_000_000)


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path):
    path = makers.repacked(makers.docx(tmp_path / "a.docx"), {"word/media/x.bin": b"\0" * (200 << 20)})
    assert path.stat().st_size < 1 << 20
    fails(path, errors.ArchiveTooLarge)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path):
    path = makers.repacked(makers.docx(tmp_path / "a.docx"), {"word/document.xml": b"<a>" + b" " * (80 << 20) + b"</a>"})
    makers.declare_smaller(path, "word/document.xml", 1000)
    fails(path, errors.Damaged)


def test_ten_thousands_of_parts_are_refused(tmp_path):
    fails(makers.repacked(makers.docx(tmp_path / "a.docx"), {f"word/{n}.txt": b"" for n in range(21_000)}), errors.ArchiveTooLarge)


@pytest.mark.parametrize("content", [BILLION_LAUGHS, EXTERNAL], ids=["expanding", "external"])
def test_xml_entities_are_refused_in_xml_and_in_office_files(tmp_path, content):
    (tmp_path / "a.xml").write_bytes(content)
    fails(tmp_path / "a.xml", errors.DangerousContent)
    fails(makers.repacked(makers.docx(tmp_path / "a.docx"), {"word/footnotes.xml": content}), errors.DangerousContent)
    fails(makers.repacked(makers.epub(tmp_path / "a.epub"), {"OEBPS/one.xhtml": content}), errors.DangerousContent)


def test_names_of_attachments_lead_nowhere(tmp_path):
    evil = {"../../../etc/cron.d/x": b"one", "..\\..\\boot.ini": b"two", "/etc/passwd": b"three", "..": b"four"}
    out = tmp_path / "out"
    out.mkdir()
    found = told(makers.eml(tmp_path / "a.eml", attachments=evil), out=out).attachments
    assert [each.name for each in found] == ["x", "boot.ini", "passwd", "attachment 4"]
    assert {each.path.parent for each in found} == {out}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.eml", "out"]


def test_paths_in_an_archive_lead_nowhere(tmp_path):
    path = makers.repacked(makers.epub(tmp_path / "a.epub"), {"../../evil.txt": b"x"})
    told(path)
    assert not (tmp_path.parent / "evil.txt").exists()


def test_an_old_word_file_is_told_what_to_do(tmp_path):
    assert "current format" in fails(makers.old_word(tmp_path / "a.doc"), errors.UnknownFormat).reason


def test_every_error_has_a_reason_and_an_advice_of_its_own_code():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ReadingError)]
    assert set(errors.BY_CODE.values()) == set(kinds)
    assert len(errors.BY_CODE) == len(kinds) > 20
    for kind in kinds:
        error = kind()
        assert error.reason.endswith(".")
        assert error.advice.endswith(".")
        assert isinstance(error, ReadingError)


def test_a_truncated_pdf_is_read_as_far_as_it_goes_or_damaged(tmp_path):
    path = makers.pdf(tmp_path / "a.pdf", [makers.PROSE] * 5)
    path.write_bytes(path.read_bytes()[:-800])
    with suppress(errors.Damaged):
        assert "cafeteria" in told(path).text


def test_a_page_of_a_pdf_that_cannot_be_opened_costs_no_other_page(tmp_path):
    path = makers.without_page(makers.pdf(tmp_path / "a.pdf", [makers.PROSE, "Lost words.", makers.MORE_PROSE]), 2)
    pages = told(path).pages
    assert [(page.number, page.label) for page in pages if not page.text] == [(2, "Page 2 is damaged and could not be read")]
    assert "cafeteria" in pages[0].text
    assert "Bicycles are parked" in pages[2].text


def test_a_pdf_none_of_whose_pages_opens_is_damaged(tmp_path):
    fails(makers.without_page(makers.pdf(tmp_path / "a.pdf", ["Lost words."]), 1), errors.Damaged)


def test_a_tiny_pdf_that_asks_for_a_giant_page_is_bounded(tmp_path):
    path: Path = tmp_path / "a.pdf"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900000 900000]/Contents 4 0 R>>",
        b"<</Length 20>>stream\n0 0 90000 90000 re f\nendstream",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (number, each) for number, each in enumerate(objects, 1))
    path.write_bytes(body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF")
    fails(path, errors.NothingToRead)


def test_a_jpeg_with_a_broken_exif_is_read(tmp_path):
    data = makers.as_bytes(makers.picture("The tide turns at noon."), "JPEG")
    broken = b"Exif\0\0MM\0*\0\0\0\x08" + b"\xff" * 20
    (tmp_path / "a.jpg").write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(broken) + 2) + broken + data[2:])
    assert "tide turns at noon" in told(tmp_path / "a.jpg").text


DEEP = {
    "a.json": b'{"a":' * 900 + b"1" + b"}" * 900,
    "a.html": b"<html><body>" + b"<div>" * 20_000 + b"deep" + b"</div>" * 20_000 + b"<p>after</p></body></html>",
    "a.eml": b"From: a@b\nTo: c@d\nSubject: deep\nContent-Type: message/rfc822\n\n" * 1000 + b"Subject: in\n\nhello\n",
}


@pytest.mark.parametrize("name", DEEP)
def test_a_file_nested_without_end_says_so(tmp_path, name):
    (tmp_path / name).write_bytes(DEEP[name])
    assert "too deep" in fails(tmp_path / name, errors.Damaged).reason


def test_a_message_with_attachments_without_end_is_refused_rather_than_cut(tmp_path):
    path = makers.eml(tmp_path / "a.eml", attachments={f"{number}.txt": b"x" for number in range(600)})
    assert "more than 500 attachments" in fails(path, errors.UploadAnotherFile).reason


def test_a_pdf_that_only_its_owner_may_change_is_read(tmp_path):
    import pikepdf

    with pikepdf.open(makers.pdf(tmp_path / "a.pdf", [makers.PROSE])) as document:
        document.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(owner="secret", user=""))
    assert "cafeteria" in told(tmp_path / "b.pdf").text


def test_a_pdf_that_declares_a_million_pages_is_refused_at_once(tmp_path):
    pages = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1000000>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    (tmp_path / "a.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + pages + b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    assert "1,000,000 pages" in fails(tmp_path / "a.pdf", errors.TooManyPages).reason
