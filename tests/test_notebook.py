"""The notebook in samples/: its cells run, and show what the notebook and the documentation show."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from docs import notebook


def heads(text: str) -> list[str]:
    """The first cells of the lines that name columns: figures change with the models."""
    return [line.replace(" ", "") for line in text.splitlines() if line.startswith("│")][:1]


def test_the_cells_run_and_show_what_the_notebook_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(notebook.NOTEBOOK.parent / "statements.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    made = notebook.load()
    with pl.Config():  # the first cell sets how tables are printed
        shown, names = notebook.execute(made)
    stored = [notebook.output_of(cell) for cell in notebook.code_cells(made)]
    assert len(shown) == 6
    again = "shows something else now: uv run python -m docs.notebook"
    for now, before in zip(shown, stored, strict=True):
        assert now, again
        assert before, again
        assert heads(now) == heads(before), again
    assert shown[0] == stored[0] == "90 renderings of 19 statements"
    assert names["worst"]["verdict"] == "divergent"
    assert names["first"]["severity"] == "critical"
    assert shown[5]
    assert names["worst"]["text_original"] in shown[5]
    assert names["first"]["message"] in shown[5]


def test_the_notebook_is_one_and_has_no_path_of_a_machine() -> None:
    made = notebook.load()
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    identities = [cell["id"] for cell in made["cells"]]
    assert len(set(identities)) == len(identities)
    counts = [cell["execution_count"] for cell in notebook.code_cells(made)]
    assert counts == [1, 2, 3, 4, 5, 6]
    for place in ("/ro" + "ot/", "/tm" + "p/", "/ho" + "me/", "/wo" + "rk/"):
        assert place not in notebook.NOTEBOOK.read_text("utf-8")


def test_a_cell_that_shows_a_path_of_this_machine_is_an_error() -> None:
    cell = {"cell_type": "code", "source": ["'/ho' + 'me/someone/report.parquet'"], "outputs": []}
    with pytest.raises(ValueError, match="Cell 0 shows a path of this machine"):
        notebook.execute({"cells": [cell]})


def test_the_page_shows_cells_and_what_they_show() -> None:
    page = notebook.page()
    assert "# A report in a notebook" not in page
    assert "## The worst" in page
    assert "```python\nfindings = transcompare.findings(report)" in page
    assert "```text\n90 renderings of 19 statements\n```" in page
