"""Whether a value looks made by chance, as keys are, or made up by a person to stand for one."""

import math
import re
from collections import Counter

STANDS_FOR = re.compile(
    r"x{4,}|\*{3,}|\.{3}|#{4,}|^[<\[{(%$].*[>\]})%]?$|\$\{|\{\{|example|sample|changeme|change_me|placeholder|your[_\-]|dummy"
    r"|redacted|secret_here|token_?here|key_?here"
    r"|insert|replace|todo|fixme|test[_\-]?(?:key|token|secret)?$|foobar|0{8,}|^(?:true|false|null|none|undefined|string"
    r"|password|username|secret|token)$",
    re.IGNORECASE,
)
RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop")


def entropy(text: str) -> float:
    """Shannon's entropy of a text's characters, in bits a character."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def stands_for_one(text: str) -> bool:
    """Whether a value only shows where a real one would go: xxxx, <your key>, ${TOKEN}, AKIAIOSFODNN7EXAMPLE."""
    return bool(STANDS_FOR.search(text)) or len(set(text)) < min(5, len(text)) or _counts_up(text.lower())


def by_chance(text: str, *, bits: float = 3.2) -> bool:
    """Whether a value of letters and digits is as mixed as chance makes it; a word, a path or a version isn't."""
    kinds = [any(map(test, text)) for test in (str.isdigit, str.islower, str.isupper)]
    return sum(kinds) >= 2 and kinds[0] and entropy(text) >= min(bits, 0.8 * math.log2(len(text)))


def _counts_up(text: str) -> bool:
    """Whether half of the text or more only counts up: 0123456789, abcdefgh."""
    size = max(4, (len(text) + 1) // 2)
    return any(text[at : at + size] in run for run in RUNS for at in range(len(text) - size + 1)) if size <= 26 else False
