"""Runs over Ray give the rows of one on this machine, whoever dies; without Ray it says what to install."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from tests import ray_runs
from tests.runs import light_pipeline, write_quotes
from transcompare import distributed, files
from transcompare.cli import app
from transcompare.errors import ConfigError, EngineError, InputError, OutputError
from transcompare.flow import Result
from transcompare.pipeline import Pipeline
from transcompare.runner import lines, manifest
from transcompare.stages.read import Read, Rest

ROOT = Path(__file__).parents[1]
NOT_HERE = "Ray is not installed: uv run --extra ray pytest tests/test_distributed.py"
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason=NOT_HERE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `tests.ray_runs` leaves, in a process that may open sockets."""
    folder = tmp_path_factory.mktemp("ray")
    command = [sys.executable, "-m", "tests.ray_runs", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    return folder


@pytest.fixture
def told(folder: Path) -> dict[str, Any]:
    """How the runs ended."""
    told: dict[str, Any] = json.loads((folder / "told.json").read_text("utf-8"))
    return told


def tables(folder: Path) -> Result:
    """All parts of a run's folder."""
    return Result(*(pl.read_parquet(sorted((folder / kind).iterdir())) for kind in ("report", "rejects")))


def assert_same_rows(found: Result, expected: Result) -> None:
    assert_frame_equal(found.report.sort("version_id"), expected.report.sort("version_id"))
    assert_frame_equal(found.rejects.sort("file", "row"), expected.rejects.sort("file", "row"))


# --- with Ray ------------------------------------------------------------------------------------------


@needs_ray
def test_a_worker_that_is_killed_costs_no_row(folder: Path, told: dict[str, Any]) -> None:
    assert int((folder / "killed").read_text("utf-8")) > 1
    expected = ray_runs.pipeline(folder).run(ray_runs.sources(folder))
    assert_same_rows(tables(folder / "first"), expected)
    assert told["first"] == [11, 5] == [expected.report.height, expected.rejects.height]
    done = [json.loads(path.read_text("utf-8")) for path in (folder / "first" / "done").iterdir()]
    assert sum(part["rows"] for part in done) == 24
    assert "tide" in expected.report.columns
    assert "q1/4" in expected.report["version_id"].to_list()  # q1/3 is the id of a row of another statement


@needs_ray
def test_a_part_that_is_gone_is_made_again_over_ray(folder: Path, told: dict[str, Any]) -> None:
    assert told["second"] == told["first"]
    assert told["made"] == ["part-00000.parquet"]
    for path in (folder / "first").rglob("*.*"):
        assert path.read_bytes() == (folder / "ray" / path.relative_to(folder / "first")).read_bytes()


@needs_ray
def test_another_pipeline_is_refused_over_ray(told: dict[str, Any]) -> None:
    assert "has a run of something else:\n  stage die-once is missing\n" in told["other"]


@needs_ray
def test_an_error_of_a_worker_is_told_as_it_is(told: dict[str, Any]) -> None:
    assert told["broken"] == "TranscompareError: The lighthouse is dark. Light it."


@needs_ray
def test_what_ray_gives_up_says_what_to_do(told: dict[str, Any]) -> None:
    assert re.fullmatch(r"EngineError: Ray gave up: The actor .* The parts that are done stay: .*", told["given up"])


@needs_ray
def test_the_example_for_your_own_job_loses_no_row(folder: Path) -> None:
    made = pl.concat([pl.read_parquet(path) for path in (folder / "batch").iterdir()], how="diagonal")
    expected = light_pipeline().run(pl.read_parquet(folder / "q.parquet"))
    report = made.filter(pl.col("reject").is_null()).drop("reject").select(expected.report.columns)
    assert_frame_equal(report.sort("version_id"), expected.report.sort("version_id"))
    assert sorted(made["reject"].drop_nulls()) == sorted(expected.rejects["reason"])
    assert "The row has no quote_id." in expected.rejects["reason"]


# --- in this process, without Ray's own ------------------------------------------------------------------


@pytest.fixture
def _fsspec() -> None:
    pytest.importorskip("fsspec", reason=NOT_HERE)
    pytest.importorskip("pyarrow", reason=NOT_HERE)


def shuffled(names: list[str], part_rows: int) -> tuple[Any, dict[int, pl.DataFrame]]:
    """What the workers know of the whole input, and the lines of each part."""
    from transcompare.distributed import reading

    sources = reading.sources(names)
    plan = reading.plan([reading.survey(source) for source in sources], part_rows)
    every = pl.concat([frame for source in sources for frame in reading.shuffled(source, plan)])
    return plan, {int(str(part)): group for (part,), group in every.group_by("part")}


@pytest.mark.usefixtures("_fsspec")
def test_any_file_system_of_fsspec_will_do(tmp_path: Path) -> None:
    import fsspec

    from transcompare.distributed.compare import Compare
    from transcompare.distributed.store import Store

    source = write_quotes(tmp_path / "q.csv")
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/harbour/quotes/q.csv", source.read_bytes())
    memory.pipe_file("/harbour/quotes/notes.md", b"not a quote file")
    plan, groups = shuffled(["memory://harbour/quotes"], 4)
    pipeline = light_pipeline()
    worker = Compare(pipeline, Store.at("memory://harbour/out"), plan, manifest.packages(pipeline), {})
    for group in groups.values():
        worker(group.to_arrow())
    assert len(groups) > 1
    memory.get("/harbour/out/", str(tmp_path / "out"), recursive=True)
    expected = light_pipeline().run([source])
    named = expected.rejects.with_columns(pl.lit("memory:///harbour/quotes/q.csv").alias("file"))
    assert_same_rows(tables(tmp_path / "out"), Result(expected.report, named))


ROWS = st.lists(
    st.fixed_dictionaries(
        {"quote_id": st.sampled_from(["a", "b", "c", ""]), "text": st.sampled_from(["Катер", "A boat", ""])},
        optional={"lang": st.sampled_from(["ru", "en", "xx-0"])},
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.usefixtures("_fsspec")
@settings(max_examples=25)
@given(inputs=st.lists(ROWS, min_size=1, max_size=3), part_rows=st.integers(1, 5))
def test_any_rows_in_any_files_are_read_as_at_once(inputs: list[list[dict[str, str]]], part_rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = [str(folder / f"{number}.jsonl") for number in range(len(inputs))]
        for path, rows in zip(names, inputs, strict=True):
            Path(path).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        plan, groups = shuffled(names, part_rows)
        parts = []
        for group in groups.values():
            own = group.filter(pl.col("cells").is_not_null()).sort("number")
            given = group.filter(pl.col("cells").is_null())["version"].to_list()
            raw = lines.frame(
                own.select("number", "file", "row", "reject", "reject_column", "cells").rows(), plan.known
            )
            parts.append(Read().part(raw, Rest(given, plan.carried)))
        whole = Read().process(files.read_files(names))
        statements = [{*part["quote_id"].drop_nulls()} for part in parts]
        assert sum(map(len, statements)) == len(set().union(*statements))  # each is whole
        order = ["file", "row"]
        found = pl.concat(parts).drop("position").sort(order)
        assert_frame_equal(found, whole.drop("position").sort(order))


@pytest.mark.usefixtures("_fsspec")
def test_an_input_that_changes_between_two_looks_ends_the_run(tmp_path: Path) -> None:
    from transcompare.distributed import reading

    source = reading.sources([str(write_quotes(tmp_path / "q.csv"))])[0]
    plan = reading.plan([reading.survey(source)], 10)
    (tmp_path / "q.csv").write_text("quote_id,text\nq0,Other", "utf-8")
    with pytest.raises(InputError, match=r"q\.csv changed while it was read"):
        list(reading.shuffled(source, plan))


@pytest.mark.usefixtures("_fsspec")
def test_a_worker_with_other_packages_ends_the_run(tmp_path: Path) -> None:
    from transcompare.distributed import reading
    from transcompare.distributed.compare import Compare
    from transcompare.distributed.store import Store

    source = reading.sources([str(write_quotes(tmp_path / "q.csv"))])[0]
    plan = reading.plan([reading.survey(source)], 1000)
    worker = Compare(light_pipeline(), Store.at(str(tmp_path / "out")), plan, ("translate-ru_en@9:0",), {})
    with pytest.raises(EngineError, match=r"A worker has other translation packages \(.*translate-ru_en@9:0"):
        worker(next(iter(reading.shuffled(source, plan))).to_arrow())
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("_fsspec")
def test_a_store_says_what_it_cannot_do(tmp_path: Path) -> None:
    from transcompare.distributed.reading import sources
    from transcompare.distributed.store import Store

    (tmp_path / "file").write_text("a file", "utf-8")
    with pytest.raises(OutputError, match="Give another place with -o"):
        Store.at(str(tmp_path / "file")).write("report/part-00000.parquet", b"")
    with pytest.raises(OutputError, match="nowhere"):
        Store.at("nowhere://harbour").names()
    with pytest.raises(InputError, match="nowhere"):
        sources(["nowhere://harbour/quotes.csv"])
    with pytest.raises(InputError, match="no quote file"):
        sources([tmp_path.as_uri() + "/*.csv"])
    with pytest.raises(InputError, match="Standard input comes once only"):
        sources(["-"])


# --- the command line ------------------------------------------------------------------------------------


def test_without_ray_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'transcompare\[ray\]'") as missing:
        distributed.stream(light_pipeline(), write_quotes(tmp_path / "q.csv"), tmp_path / "out")
    assert missing.value.exit_code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--engine", "ray"], "give one with -o"),
        (["--engine", "ray", "-o", "report.parquet"], "give one with -o"),
        (["--workers", "2"], "it is about --engine ray"),
        (["--engine", "ray", "-o", "s3://bucket/reports", "--json"], "is the table"),
    ],
)
def test_options_that_do_not_go_together(options: list[str], message: str) -> None:
    done = CliRunner().invoke(app, ["run", str(ROOT / "samples" / "statements.csv"), *options])
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())


def test_the_command_line_hands_everything_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def stream(pipeline: Pipeline, source: list[str], output: str, **options: Any) -> None:
        seen.update(options, source=source, output=output)
        raise ConfigError("seen")

    seen: dict[str, Any] = {}
    monkeypatch.setattr(distributed, "stream", stream)
    command = ["run", "s3://bucket/*.parquet", "-o", "s3://bucket/reports", "--engine", "ray", "--workers", "3"]
    assert isinstance(CliRunner().invoke(app, command).exception, ConfigError)
    assert seen["source"] == ["s3://bucket/*.parquet"]
    assert seen["output"] == "s3://bucket/reports"
    assert (seen["workers"], seen["part_rows"], seen["fresh"], seen["top"]) == (3, 1000, False, 20)


def test_a_run_of_one_engine_is_not_gone_on_with_by_the_other(tmp_path: Path) -> None:
    from dataclasses import replace

    here = manifest.Manifest.of(light_pipeline(), [], 5)
    assert replace(here, engine="ray").differences(here) == ["engine: ray, now local"]
    assert files.is_known("quotes.jsonl.gz")
    assert not files.is_known("notes.md")
