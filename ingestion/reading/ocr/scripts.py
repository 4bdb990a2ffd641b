"""Which languages are written in which script, as Tesseract names both. What isn't named here is written in Latin letters."""

from ingestion.reading.ocr import tesseract

LANGUAGES: dict[str, tuple[str, ...]] = {
    "Arabic": ("ara", "fas", "urd", "pus", "ckb", "snd", "uig"),
    "Armenian": ("hye",),
    "Bengali": ("ben", "asm"),
    "Canadian_Aboriginal": ("iku",),
    "Cherokee": ("chr",),
    "Cyrillic": ("rus", "ukr", "bul", "srp", "bel", "mkd", "kaz", "mon", "kir", "tgk", "tat", "uzb_cyrl"),
    "Devanagari": ("hin", "mar", "nep", "san"),
    "Ethiopic": ("amh", "tir"),
    "Georgian": ("kat",),
    "Greek": ("ell", "grc"),
    "Gujarati": ("guj",),
    "Gurmukhi": ("pan",),
    "Han": ("chi_sim", "chi_tra"),
    "Hangul": ("kor",),
    "Hebrew": ("heb", "yid"),
    "Japanese": ("jpn",),
    "Kannada": ("kan",),
    "Khmer": ("khm",),
    "Korean": ("kor",),
    "Lao": ("lao",),
    "Malayalam": ("mal",),
    "Myanmar": ("mya",),
    "Oriya": ("ori",),
    "Sinhala": ("sin",),
    "Syriac": ("syr",),
    "Tamil": ("tam",),
    "Telugu": ("tel",),
    "Thaana": ("div",),
    "Thai": ("tha",),
    "Tibetan": ("bod", "dzo"),
}
"""The commonest first."""
MOST = 3
"""So many languages are tried at once: each takes time."""
MISSING = (
    "The writing on this page looks like {script}. No language of that script is installed for recognition, "
    "so nothing on the page can be found. Once one is installed, have the document read again."
)


def is_written_in(script: str, languages: str) -> bool:
    """Whether one of the languages (joined by +) is written in a script; any may hold Latin letters."""
    return script not in LANGUAGES or bool(_all_of(script) & set(languages.split("+")))


def installed_for(script: str) -> str:
    """The languages of a script that Tesseract has data for, joined by +; the script's own data where that is there."""
    there = tesseract.installed()
    whole = f"script/{script}"
    return whole if whole in there else "+".join([code for code in LANGUAGES[script] if code in there][:MOST])


def missing(script: str) -> str:
    """What to say of a page in a script that none of the languages here has."""
    return MISSING.format(script=script.replace("_", " "))


def _all_of(script: str) -> set[str]:
    return {f"script/{script}", *LANGUAGES[script]}
