"""Texts that want to be markup, code, links or formulas: on the page they are texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.html_report import NEEDS_CHROMIUM, Opened, browser, finding, frame, row, saved, with_findings
from transcompare.html.texts import visible

TEXTS = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>",
    "<SCRIPT SRC=https://example.org/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>", "<body onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>", "</style><script>alert(1)</script>", "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "<textarea>", "</select></option>", "</bdi></mark></td></table>",
    "<!-- comment", "-->", "<![CDATA[x]]>", "<!DOCTYPE html>",
    "<?php echo 1 ?>", "<base href=https://example.org/>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>", "<link rel=stylesheet href=https://example.org>",
    "<form action=https://example.org><input autofocus onfocus=alert(1)>", "<object data=x>", "<math><mtext>",
    "\"onmouseover=\"alert(1)", "' onfocus='alert(1)", "` + alert(1) + `", "${alert(1)}", "{{ 7 * 7 }}", "{% raw %}",
    "{{ config.__class__ }}", "&lt;script&gt;", "&amp;amp;", "&#x3c;script&#x3e;", "\\u003cscript\\u003e", "\\",
    "\\\\\"",
    '{"__proto__": {"x": 1}}', "__proto__", "constructor", "hasOwnProperty", "toString",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
    "data:text/html,<b>x",
    "vbscript:msgbox(1)", "file:///etc/hosts", "https://example.org/\"><script>alert(1)</script>",
    "https:// not a host",
    "=HYPERLINK(\"https://example.org\",\"x\")", "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3",
    "left\u202eright\u202c", "\u2066isolate\u2069\u200f", "שלום עולם, said the \u200fminister", "مرحبا بالعالم 123",
    "\u2028\u2029line separators", "\x00\x01\x1b[31mred\x7f", "a\u0301\u0302\u0303" * 50,
    "👩‍👩‍👧‍👦" * 20, "🙂" * 100,
    "tab\tand\nnew line\r\nend", " ", "\ufeffbyte order mark", "\uffff\U0010ffff", "x" * 50_000, "слово " * 9_000,
]  # fmt: skip

WORDS = "e => [...e.childNodes].filter((n) => !n.matches?.('button, .gap')).map((n) => n.textContent)"
"""The text of a box without the numbers of its findings and what stands for a gap."""

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


def test_there_are_many() -> None:
    assert len(set(TEXTS)) >= 60


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = []
    for i, text in enumerate(TEXTS):
        made = row(f"{i}{text[:100]}", "en", text, divergence=i / len(TEXTS))
        columns = ("text_original", "reference_translation", "speaker", "outlet", "url", "date", "signature")
        made |= dict.fromkeys(columns, text) | {"version_id": f"v{i} {text[:100]}", "notes": [text]}
        made |= {"lang_original": text[:20], "lang_rendering": text[:20], "status": text[:50]}
        rows.append(with_findings(made, finding(text[:100], "critical", text[:9], text[-9:], made, message=text)))
    report = frame(rows)
    return saved(report, tmp_path_factory.mktemp("html"), name=TEXTS[1])


def test_hostile_texts_are_shown_as_texts(chromium: Browser, path: Path) -> None:
    made = Opened(chromium, path)
    page = made.page
    assert page.locator("#rows tr").count() == len(TEXTS)
    for i, text in enumerate(TEXTS):
        page.evaluate("id => { location.hash = encodeURIComponent(id); }", visible(f"v{i} {text[:100]}"))
        expect(page).to_have_title(re.compile(f"^{i}"))
        for selector in (".original .text", ".reference .text", ".opened .text"):
            shown = "".join(page.eval_on_selector(selector, WORDS))
            expected = visible(text)
            if len(text) <= 6_000:
                assert shown == expected
            else:
                assert expected.startswith(shown[:500])
                assert len(shown) > 500
        assert page.text_content("#signature") == visible(text)
        page.eval_on_selector(".facts", "e => { e.open = true; }")
        for address in page.eval_on_selector_all(".facts a", "all => all.map((a) => a.protocol)"):
            assert address in ("http:", "https:")
    assert page.locator("script").count() == 2  # the states' names and ours: the data element is taken out
    assert page.locator("iframe, object, base, img, link, form:not([method=dialog])").count() == 0
    assert made.quiet(), made.errors
    made.context.close()


def test_hostile_texts_do_not_widen_a_narrow_screen(chromium: Browser, path: Path) -> None:
    made = Opened(chromium, path, viewport={"width": 360, "height": 740})
    assert made.page.evaluate("document.documentElement.scrollWidth") == 360
    for i in (0, TEXTS.index("x" * 50_000)):
        made.page.evaluate("id => { location.hash = encodeURIComponent(id); }", visible(f"v{i} {TEXTS[i][:100]}"))
        expect(made.page).to_have_title(re.compile(f"^{i}"))
        assert made.page.evaluate("document.documentElement.scrollWidth") == 360
    made.context.close()


@pytest.mark.parametrize(
    ("text", "direction"), [("שלום עולם", "rtl"), ("مرحبا بالعالم", "rtl"), ("Good evening", "ltr"), ("Добрый", "ltr")]
)
def test_texts_run_in_their_own_direction(chromium: Browser, tmp_path: Path, text: str, direction: str) -> None:
    report = frame([row("q", "en", text) | {"outlet": text}])
    made = Opened(chromium, saved(report, tmp_path), "#q%2Fen")
    for selector in (".opened .text", ".opened h3 bdi"):
        assert made.page.eval_on_selector(selector, "e => getComputedStyle(e).direction") == direction
    made.context.close()
