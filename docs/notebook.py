"""The notebook `samples/report.ipynb`: its cells run without a kernel, and as a page of the documentation.

    uv run python -m docs.notebook

runs them and writes what they show into the notebook.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[1] / "samples" / "report.ipynb"
_ELSEWHERE = re.compile(r"/(home|roo[t]|tmp|Users|private)/|\b[A-Z]:\\\\")


def load() -> dict[str, Any]:
    """The notebook as it is in the repository."""
    found: dict[str, Any] = json.loads(NOTEBOOK.read_text("utf-8"))
    return found


def execute(notebook: dict[str, Any]) -> tuple[list[str | None], dict[str, Any]]:
    """Run the code cells in the current folder: what each prints and its last expression is, and the names they leave.

    Raises:
        ValueError: a cell shows a path of the machine it runs on.
    """
    names: dict[str, Any] = {}
    shown: list[str | None] = []
    for number, cell in enumerate(code_cells(notebook)):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with redirect_stdout(io.StringIO()) as printed:
            exec(compile(tree, f"cell {number}", "exec"), names)  # noqa: S102 - our own cells
            value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names) if last else None  # noqa: S307
        text = printed.getvalue() + ("" if value is None else repr(value))
        shown.append(text.rstrip("\n") or None)
        if shown[-1] and _ELSEWHERE.search(shown[-1]):
            raise ValueError(f"Cell {number} shows a path of this machine: {shown[-1][:200]}")
    return shown, names


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells with code, in order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def output_of(cell: dict[str, Any]) -> str | None:
    """What a code cell shows in the notebook."""
    return "".join(cell["outputs"][0]["data"]["text/plain"]) if cell["outputs"] else None


def page() -> str:
    """The notebook as Markdown."""
    parts = []
    for cell in load()["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(re.sub(r"\A# .*\n", "", source))  # the page has its own title
        else:
            parts.append(f"```python\n{source}\n```")
            if shown := output_of(cell):
                parts.append(f"```text\n{shown}\n```")
    return "\n\n".join(parts)


def main() -> None:
    """Run the cells and write the notebook."""
    notebook = load()
    os.chdir(NOTEBOOK.parent)
    shown, _ = execute(notebook)
    for number, (cell, text) in enumerate(zip(code_cells(notebook), shown, strict=True), start=1):
        cell["execution_count"] = number
        data = {"text/plain": (text or "").splitlines(keepends=True)}
        made = {"output_type": "execute_result", "execution_count": number, "metadata": {}, "data": data}
        cell["outputs"] = [made] if text else []
    NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
