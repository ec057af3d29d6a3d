"""`transcompare export`: a report as a spreadsheet, JSON, Markdown or MQM annotations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def export(
    report: Annotated[Path, typer.Argument(help="A report that `run -o` wrote.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="Ends in .csv, .xlsx, .jsonl, .json, .md or .mqm.tsv."),
    ],
) -> None:
    """Write a report in another format: for Excel, for a script, for a pull request, for an MQM viewer."""
    from transcompare import output as formats
    from transcompare.output.reports import read_report
    from transcompare.printable import printable

    formats.write(formats.Document(read_report(report)), output)
    typer.echo(printable(f"Wrote {output}"))
