"""Plays pictures with known texts against bare Tesseract and against Footnote's own recognition."""
