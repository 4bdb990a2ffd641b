"""Whether texts make a difference on their page: it is drawn with them and without them. Imported where a text is suspect."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from ingestion.reading.pdf.grid import Box, around_all
from ingestion.reading.pdf.objects import Pointer, address

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 1_000_000
FEW = 20
"""So many places are drawn one by one; with more, all that lies between them is drawn at once."""
DIFFERENT = 16
SHOWN, INK = 0.14, 0.02
"""So much of a box must differ by more than DIFFERENT (of 255): letters change half of it, where they cross a line a tenth."""


class Pictures:
    """Parts of a page with some of its texts and without them. Boxes are in fractions of the page."""

    def __init__(self, page: PdfPage, texts: Sequence[Pointer], boxes: Sequence[Box]) -> None:
        parts = boxes if len(boxes) <= FEW else [around_all(boxes)]
        self._with = [Part(page, box) for box in parts]
        pointers = {address(text): text for text in texts}
        for pointer in pointers.values():
            pdfium.FPDFPageObj_SetIsActive(pointer, False)
        try:
            self._without = [Part(page, box) for box in parts]
        finally:
            for pointer in pointers.values():
                pdfium.FPDFPageObj_SetIsActive(pointer, True)
        self._place = {box: place if len(parts) > 1 else 0 for place, box in enumerate(boxes)}

    def show(self, box: Box) -> bool:
        """Whether the page would look different without the texts at one of the boxes."""
        place = self._place[box]
        return share(self._with[place].at(box), self._without[place].at(box)) >= SHOWN

    def has_ink(self, box: Box) -> bool:
        """Whether something other than the ground is to be seen at one of the boxes."""
        from PIL import Image, ImageStat

        picture = self._with[self._place[box]].at(box)
        ground = tuple(map(int, ImageStat.Stat(picture).median))
        return share(picture, Image.new(picture.mode, picture.size, ground)) >= INK


class Part:
    """A part of a page as it is drawn, a little larger than the box."""

    def __init__(self, page: PdfPage, box: Box) -> None:
        width, height = max(1.0, page.get_width()), max(1.0, page.get_height())
        self.left, self.top = max(0.0, box[0] - 1 / width), max(0.0, box[1] - 1 / height)
        self.right, self.bottom = min(1.0, box[2] + 1 / width), min(1.0, box[3] + 1 / height)
        area = (self.right - self.left) * width * (self.bottom - self.top) * height
        scale = min(1.0, (MOST_PIXELS / area) ** 0.5)
        cut = (self.left * width, (1 - self.bottom) * height, (1 - self.right) * width, self.top * height)
        self.picture: Image.Image = page.render(scale=scale, crop=cut).to_pil().convert("RGB")

    def at(self, box: Box) -> "Image.Image":
        """What is in a box within it."""
        width, height = self.picture.size
        across, down = width / (self.right - self.left), height / (self.bottom - self.top)
        left, top = max(0, int((box[0] - self.left) * across)), max(0, int((box[1] - self.top) * down))
        right, bottom = round((box[2] - self.left) * across), round((box[3] - self.top) * down)
        left, top = min(left, width - 1), min(top, height - 1)
        return self.picture.crop((left, top, min(width, max(left + 1, right)), min(height, max(top + 1, bottom))))


def share(one: "Image.Image", other: "Image.Image") -> float:
    """How many of the pixels are others."""
    from PIL import ImageChops

    red, green, blue = ImageChops.difference(one, other).split()
    differences = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    return sum(differences[DIFFERENT + 1 :]) / sum(differences)
