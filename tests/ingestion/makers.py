"""Makes files of every format for tests: real ones, written by the libraries that people's programs are built on."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from textwrap import wrap
from typing import Any

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
PROSE = (
    "The cafeteria on the second floor opens at half past eleven. Employees who work the early shift may reserve a tray, "
    "which is kept warm until two in the afternoon. Guests pay at the counter and receive a printed receipt."
)
MORE_PROSE = (
    "Bicycles are parked in the covered yard behind the workshop. Every bicycle needs a sticker with a number, which the front "
    "desk hands out. Bicycles without a sticker are removed at the end of each quarter."
)


def pdf(path: Path, pages: list[str], *, title: str = "", author: str = "", password: str = "", size: int = 11) -> Path:
    """A PDF with a text layer; lines starting with # are large headings."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4, encrypt=password or None)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for page in pages:
        draw_text(canvas, page, A4[1], size)
        canvas.showPage()
    canvas.save()
    return path


def without_page(path: Path, number: int) -> Path:
    """The same PDF whose list of pages names something that isn't there."""
    data = path.read_bytes()
    kids = data[(start := data.index(b"/Kids [")) : data.index(b"]", start)]
    page = kids.split(b"[")[1].split(b" R")[number - 1].strip() + b" R"
    path.write_bytes(data.replace(kids, kids.replace(page, b"null")))
    return path


def draw_text(canvas, text: str, height: float, size: int) -> None:
    """The paragraphs of a page from top to bottom."""
    y = height - 72
    for paragraph in text.split("\n\n"):
        heading = paragraph.startswith("# ")
        canvas.setFont("Helvetica-Bold" if heading else "Helvetica", 20 if heading else size)
        for line in [paragraph[2:]] if heading else [part for whole in paragraph.split("\n") for part in wrap(whole, 85)]:
            canvas.drawString(72, y, line)
            y -= size * 1.3
        y -= size * 1.2


def scan_pdf(path: Path, images: list[Image.Image]) -> Path:
    """A PDF whose pages are only pictures."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4)
    for image in images:
        canvas.drawImage(ImageReader(image), 0, 0, width=A4[0], height=A4[1])
        canvas.showPage()
    canvas.save()
    return path


def mixed_pdf(path: Path, text: str, image: Image.Image) -> Path:
    """A PDF whose first page has text and whose second is a scan."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4)
    draw_text(canvas, text, A4[1], 11)
    canvas.showPage()
    canvas.drawImage(ImageReader(image), 0, 0, width=A4[0], height=A4[1])
    canvas.showPage()
    canvas.save()
    return path


