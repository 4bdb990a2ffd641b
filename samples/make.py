"""Make the sample collection: the handbook of an invented bicycle shop, in every main format.

`python samples/make.py` writes `samples/documents/` anew from `samples/texts/` and from the tables below. The result is
kept in the repository, so that nobody has to run this; it shows that every document is the project's own work.
"""

import csv
import io
import json
import shutil
import sqlite3
from email.message import EmailMessage
from pathlib import Path

import cv2
import numpy as np
import pypandoc
from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pptx import Presentation
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

HERE = Path(__file__).parent
TEXTS, OUT = HERE / "texts", HERE / "documents"
SERIF, SANS = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
STYLES = getSampleStyleSheet()

TRAVEL: list[tuple[str, ...]] = [
    ("1 Scope", "This policy covers every trip that staff of Harbour Lane Cycles make for the company, from a visit to another branch to a trade fair abroad. It replaces the travel rules of 2022.",
     "Trips of more than one day are entered in the travel tool at least five working days ahead and approved by the branch manager. Trips outside Europe are approved by the managing directors."),
    ("2 Getting there", "Trains come first. Second class is booked for journeys of up to four hours, first class may be booked for longer ones. A rail card is paid for by the company once it saves more than it costs, which is the case from about five trips a year.",
     "Flights are booked only when the train would take more than seven hours one way. Flights are always in economy class. Private cars are paid back at 0.34 euros a kilometre. Company bicycles are free of charge and may be taken on any train."),
    ("3 Staying there", "Hotels are paid up to 125 euros a night, breakfast included. In London, Paris, Zurich and Copenhagen the limit is 180 euros. Whoever stays with friends may bring a gift worth up to 30 euros and hand in the receipt.",
     "The daily allowance for meals is 28 euros for a full day and 14 euros for days of arrival and departure. Breakfast that is part of the hotel's price is deducted at 5.60 euros."),
    ("4 On the way", "Travel time counts as working time up to ten hours a day. A trip that ends after 22:00 gives a free morning on the next day.",
     "In an emergency abroad, call the insurer's line on the back of the company card first and the front office second. The insurance covers luggage up to 1,500 euros and bicycles up to 4,000 euros."),
    ("5 Afterwards", "The expense report is due within 30 days of the return. Finance pays it with the next wage, provided that it comes before the 20th of the month.",
     "Trips that were cancelled for private reasons are paid back only in the case of illness with a doctor's note."),
]  # fmt: skip
PRICES = {
    "City bicycles": [("Quayside 3", "7-gear hub", "749"), ("Quayside 8", "8-gear hub, belt drive", "1,149"), ("Ferry", "step-through, 3-gear hub", "629"), ("Ferry Plus", "step-through, 7-gear hub", "799")],
    "Touring bicycles": [("Breakwater", "27-gear derailleur", "1,289"), ("Breakwater Steel", "steel frame, 30-gear derailleur", "1,590"), ("Lighthouse", "14-gear hub", "2,990")],
    "Electric bicycles": [("Tide 400", "400 Wh battery", "2,299"), ("Tide 625", "625 Wh battery", "2,899"), ("Tide Cargo", "625 Wh battery, front box", "5,190"), ("Current", "speed model up to 45 km/h", "4,450")],
    "Children's bicycles": [("Minnow 12", "12 inch, no gears", "189"), ("Minnow 16", "16 inch, no gears", "219"), ("Minnow 20", "20 inch, 5-gear derailleur", "329")],
}  # fmt: skip
SERVICES = [("Small service", "brakes, gears, tyre pressure", "49"), ("Full service", "strip, clean, grease, adjust", "119"), ("Wheel truing", "per wheel", "22"), ("Puncture repair", "tube included", "17"), ("Fitting of a child seat", "seat not included", "25"), ("Battery health check", "with printed report", "35"), ("Winter storage", "November to March, small service included", "95")]  # fmt: skip
PARTS = [("part_no", "name", "supplier", "price_eur", "stock", "shelf"), ("HL-1001", "Inner tube 28 inch, Dunlop valve", "Northgate Rubber", "6.90", "240", "A1"), ("HL-1014", "Tyre 37-622, puncture guard", "Northgate Rubber", "27.50", "88", "A2"), ("HL-2210", "Chain, 8-speed, 114 links", "Delta Drive", "19.90", "61", "B1"), ("HL-2245", "Belt, 118 teeth", "Delta Drive", "74.00", "9", "B3"), ("HL-3107", "Brake pads, disc, organic", "Stopwell", "14.50", "132", "C1"), ("HL-3150", "Brake cable, stainless, 2.2 m", "Stopwell", "5.20", "175", "C2"), ("HL-4402", "Front light, 70 lux", "Lumen & Sons", "49.00", "34", "D1"), ("HL-4480", "Rear light with brake signal", "Lumen & Sons", "29.00", "40", "D1"), ("HL-5033", "Saddle, gel, wide", "Comfort Works", "39.90", "17", "E2"), ("HL-6120", "Bell, brass", "Comfort Works", "12.00", "96", "E4")]  # fmt: skip
FLEET: dict[str, list[tuple[str | int, ...]]] = {
    "Daily rental": [("Model", "Number", "Price a day (EUR)", "Deposit (EUR)"), ("Ferry", 24, 14, 50), ("Quayside 8", 18, 19, 80), ("Breakwater", 12, 22, 100), ("Tide 400", 15, 34, 200), ("Tide Cargo", 4, 55, 300), ("Minnow 20", 8, 8, 20)],
    "Long rental": [("Model", "Price a week (EUR)", "Price a month (EUR)"), ("Ferry", 62, 165), ("Quayside 8", 85, 220), ("Tide 400", 150, 390), ("Tide Cargo", 240, 640)],
    "Branches": [("Branch", "Rental bicycles", "Opens", "Closes"), ("Quay Street", 41, "8:30", "19:00"), ("Mill Road", 22, "9:00", "18:30"), ("Station Square", 18, "7:30", "20:00")],
}  # fmt: skip
SLIDES = [
    ("Welcome to Harbour Lane Cycles", ["Three branches, 46 people, one workshop standard", "Founded in 1987 in a boat shed on Quay Street"], "Hand out the key cards before this slide."),
    ("Your first week", ["Monday: tour, key card, locker, first-aid briefing", "Tuesday and Wednesday: shop floor with your mentor", "Thursday: workshop safety, battery training", "Friday: till training and a talk with the branch manager"], "The mentor is named in the letter of welcome."),
    ("Probation and mentors", ["Probation lasts four months", "A talk after six weeks and another after fourteen weeks", "Every newcomer has a mentor for the first three months"], ""),
    ("What you wear", ["Blue shirts are provided: five for full-time, three for part-time", "Closed shoes in the shop, safety shoes in the workshop", "Name badges are worn on the left"], ""),
    ("Whom to ask", ["Rota: branch manager", "Pay: wages office, Tuesdays 13:00 to 16:00", "Computers: extension 31", "Everything else: front office, extension 10"], "Extension 31 is staffed from 8:00 to 17:00."),
]  # fmt: skip
LETTER = [
    ["Old Harbour Estates", "Wharf House, 2 Custom House Lane", "", "To Harbour Lane Cycles, Quay Street 17", "", "14 January 2026", "", "Lease of the premises at Quay Street 17", "",
     "Dear tenant,", "", "we confirm that the lease of the shop and the", "workshop at Quay Street 17 is extended by five", "years, until 31 March 2031. The monthly rent is", "4,850 euros from 1 April 2026, and rises by two",
     "percent each year on 1 April.", "", "The yard behind the building may be used for", "deliveries between 7:00 and 20:00. The gate has", "to be locked at night."],
    ["Page 2", "", "The tenant pays for repairs inside the rooms up", "to 600 euros in each case. Repairs of the roof,", "the outer walls and the heating are paid by us.", "",
     "The lease can be ended by either side with nine", "months' notice to the end of a quarter, in", "writing.", "", "The deposit of 12,000 euros, which was paid in", "2016, stays with us.", "", "With kind regards", "Old Harbour Estates"],
]  # fmt: skip
NOTICE = ["NOTICE", "", "The compressed-air line is out", "of order from 2 to 6 March.", "", "Use the mobile compressor in", "bay 4. Keys: front office.", "", "Paint booth closed until", "the line has been tested.", "", "Works management"]  # fmt: skip
FAX = [
    ["INSPECTION REPORT   LIFTING TABLES", "", "Branch: Mill Road", "Date of inspection: 9 February 2026", "", "Table 1   passed", "Table 2   passed with a remark: oil leak at the cylinder", "Table 3   failed: safety catch is worn", "", "Table 3 must not be used before the safety", "catch has been replaced."],
    ["INSPECTION REPORT   PAGE 2", "", "Next inspection due: February 2027", "", "The oil leak at table 2 has to be repaired", "within four weeks.", "", "Fee for this inspection: 230 euros."],
]  # fmt: skip
HOURS = {
    "company": "Harbour Lane Cycles",
    "branches": [
        {"branch": "Quay Street", "telephone": "extension 100", "monday_to_friday": "8:30-19:00", "saturday": "9:00-17:00", "sunday": "closed", "parking": "six spaces in the yard"},
        {"branch": "Mill Road", "telephone": "extension 200", "monday_to_friday": "9:00-18:30", "saturday": "9:00-16:00", "sunday": "12:00-17:00 (trial)", "parking": "none"},
        {"branch": "Station Square", "telephone": "extension 300", "monday_to_friday": "7:30-20:00", "saturday": "8:00-18:00", "sunday": "closed", "parking": "public garage, first 30 minutes free"},
    ],
}  # fmt: skip
SUPPLIERS = [("Northgate Rubber", "tyres and tubes", "14 days net", "200"), ("Delta Drive", "chains, belts, cassettes", "30 days net", "350"), ("Stopwell", "brakes", "30 days, 2 percent within 10 days", "150"), ("Lumen & Sons", "lights", "prepayment", "0"), ("Comfort Works", "saddles, grips, bells", "14 days net", "100")]  # fmt: skip
BOOKINGS = [(1, "Station Square", "Tide Cargo", "2026-05-02", 3, "165.00"), (2, "Quay Street", "Ferry", "2026-05-02", 1, "14.00"), (3, "Quay Street", "Breakwater", "2026-05-09", 7, "154.00"), (4, "Mill Road", "Minnow 20", "2026-05-16", 2, "16.00"), (5, "Station Square", "Tide 400", "2026-06-13", 5, "170.00")]  # fmt: skip


