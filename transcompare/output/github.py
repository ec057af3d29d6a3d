"""GitHub Actions annotations: each finding at the row of the input that it is about.

Source: GitHub's "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from transcompare.files import line_numbers
from transcompare.output import Document, Place
from transcompare.output.order import notable, summary
from transcompare.printable import printable

if TYPE_CHECKING:
    from transcompare.pipeline import Pipeline

_LEVELS = {"critical": "error", "major": "warning", "minor": "notice"}


def as_annotations(document: Document) -> str:
    """One command a finding, worst first, then the rejected rows, then the summary as an ordinary line of the log."""
    return "".join(f"{line}\n" for line in _lines(document))


def locate(document: Document, inputs: Sequence[str], pipeline: Pipeline) -> Document:
    """`document` with the file and line of each rendering and rejected row; reads the files again.

    Rows from standard input have no place. A version that ran twice has that of its first row.
    """
    from transcompare.files import read_files
    from transcompare.stages.read import Read

    files = [name for name in inputs if name != "-"]
    rejects = document.rejects if document.rejects is not None else pl.DataFrame(schema={"file": pl.String})
    lines: dict[str, dict[int, int]] = {}

    def place(file: str, row: int) -> Place:
        if file not in lines:
            lines[file] = line_numbers(file) if Path(file).is_file() else {}
        return Place(file, lines[file].get(row))

    places: dict[str, Place] = {}
    if files:
        stage = next((stage for stage in pipeline.stages if isinstance(stage, Read)), Read())
        usable = stage(read_files(files, given=stage.columns)).filter(pl.col("reject").is_null())
        for version_id, file, row in usable.select("version_id", "file", "row").iter_rows():
            places.setdefault(version_id, place(file, row))
    rejected = tuple(place(row["file"], row["row"]) for row in rejects.iter_rows(named=True))
    return Document(document.report, document.rejects, places, rejected)


def _lines(document: Document) -> Iterator[str]:
    for row in notable(document.report).iter_rows(named=True):
        place = document.places.get(row["version_id"])
        who = f"{row['quote_id']}, {row['outlet'] or row['version_id']}"
        for finding in row["findings"]:
            title = f"{finding['severity']} {finding['category']}: {who}"
            yield _command(_LEVELS[finding["severity"]], place, title, finding["message"])
        if not row["findings"]:
            message = f"divergence {row['divergence']:.2f}, without a finding that says why"
            yield _command("warning", place, f"{row['verdict']}: {who}", message)
    rejects = () if document.rejects is None else document.rejects.iter_rows(named=True)
    for at, row in enumerate(rejects):
        place = document.rejected_at[at] if at < len(document.rejected_at) else Place(row["file"], None)
        yield _command("warning", place, "rejected row", f"row {row['row']}: {row['reason']}")
    yield summary(document.report)


def _command(level: str, place: Place | None, title: str, message: str) -> str:
    properties: list[tuple[str, str]] = []
    if place and place.file != "-":
        properties.append(("file", place.file))
        if place.line is not None:
            properties.append(("line", str(place.line)))
    properties.append(("title", printable(title)))
    return f"::{level} {_properties(properties)}::{escaped(printable(message))}"


def _properties(pairs: Iterable[tuple[str, str]]) -> str:
    return ",".join(f"{name}={escaped(value).replace(':', '%3A').replace(',', '%2C')}" for name, value in pairs)


def escaped(text: str) -> str:
    """As GitHub decodes it: `%`, CR and LF in a message; in a property also colon and comma."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
