"""Turn an answer's Markdown into safe HTML with footnote links. The one place where Python writes HTML.

Two walls: markdown-it renders with HTML switched off, then nh3 lets only the listed tags and attributes through.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MARK = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "hr",
    "h3",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "sup",
    "span",
    "div",
}
ATTRIBUTES = {
    "div": {"class", "tabindex", "role", "aria-label"},
    "a": {"href", "class", "aria-label", "hx-get", "hx-target"},
    "span": {"class"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto"}


# Stands for "no source" while Markdown is rendered: one character that counts as punctuation, so that no emphasis breaks on it.
GAP, GAP_IN_TEXT = "\u2e2e", "?"
NO_SOURCE_WORDS = "No source supports this sentence"
NO_SOURCE = format_html('<span class="no-source" role="img" aria-label="{0}" title="{0}">?</span>', NO_SOURCE_WORDS)


@dataclass(frozen=True)
class Footnote:
    """Where a number leads; nowhere yet while `url` is empty. `label` is read out instead: "Source 1: Travel policy, page 3"."""

    number: int
    url: str
    label: str


def answer_html(
    text: str, footnotes: Mapping[int, Footnote], *, target: str = "#source", unsupported: Iterable[int] = ()
) -> SafeString:
    """Safe HTML of an answer; [n] becomes a link where footnote n exists and vanishes where it doesn't.

    `unsupported` are the places in `text` where sentences end that no passage supports; each gets a quiet mark.
    """
    rendered = _renderer().render(_with_gaps(text, unsupported), {"footnotes": footnotes, "target": target})
    safe = nh3.clean(rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow")
    return mark_safe(safe.replace(GAP, NO_SOURCE))  # noqa: S308 - nh3 has just cleaned it, and NO_SOURCE is ours


def _with_gaps(text: str, ends: Iterable[int]) -> str:
    text = text.replace(GAP, GAP_IN_TEXT)
    for end in sorted(set(ends), reverse=True):
        text = f"{text[:end].rstrip()}{GAP}{text[len(text[:end].rstrip()) :]}"
    return text


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.inline.ruler.before("link", "footnote_mark", _read_mark)
    parser.add_render_rule("footnote_mark", _write_mark)
    parser.core.ruler.push("flat_headings", _flatten_headings)
    # A wide table scrolls by itself, also with the arrow keys.
    parser.add_render_rule("table_open", lambda *_: '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _flatten_headings(state: StateCore) -> None:
    """An answer stands under its question (h2): whatever heading a model writes becomes an h3, so that the outline has no holes."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3"


def _read_mark(state: StateInline, silent: bool) -> bool:
    found = MARK.match(state.src, state.pos)
    if found is None or state.src[found.end() : found.end() + 1] == "(":
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")  # a footnote stands at its word
        token = state.push("footnote_mark", "", 0)
        token.meta = {"numbers": [int(number) for number in found[1].split(",")]}
    state.pos = found.end()
    return True


def _write_mark(_renderer: object, tokens: list[Token], index: int, _options: object, env: Mapping[str, Any]) -> str:
    footnotes, target = env["footnotes"], env["target"]
    known = (footnotes[number] for number in tokens[index].meta["numbers"] if number in footnotes)
    return "".join(_link(footnote, target) for footnote in known)


def _link(footnote: Footnote, target: str) -> str:
    if not footnote.url:
        return format_html('<sup><span class="footnote-ref">{0}</span></sup>', footnote.number)
    return format_html(
        '<sup><a class="footnote-ref" href="{0}" aria-label="{1}" hx-get="{0}" hx-target="{2}">{3}</a></sup>',
        footnote.url,
        footnote.label,
        target,
        footnote.number,
    )
