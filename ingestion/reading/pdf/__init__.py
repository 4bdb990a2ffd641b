"""PDF by pypdfium2: text with the place of each line, reading order, blocks, and pages drawn for recognition."""
