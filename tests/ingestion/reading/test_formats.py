"""Every format is read wholly, as a person would quote it."""

import datetime
import json

import pytest
from PIL import Image

from ingestion.reading import errors
from ingestion.reading.messages import Counted, Step
from tests.ingestion import makers
from tests.ingestion.reading.reading import Told, fails, told


def kinds(found: Told) -> list[tuple[str, int, str]]:
    """Kind, level and text of each block."""
    return [(block.kind, block.level, page.text[block.start : block.end]) for page in found.pages for block in page.blocks]


def test_a_pdf_is_read_with_the_place_of_each_line(tmp_path):
    found = told(
        makers.pdf(tmp_path / "a.pdf", [f"# Opening hours\n\n{makers.PROSE}", makers.MORE_PROSE], title="House rules", author="Ada")
    )
    assert (found.facts.title, found.facts.author, found.facts.language, found.facts.page_count) == ("House rules", "Ada", "en", 2)
    assert found.facts.dated == datetime.datetime.now(tz=datetime.UTC).date()
    assert next(kind for kind in kinds(found)) == ("heading", 1, "Opening hours")
    assert makers.PROSE in found.text
    page = found.pages[0]
    first = page.lines[0]
    assert page.text[first.start : first.end] == "Opening hours"
    assert first.left == pytest.approx(72 / 595.3, abs=0.01)
    assert first.bottom == pytest.approx(72 / 841.9, abs=0.01)
    assert (page.image, page.recognised, page.confidence) == (None, False, None)
    assert found.all(Counted) == [Counted(2, apart=True)]
    assert [step.recognising for step in found.all(Step)] == [False, False]


@pytest.mark.parametrize("junk", ["Microsoft Word - minutes.docx", "untitled", "Document1", "scan_0001"])
def test_a_title_that_a_program_left_behind_is_not_believed(tmp_path, junk):
    assert told(makers.pdf(tmp_path / "a.pdf", [f"# Opening hours\n\n{makers.PROSE}"], title=junk)).facts.title == "Opening hours"


def test_a_file_without_title_and_heading_is_called_by_its_name(tmp_path):
    assert (
        told(makers.pdf(tmp_path / "a.pdf", [makers.PROSE]), name="reports/House rules 2026.pdf").facts.title == "House rules 2026"
    )


def test_columns_that_the_file_has_in_the_wrong_order_are_read_in_the_right_one(tmp_path):
    left, right = ([f"The {side} column, line {number}" for number in range(6)] for side in ("left", "right"))
    lines = [(72, 700 - 14 * number, text) for number, text in enumerate(left)]
    lines += [(320, 700 - 14 * number, text) for number, text in enumerate(right)]
    jumbled = [*lines[::2], *lines[1::2], (72, 780, "Heading over both columns of it, all the way to the right")]
    found = told(makers.placed_pdf(tmp_path / "a.pdf", jumbled))
    assert found.text == " ".join(["Heading over both columns of it, all the way to the right", *left, *right])


def test_columns_of_prose_that_the_file_has_row_by_row_are_read_column_by_column(tmp_path):
    left, right = ([f"This is the {side} column, line {number}" for number in range(5)] for side in ("left", "right"))
    rows = [
        (x, 700 - 14 * number, text)
        for number, pair in enumerate(zip(left, right, strict=True))
        for x, text in zip((60, 330), pair, strict=True)
    ]
    assert told(makers.placed_pdf(tmp_path / "a.pdf", rows)).text == " ".join([*left, *right])


def test_a_table_in_a_pdf_keeps_its_rows_and_header(tmp_path):
    cells = [
        ("Article", "Unit", "Price"),
        ("Hemp rope", "metre", "2.50"),
        ("Steel wire", "metre", "4.10"),
        ("Shackle", "piece", "7.00"),
    ]
    placed = [(x, 600 - 16 * number, text) for number, row in enumerate(cells) for x, text in zip((72, 250, 400), row, strict=True)]
    found = told(makers.placed_pdf(tmp_path / "a.pdf", [(72, 700, "Prices of the chandlery are below."), *placed]))
    assert (
        "table",
        1,
        "Article | Unit | Price\nHemp rope | metre | 2.50\nSteel wire | metre | 4.10\nShackle | piece | 7.00",
    ) in kinds(found)


