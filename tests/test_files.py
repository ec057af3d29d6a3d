"""Reading quote files: every format, every cell as text, every row kept."""

from __future__ import annotations

import csv
import gzip
import io
import json
import logging
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile import arrow, delimited, json_array, json_lines, parquet
from transcompare.errors import InputError
from transcompare.files import MAX_CELL, PROVENANCE, as_raw, line_numbers, read_files

ROWS: list[dict[str, str | None]] = [
    {"quote_id": "ferry", "text": "Паром вернётся «весной», а может, и нет.", "lang": "ru"},
    {"quote_id": "ferry", "text": 'The ferry, he said,\nis "back".', "lang": "en"},
    {"quote_id": "bridge", "text": "", "lang": None},
]
FORMATS = {
    "csv": delimited(ROWS),
    "tsv": delimited(ROWS, "\t"),
    "jsonl": json_lines(ROWS),
    "ndjson": json_lines(ROWS),
    "json": json_array(ROWS),
    "parquet": parquet(pl.DataFrame(ROWS)),
    "arrow": arrow(pl.DataFrame(ROWS)),
    "ipc": arrow(pl.DataFrame(ROWS)),
    "feather": arrow(pl.DataFrame(ROWS)),
    "csv.gz": gzip.compress(delimited(ROWS)),
    "jsonl.gz": gzip.compress(json_lines(ROWS)),
    "JSON": json_array(ROWS),
}


def write(directory: Path, name: str, content: bytes | str) -> Path:
    path = directory / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rejects(frame: pl.DataFrame) -> dict[int, str]:
    """Row number to reason."""
    bad = frame.filter(pl.col("_reject").is_not_null())
    return dict(bad.select("_row", "_reject").iter_rows())


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_same_rows(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path, f"quotes.{suffix}", FORMATS[suffix])
    frame = read_files([str(path)])
    assert frame.columns == [*PROVENANCE, "quote_id", "text", "lang"]
    assert dict(frame.schema) == PROVENANCE | dict.fromkeys(("quote_id", "text", "lang"), pl.String())
    assert frame["_file"].unique().to_list() == [str(path)]
    assert frame["_row"].to_list() == [1, 2, 3]
    assert frame["_reject"].null_count() == 3
    assert frame["text"].to_list() == [row["text"] for row in ROWS]
    assert frame["quote_id"].to_list() == ["ferry", "ferry", "bridge"]
    assert frame["lang"].to_list() == ["ru", "en", "" if "sv" in suffix else None]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "json", "csv.gz"])
def test_standard_input_tells_its_format(monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FORMATS[suffix])))
    frame = read_files(["-"])
    assert frame["_file"].unique().to_list() == ["-"]
    assert frame["text"].to_list() == [row["text"] for row in ROWS]


def test_directories_and_globs_are_read_in_order_and_no_file_twice(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "c.jsonl"):
        write(tmp_path, name, FORMATS[name.split(".")[1]])
    write(tmp_path, "README.txt", "not a quote file")
    (tmp_path / "folder.csv").mkdir()
    names = [f"{tmp_path}/{name}" for name in ("a.csv", "b.csv", "c.jsonl")]
    assert read_files([tmp_path])["_file"].unique(maintain_order=True).to_list() == names
    assert read_files([f"{tmp_path}/*.csv"])["_file"].unique(maintain_order=True).to_list() == names[:2]
    both = read_files([f"{tmp_path}/b.csv", tmp_path, f"{tmp_path}/../{tmp_path.name}/b.csv"])
    assert both["_file"].unique(maintain_order=True).to_list() == [names[1], names[0], names[2]]


def test_a_name_with_brackets_is_a_name_before_it_is_a_glob(tmp_path: Path) -> None:
    path = write(tmp_path, "quotes[1].csv", FORMATS["csv"])
    assert read_files([path])["_file"].unique().to_list() == [str(path)]


