"""The worked examples of docs/plugins.md, a check and a stage: installed here as pip would, found, run, signed."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from transcompare import registry
from transcompare.cli import app
from transcompare.errors import ConfigError
from transcompare.pipeline import Pipeline

PAGE = (Path(__file__).parents[1] / "docs" / "plugins.md").read_text("utf-8")
CHECK, STAGE = PAGE.partition("## A check\n")[2].split("\n## A stage\n")
PAIR = ["Порт закрыт до мая.", "The port is closed until May!", "--from", "ru", "--to", "en"]


def blocks(language: str, section: str = CHECK) -> list[str]:
    return re.findall(rf"```{language}[^\n]*\n(.*?)```", section, re.DOTALL)


@pytest.fixture
def forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is registered is looked up anew, in the test and after it."""

    def clear() -> None:
        registry.available.cache_clear()
        registry.load.cache_clear()

    clear()
    yield
    monkeypatch.undo()
    sys.modules.pop("shouting", None)
    sys.modules.pop("ratio", None)
    clear()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forget: None) -> Path:
    """A folder on `sys.path` with the module and its metadata."""
    for name, section in (("shouting", CHECK), ("ratio", STAGE)):
        (tmp_path / f"{name}.py").write_text(blocks("python", section)[0], "utf-8")
        points = tomllib.loads(blocks("toml", section)[0])["project"]["entry-points"]
        metadata = tmp_path / f"{name}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
        lines = (f"[{group}]\n{key} = {value}\n" for group, named in points.items() for key, value in named.items())
        (metadata / "entry_points.txt").write_text("".join(lines), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_the_page_s_check_is_found_and_runs(installed: Path) -> None:
    config = installed / "my.toml"
    config.write_text(blocks("toml")[1], "utf-8")
    done = CliRunner().invoke(app, ["check", *PAIR, "--config", str(config), "--json"], catch_exceptions=False)
    result = json.loads(done.stdout)
    (finding,) = [finding for finding in result["findings"] if finding["check"] == "shouting"]
    assert (finding["category"], finding["severity"], finding["rendering_text"]) == ("tone", "minor", "!")
    assert "+shouting.1|" in result["signature"]


def test_the_page_s_stage_is_found_and_runs(installed: Path) -> None:
    config = installed / "my.toml"
    config.write_text(blocks("toml", STAGE)[1], "utf-8")
    pipeline = Pipeline.from_toml(config)
    versions = {"quote_id": ["1", "1"], "lang": ["ru", "en"], "text": ["Порт закрыт.", "The port is closed."]}
    report = pipeline.run(pl.DataFrame(versions)).report
    assert report["ratio"].to_list() == [1.6]  # 19 characters for 12
    assert pipeline.config()["ratio"] == {"decimals": 1}
    assert "ratio" not in Pipeline.default().config()


def test_it_only_runs_where_it_is_named(installed: Path) -> None:
    assert "shouting" in registry.available("transcompare.checks")
    assert "shouting" not in Pipeline.default().signature()


def test_ours_wins_over_a_check_of_the_same_name(installed: Path) -> None:
    path = installed / "shouting-1.0.dist-info" / "entry_points.txt"
    path.write_text("[transcompare.checks]\nnegation = shouting:ShoutingCheck\n", "utf-8")
    assert registry.load("transcompare.checks", "negation").__module__ == "transcompare.checks.negation"


def test_one_that_cannot_be_imported_is_named(installed: Path) -> None:
    (installed / "shouting.py").write_text("import no_such_library", "utf-8")
    with pytest.raises(ConfigError, match=r"'shouting' is registered as shouting:ShoutingCheck and cannot be imported"):
        registry.load("transcompare.checks", "shouting")


def test_one_that_is_not_installed_is_named(forget: None) -> None:
    with pytest.raises(ConfigError, match="There is no check 'shouting'"):
        Pipeline.from_settings({"check": {"checks": ["shouting"]}}).signature()