def test_what_a_table_in_a_pdf_is_called_is_no_row_of_it(tmp_path):
    rows = [("Article", "Price"), ("Hemp rope", "2.50"), ("Steel wire", "4.10"), ("Shackle", "7.00")]
    placed = [(x, 600 - 16 * number, text) for number, row in enumerate(rows) for x, text in zip((72, 300), row, strict=True)]
    found = told(makers.placed_pdf(tmp_path / "a.pdf", [(72, 616, "Prices of the chandlery"), *placed]))
    assert kinds(found) == [
        ("paragraph", 0, "Prices of the chandlery"),
        ("table", 1, "Article | Price\nHemp rope | 2.50\nSteel wire | 4.10\nShackle | 7.00"),
    ]


def test_words_parted_at_the_end_of_a_line_are_whole_again(tmp_path):
    found = told(makers.placed_pdf(tmp_path / "a.pdf", [(72, 700, "The harbour is main-"), (72, 686, "tained by the town.")]))
    assert found.text == "The harbour is maintained by the town."
    assert [found.pages[0].text[line.start : line.end] for line in found.pages[0].lines] == [
        "The harbour is main",
        "tained by the town.",
    ]


def test_a_pdf_may_have_both_text_and_scanned_pages(tmp_path):
    found = told(makers.mixed_pdf(tmp_path / "a.pdf", makers.PROSE, makers.picture(makers.MORE_PROSE)))
    assert [page.recognised for page in found.pages] == [False, True]
    assert [step.recognising for step in found.all(Step)] == [False, True]
    assert "early shift may reserve" in found.pages[0].text
    assert "sticker with a number" in " ".join(found.pages[1].text.split())
    assert found.pages[1].image is not None
    assert (found.pages[1].confidence or 0) > 0.85


def test_text_in_a_picture_beside_text_is_read_too(tmp_path):
    picture = makers.picture("Emergency exit is behind the boat shed", size=(1200, 600), points=44)
    found = told(makers.pdf_with_picture(tmp_path / "a.pdf", makers.PROSE, picture))
    assert "warm until two" in found.text
    assert "exit is behind the boat shed" in found.text
    assert found.pages[0].image is None


def test_a_word_file_keeps_headings_lists_tables_and_what_is_beside_the_text(tmp_path):
    found = told(makers.docx(tmp_path / "a.docx"))
    assert (found.facts.title, found.facts.author, found.facts.language) == ("Travel policy", "Grace Hopper", "en")
    assert ("heading", 1, "Booking a train") in kinds(found)
    assert ("heading", 2, "Allowances") in kinds(found)
    assert ("list", 0, "• First class needs approval") in kinds(found)
    assert ("table", 1, "Country | Per day\nNorway | 94 euros\nPortugal | 51 euros") in kinds(found)
    for text in ("Harbour Works, internal", "Approved in March", "five days ahead", "Ask the travel desk before you book a car."):
        assert found.text.count(text) == 1


@pytest.mark.parametrize("part", ["footnotes", "endnotes", "comments"])
def test_notes_of_a_word_file_are_not_lost(tmp_path, part):
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = f"<w:{part} xmlns:w='{main}'><w:x><w:p><w:r><w:t>A note aside</w:t></w:r></w:p></w:x></w:{part}>"
    assert "A note aside" in told(makers.repacked(makers.docx(tmp_path / "a.docx"), {f"word/{part}.xml": note})).text


def test_strict_open_xml_is_read_too(tmp_path):
    found = told(makers.strict(makers.docx(tmp_path / "a.docx")))
    assert "Trains are booked through the travel desk" in found.text


