"""Images: each frame (a TIFF may have many) is a page whose text is recognised."""

from PIL import Image

from ingestion.reading.messages import Counted, PageRead, Recalled, Step
from ingestion.reading.ocr import as_page, key_of, recognise
from ingestion.reading.pictures import check_size, keep, opened, upright_rgb
from ingestion.reading.source import Source, Telling

PAGED = {"image/tiff"}


def read(source: Source) -> Telling:
    """The frames of an image file, decoded one at a time. Only TIFF has pages; of an animation the first picture is read."""
    with opened(source.path, max_pixels=source.limits.max_pixels) as image:
        count = getattr(image, "n_frames", 1) if source.media_type in PAGED else 1
        yield Counted(count)
        for number in range(1, count + 1):
            yield Step(number, count, recognising=True)
            if number > 1:
                image.seek(number - 1)
                check_size(image.width, image.height, source.limits.max_pixels)
            yield page(image, number, source)


def page(image: Image.Image, number: int, source: Source) -> PageRead | Recalled:
    """One frame as a page with its corrected picture."""
    picture = upright_rgb(image)
    key = key_of(picture, source.limits.ocr_languages)
    if (text := source.known(key)) is not None:
        return Recalled(number, key, text)
    found = recognise(picture, source.limits.ocr_languages)
    shown = keep(found.image, source.out / f"{number}.jpg")
    return as_page(found, number, shown, key)
