"""Text on pictures is found however they lie and are lit, and the boxes hold on the picture that is kept."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from evaluation.ocr.disturbing import WAYS
from ingestion.reading.messages import PageRead
from ingestion.reading.ocr.flattening import flattened
from tests.ingestion import makers
from tests.ingestion.reading.reading import told

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


def test_words_parted_at_the_end_of_a_line_are_whole_again(tmp_path):
    image = makers.picture("Every vessel is main-", size=(1200, 400), points=48)
    second = makers.picture("tained by its owner alone", size=(1200, 400), points=48)
    both = Image.new("RGB", (1200, 260), "white")
    both.paste(image.crop((0, 0, 1200, 90)), (0, 20))
    both.paste(second.crop((0, 0, 1200, 90)), (0, 90))
    assert "maintained by its owner" in told(makers.saved(both, tmp_path / "a.png")).text
