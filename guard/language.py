"""In which language a text is written."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import ConfidenceValue, Language, LanguageDetector

SAMPLE = 2000
SURE = 0.8
SHORTEST = 10
FEW = 4
ANY: frozenset[str] = frozenset()
ENGLISH, NORWEGIAN = "en", "nb"
NAMES = (
    "ENGLISH", "GERMAN", "FRENCH", "SPANISH", "ITALIAN", "PORTUGUESE", "DUTCH", "POLISH", "SWEDISH", "DANISH", "BOKMAL",
    "FINNISH", "CZECH", "HUNGARIAN", "ROMANIAN", "TURKISH", "GREEK", "RUSSIAN", "UKRAINIAN", "ARABIC", "PERSIAN", "HEBREW",
    "CHINESE", "JAPANESE", "KOREAN", "HINDI", "VIETNAMESE", "THAI", "INDONESIAN",
)  # fmt: skip


def language_of(text: str, *, sure: float = 0.0, among: frozenset[str] = ANY) -> str:
    """ISO 639-1 code of the language of a text's beginning, one `among` those that it may be; empty where it has no letters, or it
    isn't as `sure` (0 to 1).
    """
    found = _best(text, among)
    return str(found.language.iso_code_639_1.name).lower() if found and found.value >= sure else ""


def asked_in(question: str, *, among: Iterable[str]) -> str:
    """ISO 639-1 code of the language of a question: English, or one `among` those of what may answer it. Empty where one can't be
    sure, or there is none but English.

    A few words look like many languages, so no more are told apart than have to be. Names and technical terms may be of another
    language than the question: it has to look the same without them.
    """
    known = frozenset(code for code in among if code in _languages()) | {ENGLISH}
    if len(known) == 1:
        return ""
    code, rest = language_of(question, sure=SURE, among=known), _without_names(question)
    return code if code and len(rest) >= SHORTEST and " " in rest and language_of(rest, among=known) == code else ""


def code_of(tag: str) -> str:
    """The ISO 639-1 code at the beginning of a language tag such as en-GB; both kinds of Norwegian have one."""
    code = tag.strip().lower().replace("_", "-").partition("-")[0][:8]
    return NORWEGIAN if code in ("no", "nn") else code


def name_of(code: str) -> str:
    """The English name of a language by its ISO 639-1 code; empty for one that is not known here."""
    found = _languages().get(code)
    return "" if found is None else "Norwegian" if code == NORWEGIAN else found.name.title()


def _without_names(question: str) -> str:
    """Without what has a digit, and without words in capitals but the first."""
    words = [word for word in (each.strip("?!.,;:") for each in question.split()) if word.isalpha()]
    return " ".join(word for number, word in enumerate(words) if number == 0 or word.islower())


def _best(text: str, among: frozenset[str]) -> "ConfidenceValue | None":
    if not any(map(str.isalpha, text)):
        return None
    return next(iter(_detector(among).compute_language_confidence_values(text[:SAMPLE])), None)


@cache
def _languages() -> "Mapping[str, Language]":
    """Those that can be told apart, by their codes."""
    from lingua import Language

    known: list[Language] = [getattr(Language, name) for name in NAMES]
    return {str(each.iso_code_639_1.name).lower(): each for each in known}


@lru_cache(maxsize=32)
def _detector(among: frozenset[str]) -> "LanguageDetector":
    """Low accuracy looks at three letters at a time only: right for a sentence, in far less memory (30 to 50 MB a language).

    Among few languages it looks at more of them, so that a few words tell as well.
    """
    from lingua import LanguageDetectorBuilder

    chosen = [language for code, language in _languages().items() if among == ANY or code in among]
    builder = LanguageDetectorBuilder.from_languages(*chosen)
    return (builder if len(chosen) <= FEW else builder.with_low_accuracy_mode()).build()
