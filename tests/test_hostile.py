"""Whatever a file holds, the outcome is an error that names it, or a frame that accounts for each of its rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import assert_offsets_hold, stub_pipeline
from tests.hostile import HOSTILE, Rows, delimited, json_array, json_lines_escaped
from transcompare.errors import InputError
from transcompare.files import read_files
from transcompare.stages.read import Read


def accounted(path: Path) -> pl.DataFrame | None:
    """The versions in `path`, after checks that must hold for any file; None where the file cannot be read."""
    try:
        raw = read_files([path])
    except InputError as error:
        message = str(error)
        raw = None
    if raw is None:
        assert str(path) in message
        assert "\n" not in message
        return None
    versions = Read()(raw)
    assert set(raw.select("_file", "_row").iter_rows()) == set(versions.select("file", "row").iter_rows())
    usable = versions.filter(pl.col("reject").is_null())
    for column in ("quote_id", "text", "version_id"):
        assert usable[column].null_count() == 0
    assert usable["version_id"].is_unique().all()
    assert versions["reject"].drop_nulls().str.len_bytes().min() != 0
    assert versions["position"].to_list() == list(range(versions.height))
    assert versions.filter(pl.col("quote_id").is_not_null())["version_id"].null_count() == 0
    return versions


PIPELINE = stub_pipeline()


def assert_reported_or_rejected(path: Path, versions: pl.DataFrame) -> None:
    """The whole pipeline loses no version, and its offsets hold."""
    result = PIPELINE.run(path)
    reported = {*result.report["version_id"], *result.report["original_version_id"].drop_nulls()}
    assert len(reported) + result.rejects.height == versions.height
    assert_offsets_hold(result.report)


def test_there_are_more_than_200_hostile_files_and_their_names_differ() -> None:
    names = [name for name, _, _ in HOSTILE]
    assert len(set(names)) == len(names) > 200


@pytest.mark.parametrize(("file", "content"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_every_row_of_a_hostile_file_is_a_version_or_a_reject(tmp_path: Path, file: str, content: bytes) -> None:
    path = tmp_path / file
    path.write_bytes(content)
    versions = accounted(path)
    if versions is not None:
        assert_reported_or_rejected(path, versions)


cells = st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["q1", "q2", "ru", "en", "original", "q1/1"]))
names = st.sampled_from(["quote_id", "text", "lang", "role", "version_id", "ru", "en", "rendering", "reject", "*"])
tables = st.lists(st.dictionaries(names, cells, max_size=6), min_size=1, max_size=8)


def _writable(value: object) -> object:
    return value.encode("utf-8", "ignore").decode().replace("\0", "") if isinstance(value, str) else value


@settings(max_examples=60)
@given(rows=tables, form=st.sampled_from([(json_lines_escaped, "jsonl"), (json_array, "json"), (delimited, "csv")]))
def test_rows_in_are_rows_out_for_any_table(rows: Rows, form: tuple[Callable[[Rows], bytes], str]) -> None:
    write, suffix = form
    if suffix == "csv":
        rows = [{"quote_id": None} | {key: _writable(value) for key, value in row.items()} for row in rows]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, f"table.{suffix}")
        path.write_bytes(write(rows))
        versions = accounted(path)
    # A CSV row of nothing but an empty cell is a blank line, which is no row.
    blank = suffix == "csv" and all(not any(row.values()) for row in rows)
    assert versions is not None or blank
    if versions is not None and suffix != "csv":
        assert versions["row"].n_unique() == len(rows)


@settings(max_examples=80)
@given(
    head=st.sampled_from(
        [b"", b"quote_id,text\n", b'{"quote_id": "q", "text": "', b"[", b"\xef\xbb\xbf", b"\x1f\x8b\x08"]
    ),
    body=st.one_of(
        st.binary(max_size=80),
        st.text(alphabet='q1,"\n\r\t;{}[]: \\ué\0ж', max_size=60).map(str.encode),
    ),
    suffix=st.sampled_from(["csv", "tsv", "jsonl", "json", "csv.gz", "arrow"]),
)
def test_any_bytes_end_in_rows_or_in_an_error_that_names_the_file(head: bytes, body: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, f"bytes.{suffix}")
        path.write_bytes(head + body)
        accounted(path)
