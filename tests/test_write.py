"""The report on disk: whole or not at all."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from transcompare.errors import OutputError
from transcompare.stages.write import write_parquet

FRAME = pl.DataFrame({"a": [1]})


def test_writes_the_frame_and_its_metadata(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_parquet(FRAME, path, {"key": "value"})
    assert pl.read_parquet(path).equals(FRAME)
    assert pl.read_parquet_metadata(path)["key"] == "value"
    assert [p.name for p in tmp_path.iterdir()] == ["r.parquet"]


def test_a_new_report_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_parquet(FRAME, tmp_path / "r.parquet", {})
    (tmp_path / "other").touch()
    assert (tmp_path / "r.parquet").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_failed_write_leaves_the_old_report_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.parquet"
    write_parquet(FRAME, path, {})
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_parquet(FRAME, path, {})
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["r.parquet"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"no-such.*Give another place with -o"):
        write_parquet(FRAME, tmp_path / "no-such" / "r.parquet", {})
