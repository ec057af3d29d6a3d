"""`transcompare report`: a report as HTML, to look at and to review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transcompare.commands import options


def report(
    source: Annotated[str, typer.Argument(metavar="REPORT", help="What `run -o` wrote: a file, or a folder of parts.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="HTML", help="Write the page here; a large report takes several.")
    ],
    quiet: options.Quiet = False,
) -> None:
    """Make a page to look at: overview, list, every rendering beside its original, decisions to export.

    It opens from disk and asks no network for anything. Decisions in REPORT.decisions.parquet are shown in it.
    """
    from transcompare import html, review
    from transcompare.reports import DECISIONS, beside, read_report

    frame = read_report(source)
    written = html.write(frame, output, decisions=review.load(beside(source, DECISIONS)))
    if not quiet:
        for path in written:
            typer.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