def test_columns_are_joined_in_the_order_first_seen(tmp_path: Path) -> None:
    first = write(tmp_path, "1.csv", "quote_id,text,outlet\nq1,a,o\n")
    second = write(tmp_path, "2.jsonl", '{"quote_id": "q2", "url": "u", "text": "b"}\n{"quote_id": "q3", "ru": "в"}')
    frame = read_files([first, second]).drop(PROVENANCE)
    assert frame.columns == ["quote_id", "text", "outlet", "url", "ru"]
    assert frame.rows() == [("q1", "a", "o", None, None), ("q2", "b", None, "u", None), ("q3", None, None, None, "в")]


def test_values_become_text_as_they_are_written(tmp_path: Path) -> None:
    line = '{"quote_id": 7, "text": 1.10, "a": 12345678901234567890123, "b": true, "c": [1.50, {"d": "é", "e": null}]}'
    frame = read_files([write(tmp_path, "typed.jsonl", line)]).drop(PROVENANCE)
    assert frame.row(0) == ("7", "1.10", "12345678901234567890123", "true", '[1.50, {"d": "é", "e": null}]')


def test_typed_columns_become_text() -> None:
    frame = pl.DataFrame(
        {
            "quote_id": [1],
            "text": ["a"],
            "date": [date(2024, 2, 29)],
            "at": [datetime(2024, 2, 29, 12, 30, tzinfo=UTC)],
            "price": [Decimal("1.10")],
            "share": [0.5],
            "tags": [["x", None]],
            "place": [{"x": 1, "when": date(2024, 1, 1)}],
            "sure": [False],
            "bytes": ["é".encode()],
        }
    )
    raw = as_raw(frame)
    assert raw.drop(PROVENANCE).row(0) == (
        *("1", "a", "2024-02-29", "2024-02-29T12:30:00+00:00", "1.10", "0.5"),
        *('["x", null]', '{"x": 1, "when": "2024-01-01"}', "false", "é"),
    )
    assert raw.select(*PROVENANCE).row(0) == ("-", 1, None, None)
    assert as_raw(raw).equals(raw)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_dialects(tmp_path: Path, end: str, mark: str, delimiter: str) -> None:
    lines = ["", "quote_id,text", 'q1,"a', 'b"', "", "q2,c", "q3"]
    content = mark + end.join(lines).replace(",", delimiter)
    frame = read_files([write(tmp_path, "dialect.csv", content)])
    assert frame.drop("_file").rows() == [
        (1, None, None, "q1", f"a{end}b"),
        (2, None, None, "q2", "c"),
        (3, None, None, "q3", None),
    ]


def test_the_encoding_of_russian_windows_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "windows.csv", "quote_id,text\nq1,В порту тихо\n".encode("cp1251"))
    (reason,) = rejects(read_files([path])).values()
    assert "not UTF-8 (byte 0xC2); convert the file, e.g. `iconv -f cp1251 -t utf-8`" in reason


CSV_REJECTS: dict[str, tuple[bytes, dict[int, str]]] = {
    "not UTF-8": (
        b"quote_id,text\nq1,\xc3\xa9\nq2,caf\xe9\nq3,x\n",
        {2: "row 2, byte offset 26: not UTF-8 (byte 0xE9); convert the file, e.g. `iconv -f latin1 -t utf-8`"},
    ),
    "not UTF-8, after a byte order mark": (b"\xef\xbb\xbfquote_id,text\nq1,\xff\n", {1: "row 1, byte offset 20: not"}),
    "too many fields": (b"quote_id,text\nq1,a,b\nq2,c\n", {1: "3 fields where the header has 2"}),
    "NUL": (b"quote_id,text\nq1,a\0b\nq2,c\n", {1: "NUL character"}),
    "unterminated quote": (b'quote_id,text\nq1,a\nq2,"b\nq3,c\nq4,d', {2: "row 2, byte offset 19: a cell begins"}),
    "text after a quote": (b'quote_id,text\nq1,"a" b\nq2,c\n', {1: "row 1, byte offset 14: ',' expected after '\"'"}),
    "large cell": (
        b"quote_id,text\nq1," + b"a" * (MAX_CELL + 1) + b"\nq2,c\n",
        {1: "1,000,001 characters in one cell"},
    ),
    "large cell of many lines": (
        b'quote_id,text\nq1,"' + b"a\n" * MAX_CELL + b'"\nq2,c\n',
        {1: "2,000,000 characters"},
    ),
    "no text column": (
        b"quote_id,Text\nq1,a\nq2,b\n",
        dict.fromkeys((1, 2), "It has: quote_id, Text. Rename them, or tell `run` which is which: --column text=Text"),
    ),
    "no quote_id column": (b"id,text\nq1,a\n", {1: "The file has no column 'quote_id'."}),
}


