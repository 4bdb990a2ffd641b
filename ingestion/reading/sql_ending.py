"""Where a statement of SQL ends: at a semicolon that is in no string and no comment, however many lines those go on."""

import re
from dataclasses import dataclass

OPENER = re.compile(r"""--[^\n]*|\#[^\n]*|/\*|(?<![\w$])\$(?:[A-Za-z_]\w*)?\$|\s+|[^'"`;\-\#/$\s]+|.""", re.DOTALL)
CLOSERS = {
    "'": re.compile(r"[^']*'"),
    '"': re.compile(r'[^"]*"'),
    "`": re.compile(r"[^`]*`"),
    "/*": re.compile(r".*?\*/", re.DOTALL),
}
"""What opens a string, a name or a comment, and what comes up to its end."""
ESCAPED_CLOSER = re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL)


@dataclass
class Ending:
    """Follows a text line by line. `escapes`: a backslash in a string means something."""

    escapes: bool
    _open: str = ""
    _semicolon: bool = False

    def is_here(self, line: str) -> bool:
        """Whether a statement ends with this line. Each character is looked at once, however long a string goes on."""
        place = 0
        while place < len(line):
            place = self._closed(line, place) if self._open else self._opened(line, place)
        return self._semicolon and not self._open

    def _closed(self, line: str, place: int) -> int:
        end = self._closer.match(line, place)
        if end is None:
            return len(line)
        self._open = ""
        return end.end()

    @property
    def _closer(self) -> re.Pattern[str]:
        if self._open == "'" and self.escapes:
            return ESCAPED_CLOSER
        return CLOSERS.get(self._open) or re.compile(f".*?{re.escape(self._open)}", re.DOTALL)

    def _opened(self, line: str, place: int) -> int:
        token = OPENER.match(line, place)
        text = token[0] if token else line[place]
        if text in CLOSERS or (len(text) > 1 and text.startswith("$")):
            self._open = text
        if text.strip() and not text.startswith(("--", "#", "/*")):
            self._semicolon = text == ";"
        return place + len(text)
