"""The page as a file: what is in it, what cannot break out of it, and that it is the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.html_report import bridge, finding, frame, row, with_findings
from tests.test_cli import invoke
from transcompare import html
from transcompare.errors import InputError, OutputError, SchemaError
from transcompare.html import charts, texts
from transcompare.html.data import FINDING, ROW
from transcompare.reports import read_report


class Elements(HTMLParser):
    """Start tags with their attributes, and what is inside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.inside.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.inside[-1] += data


def data(page: str) -> dict[str, Any]:
    """What the page's script reads."""
    content = re.search(r'<script type="application/json" id="data" data-encoding="(\w+)">(.*?)</script>', page, re.S)
    assert content
    text = content[2] if content[1] == "json" else zlib.decompress(base64.b64decode(content[2])).decode()
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def rows(page: str) -> dict[str, dict[str, Any]]:
    """The rows by version_id, texts as strings."""
    loaded = data(page)
    strings = loaded["strings"]
    found = {}
    for _, packed in loaded["statements"]:
        for values in packed:
            made = dict(zip(ROW, values, strict=True))
            made["findings"] = [dict(zip(FINDING, each, strict=True)) for each in made["findings"]]
            for side in ("original", "rendering"):
                made[side] = strings[made[side][2]]
            found[strings[made["version_id"]]] = made
    return found


def test_every_row_is_there_once_and_the_worst_statement_first() -> None:
    page = html.render(bridge())
    assert sorted(rows(page)) == sorted(bridge()["version_id"])
    loaded = data(page)
    assert [loaded["strings"][number] for number, _ in loaded["statements"]] == ["bridge", "ferry", "lamp"]
    assert len(loaded["strings"]) == len(set(loaded["strings"]))


def test_offsets_count_utf16_units_as_javascript_does() -> None:
    made = rows(html.render(bridge()))["bridge/en-1"]
    number = made["findings"][1]
    assert made["rendering"].encode("utf-16-le")[2 * number["rendering_start"] : 2 * number["rendering_end"]] == (
        "15".encode("utf-16-le")
    )
    assert made["findings"][2]["rendering_start"] is None


def test_the_same_report_makes_the_same_page_in_any_order() -> None:
    assert html.render(bridge()) == html.render(bridge().reverse()) == html.render(bridge().sample(5, shuffle=True))


def test_the_policy_names_the_one_script_and_style_and_nothing_else_is_loaded() -> None:
    page = Elements(html.render(bridge()))
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    style, *_, script = page.inside
    for name, content in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in (policy or "")
    assert (policy or "").startswith("default-src 'none';")
    assert not [tag for tag, attrs in page.tags if {"src", "style", "srcset", "onclick", "onload"} & attrs.keys()]
    assert {tag for tag, _ in page.tags}.isdisjoint({"link", "img", "iframe", "object", "base"})


@pytest.mark.parametrize(
    "word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("]
)
def test_the_script_never_makes_markup_or_code_of_text(word: str) -> None:
    assert word not in Elements(html.render(bridge())).inside[-1]


@given(st.text(max_size=40), st.sampled_from(["text_rendering", "quote_id", "outlet", "speaker", "url", "signature"]))
def test_no_text_breaks_out(text: str, column: str) -> None:
    text = f"</script><!--{text}-->]]>\u2028&lt;"
    report = frame([row("q", "en", "Fine.") | {column: text}])
    page = html.render(report, name=text)
    plain = html.render(frame([row("q", "en", "Fine.")]))
    tags = [tag for tag, _ in Elements(page).tags]
    assert tags == [tag for tag, _ in Elements(plain).tags]
    assert texts.visible(text) in data(page)["strings"]


