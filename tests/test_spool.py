"""The spool: in parts of any size the rows are read as they are all at once."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcompare.errors import InputError
from transcompare.files import expand, is_binary, read_files
from transcompare.runner import spool as spooling
from transcompare.runner.spool import Spool, build
from transcompare.stages.read import Read

READ = Read(max_chars=40)


def spooled(folder: Path, paths: list[Path], part_rows: int) -> tuple[list[pl.DataFrame], list[int]]:
    """The versions of each part, and the rows of each part."""
    path = folder / "spool.sqlite"
    names = expand(paths)
    copies = {name: Path(name) for name in names if is_binary(name)}
    build(path, names, copies, READ, part_rows, lambda rows: None)
    spool = Spool(path)
    versions = [READ.part(*spool.part(part)) for part in spool.slices]
    lines = [part.lines for part in spool.slices]
    spool.close()
    return versions, lines


def in_order(versions: pl.DataFrame) -> pl.DataFrame:
    return versions.drop("position").sort("file", "row", maintain_order=True)


def assert_as_at_once(folder: Path, paths: list[Path], part_rows: int) -> list[int]:
    parts, lines = spooled(folder, paths, part_rows)
    whole = READ.process(read_files(paths))
    together = in_order(pl.concat(parts))
    # A wide column that is empty but in rejected rows may stay, without any cell.
    more = [name for name in together.columns if name not in whole.columns]
    assert all(together[name].null_count() == together.height for name in more)
    assert together.drop(more).equals(in_order(whole))
    usable = pl.concat(parts).filter(pl.col("reject").is_null())
    assert usable["version_id"].n_unique() == usable.height
    where = pl.concat(part.select("quote_id", number=i) for i, part in enumerate(parts)).drop_nulls()
    assert where.group_by("quote_id").agg(pl.col("number").n_unique())["number"].max() in (1, None)
    return lines


CELLS: dict[str, st.SearchStrategy[Any]] = {
    "quote_id": st.sampled_from(["p", "q", " q ", "p/1", "r", "", None]),
    "version_id": st.sampled_from([None, None, "", "q/1", "q/2", "p/1", "p/1/1", "x", " x"]),
    "text": st.sampled_from(["Порт закрыт.", "The port is shut.", "", None, "long" * 11]),
    "lang": st.sampled_from([None, "ru", "en-GB", "zz", ""]),
    "role": st.sampled_from([None, "original", "boss"]),
    "en": st.sampled_from([None, None, "", "Open again."]),
    "ru_2": st.sampled_from([None, None, "Открыт."]),
    "desk": st.sampled_from(["a", None]),
}
ROWS = st.lists(
    st.sets(st.sampled_from(sorted(CELLS)), min_size=1).flatmap(
        lambda names: st.fixed_dictionaries({name: CELLS[name] for name in CELLS if name in names | {"quote_id"}})
    ),
    min_size=1,
    max_size=14,
)


@given(st.lists(ROWS, min_size=1, max_size=2), st.integers(1, 6))
@settings(max_examples=150)
def test_any_rows_in_any_parts_are_read_as_all_at_once(inputs: list[list[dict[str, Any]]], part_rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{i}.jsonl" for i in range(len(inputs))]
        for path, rows in zip(paths, inputs, strict=True):
            path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
        assert_as_at_once(folder, paths, part_rows)


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "tsv", "jsonl", "json", "parquet", "arrow"])
def test_every_format_streams(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transcompare.files.BATCH", 7)
    rows = {"quote_id": [f"q{i // 3}" for i in range(50)], "text": [f"Порт {i}" for i in range(50)]}
    frame = pl.DataFrame(rows)
    path = tmp_path / f"quotes.{suffix}"
    match suffix:
        case "csv":
            frame.write_csv(path)
        case "csv.gz":
            path.write_bytes(gzip.compress(frame.write_csv().encode()))
        case "tsv":
            frame.write_csv(path, separator="\t")
        case "jsonl":
            frame.write_ndjson(path)
        case "json":
            frame.write_json(path)
        case "parquet":
            frame.write_parquet(path, row_group_size=11)
        case _:
            frame.write_ipc(path)
    assert assert_as_at_once(tmp_path, [path], 10) == [9, 9, 9, 9, 9, 5]


def test_statements_whose_rows_lie_apart_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "apart.csv"
    lines = [f"q{i},{text}" for text in ("Порт закрыт.", "The port is shut.") for i in range(30)]
    path.write_text("\n".join(["quote_id,text", *lines]), "utf-8")
    assert assert_as_at_once(tmp_path, [path], 8) == [8] * 7 + [4]


def test_a_repeated_version_id_is_rejected_however_far_away(tmp_path: Path) -> None:
    path = tmp_path / "repeated.csv"
    rows = ["a,same,zz,Unusable first", "b,same,en,First that can be used"]
    rows += [f"c{i},v{i},en,Other" for i in range(20)] + ["d,same,en,Second"]
    path.write_text("\n".join(["quote_id,version_id,lang,text", *rows]), "utf-8")
    assert_as_at_once(tmp_path, [path], 2)
    parts, _ = spooled(tmp_path, [path], 2)
    rejected = pl.concat(parts).filter(pl.col("reject").is_not_null())
    assert rejected["quote_id"].to_list() == ["a", "d"]
    assert rejected["reject"][1] == "The version_id 'same' is taken by an earlier row."


def test_an_id_that_another_statement_has_is_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "given.jsonl"
    rows = [{"quote_id": "q", "text": "One"}, *({"quote_id": f"x{i}", "text": "Two"} for i in range(5))]
    rows.append({"quote_id": "z", "version_id": "q/1", "text": "Three"})
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    parts, _ = spooled(tmp_path, [path], 1)
    assert parts[0]["version_id"].to_list() == ["q/2"]


def test_long_texts_make_smaller_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooling, "PART_CHARS", 300)
    path = tmp_path / "long.csv"
    path.write_text("quote_id,text\n" + "".join(f"q{i},{'word ' * 20}\n" for i in range(6)), "utf-8")
    _, lines = spooled(tmp_path, [path], 100)
    assert lines == [2, 2, 2]


def test_a_file_without_the_column_for_statements_is_rejected_row_by_row(tmp_path: Path) -> None:
    paths = [tmp_path / "fine.csv", tmp_path / "none.csv"]
    paths[0].write_text("quote_id,text\nq,Порт\n", "utf-8")
    paths[1].write_text("quote,text\nq,Порт\nq,Port\n", "utf-8")
    assert_as_at_once(tmp_path, paths, 1)


def test_no_rows_at_all(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("quote_id,text\n", "utf-8")
    with pytest.raises(InputError, match="no data rows"):
        spooled(tmp_path, [path], 1)
