"""`init`: files to begin with, and a next command that works as it is printed."""

from __future__ import annotations

import shlex
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from transcompare import starter
from transcompare.cli import app
from transcompare.errors import OutputError
from transcompare.pipeline import Pipeline

ROOT = Path(__file__).parents[1]


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_the_next_command_works_as_printed(tmp_path: Path) -> None:
    result = invoke("init", str(tmp_path / "a folder"))
    assert result.exit_code == 0
    command = shlex.split(result.stdout.rpartition("Next:\n")[2])
    done = invoke(*command[command.index("transcompare") + 1 :])
    assert done.exit_code == 0, done.output
    assert "critical negation" in done.stdout
    assert (tmp_path / "a folder" / "report.parquet").exists()


def test_the_configuration_is_the_default_one(tmp_path: Path) -> None:
    config, _ = starter.write_starter(tmp_path)
    assert config.read_text("utf-8") == (ROOT / "pipelines" / "default.toml").read_text("utf-8")
    assert Pipeline.from_toml(config).config_hash() == Pipeline.default().config_hash()


def test_the_configuration_is_shipped_as_package_data() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"pipelines/default.toml": "transcompare/data/default.toml"}


@pytest.mark.parametrize("name", [starter.CONFIG, starter.SAMPLE])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="is there already, nothing was written"):
        starter.write_starter(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text("utf-8") == "mine"


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path) -> None:
    (tmp_path / starter.CONFIG).symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="is there already"):
        starter.write_starter(tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="Name another folder"):
        starter.write_starter(tmp_path / "file" / "below")


def test_uv_stands_in_front_where_uv_ran_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", "1")
    assert starter.next_command(Path("x")).startswith("uv run transcompare run x/statements.csv --config x/")
    monkeypatch.delenv("UV_RUN_RECURSION_DEPTH")
    assert starter.next_command(Path()).startswith("transcompare run statements.csv --config transcompare.toml")