@pytest.mark.parametrize(("content", "expected"), CSV_REJECTS.values(), ids=CSV_REJECTS)
def test_csv_rows_that_cannot_be_used_are_kept_with_a_reason(
    tmp_path: Path, content: bytes, expected: dict[int, str]
) -> None:
    frame = read_files([write(tmp_path, "bad.csv", content)])
    found = rejects(frame)
    assert found.keys() == expected.keys()
    for row, reason in expected.items():
        assert reason in found[row]


def test_what_can_be_made_out_of_a_rejected_row_is_kept(tmp_path: Path) -> None:
    frame = read_files([write(tmp_path, "bad.csv", b'quote_id,text\nq1,caf\xe9\nq2,"open\nq3,x')])
    assert frame["quote_id"].to_list() == ["q1", "q2"]
    assert frame["text"].to_list() == ["caf\ufffd", "open\n"]


JSON_REJECTS = {
    "broken": ("{", "Not JSON: Expecting property name"),
    "not an object": ("[1]", "Not a JSON object"),
    "key twice": ('{"quote_id": "q", "text": "a", "text": "b"}', "The key 'text' is there more than once"),
    "key twice, nested": (
        '{"quote_id": "q", "text": "a", "x": {"y": 1, "y": 2}}',
        "The key 'y' is there more than once",
    ),
    "lone surrogate": (r'{"quote_id": "q", "text": "\ud83d ferry"}', r"Lone surrogate \ud83d"),
    "lone surrogate in a key": (r'{"quote_id": "q", "text": "a", "\udc00": 1}', "No column can be named"),
    "NUL": (r'{"quote_id": "q", "text": "a\u0000"}', "NUL character"),
    "NaN": ('{"quote_id": "q", "text": "a", "score": NaN}', "NaN is not JSON"),
    "too deep": ('{"quote_id": "q", "text": ' + "[" * 100_000 + "]" * 100_000 + "}", "recursion"),
}


@pytest.mark.parametrize("suffix", ["jsonl", "json"])
@pytest.mark.parametrize(("line", "reason"), JSON_REJECTS.values(), ids=JSON_REJECTS)
def test_json_rows_that_cannot_be_used_are_kept_with_a_reason(
    tmp_path: Path, line: str, reason: str, suffix: str
) -> None:
    fine = '{"quote_id": "q", "text": "fine"}'
    content = f"{fine}\n{line}\n" if suffix == "jsonl" else f"[{fine},\n{line}]"
    found = rejects(read_files([write(tmp_path, f"bad.{suffix}", content)]))
    assert found.keys() == {2}
    assert reason in found[2] or "the rest of the array" in found[2]


def test_a_json_row_that_is_not_utf8_is_located(tmp_path: Path) -> None:
    rows = (
        b'[{"quote_id": "\xd0\xb9", "text": "a"}, {"quote_id": "q2", "text": "caf\xe9"}, {"quote_id": 3, "text": "c"}]'
    )
    found = rejects(read_files([write(tmp_path, "bad.json", rows)]))
    assert found == {2: f"row 2, byte offset {rows.index(0xE9)}: not UTF-8 (byte 0xE9); " + found[2].split("; ")[1]}
    lines = rows[1:-1].replace(b"}, ", b"}\n")
    found = rejects(read_files([write(tmp_path, "bad.jsonl", lines)]))
    assert list(found) == [2]
    assert f"byte offset {lines.index(0xE9)}:" in found[2]


