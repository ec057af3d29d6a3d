"""`transcompare review`: what people decided about findings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transcompare.commands import options

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Keep decisions that the HTML report exported.")


@app.callback()
def _main() -> None:
    """Keep decisions that the HTML report exported."""


@app.command("apply")
def apply(
    decisions: Annotated[list[Path], typer.Argument(metavar="DECISIONS...", help="JSON files that the page exported.")],
    report: Annotated[str, typer.Option("--report", metavar="REPORT", help="The report that they are about.")],
    quiet: options.Quiet = False,
) -> None:
    """Write decisions beside the report, REPORT.decisions.parquet, on top of those there; later files win.

    The file outlives a re-run: a decision holds as long as its finding is the same.
    """
    from transcompare import review
    from transcompare._version import __version__
    from transcompare.reports import DECISIONS, beside, read_report
    from transcompare.stages.write import write_parquet

    given = [each for path in decisions for each in review.read_export(path)]
    target = beside(report, DECISIONS)
    table = review.apply(read_report(report), given, review.load(target))
    write_parquet(table, target, {"transcompare.version": __version__})
    if not quiet:
        count = table.filter("current")["decision"].value_counts()
        counts = dict(count.iter_rows())
        typer.echo(f"{target}: {counts.get('accepted', 0)} accepted, {counts.get('rejected', 0)} rejected")
        if stale := table.filter(~table["current"]).height:
            typer.echo(f"{stale} about findings that the report does not have (any more); kept.")
