"""Elements of an XML tree as people read them: names without namespaces, texts with what their attributes say."""

import re
from collections.abc import Iterator
from typing import Any

INLINE = {"b", "i", "em", "strong", "emphasis", "code", "link", "ulink", "a", "sub", "sup", "span", "xref", "ref"}
PARAGRAPHS = {"p", "para", "simpara", "paragraph"}
TITLES = {"title", "heading", "head", "name", "caption"}
NAMING = ("name", "title", "label", "id", "key", "code")
TECHNICAL = ("{http://www.w3.org/XML/1998/namespace}", "{http://www.w3.org/2001/XMLSchema-instance}")


def local(element: Any) -> str:
    """The name without its namespace, in small letters."""
    return bare(str(element.tag)).lower()


def named(element: Any) -> str:
    """The name as a person would write it."""
    return spoken(str(element.tag))


def bare(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def spoken(name: str) -> str:
    """A name in words."""
    return re.sub(r"[_\-]+", " ", bare(name)).strip() or bare(name)


def attributes(element: Any) -> dict[str, str]:
    """What the attributes say, without those that only programs need."""
    return {
        spoken(key): value for key, each in element.attrib.items() if not key.startswith(TECHNICAL) and (value := one_line(each))
    }


def one_line(text: str | None) -> str:
    """Without line breaks and spare spaces."""
    return " ".join((text or "").split())


def is_prose(element: Any) -> bool:
    """Whether text and marks are mixed in it, as in a sentence."""
    tails = (child.tail or "" for child in element)
    return any(text.strip() for text in [element.text or "", *tails]) and all(
        local(child) in INLINE or (child.tail or "").strip() for child in element
    )


def flat(element: Any) -> str:
    """All text within, on one line, and what attributes say of elements in it that are no mere marks."""
    parts = [element.text or ""]
    for child in element:
        parts += [within(child), child.tail or ("" if local(child) in INLINE else " ")]
    return one_line("".join(parts))


def within(element: Any) -> str:
    """An element in a sentence; one with parts of its own stands apart."""
    if len(element) and not is_prose(element):
        return f" {value(element)} "
    text = flat(element) if len(element) else element.text or ""
    said = ", ".join(f"{key}: {each}" for key, each in attributes(element).items())
    if not said or (text.strip() and local(element) in INLINE):
        return text
    return f"{text} ({said})" if text.strip() else said


def value(element: Any) -> str:
    """A leaf as the value of its name: its text, with its attributes in brackets."""
    text = flat(element)
    said = ", ".join(f"{key}: {each}" for key, each in attributes(element).items())
    return f"{text} ({said})" if text and said else text or said


def heading(element: Any) -> str:
    """What an element with other elements in it is, and which one: "supplier: Northgate Rubber"."""
    found = attributes(element)
    which = next((found[key] for key in NAMING if key in found), "")
    return f"{named(element)}: {which}" if which else named(element)


def rest(element: Any) -> Iterator[str]:
    """A line for each attribute that its heading has not."""
    found = attributes(element)
    in_heading = next((key for key in NAMING if key in found), "")
    yield from (f"{key}: {each}" for key, each in found.items() if key != in_heading)