def test_the_end_of_a_broken_array_is_one_rejected_row(tmp_path: Path) -> None:
    content = '[{"quote_id": "q1", "text": "a"}, {"quote_id": "q2", "te'
    frame = read_files([write(tmp_path, "cut.json", content)])
    assert frame["quote_id"].to_list() == ["q1", None]
    assert rejects(frame)[2].startswith("row 2, byte offset 34: the rest of the array cannot be parsed: Unterminated")


def test_json_lines_may_be_named_json_and_an_object_may_take_many_lines(tmp_path: Path) -> None:
    row = {"quote_id": "q1", "text": "a"}
    lines = write(tmp_path, "lines.json", f"{json.dumps(row)}\n{json.dumps(row)}\nbroken")
    assert list(rejects(read_files([lines]))) == [3]
    single = write(tmp_path, "one.json", json.dumps(row, indent=2))
    assert read_files([single]).select("quote_id", "text").rows() == [("q1", "a")]


def test_binary_cells_that_are_not_utf8_are_rejected(tmp_path: Path) -> None:
    frame = pl.DataFrame({"quote_id": ["q1", "q2"], "text": [b"fine", b"caf\xe9"]})
    assert rejects(read_files([write(tmp_path, "binary.parquet", parquet(frame))])) == {
        2: "Binary cell, not UTF-8 at its byte 3"
    }


def test_names_that_mean_something_to_us_or_to_polars_get_a_suffix(tmp_path: Path) -> None:
    frame = read_files([write(tmp_path, "names.csv", "quote_id,text,_file,_file_input,*,^x$,\nq1,a,1,2,3,4,5\n")])
    assert frame.columns[6:] == ["_file_input", "_file_input_input", "*_input", "^x$_input", "column_7"]
    assert frame.row(0)[6:] == ("1", "2", "3", "4", "5")


def test_too_many_different_keys_are_rejected_not_made_columns(tmp_path: Path) -> None:
    lines = "\n".join(f'{{"quote_id": "q", "text": "a", "k{i}": 1}}' for i in range(1_100))
    frame = read_files([write(tmp_path, "keys.jsonl", lines)])
    assert frame.width == 1_000 + len(PROVENANCE)
    assert len(rejects(frame)) == 102


UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "UTF-16": ("a.csv", "quote_id,text\n".encode("utf-16"), "byte offset 0: UTF-16, not UTF-8; convert the file"),
    "UTF-16 without a mark": ("a.csv", "quote_id,text\n".encode("utf-16-le"), "NUL bytes in the header"),
    "UTF-32 JSON": ("a.jsonl", "{}".encode("utf-32"), "byte offset 0: UTF-32"),
    "header not UTF-8": ("a.csv", b"quote_id,caf\xe9\nq,t\n", "header, byte offset 12: not UTF-8 (byte 0xE9)"),
    "column twice": ("a.csv", b"quote_id,text, text\nq,t,u\n", "the header names a column twice: text. Rename one."),
    "header not closed": ("a.csv", b'quote_id,"text\nq,t\n', "the header cannot be read"),
    "truncated gzip": ("a.csv.gz", gzip.compress(b"quote_id,text\n" * 9)[:-9], "cannot be read: Compressed file ended"),
    "damaged gzip": ("a.csv.gz", gzip.compress(b"quote_id")[:-5] + b"\0" * 5, "cannot be read"),
    "no Parquet": ("a.parquet", b"quote_id,text\n", "cannot be read"),
    "no Arrow": ("a.arrow", b"ARROW1\0\0rubbish", "cannot be read"),
    "unknown suffix": (
        "a.docx",
        b"PK",
        "unknown file format. Known: .csv, .tsv, .jsonl, .ndjson, .json, .tmx, .xlf, .xliff (also with .gz)",
    ),
    "compressed Parquet": ("a.parquet.gz", b"PK", "unknown file format"),
    "empty": ("a.csv", b"", "is empty: there are no data rows"),
    "header only": ("a.csv", b"quote_id,text\n", "is empty"),
    "empty array": ("a.json", b" [] ", "is empty"),
}


