"""MkDocs hook: what the pages say of contracts, stages and commands comes from the code, so that it cannot drift.

A page asks for a part with `<!-- generated: NAME -->` on a line of its own; `PARTS` has the names.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
from typer.main import get_command

from docs import notebook
from transcompare import registry, schema
from transcompare.cli import app
from transcompare.engine import EngineSettings
from transcompare.pipeline import DEFAULT_STAGES
from transcompare.settings import Settings

MARK = re.compile(r"^<!-- generated: (\w+) -->$", re.MULTILINE)
ELSEWHERE = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//[^\s>]+", re.IGNORECASE)
STRUCTS = ("SCORES", "SEGMENT", "WORD", "PASSAGE", "CONTRIBUTION", "FINDING")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Called by MkDocs with every page: the page with its generated parts."""
    return MARK.sub(lambda mark: PARTS[mark[1]](), markdown)


def on_post_build(config: Mapping[str, Any], **_: Any) -> None:
    """Called by MkDocs when the site is written.

    Raises:
        ValueError: a page would fetch something from another host when it is looked at.
    """
    for path in sorted(Path(config["site_dir"]).rglob("*.html")):
        if found := ELSEWHERE.search(path.read_text("utf-8")):
            raise ValueError(f"{path.name} fetches from elsewhere: {found[0]}")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    cells = ([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def contract(columns: Iterable[schema.Column]) -> str:
    """The columns of one contract."""
    rows = ((f"`{c.name}`", type_name(c.dtype), "required" if c.required else "", c.meaning) for c in columns)
    return table(("column", "type", "", "meaning"), rows)


def type_name(dtype: Any) -> str:
    """A Polars type in words; a struct by the name it has in `transcompare.schema`."""
    if isinstance(dtype, pl.List):
        return f"list of {type_name(dtype.inner)}"
    if isinstance(dtype, pl.Struct):
        name = next((name for name, value in vars(schema).items() if name.isupper() and value == dtype), None)
        return f"[{name}](#{name.lower()})" if name in STRUCTS else name or "struct"
    return f"`{dtype}`".lower()


def structs() -> str:
    """The nested columns of the report, field by field."""
    return "\n\n".join(
        f"### `{name}` {{ #{name.lower()} }}\n\n{note(name)}\n\n"
        + table(("field", "type"), ((f"`{f.name}`", type_name(f.dtype)) for f in getattr(schema, name).fields))
        for name in STRUCTS
    )


@cache
def _notes() -> dict[str, str]:
    pairs = pairwise(ast.parse(inspect.getsource(schema)).body)
    return {
        target.id: inspect.cleandoc(after.value.value)
        for before, after in pairs
        if isinstance(before, ast.Assign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        for target in before.targets
        if isinstance(target, ast.Name) and isinstance(after.value.value, str)
    }


def note(name: str) -> str:
    """The docstring below a constant of `transcompare.schema`."""
    return _notes()[name]


def statuses() -> str:
    """Every status with what it means."""
    return table(("status", "meaning"), ((f"`{name}`", meaning) for name, meaning in schema.STATUSES.items()))


def categories() -> str:
    """The categories of findings, and the severities with their weights."""
    weights = ", ".join(f"`{name}` {weight:g}" for name, weight in schema.SEVERITY_WEIGHTS.items())
    return f"{', '.join(f'`{name}`' for name in schema.CATEGORIES)}.\n\nSeverities, with their MQM weights: {weights}."


def stages() -> str:
    """Every stage: what it does, needs, makes, and its settings."""
    names = sorted(registry.available("transcompare.stages"), key=lambda n: (*DEFAULT_STAGES, n).index(n))
    return "\n\n".join(_stage(name, registry.load("transcompare.stages", name)) for name in names)


def _stage(name: str, kind: Any) -> str:
    columns = f"Requires {_columns(kind.requires)}; provides {_columns(kind.provides)}."
    return "\n\n".join((f"### `{name}`", inspect.cleandoc(kind.__doc__), columns, settings(kind))).strip()


def settings(kind: type[Settings]) -> str:
    """The settings of a stage, or of the engine, with their defaults."""
    rows = kind().model_dump(mode="json", exclude={"engine"}).items()
    return (
        table(("setting", "default"), ((f"`{key}`", f"`{json.dumps(value)}`") for key, value in rows)) if rows else ""
    )


def _columns(columns: dict[str, Any]) -> str:
    if columns == schema.dtypes(schema.REPORT):
        return "the columns of the report"
    return ", ".join(f"`{name}`" for name in columns) or "nothing"


def commands() -> str:
    """The help of every command, as it prints it."""
    return "\n\n".join(f"## `{path}`\n\n```text\n{text}\n```" for path, text in helps(get_command(app)))


def helps(command: Any, above: Any = None) -> Iterator[tuple[str, str]]:
    """The words that call a command and its help, then those of its sub-commands."""
    name = command.name if above else "transcompare"
    context = command.make_context(name, [], parent=above, resilient_parsing=True, terminal_width=100)
    yield context.command_path, command.get_help(context).strip()
    for below in getattr(command, "commands", {}).values():
        yield from helps(below, context)


PARTS: dict[str, Callable[[], str]] = {
    "input": lambda: contract(schema.INPUT),
    "report": lambda: contract(schema.REPORT),
    "rejects": lambda: contract(schema.REJECT),
    "structs": structs,
    "statuses": statuses,
    "categories": categories,
    "stages": stages,
    "engine": lambda: settings(EngineSettings),
    "commands": commands,
    "notebook": notebook.page,
}
