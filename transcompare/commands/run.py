"""`transcompare run`: quote files in, a report out, the worst renderings on the screen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transcompare.commands import options

if TYPE_CHECKING:
    from transcompare.pipeline import Result


def run(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Quote files, globs, folders, or - for standard input."),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PARQUET", help="Write the report here.")
    ] = None,
    config: options.Config = None,
    packages: options.Packages = None,
    package: options.Package = None,
    glossary: options.Glossary = None,
    top: Annotated[int, typer.Option(min=0, help="How many renderings to print, worst first.")] = 20,
    fail_on: options.FailOn = None,
    style: options.Format = options.Style.TABLE,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare the renderings in quote files with their originals; print the worst, write the report.

    Rows that cannot be used go to a second file beside the report, OUTPUT.rejects.parquet.
    """
    from transcompare.stages.write import write_parquet

    pipeline = options.load_pipeline(config, packages, package, glossary)
    with options.progress(quiet=quiet) as progress:
        result = pipeline.run(inputs, progress)
    rejects_path = output.with_suffix(".rejects.parquet") if output else None
    if output and rejects_path:
        metadata = pipeline.metadata()
        write_parquet(result.report, output, metadata)
        if result.rejects.height or rejects_path.exists():
            write_parquet(result.rejects, rejects_path, metadata)
    if json:
        sys.stdout.write(result.report.write_ndjson())
    elif style != options.Style.TABLE:
        options.print_as(style, result.report, result.rejects, inputs, pipeline)
    elif not quiet:
        from transcompare.terminal import print_report

        print_report(result, top=top, output=output, rejects_path=rejects_path)
    raise typer.Exit(_exit_code(result, fail_on))


def _exit_code(result: Result, fail_on: options.Severity | None) -> int:
    report = result.report
    if fail_on and any(map(fail_on.reached_by, report["severity"])):
        return 1
    return 0 if (report["status"] == "ok").any() else 3
