"""Recognises text on images: `recognise(image, languages)` straightens, tries, and keeps the best reading."""

from ingestion.reading.ocr.knowing import key_of
from ingestion.reading.ocr.recognising import Recognised, as_page, recognise

__all__ = ["Recognised", "as_page", "key_of", "recognise"]