def main() -> None:
    """Write every document anew."""
    shutil.rmtree(OUT, ignore_errors=True)
    for folder in ("policies", "prices", "letters", "notices", "training", "mail", "workshop", "records", "notes"):
        (OUT / folder).mkdir(parents=True)
    converted()
    travel_policy(OUT / "policies" / "travel-policy.pdf")
    price_list(OUT / "prices" / "price-list-2026.pdf")
    spare_parts(OUT / "prices" / "spare-parts.csv")
    rental_fleet(OUT / "prices" / "rental-fleet.xlsx")
    scanned([paper(lines) for lines in LETTER], OUT / "letters" / "lease-extension.pdf")
    photographed(paper(NOTICE, size=64), OUT / "notices" / "compressed-air-notice.jpg")
    onboarding(OUT / "training" / "first-week.pptx")
    mail(OUT / "mail" / "delivery-delay.eml")
    inspection(OUT / "records" / "lifting-tables.tiff")
    first_aid(OUT / "workshop" / "first-aid.png")
    (OUT / "records" / "opening-hours.json").write_text(json.dumps(HOURS, indent=2))
    suppliers(OUT / "records" / "suppliers.xml")
    bookings(OUT / "records" / "bookings.sql")
    shutil.copy(TEXTS / "meeting-notes.txt", OUT / "notes" / "branch-managers-2026-03-04.txt")
    shutil.copy(TEXTS / "remote-working.md", OUT / "policies" / "remote-working.md")


