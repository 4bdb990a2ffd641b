"""The capital letters of the Latin, Greek and Cyrillic alphabets, for character classes: `re` has no name for them."""

UPPER = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