def test_a_slide_is_a_page_with_its_notes(tmp_path):
    found = told(makers.pptx(tmp_path / "a.pptx"))
    assert [page.label for page in found.pages] == ["Your first week", "Who to call"]
    assert found.pages[0].text.index("Your first week") < found.pages[0].text.index("Badges are printed on the ground floor.")
    assert ("table", 1, "Matter | Extension\nPayroll | 4711") in kinds(found)
    assert found.facts.title == "Onboarding"


def test_a_sheet_is_a_page_whose_rows_carry_their_column_names(tmp_path):
    found = told(makers.xlsx(tmp_path / "prices.xlsx"))
    assert [page.label for page in found.pages] == ["Prices", "People"]
    assert "Article: Rope 2; Price: 5; Unit: metre" in found.pages[0].text
    assert "Name: Ada; Since: 2021-04-01" in found.pages[1].text
    assert found.facts.title == "prices"


def test_a_long_sheet_becomes_several_pages_of_one_name(tmp_path):
    found = told(makers.xlsx(tmp_path / "a.xlsx", rows=900))
    assert len([page for page in found.pages if page.label == "Prices"]) > 3
    assert "Article: Rope 900; Price: 2250; Unit: metre" in found.text


def test_a_sheet_that_reaches_further_than_it_says_is_read_wholly(tmp_path):
    path = makers.replaced(makers.xlsx(tmp_path / "a.xlsx"), "xl/worksheets/sheet1.xml", b'ref="A1:C4"', b'ref="A1"')
    assert "Article: Rope 3; Price: 7.5; Unit: metre" in told(path).text


