"""What the README and the other texts say is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

import transcompare
from transcompare import registry, schema
from transcompare.cli import app
from transcompare.stages.decide import Decide

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def section(heading: str) -> str:
    return README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_input_column_is_in_the_readme() -> None:
    for column in schema.INPUT:
        needed = "required" if column.required else "optional"
        assert f"| `{column.name}` | {needed} | {column.meaning} |" in section("Input")


def test_the_report_columns_in_the_readme_are_so() -> None:
    rows = re.findall(r"^\| `(\w+)` \| \w+ \| (.*) \|$", section("Report"), re.MULTILINE)
    assert len(rows) > 10
    assert set(rows) <= {(column.name, column.meaning) for column in schema.REPORT}


def test_the_figures_in_the_readme_are_those_of_the_documentation() -> None:
    rows = re.findall(r"^\| .* \| [\d.]+(?: %)? \| .*\|$", section("How a verdict is made"), re.MULTILINE)
    assert len(rows) > 3
    assert set(rows) <= set((ROOT / "docs" / "limits.md").read_text("utf-8").splitlines())


def test_the_cross_validated_figures_are_those_of_the_fit() -> None:
    combiner = json.loads((ROOT / "transcompare" / "data" / "combiner.json").read_text("utf-8"))
    fitted = json.loads(combiner["fitted"].partition("cross-validated: ")[2])["all"]
    pattern = r"^\| ([^|]*)cross-validated(?: by statement)? \| ([\d.]+) \|"
    rows = re.findall(pattern, section("How a verdict is made"), re.MULTILINE)
    keys = {"AUROC": "auroc", "recall at 5 % false positives": "recall_at_5_percent", "(ECE)": "ece"}
    figures = {key: figure for name, figure in rows for words, key in keys.items() if words in name}
    assert figures == {key: f"{fitted[key]:.2f}" for key in keys.values()}
    assert f"{('six', 'seven', 'eight', 'nine', 'ten')[len(combiner['features']) - 6]} weights" in README


def test_the_thresholds_are_those_of_the_code() -> None:
    page, decide = (ROOT / "docs" / "reading.md").read_text("utf-8"), Decide()
    assert f"`divergent` from {decide.divergent}, `review` from {decide.review}" in page
    assert f"at least {decide.sure} sure" in page


def test_every_command_is_in_the_readme_and_has_help() -> None:
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]  # it is a group
        assert f"`transcompare {name}" in README
        assert command.help


def test_every_check_is_registered_and_runs_by_default() -> None:
    from transcompare.stages.check import Check

    assert set(Check().checks) == set(registry.available("transcompare.checks"))


def test_exported_names_exist_and_are_sorted() -> None:
    assert transcompare.__all__ == sorted(transcompare.__all__)
    assert all(getattr(transcompare, name) is not None for name in transcompare.__all__)
    assert dir(transcompare) == transcompare.__all__
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        transcompare.nonsense  # noqa: B018 - reading it is the test


def test_no_text_names_a_machine_or_a_registry() -> None:
    hosts = re.compile(r"/wor[k]/|/roo[t]/|pypi\.or[g]|pythonhoste[d]")
    pages = (ROOT / "docs").glob("*.*")
    for path in (
        *pages,
        ROOT / "mkdocs.yml",
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        ROOT / "constraints.txt",
        ROOT / "pyproject.toml",
    ):
        assert not hosts.search(path.read_text("utf-8"))


def test_every_fault_has_a_test() -> None:
    table = (ROOT / "docs" / "faults.md").read_text("utf-8")
    cells = [line.rsplit("|", 2)[1] for line in table.splitlines() if line.startswith("| ") and "| test |" not in line]
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert all("`test_" in cell for cell in cells)
    tests = "".join(
        (ROOT / "tests" / f"test_{name}.py").read_text("utf-8") for name in ("faults", "runner", "spool", "distributed")
    )
    assert len(named) > 20
    assert [name for name in named if f"def {name}(" not in tests] == []