def converted() -> None:
    """The texts that pandoc turns into office formats."""
    for source, target in (
        ("leave-policy.md", "policies/leave-policy.docx"),
        ("data-protection.md", "policies/data-protection.odt"),
        ("code-of-conduct.md", "policies/code-of-conduct.html"),
        ("expenses.md", "policies/expenses.rtf"),
        ("workshop-handbook.md", "workshop/workshop-handbook.epub"),
    ):
        pypandoc.convert_file(
            str(TEXTS / source), Path(target).suffix[1:], outputfile=str(OUT / target), extra_args=["--standalone"]
        )


def travel_policy(path: Path) -> None:
    """Five sections on as many pages, with a running header and footer."""
    story: list[object] = []
    for title, *paragraphs in TRAVEL:
        story += [
            Paragraph(title, STYLES["Heading1"]),
            *(item for text in paragraphs for item in (Paragraph(text, STYLES["BodyText"]), Spacer(1, 10))),
            PageBreak(),
        ]
    _pdf(path, "Travel policy", "Managing directors", "Travel policy, in force since 1 March 2025", story)


def price_list(path: Path) -> None:
    """Tables of bicycles, then one of services."""
    story: list[object] = [
        Paragraph("Price list 2026", STYLES["Title"]),
        Paragraph("All prices in euros, value added tax included.", STYLES["BodyText"]),
    ]
    for group, rows in PRICES.items():
        story += [Paragraph(group, STYLES["Heading2"]), _table([("Model", "Equipment", "Price (EUR)"), *rows])]
    story += [
        PageBreak(),
        Paragraph("Services", STYLES["Heading1"]),
        _table([("Service", "What is done", "Price (EUR)"), *SERVICES]),
    ]
    story.append(
        Paragraph(
            "Prices for services hold for work of up to one hour; every further quarter of an hour costs 16 euros.",
            STYLES["BodyText"],
        )
    )
    _pdf(path, "Price list 2026", "Sales", "Price list 2026, valid from 1 January 2026", story)