@pytest.mark.parametrize(("name", "separator"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "|")])
def test_rows_of_a_table_of_text_carry_their_column_names(tmp_path, name, separator):
    rows = [["Port", "Depth", "Note"], ["Bergen", "11.5", "ice free"], ["Oslo", "9", "ice, sometimes"]]
    (tmp_path / name).write_text("\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows))
    assert "Port: Oslo; Depth: 9; Note: ice, sometimes" in told(tmp_path / name).text


HIDDEN = """<!DOCTYPE html><html lang="de"><head><title>Öffnungszeiten</title><meta name="author" content="Ada"><meta name="date"
content="2026-02-03T10:00"><style>p {}</style></head><body><h1>Hafen</h1><!-- secret comment --><script>secret()</script>
<p style="color: red; display : none">secret style</p><p hidden>secret hidden</p><div style="font-size:0px">secret size</div>
<template>secret template</template><noscript>secret noscript</noscript><input type="hidden" value="secret input">
<p>Das Tor öffnet um <b>neun</b>.</p><ul><li>Montag</li><li>Dienstag</li></ul>
<table><tr><th>Tag</th><th>Zeit</th></tr><tr><td>Montag</td><td>9 Uhr</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_web_page_is_read_as_it_is_seen(tmp_path, encoding):
    (tmp_path / "a.html").write_bytes(HIDDEN.encode(encoding))
    found = told(tmp_path / "a.html")
    assert "secret" not in found.text
    assert "Das Tor öffnet um neun." in found.text
    assert ("table", 1, "Tag | Zeit\nMontag | 9 Uhr") in kinds(found)
    assert (found.facts.title, found.facts.author, found.facts.language) == ("Öffnungszeiten", "Ada", "de")
    assert found.facts.dated == datetime.date(2026, 2, 3)


def test_markdown_keeps_its_structure(tmp_path):
    (tmp_path / "a.md").write_text(
        "---\ntitle: Deploying\nauthor: Bob\ndate: 2026-01-02\n---\n# Rollout\n\nPush the *tag*.\n\n"
        "- one\n- two\n\n```sh\nmake run\n```\n\n"
        "| Stage | Who |\n|---|---|\n| beta | Ada |\n\n## Rollback\n\n<script>secret()</script>Revert it."
    )
    found = told(tmp_path / "a.md")
    blocks = kinds(found)
    assert ("heading", 1, "Rollout") in blocks
    assert ("heading", 2, "Rollback") in blocks
    assert ("code", 0, "make run") in blocks
    assert ("table", 1, "Stage | Who\nbeta | Ada") in blocks
    assert "secret" not in found.text
    assert (found.facts.title, found.facts.author, found.facts.dated) == ("Deploying", "Bob", datetime.date(2026, 1, 2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso8859-15"])
def test_text_is_read_in_any_encoding(tmp_path, encoding):
    text = "Die Fähre fährt täglich über den großen Fluss. Für Räder ist genügend Platz, außer während der Ferien. " * 3
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert "Fähre fährt täglich über den großen Fluss" in told(tmp_path / "a.txt").text
    assert told(tmp_path / "a.txt").facts.language == "de"


def test_russian_in_its_old_encoding_is_read(tmp_path):
    text = "Пароход отправляется каждое утро от старой пристани. Билеты продаются на борту, дети едут бесплатно. " * 3
    (tmp_path / "a.txt").write_bytes(text.encode("koi8-r"))
    assert "Пароход отправляется каждое утро" in told(tmp_path / "a.txt").text


def test_a_long_text_becomes_pages_of_whole_paragraphs(tmp_path):
    paragraphs = [f"Paragraph {number}. {makers.PROSE}" for number in range(200)]
    (tmp_path / "a.txt").write_text("\n\n".join(paragraphs))
    found = told(tmp_path / "a.txt")
    assert len(found.pages) > 5
    assert [part for page in found.pages for part in page.text.split("\n\n")] == paragraphs


@pytest.mark.parametrize("html", [False, True])
def test_an_email_is_its_head_and_body_and_brings_its_attachments(tmp_path, html):
    inner = makers.pdf(tmp_path / "inner.pdf", ["x"]).read_bytes()
    found = told(makers.eml(tmp_path / "a.eml", attachments={"Plan für März.pdf": inner}, html=html), out=tmp_path)
    assert "The keys hang behind the blue door." in found.text
    assert "From: Alice <alice@example.org>" in found.text
    assert (found.facts.title, found.facts.dated) == ("Keys for the boat house", datetime.date(2026, 3, 3))
    assert [each.name for each in found.attachments] == ["Plan für März.pdf"]
    assert found.attachments[0].path.read_bytes() == inner


def test_a_forwarded_message_is_an_attachment_of_its_own(tmp_path):
    from email.message import EmailMessage

    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = "a@example.org", "b@example.org", "Fwd"
    outer.set_content("See below.")
    inner = EmailMessage()
    inner["Subject"] = "Original words"
    inner.set_content("They were these.")
    outer.add_attachment(inner)
    (tmp_path / "a.eml").write_bytes(bytes(outer))
    found = told(tmp_path / "a.eml", out=tmp_path)
    assert [each.name for each in found.attachments] == ["Original words.eml"]
    assert b"They were these." in found.attachments[0].path.read_bytes()


def test_an_outlook_message_is_read_with_its_attachments(tmp_path):
    found = told(makers.msg(tmp_path / "a.msg"), out=tmp_path)
    assert "The crane is serviced on Monday." in found.text
    assert found.facts.title == "Crane service"
    assert "From: Dora <dora@example.org>" in found.text


def test_a_chapter_is_a_page(tmp_path):
    found = told(makers.epub(tmp_path / "a.epub"))
    assert [(page.label, page.number) for page in found.pages] == [("Ebb", 1), ("Flood", 2)]
    assert (found.facts.title, found.facts.author, found.facts.language) == ("Tides", "R. Carson", "en")


def test_an_open_document_is_read(tmp_path):
    found = told(makers.odt(tmp_path / "a.odt"))
    assert ("heading", 1, "Boats") in kinds(found)
    assert ("table", 1, "Boat | Seats\nHeron | 4") in kinds(found)


def test_rich_text_is_read(tmp_path):
    assert "The café opens at eight. It closes at five." in told(makers.rtf(tmp_path / "a.rtf")).text


def test_json_is_an_outline_with_records_as_rows(tmp_path):
    value = {
        "harbour": "North",
        "boats": [{"name": "Heron", "seats": 4}, {"name": "Tern", "tags": ["old", "red"]}],
        "place": {"city": "Oslo"},
    }
    found = told(makers.json_file(tmp_path / "a.json", value))
    assert "harbour: North" in found.text
    assert "name: Heron; seats: 4" in found.text
    assert "name: Tern; tags: old, red" in found.text
    assert "city: Oslo" in found.text


def test_json_lines_are_rows(tmp_path):
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps({"port": name, "depth": 9}) for name in ("Oslo", "Bergen")))
    assert told(tmp_path / "a.jsonl").pages[0].text == "port: Oslo; depth: 9\nport: Bergen; depth: 9"


def test_xml_is_read_by_the_names_of_its_elements(tmp_path):
    (tmp_path / "a.xml").write_text(
        '<?xml version="1.0"?><fleet><boat><name>Heron</name><seats>4</seats></boat><rule>Keep it <b>dry</b> always.</rule></fleet>'
    )
    found = told(tmp_path / "a.xml")
    assert "name: Heron seats: 4" in found.text
    assert "Keep it dry always." in found.text


NAMESPACED = """<?xml version="1.0"?>
<o:orders xmlns:o="urn:o" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x y" as-of="2026-01-01">
stray words<o:order id="7" status="open"><o:customer name="Ada"><o:home-port>Oslo</o:home-port></o:customer>
<o:items><o:item sku="A1" qty="3"/><o:item sku="B2">spare</o:item></o:items></o:order>
<order id="8"><note>Call <person phone="31">Bob</person> before <b>noon</b>.</note></order>
<section><title>Rules</title><p>First <em>rule</em>.</p><p>Second rule.</p></section><empty/><flag on="yes"/>
<mix>Before<sub><one>1</one><two>2</two></sub>after</mix></o:orders>"""


def test_attributes_names_and_texts_of_xml_are_all_read(tmp_path):
    (tmp_path / "a.xml").write_text(NAMESPACED)
    page = told(tmp_path / "a.xml").pages[0]
    assert page.text.split("\n\n") == [
        "orders",
        "as of: 2026-01-01",
        "stray words",
        "order: 7\nstatus: open\ncustomer: Ada\n  home port: Oslo\nitems\n  item: sku: A1, qty: 3\n  item: spare (sku: B2)",
        "order: 8\nnote: Call Bob (phone: 31) before noon.",
        "Rules",
        "First rule.",
        "Second rule.",
        "flag: on: yes",
        "Before 1 2 after",
    ]


def test_each_record_of_an_xml_export_says_which_one_it_is(tmp_path):
    (tmp_path / "a.xml").write_text(
        "<?xml version='1.0'?><suppliers><supplier name='Northgate Rubber'><goods>tyres</goods></supplier>"
        "<supplier name='Delta Drive'><goods>chains</goods><minimum-order currency='EUR'>350</minimum-order></supplier></suppliers>"
    )
    assert told(tmp_path / "a.xml").pages[0].text == (
        "supplier: Northgate Rubber\ngoods: tyres\n\nsupplier: Delta Drive\ngoods: chains\nminimum order: 350 (currency: EUR)"
    )


def test_a_long_list_in_xml_is_read_in_pages(tmp_path):
    (tmp_path / "a.xml").write_text("<?xml version='1.0'?><l>" + "".join(f"<port>Port {n}</port>" for n in range(3000)) + "</l>")
    found = told(tmp_path / "a.xml")
    assert len(found.pages) > 3
    assert "port: Port 2999" in found.text


def test_xml_nested_without_end_is_damaged(tmp_path):
    (tmp_path / "a.xml").write_text("<?xml version='1.0'?>" + "<a>" * 20_000 + "x" + "</a>" * 20_000)
    fails(tmp_path / "a.xml", errors.Damaged)


DUMP = """-- a dump
SET client_encoding = 'UTF8';
CREATE TABLE public.boats (
    id integer NOT NULL,
    name varchar(20) DEFAULT 'a;b',
    price numeric(5,2),
    PRIMARY KEY (id)
);
INSERT INTO boats VALUES (1, 'Heron; the ''old'' one', 3.50), (2, NULL, 4);
INSERT INTO `ports` (`id`, `name`) VALUES (1, 'Oslo\\'s'); INSERT INTO ports VALUES (2, 'Bergen');
COPY public.people (id, name) FROM stdin;
1\tAda
2\t\\N
\\.
"""


def test_an_sql_dump_is_tables_with_columns_and_rows(tmp_path):
    (tmp_path / "a.sql").write_text(DUMP)
    text = told(tmp_path / "a.sql").pages[0].text
    for line in (
        "Table boats", "price: numeric(5,2)", "id: 1; name: Heron; the 'old' one; price: 3.50", "id: 2; price: 4",
        "id: 1; name: Oslo's", "Bergen", "id: 1; name: Ada",
    ):  # fmt: skip
        assert line in text
    assert "client_encoding" not in text


def test_lines_within_a_string_or_a_function_end_no_statement_of_a_dump(tmp_path):
    text = "INSERT INTO boats (id, name) VALUES (1, 'Heron;\n" + "old;\n" * 20_000 + "and ''grey''');\n"
    function = "CREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql;\n"
    data = "COPY people (id, name) FROM stdin;\n1\tAda\\nLovelace\n\\.\n"
    (tmp_path / "a.sql").write_text(text + function + data)
    found = "\n".join(page.text for page in told(tmp_path / "a.sql").pages)
    for line in ("id: 1; name: Heron; old;", "and 'grey'", "id: 1; name: Ada Lovelace", "END;\n$$ LANGUAGE plpgsql"):
        assert line in found


@pytest.mark.parametrize("kind", ["png", "jpg", "bmp", "webp", "gif", "tiff"])
def test_pictures_of_every_kind_are_recognised(tmp_path, kind):
    found = told(makers.saved(makers.picture(makers.MORE_PROSE, size=(1400, 1000)), tmp_path / f"a.{kind}"))
    assert "sticker with a number" in found.text
    page = found.pages[0]
    assert page.recognised
    assert page.image is not None
    with Image.open(page.image) as image:
        assert image.format == "JPEG"


def test_every_frame_of_a_tiff_is_a_page(tmp_path):
    frames = [
        makers.picture(text, size=(1200, 500))
        for text in ("The first page is here", "The second page is there", "The third page is gone")
    ]
    found = told(makers.saved(frames[0], tmp_path / "a.tiff", save_all=True, append_images=frames[1:]))
    assert [word in page.text for word, page in zip(("first", "second", "third"), found.pages, strict=True)] == [True] * 3


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "RGBA", "I;16"])
def test_pictures_of_every_colour_space_are_recognised(tmp_path, mode):
    picture = makers.picture(makers.MORE_PROSE, size=(1400, 1000))
    converted = makers.sixteen_bit(picture) if mode == "I;16" else picture.convert(mode)
    path = makers.saved(converted, tmp_path / ("a.jpg" if mode == "CMYK" else "a.png"))
    assert "sticker with a number" in told(path).text


def test_black_text_on_a_transparent_picture_is_seen(tmp_path):
    picture = makers.picture(makers.MORE_PROSE, size=(1400, 1000))
    ink = picture.convert("L").point(lambda value: 255 - value)
    transparent = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    transparent.putalpha(ink)
    assert "sticker with a number" in told(makers.saved(transparent, tmp_path / "a.png")).text


def test_characters_with_a_stand_in_for_old_programs_cost_no_other_character(tmp_path):
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0 The fee is \u8364?12, \u8220?paid\u8221\'94 "
        rb"{\uc2\u8364??7} at the captain\u8217's "
        rb"{\uc0\u8364 5} desk \u-10179?\u-8704?.\par}"
    )
    assert told(tmp_path / "a.rtf").text == "The fee is €12, “paid” €7 at the captain’s €5 desk 😀."


OWN_TITLE = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\title House rules}{\author Ada}}\f0 Shoes off.\par}"
BOLD_TITLE = (
    rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 {\b House rules\par}"
    rb"{\pard\outlinelevel0\b Shoes\par}Off.\par{\pard\outlinelevel0\b Hats\par}On.\par}"
)
NO_TITLE = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Shoes off.\par}"


@pytest.mark.parametrize(("content", "title"), [(OWN_TITLE, "House rules"), (BOLD_TITLE, "House rules"), (NO_TITLE, "entrance")])
def test_rich_text_is_called_by_its_title_then_its_heading_then_its_name(tmp_path, content, title):
    (tmp_path / "a.rtf").write_bytes(content)
    assert told(tmp_path / "a.rtf", name="notes/entrance.rtf").facts.title == title


def test_an_open_document_is_called_by_its_title_then_its_heading_then_its_name(tmp_path):
    path = makers.odt(tmp_path / "a.odt")
    assert told(path).facts.title == "Boats"
    titled = makers.odt(tmp_path / "b.odt", title="All our boats", author="Ada")
    assert (told(titled).facts.title, told(titled).facts.author) == ("All our boats", "Ada")
    nothing = makers.replaced(titled, "meta.xml", b"<dc:title>All our boats</dc:title>", b"")
    assert told(nothing).facts.title == "All our boats"
    bare = makers.odt(tmp_path / "c.odt", text="Only a sentence, no heading.")
    assert told(bare, name="yard/Opening hours.odt").facts.title == "Opening hours"


NAMELESS = {
    "a.csv": b"Port,Depth\nOslo,9\nBergen,11\n",
    "a.json": b'{"port": "Oslo"}',
    "a.xml": b"<?xml version='1.0'?><ports><port>Oslo</port><port>Bergen</port></ports>",
    "a.sql": b"CREATE TABLE ports (id int, name text);\nINSERT INTO ports VALUES (1, 'Oslo');\n",
    "a.txt": b"The port of Oslo is deep.",
    "a.html": b"<html><body><p>The port of Oslo is deep.</p></body></html>",
    "a.md": b"The port of Oslo is deep.",
    "a.eml": b"From: a@example.org\nTo: b@example.org\nDate: Tue, 03 Mar 2026 10:15:00 +0100\n\nThe port of Oslo is deep.",
}


@pytest.mark.parametrize("kind", NAMELESS)
def test_a_document_without_title_is_never_called_by_the_place_where_it_is_kept(tmp_path, kind):
    (tmp_path / kind).write_bytes(NAMELESS[kind])
    assert told(tmp_path / kind, name=f"ports/Depth of ports{kind[1:]}").facts.title == "Depth of ports"


def test_books_word_files_slides_and_pictures_without_title_are_called_by_their_names(tmp_path):
    import docx
    import pptx

    document = docx.Document()
    document.add_paragraph("Shoes off.")
    document.save(str(tmp_path / "a.docx"))
    show = pptx.Presentation()
    show.core_properties.title = ""
    show.slides.add_slide(show.slide_layouts[6]).shapes.add_textbox(0, 0, 9, 9).text_frame.text = "Shoes off."
    show.save(str(tmp_path / "a.pptx"))
    makers.saved(makers.picture("Shoes off, please, everybody."), tmp_path / "a.png")
    for kind in ("docx", "pptx", "png"):
        assert told(tmp_path / f"a.{kind}", name=f"Entrance.{kind}").facts.title == "Entrance"
    book = makers.replaced(makers.epub(tmp_path / "a.epub"), "OEBPS/book.opf", b"<dc:title>Tides</dc:title>", b"")
    assert told(book, name="Entrance.epub").facts.title == "Ebb"
