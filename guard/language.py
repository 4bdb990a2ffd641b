"""In which language a text is written."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import ConfidenceValue, LanguageDetector

SAMPLE = 2000
SURE = 0.8
SHORTEST = 10
NAMES = (
    "ENGLISH", "GERMAN", "FRENCH", "SPANISH", "ITALIAN", "PORTUGUESE", "DUTCH", "POLISH", "SWEDISH", "DANISH", "BOKMAL",
    "FINNISH", "CZECH", "HUNGARIAN", "ROMANIAN", "TURKISH", "GREEK", "RUSSIAN", "UKRAINIAN", "ARABIC", "PERSIAN", "HEBREW",
    "CHINESE", "JAPANESE", "KOREAN", "HINDI", "VIETNAMESE", "THAI", "INDONESIAN",
)  # fmt: skip


def language_of(text: str, *, sure: float = 0.0) -> str:
    """ISO 639-1 code of the language of a text's beginning; empty where it has no letters, or it isn't as `sure` (0 to 1)."""
    found = _best(text)
    return str(found.language.iso_code_639_1.name).lower() if found and found.value >= sure else ""


def asked_in(question: str) -> str:
    """ISO 639-1 code of the language of a question; empty where one can't be sure.

    Names and technical terms may be of another language than the question: it has to look the same without them.
    """
    code, rest = language_of(question, sure=SURE), _without_names(question)
    return code if code and len(rest) >= SHORTEST and language_of(rest) == code else ""


def name_of(code: str) -> str:
    """The English name of a language by its ISO 639-1 code; empty for one that is not known here."""
    return _names().get(code, "")


def _without_names(question: str) -> str:
    """Without what has a digit, and without words in capitals but the first."""
    words = [word for word in (each.strip("?!.,;:") for each in question.split()) if word.isalpha()]
    return " ".join(word for number, word in enumerate(words) if number == 0 or word.islower())


def _best(text: str) -> "ConfidenceValue | None":
    if not any(map(str.isalpha, text)):
        return None
    return next(iter(_detector().compute_language_confidence_values(text[:SAMPLE])), None)


@cache
def _names() -> dict[str, str]:
    from lingua import Language

    known = {name: getattr(Language, name) for name in NAMES}
    return {
        str(each.iso_code_639_1.name).lower(): "Norwegian" if name == "BOKMAL" else name.title() for name, each in known.items()
    }


@cache
def _detector() -> "LanguageDetector":
    """Low accuracy looks at three letters at a time only: right for a sentence, 0.1 ms, and a fraction of the memory."""
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(*(getattr(Language, name) for name in NAMES)).with_low_accuracy_mode().build()