def _table(rows: list[tuple[str, ...]]) -> Table:
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
        ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
    ]
    return Table(rows, colWidths=(150, 220, 80), style=TableStyle(style), hAlign="LEFT")


def _pdf(path: Path, title: str, author: str, header: str, story: list[object]) -> None:
    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, A4[1] - 40, f"Harbour Lane Cycles: {header}")
        canvas.drawRightString(A4[0] - 72, 36, f"Page {document.page}")

    SimpleDocTemplate(str(path), pagesize=A4, title=title, author=author, invariant=1).build(
        story, onFirstPage=furniture, onLaterPages=furniture
    )


def spare_parts(path: Path) -> None:
    """A CSV with one part a row."""
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(PARTS)


def rental_fleet(path: Path) -> None:
    """Three sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in FLEET.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    book.save(path)


def paper(lines: list[str], *, size: int = 42, margin: int = 160) -> Image.Image:
    """A typed page as a grey image at about 200 dpi."""
    page = Image.new("L", (1654, 2339), 250)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(SERIF, size)
    for row, line in enumerate(lines):
        draw.text((margin, margin + row * int(size * 1.6)), line, font=font, fill=25)
    return page


def _noisy(page: Image.Image, seed: int) -> Image.Image:
    noise = np.random.default_rng(seed).normal(0, 7, (page.height, page.width))
    return Image.fromarray(np.clip(np.asarray(page, dtype=float) + noise, 0, 255).astype("uint8")).filter(
        ImageFilter.GaussianBlur(0.6)
    )


def scanned(pages: list[Image.Image], path: Path) -> None:
    """Pages as a scanner gives them: a little crooked, a little noisy, images only."""
    crooked = [
        _noisy(page.rotate(angle, fillcolor=250), seed) for seed, (page, angle) in enumerate(zip(pages, (1.2, -0.8), strict=True))
    ]
    crooked[0].save(path, save_all=True, append_images=crooked[1:], resolution=200, quality=70)


def photographed(page: Image.Image, path: Path) -> None:
    """A notice on the wall, photographed from the side in uneven light."""
    sheet = np.asarray(page.crop((0, 0, 1654, 1500)).convert("RGB"))
    height, width = sheet.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    seen = np.array([[190, 150], [1790, 230], [1760, 1610], [150, 1560]], dtype=np.float32)
    photo = cv2.warpPerspective(sheet, cv2.getPerspectiveTransform(corners, seen), (1960, 1760), borderValue=(96, 108, 118))
    light = np.linspace(1.0, 0.72, photo.shape[1])[None, :, None] * np.linspace(0.85, 1.0, photo.shape[0])[:, None, None]
    Image.fromarray(np.clip(photo * light, 0, 255).astype("uint8")).save(path, quality=82)


def onboarding(path: Path) -> None:
    """A slide deck with speaker's notes."""
    deck = Presentation()
    for title, points, notes in SLIDES:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(points)
        slide.notes_slide.notes_text_frame.text = notes
    deck.core_properties.title, deck.core_properties.author = "Your first week", "People team"
    deck.save(str(path))


