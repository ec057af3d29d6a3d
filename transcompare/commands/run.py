"""`transcompare run`: quote files in, a report out, the worst renderings on the screen."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transcompare.commands import options

if TYPE_CHECKING:
    from transcompare.pipeline import Pipeline
    from transcompare.summary import Summary


class Engine(StrEnum):
    """What a run into a folder is done with."""

    LOCAL = "local"
    RAY = "ray"


def run(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Quote files, globs, folders, or - for standard input."),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PARQUET|FOLDER",
            help="Write the report here. A name without .parquet is a folder: the input may have any size, "
            "and the same command goes on with a run that was stopped.",
        ),
    ] = None,
    columns: options.Columns = None,
    config: options.Config = None,
    packages: options.Packages = None,
    package: options.Package = None,
    glossary: options.Glossary = None,
    cache: options.Cache = None,
    no_cache: options.NoCache = False,
    top: Annotated[int, typer.Option(min=0, help="How many renderings to print, worst first.")] = 20,
    fail_on: options.FailOn = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw away the run that is in the output folder.")] = False,
    part_rows: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Rows of the input a part of the output folder (1000).")
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="ray: on all processors of this machine or of many, see docs/scale.md.")
    ] = Engine.LOCAL,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processes of --engine ray (one a processor).")
    ] = None,
    style: options.Format = options.Style.TABLE,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare the renderings in quote files with their originals; print the worst, write the report.

    Rows that cannot be used go to a second file beside the report, OUTPUT.rejects.parquet, or OUTPUT/rejects.
    """
    pipeline = options.load_pipeline(config, packages, package, glossary, False if no_cache else cache, columns)
    rejects: Path | str | None = None
    if engine == Engine.RAY and (not output or output.endswith(".parquet")):
        raise typer.BadParameter("ray writes into a folder: give one with -o.", param_hint="--engine")
    if workers and engine != Engine.RAY:
        raise typer.BadParameter("it is about --engine ray.", param_hint="--workers")
    if output and (engine == Engine.RAY or not output.endswith(".parquet") or Path(output).is_dir()):
        if "://" in output and (json or style != options.Style.TABLE):
            raise typer.BadParameter("what is printed of a report at a URL is the table.", param_hint="--json/--format")
        summary = _in_parts(pipeline, inputs, output, engine, workers, part_rows, top, fresh=fresh, quiet=quiet)
        rejects = f"{output.rstrip('/')}/rejects"
        if json:
            _print_json(Path(output))
        elif style != options.Style.TABLE:
            from transcompare.reports import read_report

            options.print_as(style, read_report(output), None, inputs, pipeline)
    elif fresh or part_rows:
        raise typer.BadParameter("it is about the folder of a run: give one with -o.", param_hint="--fresh/--part-rows")
    else:
        place = Path(output) if output else None
        rejects = place.with_suffix(".rejects.parquet") if place else None
        summary = _in_memory(pipeline, inputs, place, rejects, top, style, json=json, quiet=quiet)
    if style == options.Style.TABLE and not json and not quiet:
        from transcompare.terminal import print_summary

        print_summary(summary, output=output, rejects_path=rejects)
    raise typer.Exit(_exit_code(summary, fail_on))


def _in_parts(
    pipeline: Pipeline,
    inputs: list[str],
    output: str,
    engine: Engine,
    workers: int | None,
    part_rows: int | None,
    top: int,
    *,
    fresh: bool,
    quiet: bool,
) -> Summary:
    with options.run_progress(quiet=quiet) as progress:
        from transcompare.runner import PART_ROWS, stream

        rows = part_rows or PART_ROWS
        if engine == Engine.LOCAL:
            return stream(pipeline, inputs, output, part_rows=rows, fresh=fresh, top=top, progress=progress)
        from transcompare import distributed

        return distributed.stream(
            pipeline, inputs, output, workers=workers, part_rows=rows, fresh=fresh, top=top, progress=progress
        )


def _in_memory(
    pipeline: Pipeline,
    inputs: list[str],
    output: Path | None,
    rejects_path: Path | None,
    top: int,
    style: options.Style,
    *,
    json: bool,
    quiet: bool,
) -> Summary:
    from transcompare.stages.write import write_parquet
    from transcompare.summary import Summary

    with options.progress(quiet=quiet) as progress:
        result = pipeline.run(inputs, progress)
    if output and rejects_path:
        metadata = pipeline.metadata()
        write_parquet(result.report, output, metadata)
        if result.rejects.height or rejects_path.exists():
            write_parquet(result.rejects, rejects_path, metadata)
    if json:
        sys.stdout.write(result.report.write_ndjson())
    elif style != options.Style.TABLE:
        options.print_as(style, result.report, result.rejects, inputs, pipeline)
    return Summary.of(result, top)


def _print_json(folder: Path) -> None:
    import polars as pl

    for part in sorted((folder / "report").glob("part-*.parquet")):
        sys.stdout.write(pl.read_parquet(part).write_ndjson())


def _exit_code(summary: Summary, fail_on: options.Severity | None) -> int:
    if fail_on and any(map(fail_on.reached_by, summary.severities)):
        return 1
    return 0 if summary.statuses["ok"] else 3
