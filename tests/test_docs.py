"""What the README and the other texts say is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import transcompare
from transcompare import registry, schema
from transcompare.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def snippets() -> list[str]:
    """The README's Python, in order, but what needs Ray."""
    return [code for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "ray." not in code]


def test_the_readme_s_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    namespace: dict[str, Any] = {}
    for code in snippets():
        exec(code, namespace)
    assert namespace["report"].height == 90
    assert namespace["outcome"].rejects.height == 6
    assert namespace["result"].findings


@pytest.mark.parametrize("columns", [schema.INPUT, schema.REPORT], ids=["input", "report"])
def test_every_column_is_in_the_readme(columns: tuple[schema.Column, ...]) -> None:
    for column in columns:
        assert f"`{column.name}`" in README
        assert column.meaning in README


def test_every_command_is_in_the_readme_and_has_help() -> None:
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]  # it is a group
        assert f"`transcompare {name}" in README
        assert command.help


def test_every_status_is_explained() -> None:
    assert all(f"`{status}`" in README for status in schema.STATUSES)


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
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "constraints.txt", ROOT / "pyproject.toml"):
        assert not hosts.search(path.read_text("utf-8"))


def test_every_fault_has_a_test() -> None:
    table = (ROOT / "docs" / "faults.md").read_text("utf-8")
    named = [line.rsplit("|", 2)[1].strip().strip("`") for line in table.splitlines() if line.startswith("| ")][1:]
    tests = "".join((ROOT / "tests" / f"test_{name}.py").read_text("utf-8") for name in ("faults", "runner", "spool"))
    assert len(named) > 20
    assert [name for name in named if f"def {name}(" not in tests] == []
