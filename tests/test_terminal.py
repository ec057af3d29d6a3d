"""What people see, where the width is not ours to choose and the text is not ours to trust."""

from __future__ import annotations

import io
import re
import sys

import polars as pl
import pytest
from rich.cells import cell_len

from tests.conftest import stub_pipeline
from transcompare.api import compare
from transcompare.flow import Result
from transcompare.printable import printable
from transcompare.terminal import print_comparison, print_report


class Terminal(io.StringIO):
    """A terminal that remembers what it was sent."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, columns: int, **environment: str) -> Terminal:
    """Standard output as a terminal of so many columns, with these environment variables."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": "40"} | environment).items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    return terminal


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


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_report_fits_the_terminal_and_shows_text_as_text(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_a_terminal(monkeypatch, columns, NO_COLOR="1")
    print_report(hostile(), top=20, output=None, rejects_path=None)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())
    assert "\x1b" not in shown
    assert "[red]q" in shown
    assert "[link=https://example.org]" in shown.replace("\n", "")
    assert "number" in shown
    assert "1 rendering of 1 statement" in shown
    assert max(cell_len(line) for line in shown.splitlines()) <= columns


COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7]")


def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    print_report(hostile(), top=20, output=None, rejects_path=None)
    assert "\x1b" not in capsys.readouterr().out
    with monkeypatch.context() as patched:
        terminal = on_a_terminal(patched, 80)
        print_report(hostile(), top=20, output=None, rejects_path=None)
        assert COLOUR.search(terminal.getvalue())
    with monkeypatch.context() as patched:
        terminal = on_a_terminal(patched, 80, NO_COLOR="1")
        print_report(hostile(), top=20, output=None, rejects_path=None)
        assert not COLOUR.search(terminal.getvalue())


def test_the_words_of_a_finding_are_marked_under_both_texts(capsys: pytest.CaptureFixture[str]) -> None:
    texts = ["Порт принял 4700 человек и закрылся.", "항구 9300 people, then it closed."]
    frame = pl.DataFrame({"quote_id": "port", "lang": ["ru", "en"], "outlet": ["", "Globe"], "text": texts})
    result = stub_pipeline().run(frame)
    print_report(result, top=1, output=None, rejects_path=None)
    lines = capsys.readouterr().out.splitlines()
    original, rendering = (next(i for i, line in enumerate(lines) if text in line) for text in texts)
    number = next(
        i for i, finding in enumerate(result.report["findings"][0], start=1) if finding["category"] == "number"
    )
    assert lines[original + 1].index(f"{number}^^^") == lines[original].index("4700")
    assert lines[rendering + 1].index(f"{number}^^^") == lines[rendering].index("9300") + 2  # two wide syllables


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
