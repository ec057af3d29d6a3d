"""The README's worked example of a check from another package: installed here as pip would, found, run, signed."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from transcompare import registry
from transcompare.cli import app
from transcompare.errors import ConfigError
from transcompare.pipeline import Pipeline

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
SECTION = README.partition("## Your own check\n")[2].partition("\n## ")[0]
PAIR = ["Порт закрыт до мая.", "The port is closed until May!", "--from", "ru", "--to", "en"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)


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
    clear()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forget: None) -> Path:
    """A folder on `sys.path` with the module and its metadata."""
    (module,) = blocks("python")
    (tmp_path / "shouting.py").write_text(module, "utf-8")
    points = tomllib.loads(blocks("toml")[0])["project"]["entry-points"]
    metadata = tmp_path / "shouting-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting\nVersion: 1.0\n", "utf-8")
    lines = (f"[{group}]\n{name} = {value}\n" for group, named in points.items() for name, value in named.items())
    (metadata / "entry_points.txt").write_text("".join(lines), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_the_readme_s_check_is_found_and_runs(installed: Path) -> None:
    config = installed / "my.toml"
    config.write_text(blocks("toml")[1], "utf-8")
    done = CliRunner().invoke(app, ["check", *PAIR, "--config", str(config), "--json"], catch_exceptions=False)
    result = json.loads(done.stdout)
    (finding,) = [finding for finding in result["findings"] if finding["check"] == "shouting"]
    assert (finding["category"], finding["severity"], finding["rendering_text"]) == ("tone", "minor", "!")
    assert "+shouting.1|" in result["signature"]


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