@given(st.text(), st.integers(0, 60))
def test_utf16(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    assert texts.utf16(text)(offset) == len(text[:offset].encode("utf-16-le")) // 2


@given(st.text(max_size=100))
def test_visible_keeps_offsets_and_shows_what_hides(text: str) -> None:
    shown = texts.visible(text)
    assert len(shown) == len(text)
    assert not set(shown) & set("\x00\x1b\x7f\u202e\u2066")
    assert texts.visible("שלום\tעולם\nend") == "שלום\tעולם\nend"


spans = st.tuples(st.integers(0, 50_000), st.integers(1, 9_000))


@given(st.lists(spans, max_size=8), st.integers(1, 50_000))
def test_pieces_are_of_the_text_in_order_and_not_too_long(starts: list[tuple[int, int]], length: int) -> None:
    text = "".join(chr(0x430 + i % 32) for i in range(length))
    wanted = [(start, min(length, start + size)) for start, size in starts if start < length]
    pieces = texts.pieces(text, wanted)
    assert all(text[start:].startswith(piece) and piece for start, piece in pieces)
    ends = [(start, start + len(piece)) for start, piece in pieces]
    assert all(end < start for (_, end), (start, _) in pairwise(ends))
    if length <= texts.WHOLE:
        assert pieces == [(0, text)]
    else:
        assert sum(len(piece) for _, piece in pieces) <= texts.LIMIT + texts.WHOLE // 4
        if wanted:
            first = wanted[0][0]
            assert any(start <= first < end for start, end in ends)


def test_of_a_long_original_the_page_has_the_passage_and_says_what_is_left_out() -> None:
    text = "Раз. " * 10_000 + "Мост откроют 14 мая." + " Два." * 10_000
    long = row("long", "en", "The bridge opens on May 15.") | {"text_original": text}
    start = text.index("Мост")
    long["passages"] = [{"start": start, "end": start + 20, "similarity": 0.9}]
    long = with_findings(long, finding("number", "major", "14 мая", "15", long))
    page = html.render(frame([long]))
    assert "Мост откроют 14 мая." in page
    assert len(page) < 100_000
    assert data(page)["statements"][0][1][0][ROW.index("original")][0] == len(text)


def test_a_large_report_becomes_several_files_without_loss() -> None:
    many = frame(
        [row(f"q{i}", "en", f"Sentence {i}. {hashlib.sha256(str(i).encode()).hexdigest()}") for i in range(40)]
    )
    pages = html.pages(many, name="all & sundry", limit=2_000)
    assert 3 < len(pages) < 20
    assert sorted(version for page in pages for version in rows(page)) == sorted(many["version_id"])
    links = [attrs["href"] for tag, attrs in Elements(pages[1]).tags if tag == "a" and ".html" in str(attrs["href"])]
    assert links[:2] == ["all%20%26%20sundry.html", "all%20%26%20sundry-2.html"]
    assert len(links) == len(pages)
    assert all("40 renderings of 40 statements" in page for page in pages)


def test_more_data_is_deflated(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(html.render(bridge()))
    monkeypatch.setattr("transcompare.html.page.PLAIN", 10)
    assert rows(html.render(bridge())) == before
    assert 'data-encoding="deflate"' in html.render(bridge())


def test_an_empty_report_is_a_page() -> None:
    page = html.render(bridge().clear())
    assert "0 renderings of 0 statements" in page
    assert "Nothing was scored" in page
    assert len(html.pages(bridge().clear())) == 1


def test_the_overview_counts_renderings() -> None:
    seen = charts.overview(bridge())
    assert [(bar.value, bar.count) for bar in seen["verdicts"]] == [
        ("divergent", 1), ("review", 1), ("faithful", 2), ("not_scored", 1),
    ]  # fmt: skip
    assert [(bar.value, bar.count) for bar in seen["severities"]] == [("critical", 1), ("major", 1)]
    assert {bar.value: bar.count for bar in seen["languages"]} == {"ru→en": 4, "ru→ko": 1}
    assert {bar.value: bar.parts for bar in seen["outlets"]} == {
        "Quillbrook Wire": (("divergent", 1),),
        "Orrin Bay Bulletin": (("review", 1),),
        "Fernhollow Gazette": (("faithful", 2),),
        "": (("not_scored", 1),),
    }
    assert {bar.value: bar.parts for bar in seen["categories"]} == {
        "negation": (("critical", 1),), "modality": (("major", 1),), "number": (("major", 1),),
        "omission": (("minor", 1),),
    }  # fmt: skip
    assert seen["histogram"]["scored"] == 4
    assert [i for i, bar in enumerate(seen["histogram"]["bars"]) if bar.count] == [2, 6, 11, 19]
    assert seen["timeline"]["unit"] == "month"
    assert [(bar.value, bar.count) for bar in seen["timeline"]["bars"]] == [
        ("2024-05", 3),
        ("2024-06", 1),
        ("2024-07", 1),
    ]
    assert [outlet for outlet, _ in seen["heat"]["rows"]] == ["Quillbrook Wire", "Orrin Bay Bulletin"]
    assert {name: n for name, n, _ in seen["heat"]["rows"][1][1]} == {
        "modality": 1, "negation": 0, "number": 0, "omission": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "unit", "columns"),
    [
        (["2024-02-28", "2024-03-01"], "day", 3),
        (["2023-12-31", "2024-03-01"], "month", 4),
        (["1999-01-01", "2024-03-01"], "year", 26),
    ],
)
def test_the_timeline_takes_days_months_or_years(dates: list[str], unit: str, columns: int) -> None:
    line = charts.overview(frame([row(f"q{i}", "en", "Text.", date=day) for i, day in enumerate(dates)]))["timeline"]
    assert (line["unit"], len(line["bars"])) == (unit, columns)


@pytest.mark.parametrize("dates", [[None], ["in May", "03/04/2024"], ["2024-03-01"], ["0001-01-01", "2024-01-01"]])
def test_there_is_no_timeline_without_dates_to_compare(dates: list[str | None]) -> None:
    report = frame([row(f"q{i}", "en", "Text.", date=day) for i, day in enumerate(dates)])
    assert charts.overview(report)["timeline"] is None


def test_the_command_writes_the_page_of_a_file_and_of_a_folder_of_parts(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    bridge().head(2).write_parquet(parts / "part-0.parquet")
    bridge().tail(3).write_parquet(parts / "part-1.parquet")
    pl.DataFrame({"file": ["a.csv"]}).write_parquet(parts / "parts.rejects.parquet")
    bridge().write_parquet(tmp_path / "whole.parquet")
    for folder in ("report", "rejects"):
        (tmp_path / "run" / folder).mkdir(parents=True)
        bridge().write_parquet(tmp_path / "run" / folder / "part-00000.parquet")
    for source in ("parts", "whole.parquet", "run", "run/report"):
        result = invoke("report", str(tmp_path / source), "-o", str(tmp_path / "page.html"))
        assert result.exit_code == 0, result.output
        assert "page.html: 0." in result.stdout
        assert len(rows((tmp_path / "page.html").read_text("utf-8"))) == 5


def test_an_older_report_without_the_newer_columns_is_read(tmp_path: Path) -> None:
    bridge().drop("words", "passages", "contributions", "notes", "agreement").write_parquet(tmp_path / "old.parquet")
    assert len(rows(html.render(read_report(tmp_path / "old.parquet")))) == 5


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.parquet").write_text("no", "utf-8")
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "other.parquet")
    for name in ("none.parquet", "empty", "text.parquet"):
        with pytest.raises(InputError, match=name):
            read_report(tmp_path / name)
    with pytest.raises(SchemaError, match="no report"):
        read_report(tmp_path / "other.parquet")
    with pytest.raises(OutputError, match="Give another place"):
        html.write(bridge(), tmp_path / "missing" / "page.html")
