"""Text on pictures is found however they lie and are lit, and the boxes hold on the picture that is kept."""

import subprocess
import textwrap
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from evaluation.ocr.disturbing import WAYS
from ingestion.reading import errors
from ingestion.reading.messages import PageRead
from ingestion.reading.ocr.flattening import flattened
from ingestion.reading.ocr.scripts import is_written_in
from ingestion.reading.pdf.garbled import is_garbled
from tests.ingestion import makers
from tests.ingestion.reading.reading import fails, told

TEXT = makers.PROSE + " " + makers.MORE_PROSE
PHRASES = ("second floor opens at half past eleven", "covered yard behind the workshop", "removed at the end of each quarter")


def page_of(image: Image.Image, tmp_path, **how) -> PageRead:
    found = told(makers.saved(image, tmp_path / "page.png", **how), out=tmp_path).pages[0]
    assert all(phrase in " ".join(found.text.split()) for phrase in PHRASES), found.text
    return found


def ink_under(page: PageRead, line) -> float:
    """Share of dark pixels under a line's box on the picture that was kept."""
    assert page.image
    with Image.open(page.image) as image:
        width, height = image.size
        box = (int(line.left * width), int(line.top * height), int(line.right * width), int(line.bottom * height))
        return float((np.asarray(image.convert("L").crop(box)) < 128).mean())


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_a_page_that_lies_on_its_side_is_turned(tmp_path, turn):
    page = page_of(makers.picture(TEXT).transpose(turn), tmp_path)
    assert page.image
    with Image.open(page.image) as image:
        assert image.height > image.width
    assert all(ink_under(page, line) > 0.05 for line in page.lines)


@pytest.mark.parametrize("degrees", [2.5, -8])
def test_a_skewed_page_is_straightened(tmp_path, degrees):
    page = page_of(
        makers.picture(TEXT).rotate(degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC), tmp_path
    )
    heights = [line.bottom - line.top for line in page.lines]
    assert max(heights) < 0.03
    assert all(ink_under(page, line) > 0.05 for line in page.lines)


def test_a_photograph_is_turned_as_its_camera_says(tmp_path):
    turned = makers.picture(TEXT).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    path = makers.saved(turned, tmp_path / "photo.jpg", exif=exif)
    assert PHRASES[0] in told(path).text


def test_a_page_half_in_shadow_is_read_wholly(tmp_path):
    grey = np.asarray(makers.picture(TEXT).convert("L"), dtype=float)
    light = np.linspace(1.0, 0.25, grey.shape[1])
    page_of(Image.fromarray((grey * light).astype(np.uint8)), tmp_path)


@pytest.mark.parametrize("way", ["noise", "photograph", "100 dpi"])
def test_grain_a_desk_around_the_sheet_and_a_coarse_scan_do_no_harm(tmp_path, way):
    page_of(WAYS[way](makers.picture(TEXT).convert("L")), tmp_path)


def test_a_sheet_on_a_desk_is_seen_from_straight_above(tmp_path):
    sheet = makers.picture(TEXT, size=(1400, 1000), points=30)
    page = page_of(WAYS["photograph"](sheet.convert("L")), tmp_path)
    lefts = [line.left for line in page.lines]
    assert max(lefts) - min(lefts) < 0.01


def test_a_white_page_with_a_frame_on_it_is_not_cut_to_the_frame():
    page = makers.picture(TEXT, size=(1400, 1000), points=30)
    ImageDraw.Draw(page).rectangle((100, 100, 900, 700), outline="black", width=6)
    assert flattened(page) is None


def test_light_text_on_a_dark_slide_is_read(tmp_path):
    page_of(makers.picture(TEXT, ink="#dddddd", paper="#102040"), tmp_path)


def test_small_letters_are_enlarged(tmp_path):
    page_of(makers.picture(TEXT, size=(700, 900), points=13), tmp_path)


def test_lines_are_exact_stretches_of_the_text(tmp_path):
    page = page_of(makers.picture(TEXT), tmp_path)
    assert "".join("".join(page.text[line.start : line.end] for line in page.lines).split()) == "".join(page.text.split())
    tops = [line.top for line in page.lines]
    assert tops == sorted(tops)
    assert page.confidence
    assert page.confidence > 0.85


def test_a_language_that_is_not_installed_falls_back_to_english(tmp_path):
    path = makers.saved(makers.picture(TEXT), tmp_path / "a.png")
    assert PHRASES[0] in told(path, ocr_languages="xyz+qqq").text


@pytest.fixture
def only_english(tmp_path, monkeypatch):
    """A machine on which Tesseract has no other language than English."""
    folder = tmp_path / "tessdata"
    folder.mkdir()
    there = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout
    for name in ("eng", "osd"):
        (folder / f"{name}.traineddata").symlink_to(Path(there.split('"')[1]) / f"{name}.traineddata")
    (folder / "configs").symlink_to(Path(there.split('"')[1]) / "configs")
    monkeypatch.setenv("TESSDATA_PREFIX", str(folder))


