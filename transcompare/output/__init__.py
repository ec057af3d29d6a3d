"""A report in other forms: for a pipe, a spreadsheet, a pull request, an annotation tool.

`TEXT` holds those that `run` and `check` print with `--format`, `FILES` those that `export` writes, by suffix.
Each is a function from a `Document` to text or bytes, in a module of its own that is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from transcompare.errors import OutputError

if TYPE_CHECKING:
    import polars as pl

TEXT = {
    "json": "rows:as_json",
    "jsonl": "rows:as_jsonl",
    "csv": "flat:as_csv",
    "markdown": "markdown:as_markdown",
    "github": "github:as_annotations",
}
"""Name of a text format to what makes it."""

FILES = {
    ".mqm.tsv": "mqm:as_mqm",
    ".csv": "flat:as_csv",
    ".xlsx": "excel:as_workbook",
    ".jsonl": "rows:as_jsonl",
    ".json": "rows:as_json",
    ".md": "markdown:as_markdown",
}
"""Suffix of a file to what makes its content."""


class Place(NamedTuple):
    """Where a rendering stands in the input."""

    file: str
    line: int | None


@dataclass(frozen=True)
class Document:
    """What is to be shown: a report, what was rejected, and where the rows come from."""

    report: pl.DataFrame
    rejects: pl.DataFrame | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    """`version_id` to its place; only for formats that point at places."""
    rejected_at: tuple[Place, ...] = ()
    """The place of each row of `rejects`."""


def text(name: str, document: Document) -> str:
    """`document` in the text format `name`."""
    return str(_load(TEXT[name])(document))


def write(document: Document, path: Path) -> None:
    """`document` as the file that the suffix of `path` names; `path` is either untouched or whole.

    Raises:
        OutputError: no such format, or the file cannot be written.
    """
    suffix = next((suffix for suffix in FILES if path.name.lower().endswith(suffix)), None)
    if suffix is None:
        raise OutputError(f"{path}: unknown format. Name a file that ends in one of {', '.join(FILES)}.")
    made = _load(FILES[suffix])(document)
    content: bytes = made if isinstance(made, bytes) else made.encode()
    from transcompare.stages.write import replaced

    with replaced(path) as temporary:
        temporary.write_bytes(content)


def _load(home: str) -> Any:
    module, _, function = home.partition(":")
    return getattr(import_module(f"transcompare.output.{module}"), function)