def mail(path: Path) -> None:
    """A message with a PDF attached."""
    attachment = io.BytesIO()
    canvas = Canvas(attachment, pagesize=A4, invariant=1)
    for row, line in enumerate(
        [
            "Delta Drive: revised delivery plan",
            "",
            "Order 77-1204",
            "Belts HL-2245: 40 pieces, week 24",
            "Chains HL-2210: 200 pieces, week 21",
            "Cassettes HL-2302: 60 pieces, week 27",
            "Carrier: Blue Line Freight",
        ]
    ):
        canvas.drawString(72, 780 - row * 20, line)
    canvas.save()
    message = EmailMessage()
    message["From"], message["To"] = "orders@delta-drive.example", "purchasing@harbour-lane.example"
    message["Subject"], message["Date"] = "Delay of order 77-1204", "Tue, 12 May 2026 09:41:00 +0200"
    message["Message-ID"] = "<77-1204@delta-drive.example>"
    message.set_content(
        "Good morning,\n\nbecause of a fire at our belt supplier, order 77-1204 is delayed by three weeks. The new plan is attached.\n"
        "As a compensation we grant a discount of 4 percent on this order.\nPlease confirm by 20 May.\n\nDelta Drive, order desk\n"
    )
    message.add_attachment(attachment.getvalue(), maintype="application", subtype="pdf", filename="delivery-plan.pdf")
    message.set_boundary("harbour-lane-sample")
    path.write_bytes(bytes(message))


def inspection(path: Path) -> None:
    """A fax of two pages in one black and white TIFF."""
    pages = [paper(lines).point(lambda value: 255 * (value > 128)).convert("1") for lines in FAX]
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="group4", dpi=(200, 200))


def first_aid(path: Path) -> None:
    """A sign for the wall, white on green."""
    sign = Image.new("RGB", (1400, 900), (16, 104, 62))
    draw = ImageDraw.Draw(sign)
    for row, line in enumerate((TEXTS / "first-aid.txt").read_text().splitlines()):
        draw.text((70, 60 + row * 64), line, font=ImageFont.truetype(SANS, 40), fill="white")
    sign.save(path, optimize=True)


def suppliers(path: Path) -> None:
    """An export of the purchasing system."""
    rows = "".join(
        f'  <supplier name="{name.replace("&", "&amp;")}">\n    <goods>{goods}</goods>\n    <terms>{terms}</terms>\n    <minimum-order currency="EUR">{minimum}</minimum-order>\n  </supplier>\n'
        for name, goods, terms, minimum in SUPPLIERS
    )
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<suppliers as-of="2026-01-01">\n{rows}</suppliers>\n')


def bookings(path: Path) -> None:
    """A dump of the rental bookings."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE TABLE bookings (id INTEGER PRIMARY KEY, branch TEXT, model TEXT, first_day DATE, days INTEGER, total_eur DECIMAL)"
    )
    base.executemany("INSERT INTO bookings VALUES (?, ?, ?, ?, ?, ?)", BOOKINGS)
    path.write_text("\n".join(base.iterdump()) + "\n")


if __name__ == "__main__":
    main()
