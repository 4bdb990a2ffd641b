"""Opens images safely and writes the ones that people will see."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from ingestion.reading.errors import Damaged, ImageTooLarge

SHOWN_SIZE = 2200
QUALITY = 85
Image.MAX_IMAGE_PIXELS = None  # we check ourselves, before anything is decoded


@contextmanager
def opened(path: Path, *, max_pixels: int) -> Iterator[Image.Image]:
    """An image whose size is known to be bearable, not decoded yet. Raises Damaged or ImageTooLarge."""
    try:
        with Image.open(path) as image:
            check_size(image.width, image.height, max_pixels)
            yield image
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError) as error:
        raise Damaged(detail=type(error).__name__) from error


def check_size(width: int, height: int, max_pixels: int) -> None:
    """Refuse an image that would need too much memory."""
    if width * height > max_pixels:
        found = f"{width:,} × {height:,} pixels"
        raise ImageTooLarge(f"An image in the file is too large to be opened safely ({found}).")


def upright_rgb(image: Image.Image) -> Image.Image:
    """Decoded, turned as its camera says, on white where it is transparent, in RGB or grey."""
    image = ImageOps.exif_transpose(image)
    if image.mode in {"I;16", "I;16B", "I;16L", "I", "F"}:
        image = ImageOps.autocontrast(
            image.convert("F").point(lambda value: value / 257 if image.mode != "F" else value).convert("L")
        )
    if image.mode in {"LA", "PA", "RGBA"} or "transparency" in image.info:
        coloured = image.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(paper, coloured).convert("RGB")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def keep(image: Image.Image, path: Path) -> Path:
    """Write an image for the browser."""
    shown = image.copy()
    shown.thumbnail((SHOWN_SIZE, SHOWN_SIZE), Image.Resampling.LANCZOS)
    shown.save(path, "JPEG", quality=QUALITY)
    return path