RUSSIAN = (
    "Столовая на втором этаже открывается в половине двенадцатого. Сотрудники, которые работают в раннюю смену, могут заказать "
    "поднос, который держат в тепле до двух часов дня. Гости платят у стойки и получают чек."
)
GREEK = (
    "Η τραπεζαρία στον δεύτερο όροφο ανοίγει στις έντεκα και μισή. Οι εργαζόμενοι που δουλεύουν στην πρωινή βάρδια μπορούν να "
    "κρατήσουν έναν δίσκο, ο οποίος μένει ζεστός μέχρι τις δύο το μεσημέρι."
)


@pytest.mark.usefixtures("only_english")
@pytest.mark.parametrize(("text", "script"), [(RUSSIAN, "Cyrillic"), (GREEK, "Greek")])
def test_a_page_in_a_script_without_a_language_says_so_and_gives_no_gibberish(tmp_path, text, script):
    path = makers.mixed_pdf(tmp_path / "a.pdf", makers.PROSE, makers.picture(text))
    first, second = told(path).pages
    assert "cafeteria" in first.text
    assert not first.remark
    assert (second.text, second.recognised, second.confidence) == ("", True, 0.0)
    assert script in second.remark
    assert "installed" in second.remark


@pytest.mark.usefixtures("only_english")
def test_a_file_that_is_wholly_in_such_a_script_is_refused_with_its_reason(tmp_path):
    path = makers.saved(makers.picture(RUSSIAN), tmp_path / "a.png")
    assert "language" in fails(path, errors.LanguageMissing).advice + errors.LanguageMissing.reason


def test_a_script_is_read_in_its_own_languages_and_latin_letters_in_any():
    assert is_written_in("Cyrillic", "eng+bul")
    assert not is_written_in("Cyrillic", "eng+deu")
    assert is_written_in("Greek", "script/Greek")
    assert is_written_in("Latin", "rus")
    assert is_written_in("Fraktur", "eng")


def test_words_parted_at_the_end_of_a_line_are_whole_again(tmp_path):
    image = makers.picture("Every vessel is main-", size=(1200, 400), points=48)
    second = makers.picture("tained by its owner alone", size=(1200, 400), points=48)
    both = Image.new("RGB", (1200, 260), "white")
    both.paste(image.crop((0, 0, 1200, 90)), (0, 20))
    both.paste(second.crop((0, 0, 1200, 90)), (0, 90))
    assert "maintained by its owner" in told(makers.saved(both, tmp_path / "a.png")).text


def laid_over(path, text: str):
    """A scan of TEXT with a text laid invisibly over it, as recognition programs write it."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(ImageReader(makers.picture(TEXT, size=(1240, 1754))), 0, 0, *A4)
    hidden = canvas.beginText(40, 780)
    hidden.setTextRenderMode(3)
    hidden.textLines("\n".join(textwrap.wrap(text, 70)))
    canvas.drawText(hidden)
    canvas.save()
    return path


SHIFTED = TEXT.translate({code: chr(code - 29) for code in range(ord("a"), ord("z") + 1)})


def test_a_garbled_text_over_a_scan_is_replaced_by_what_is_seen(tmp_path):
    page = told(laid_over(tmp_path / "a.pdf", SHIFTED)).pages[0]
    assert page.recognised
    assert all(phrase in " ".join(page.text.split()) for phrase in PHRASES)


def test_a_good_text_over_a_scan_is_taken_as_it_is(tmp_path):
    page = told(laid_over(tmp_path / "a.pdf", TEXT)).pages[0]
    assert not page.recognised
    assert PHRASES[0] in " ".join(page.text.split())


def test_odd_words_that_are_really_there_are_not_replaced(tmp_path):
    codes = " ".join(f"XK{number}qZ-{number * 7}mB" for number in range(100, 160))
    assert is_garbled(codes)
    page = told(makers.pdf(tmp_path / "a.pdf", [codes])).pages[0]
    assert not page.recognised
    assert "XK100qZ-700mB" in page.text


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Die Fähre fährt täglich um neun Uhr ab und kehrt über Nacht zurück; für Gäste gilt § 3 (ab 1. Mai: 12,50 €). " * 3,
        "Паром отходит ежедневно в девять часов утра и возвращается поздно вечером. " * 3,
        "渡轮每天上午九点出发 中午返回 " * 10,
        "Total 12 14 99.50 120,00 3% 01/02/2026 " * 8,
        "ALL STAFF MUST SIGN THE REGISTER BEFORE ENTERING THE YARD AND AGAIN ON LEAVING IT. " * 3,
    ],
)
def test_languages_numbers_and_capitals_are_not_taken_for_garbled(text):
    assert not is_garbled(text)
