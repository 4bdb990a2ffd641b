"""BM25 as sparse vectors: documents carry saturated term frequencies, Qdrant multiplies by the terms' rarity (its idf modifier)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import Stemmer

# Robertson and Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond. The average length is fixed, in terms
# of one chunk, so that a vector never depends on its neighbours.
K1 = 1.2
B = 0.75
AVERAGE_LENGTH = 60

# Letters and digits; runs of them joined by one of these marks are one code as well as its parts: HR-12/4, a.b@example.org, C++.
_RUN = re.compile(r"[^\W_]+(?:[-‐‑./_@&+:][^\W_]+)*(?:\+\+|#(?!\w))?")
_PART = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[\d@+#]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PROBE = (
    "The employees' forms HR-12/4, U.S. and C++ cost 1,000.50 at a.b@example.org: réunions, Straße, 東京大学, running, policies. "
    * 2
)
STOP_WORDS = frozenset((Path(__file__).parent / "stop_words.txt").read_text().split())


@dataclass(frozen=True)
class Sparse:
    """A sparse vector: distinct term numbers and their weights, in step."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


def document_vector(text: str) -> Sparse:
    """Weights of a chunk's terms, without rarity."""
    return _sparse(weights(terms(text)))


def weights(terms: Sequence[str]) -> dict[str, float]:
    """What each term of a chunk weighs by its frequency: more each time, ever less more."""
    length = 1 - B + B * len(terms) / AVERAGE_LENGTH
    return {term: n * (K1 + 1) / (n + K1 * length) for term, n in Counter(terms).items()}


def query_vector(text: str) -> Sparse:
    """How often each term is asked for."""
    return _sparse(Counter(terms(text)))


def any_of(terms: Iterable[str]) -> Sparse:
    """Each of these terms alike."""
    return _sparse(dict.fromkeys(terms, 1.0))


def terms(text: str) -> list[str]:
    """The text's terms in order, with repetitions: folded, without stop words, stemmed, codes whole and in parts."""
    return [term for run in _RUN.findall(_THOUSANDS.sub("", fold(text))) for term in _terms(run)]


def fold(text: str) -> str:
    """Letters that differ only in case, width or accent become the same."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def plain(text: str) -> str:
    """The text folded, with one space where there was any white space."""
    return " ".join(fold(text).split())


def fingerprint() -> str:
    """Changes when weights are made differently, told by the weights of a text with a bit of everything."""
    return sha256(repr(document_vector(_PROBE)).encode()).hexdigest()[:12]


@lru_cache(maxsize=100_000)
def number(term: str) -> int:
    """A term's number below 2³², the same on every machine and for ever."""
    return crc32(term.encode())


@lru_cache(maxsize=100_000)
def _terms(run: str) -> tuple[str, ...]:
    parts = _PART.findall(run)
    if parts == [run]:
        return tuple(_words(run))
    if len(parts) > 1 and all(len(part) == 1 and part.isalpha() for part in parts):
        return ("".join(parts),)
    code = [run] if _CODE.search(run) else []
    return tuple(code + [term for part in parts for term in _words(part)])


def _words(part: str) -> Iterator[str]:
    if _UNSPACED.search(part):
        yield from _pairs(part)
    elif part not in STOP_WORDS:
        yield _stem(part)


def _pairs(part: str) -> Iterator[str]:
    """Scripts without spaces are indexed by overlapping pairs of letters."""
    yield from (part[at : at + 2] for at in range(max(1, len(part) - 1)))


def _stem(word: str) -> str:
    """English for every text: a guess of the language could differ between a question and its answer."""
    return str(_stemmer.stemWord(word)) if word.isalpha() else word


_stemmer = Stemmer.Stemmer("english", 0)


def _sparse(weights: Mapping[str, float]) -> Sparse:
    """Terms that share a number, which is very rare, are one term."""
    numbered: dict[int, float] = {}
    for term, weight in weights.items():
        numbered[number(term)] = numbered.get(number(term), 0.0) + weight
    ordered = sorted(numbered.items())
    return Sparse(tuple(term for term, _ in ordered), tuple(float(weight) for _, weight in ordered))
