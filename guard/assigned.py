"""Values that their name calls secret: `api_key = "…"`, `password: …`, `"client_secret": "…"`."""

import re
from collections.abc import Iterator

from guard.entropy import by_chance, entropy, stands_for_one
from guard.messages import Finding, Kind

CALLED = re.compile(
    r"(?:pass(?:word|wd|phrase|code)|pwd\b|(?<![a-z])pass(?=[\"']?\s{0,2}[:=])|secret|token|api_?-?key|apikey|access_?-?key"
    r"|auth_?-?key|(?:private|encryption|signing|account|storage|license|master|service|admin|app)_?-?key"
    r"|credential|_auth\b|(?<![a-z])auth(?=[\"']?\s{0,2}[:=])|key(?=[\"']?\s{0,2}:{0,3}[:=?])|[_.]login|access_?id"
    r"|contribsys__com)",
    re.IGNORECASE,
)
# What may stand between a name and its value: the rest of the name, or words as in "the password of the printer: …".
REST = re.compile(
    r"(?:[\w.\-\[\]]{0,40}|s?(?: (?:of|for|to|on|at|in)(?: [\w.\-]{1,30}){1,5}))"
    r"[\"'`]?\s{0,8}(?:<[^<>\n]{0,40}>|:{1,3}=|\?=|=>|[=:,(]|\bis\b)\s{0,4}(?:!!binary )?[\"'`(]{0,2}"
)
VALUE = re.compile(r"[^\s\"'`,;<>(){}\[\]\\]{3,300}")
PASSWORDS = re.compile(r"pass|pwd", re.IGNORECASE)
NO_SECRET_NAME = re.compile(
    r"(?:public|pub|foreign|primary|sort|partition|bucket|cache|lookup|dictionary|map|key_?board|schema|sequence|token(?:izer"
    r"|_type|_count|s_|_url|_endpoint)|max_token|num_token|credential_?s?_?id|(?:kms|ssh)_key_id"
    r"|secret_?name|token_?name|key_?name|key_?id|key_?path|key_?file|keyword|keystore|keysize|key_?hash|key_?vault|key_?type"
    r"|key_?down|key_?code|csrf|authenticity|git|commit|checksum|sha\d*|md5|hash|digest|version|author|x-ms|url|host|endpoint"
    r"|length|size|count|format)",
    re.IGNORECASE,
)
CODE = re.compile(
    r"^(?:[A-Za-z_]\w*(?:\.[a-zA-Z_]\w*)+|[\w.\-]+-v?\d+(?:\.\d+)+|\d+(?:\.\d+)+[\w.\-]*|/[\w/.\-]+|\w+://.*|[\w\-]+\.(?:js"
    r"|py|json|ya?ml|pem|key|crt|p12|tab|com|org|net|io|dev)(?::\d+)?)$"
)
BEFORE = 30


def assigned(text: str) -> Iterator[Finding]:
    """Values after a name that calls them secret, if they look like it."""
    for match in CALLED.finditer(text):
        rest = REST.match(text, match.end())
        value = VALUE.match(text, rest.end()) if rest else None
        if value and rest and _is_secret(text, match, rest, value):
            kind = Kind.PASSWORD if PASSWORDS.match(match.group()) else Kind.KEY
            yield Finding(kind, value.start(), value.start() + len(value.group().rstrip(".")), 0.75)


def _is_secret(text: str, match: re.Match[str], rest: re.Match[str], value: re.Match[str]) -> bool:
    before = re.search(r"[\w.\-]*\Z", text[max(0, match.start() - BEFORE) : match.start()])
    name = (before.group() if before else "") + match.group() + re.match(r"[\w.\-]*", rest.group()).group()  # type: ignore[union-attr]
    word = value.group().rstrip(".")
    quoted = rest.group()[-1] in "\"'`"
    if PASSWORDS.match(match.group()):
        found = _is_password(word, rest.group(), quoted=quoted, alone=_ends_line(text, value.end()))
    else:
        found = not NO_SECRET_NAME.search(name) and _is_key(word)
    return found and not (stands_for_one(word) or CODE.match(word))


def _is_password(word: str, between: str, *, quoted: bool, alone: bool) -> bool:
    """People choose passwords: what is quoted, or stands alone on its line, or holds more than letters."""
    mixed = any(map(str.isdigit, word)) and any(map(str.isalpha, word))
    if " is" in between and not mixed:
        return False
    signs = sum(not char.isalnum() for char in word.strip("*_|"))
    return (
        4 <= len(word) <= 128
        and "=" not in word[:-2]
        and (mixed or (quoted and len(word) >= 6) or (alone and signs > 0 and len(word) >= 8 and entropy(word) > 3))
    )


def _is_key(word: str) -> bool:
    if re.fullmatch(r"[0-9a-fA-F]{8}(?::[0-9a-fA-F]{8}|(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})", word):
        return True
    return len(word) >= 10 and "=" not in word.rstrip("=") and word.count(".") < 4 and word.count("/") < 6 and by_chance(word)


def _ends_line(text: str, end: int) -> bool:
    return text[end : end + 3].strip("\"'`;,) ")[:1] in ("", "\n", "#")
