"""What people see, where the width is not ours to choose and the text is not ours to trust."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import stub_pipeline
from transcompare.api import compare
from transcompare.pipeline import Result
from transcompare.printable import printable
from transcompare.terminal import print_comparison, print_report


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("обычный text 한국어", "обычный text 한국어"),
        ("a\tb\u00a0c\nd", "a b c d"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("left\u202eright", "left\ufffdright"),
        ("", ""),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


def hostile() -> Result:
    rows = {
        "quote_id": ["[red]q\x1b[2J", "[red]q\x1b[2J"],
        "lang": ["ru", "en"],
        "outlet": ["", "[link=https://example.org]Globe[/link]"],
        "text": ["Приняли 4700 [человек]", "Took in 9300 [/people]\u202e"],
    }
    return stub_pipeline().run(pl.DataFrame(rows))


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_a_report_fits_the_terminal_and_shows_text_as_text(
    columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    print_report(hostile(), top=20, output=None, rejects_path=None)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "[red]" in shown
    assert "number" in shown
    assert "1 rendering of 1 statement" in shown


def test_one_comparison_shows_both_sides_and_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    texts = {"original": "Приняли 4700 человек", "rendering": "Took in 9300 people"}
    print_comparison(compare(**texts, lang_original="ru", lang_rendering="en", pipeline=stub_pipeline()))
    shown = capsys.readouterr().out
    for part in ("original ru", "our translation", "rendering en", "[1] ", "«4700» / '9300'"):
        assert part in shown


def test_the_summary_says_when_nothing_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    print_comparison(compare("Порт закрыт до утра", "Порт закрыт до утра", pipeline=stub_pipeline()))
    assert "No findings." in capsys.readouterr().out


def test_an_outlier_among_renderings_without_an_original_is_listed_first(capsys: pytest.CaptureFixture[str]) -> None:
    texts = ["We sold 40 geese in Norway.", "In Norway we sold 40 geese.", "We sold 70 geese in Norway."]
    frame = pl.DataFrame(
        {"quote_id": "q", "lang": "en", "role": "rendering", "text": texts, "outlet": ["A", "B", "Odd"]}
    )
    print_report(stub_pipeline().run(frame), top=1, output=None, rejects_path=None)
    shown = capsys.readouterr().out
    assert "outlier 0." in shown
    assert "Odd" in shown
    assert "3 no_original" in shown