def picture(
    text: str, *, size: tuple[int, int] = (1654, 2339), points: int = 40, ink: str = "black", paper: str = "white"
) -> Image.Image:
    """A page (A4 at 200 dpi by default) with text on it, as a scanner would see it."""
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, points)
    y = size[1] // 15
    for paragraph in text.split("\n\n"):
        for line in wrap(paragraph, int(size[0] * 0.85 / (points * 0.58))):
            draw.text((size[0] // 14, y), line, fill=ink, font=font)
            y += int(points * 1.4)
        y += points
    return image


def saved(image: Image.Image, path: Path, **how) -> Path:
    """The picture as a file of the kind that its name says."""
    image.save(path, **how)
    return path


def docx(path: Path, *, table: bool = True) -> Path:
    """A Word file with headings, a list, a table, header and footer, a text box and a footnote."""
    import docx as word

    document = word.Document()
    document.core_properties.title = "Travel policy"
    document.core_properties.author = "Grace Hopper"
    document.sections[0].header.paragraphs[0].text = "Harbour Works, internal"
    document.sections[0].footer.paragraphs[0].text = "Approved in March"
    document.add_heading("Travel policy", 0)
    document.add_heading("Booking a train", 1)
    document.add_paragraph("Trains are booked through the travel desk at least five days ahead.")
    document.add_paragraph("First class needs approval", style="List Bullet")
    document.add_paragraph("Night trains are always allowed", style="List Bullet")
    document.add_heading("Allowances", 2)
    if table:
        fill(document.add_table(rows=0, cols=2), [("Country", "Per day"), ("Norway", "94 euros"), ("Portugal", "51 euros")])
    with_text_box(document, "Ask the travel desk before you book a car.")
    document.save(str(path))
    return path


def fill(table, rows) -> None:
    """Rows of a Word table."""
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def with_text_box(document, text: str) -> None:
    """A text box as Word writes it: once for itself, once more for old programs."""
    from docx.oxml import parse_xml

    box = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph()._p.append(
        parse_xml(
            '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">'
            f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )


def pptx(path: Path) -> Path:
    """Two slides: bullets with notes, and a table."""
    import pptx as slides
    from pptx.util import Inches

    show = slides.Presentation()
    show.core_properties.title = "Onboarding"
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = "Your first week"
    first.placeholders[1].text = "Meet your mentor\nCollect your badge"
    first.notes_slide.notes_text_frame.text = "Badges are printed on the ground floor."
    second = show.slides.add_slide(show.slide_layouts[5])
    second.shapes.title.text = "Who to call"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(6), Inches(1)).table
    for place, text in {(0, 0): "Matter", (0, 1): "Extension", (1, 0): "Payroll", (1, 1): "4711"}.items():
        table.cell(*place).text = text
    show.save(str(path))
    return path


def xlsx(path: Path, rows: int = 3) -> Path:
    """Two sheets with a header each; the second has a date and a formula's result is missing (as programs write it)."""
    import datetime

    import openpyxl

    book = openpyxl.Workbook()
    prices = book.active
    prices.title = "Prices"
    prices.append(["Article", "Price", "Unit"])
    for number in range(1, rows + 1):
        prices.append([f"Rope {number}", 2.5 * number, "metre"])
    people = book.create_sheet("People")
    people.append(["Name", "Since"])
    people.append(["Ada", datetime.date(2021, 4, 1)])
    book.save(path)
    return path


def eml(path: Path, *, attachments: dict[str, bytes] | None = None, html: bool = False) -> Path:
    """An e-mail, with attachments under names that its sender chose."""
    message = EmailMessage()
    message["From"] = "Alice <alice@example.org>"
    message["To"] = "Bob <bob@example.org>"
    message["Subject"] = "Keys for the boat house"
    message["Date"] = "Tue, 03 Mar 2026 10:15:00 +0100"
    message["Message-ID"] = "<1@example.org>"
    if html:
        message.set_content("<p>The keys hang behind the <b>blue</b> door.</p>", subtype="html")
    else:
        message.set_content("The keys hang behind the blue door.\n\nBring them back by Friday.")
    for name, data in (attachments or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(bytes(message))
    return path


def epub(path: Path) -> Path:
    """A book of two chapters and an empty cover."""
    chapter = "<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>{}</h1><p>{}</p></body></html>"
    parts = {
        "META-INF/container.xml": "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
        "<rootfile full-path='OEBPS/book.opf' media-type='application/oebps-package+xml'/></rootfiles></container>",
        "OEBPS/book.opf": "<package xmlns='http://www.idpf.org/2007/opf'><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<dc:title>Tides</dc:title><dc:creator>R. Carson</dc:creator>"
        "<dc:date>1951-07-02</dc:date><dc:language>en</dc:language></metadata>"
        "<manifest><item id='c' href='cover.xhtml'/><item id='a' href='one.xhtml'/><item id='b' href='two%20b.xhtml'/></manifest>"
        "<spine><itemref idref='c'/><itemref idref='a'/><itemref idref='b'/></spine></package>",
        "OEBPS/cover.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'><body><img src='x.jpg'/></body></html>",
        "OEBPS/one.xhtml": chapter.format("Ebb", "The water goes out twice a day."),
        "OEBPS/two b.xhtml": chapter.format("Flood", "It comes back an hour later than yesterday."),
    }
    return packed(path, {"mimetype": "application/epub+zip", **parts})


BOATS = "# Boats\n\nRowing boats are free on Sundays.\n\n| Boat | Seats |\n|---|---|\n| Heron | 4 |\n"


def odt(path: Path, *, text: str = BOATS, title: str = "", author: str = "") -> Path:
    """A text document as LibreOffice would write it."""
    import pypandoc

    matter = "".join(f"{name}: {value}\n" for name, value in (("title", title), ("author", author)) if value)
    pypandoc.convert_text(
        f"---\n{matter}---\n{text}" if matter else text, "odt", "md", outputfile=str(path), extra_args=["--standalone"]
    )
    return path


def rtf(path: Path) -> Path:
    """Rich text with a character beyond ASCII."""
    path.write_bytes(rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0 The caf\'e9 opens at eight.\par It closes at five.\par}")
    return path


def packed(path: Path, parts: dict[str, str | bytes]) -> Path:
    """A zip with these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def taped(path: Path, parts: Mapping[str, str | bytes], mode: Any = "w") -> Path:
    """A tar with these parts, compressed as the mode says."""
    import tarfile

    with tarfile.open(path, mode) as tape:
        for name, data in parts.items():
            content = data.encode() if isinstance(data, str) else data
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tape.addfile(entry, io.BytesIO(content))
    return path


def zip_crypto(data: bytes, password: bytes) -> bytes:
    """Encrypted as zip programs have always done it, after a head of twelve bytes."""
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = [zlib_table(number) for number in range(256)]

    def update(byte: int) -> None:
        keys[0] = table[(keys[0] ^ byte) & 0xFF] ^ (keys[0] >> 8)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = table[(keys[2] ^ (keys[1] >> 24)) & 0xFF] ^ (keys[2] >> 8)

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in data:
        state = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ ((state * (state ^ 1)) >> 8) & 0xFF)
        update(byte)
    return bytes(out)


def zlib_table(number: int) -> int:
    """One entry of the table of CRC-32."""
    for _ in range(8):
        number = (number >> 1) ^ 0xEDB88320 if number & 1 else number >> 1
    return number


def locked_zip(path: Path, parts: Mapping[str, bytes], password: str, *, method: int = 0) -> Path:
    """A zip whose parts are encrypted; `method` 99 claims AES."""
    import struct
    import zlib

    body, directory = b"", b""
    for name, data in parts.items():
        crc = zlib.crc32(data)
        packed = zip_crypto(b"\0" * 11 + bytes([crc >> 24]) + data, password.encode())
        fields = struct.pack("<HHHHHIIIHH", 20, 1, method, 0, 33, crc, len(packed), len(data), len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\x03\x04" + fields + name.encode() + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(directory), len(body), 0)
    path.write_bytes(body + directory + b"PK\x05\x06" + end)
    return path


def repacked(path: Path, change: Mapping[str, str | bytes]) -> Path:
    """The same zip with some parts replaced or added."""
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return packed(path, {**parts, **change})


def replaced(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The same zip with some bytes of one part replaced, in a file of its own."""
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    data = parts[part]
    assert isinstance(data, bytes)
    assert old in data
    return packed(path.with_stem(f"{path.stem}-replaced"), {**parts, part: data.replace(old, new)})


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def as_bytes(image: Image.Image, kind: str = "PNG") -> bytes:
    """A picture as the bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def json_file(path: Path, value) -> Path:
    """A JSON file."""
    path.write_text(json.dumps(value))
    return path


def with_encrypted_part(path: Path) -> Path:
    """The same zip with the mark of encryption on every entry."""
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(signature, at + 4)
    path.write_bytes(data)
    return path


def declare_smaller(path: Path, part: str, size: int) -> None:
    """Let a zip say that a part unpacks to fewer bytes than it does."""
    data = bytearray(path.read_bytes())
    name = part.encode()
    for signature, place, before in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = data.find(signature)
        while at >= 0:
            if data[at + before : at + before + len(name)] == name:
                data[at + place : at + place + 4] = size.to_bytes(4, "little")
            at = data.find(signature, at + 4)
    path.write_bytes(data)


def ole(path: Path, streams: dict[str, bytes]) -> Path:
    """A compound file (OLE) with these streams, each of at least 4096 bytes, in its root."""
    import struct

    sector, free, end, fat_mark = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chains, body, at = [], b"", 0
    for name, data in streams.items():
        size = max(len(data), 4096)
        count = -(-size // sector)
        chains.append((name, at, size, count))
        body += data.ljust(count * sector, b"\0")
        at += count
    entries = [directory_entry("Root Entry", 5, end, 0, child=1)]
    entries += [
        directory_entry(name, 2, start, size, right=place + 2 if place + 1 < len(chains) else free)
        for place, (name, start, size, _) in enumerate(chains)
    ]
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * sector, b"\0")
    fat: list[int] = []
    for _, start, _, count in chains:
        fat += [*range(start + 1, start + count), end]
    first_directory, count = at, len(directory) // sector
    fat += [*range(first_directory + 1, first_directory + count), end, fat_mark]
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(sector, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, first_directory, 0, 4096, end, 0, end, 0) + struct.pack("<I", first_directory + count)
    path.write_bytes(head.ljust(sector, b"\xff") + body + directory + table)
    return path


def directory_entry(name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    """One entry of a compound file's directory."""
    import struct

    coded = name.encode("utf-16-le")
    return (
        coded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(coded) + 2, kind, 1, 0xFFFFFFFF, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def encrypted_office(path: Path) -> Path:
    """An Office file with a password: a compound file that holds the encrypted package."""
    return ole(path, {"EncryptedPackage": b"\x01" * 4096, "EncryptionInfo": b"\x04" * 4096})


def locked_office(path: Path, password: str) -> Path:
    """The Office file at this path, encrypted as Office does it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = io.BytesIO(path.read_bytes())
    with path.open("wb") as out:
        OOXMLFile(plain).encrypt(password, out)
    return path


def old_word(path: Path) -> Path:
    """A Word file of the nineties, by its streams."""
    return ole(path, {"WordDocument": b"\xec\xa5" + b"\0" * 4094})


def placed_pdf(path: Path, lines: list[tuple[int, int, str]]) -> Path:
    """A PDF of one page whose file has these lines in this order, each at its place (points from the lower left corner)."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 11)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.save()
    return path


def pdf_with_picture(path: Path, text: str, image: Image.Image) -> Path:
    """A PDF page with text above and a picture below."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4)
    draw_text(canvas, text, A4[1], 11)
    canvas.drawImage(ImageReader(image), 60, 120, width=470, height=235)
    canvas.save()
    return path


def strict(path: Path) -> Path:
    """A Word file as "Strict Open XML"."""
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {
            name: re.sub(
                rb"http://schemas.openxmlformats.org/(officeDocument|wordprocessingml|drawingml)/2006/",
                rb"http://purl.oclc.org/ooxml/\1/",
                data,
            )
            if name.endswith((".xml", ".rels"))
            else data
            for name in archive.namelist()
            for data in [archive.read(name)]
        }
    return packed(path, parts)


def sixteen_bit(image: Image.Image) -> Image.Image:
    """The same picture in grey with sixteen bits a pixel."""
    import numpy as np

    return Image.fromarray((np.asarray(image.convert("L"), dtype=np.uint16) * 257).astype(np.uint16))


def msg(path: Path) -> Path:
    """A message as Outlook keeps it."""
    import struct

    texts = {"0037": "Crane service", "1000": "The crane is serviced on Monday.", "0C1A": "Dora", "0C1F": "dora@example.org"}
    texts |= {"001A": "IPM.Note", "007D": "From: Dora <dora@example.org>\r\nTo: eve@example.org\r\nSubject: Crane service\r\n"}
    properties = b"\0" * 32
    for tag, text in texts.items():
        properties += struct.pack("<HHIII", 0x001F, int(tag, 16), 6, len(text.encode("utf-16-le")) + 2, 0)
    streams = {f"__substg1.0_{tag}001F": text.encode("utf-16-le") for tag, text in texts.items()}
    return ole(path, {"__properties_version1.0": properties, **streams})