@pytest.mark.parametrize(("name", "content", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_is_an_error_that_names_it(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = write(tmp_path, name, content)
    with pytest.raises(InputError) as caught:
        read_files([path])
    assert str(caught.value).startswith(str(path))
    assert reason in str(caught.value)


def test_paths_that_lead_nowhere_are_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", f"{tmp_path}/*.csv", tmp_path, "nul\0.csv", "x" * 5_000):
        with pytest.raises(InputError):
            read_files([path])
    with pytest.raises(InputError, match="No input"):
        read_files([])


def test_a_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    path = write(tmp_path, "bomb.csv.gz", gzip.compress(b"quote_id,text\n" + b"q,aaaaaaa\n" * 100_000))
    with pytest.raises(InputError, match=r"bomb\.csv\.gz: unpacks to more than 100,000 bytes"):
        read_files([path], max_decompressed=100_000)
    assert read_files([path], max_decompressed=2_000_000).height == 100_000


def test_one_empty_file_among_others_is_reported_not_an_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    empty, fine = write(tmp_path, "empty.csv", b""), write(tmp_path, "fine.csv", FORMATS["csv"])
    with caplog.at_level(logging.WARNING):
        assert read_files([empty, fine]).height == 3
    assert caplog.messages == [f"{empty} is empty: it has no data rows."]


def test_the_csv_field_limit_is_put_back_even_after_an_error(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    read_files([write(tmp_path, "fine.csv", FORMATS["csv"])])
    with pytest.raises(InputError):
        read_files([write(tmp_path, "bad.csv", b"a,a\n1,2\n")])
    assert csv.field_size_limit() == before


clean = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
tables = st.lists(st.tuples(clean.filter(bool), clean), min_size=1, max_size=6)


@settings(max_examples=40)
@given(table=tables)
def test_any_text_comes_back_unchanged_from_any_format(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str]]
) -> None:
    rows = [{"quote_id": quote_id, "text": text} for quote_id, text in table]
    directory = tmp_path_factory.mktemp("formats")
    contents = {
        "csv": delimited(rows),
        "tsv": delimited(rows, "\t"),
        "jsonl": json_lines(rows),
        "json": json_array(rows),
        "parquet": parquet(pl.DataFrame(rows)),
    }
    for suffix, content in contents.items():
        frame = read_files([write(directory, f"table.{suffix}", content)])
        assert frame.select("quote_id", "text").rows() == table
        assert rejects(frame) == {}


def test_lines_are_those_that_an_editor_shows(tmp_path: Path) -> None:
    content = '\nquote_id,text\nq1,"a\nb"\n\nq2,c\nq3,"open'
    assert line_numbers(str(write(tmp_path, "a.csv", content))) == {1: 3, 2: 6, 3: 7}
    lines = '{"quote_id": 1}\n\n{"quote_id": 2}\nbroken\n'
    assert line_numbers(str(write(tmp_path, "a.jsonl", lines))) == {1: 1, 2: 3, 3: 4}
    assert line_numbers(str(write(tmp_path, "a.json", '[\n{"a": 1},\n\n{"a":\n 2}, {"a": 3},\n{'))) == {
        1: 2,
        2: 4,
        3: 5,
        4: 6,
    }
    assert line_numbers(str(write(tmp_path, "a.parquet", FORMATS["parquet"]))) == {}
    assert line_numbers("-") == {}
