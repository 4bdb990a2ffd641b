"""An answer's Markdown as HTML: nothing in it may run, whatever a document or a model writes."""

import re

import pytest

from assistant.markdown import Footnote, answer_html

FOOTNOTES = {1: Footnote(1, "/citations/1/", 'Source 1: "Travel" <policy>, page 3')}
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<div hx-get='/delete' hx-trigger='load'>x</div>",
    '[x](/a"onmouseover="alert(1))',
    '[x](https://a.example "onmouseover=alert(1)")',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "> <script>alert(1)</script>",
    "| a | b |\n|---|---|\n| <script>alert(1)</script> | x |",
    "[1]: javascript:alert(1)\n\n[1]",
    "<style>body{display:none}</style>",
    "<form action=https://evil.example><input name=password></form>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]
LIVE = re.compile(
    r"<(?:script|img|svg|iframe|style|form|input|math|object|embed|link|meta)\b|<[^>]*\son\w+\s*=|<[^>]*javascript:", re.IGNORECASE
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_an_answer_runs(payload):
    html = answer_html(f"A claim. [1]\n\n{payload}\n\nAnother [1]", FOOTNOTES)
    assert not LIVE.search(html)
    tags = re.findall(r"<[^>]+>", html)
    assert not any("hx-get" in tag and "/citations/1/" not in tag for tag in tags)


def test_a_number_becomes_a_named_link_and_an_unknown_one_vanishes():
    html = answer_html("A claim. [1][7]", FOOTNOTES)
    assert '<a class="footnote-ref" href="/citations/1/"' in html
    assert 'aria-label="Source 1: &quot;Travel&quot; &lt;policy&gt;, page 3"' in html
    assert "7" not in re.sub(r"<[^>]+>", "", html)
