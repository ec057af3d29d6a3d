"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transcompare.commands import completion

if TYPE_CHECKING:
    import polars as pl

    from transcompare.flow import Progress
    from transcompare.pipeline import Pipeline
    from transcompare.runner import State


class Severity(StrEnum):
    """The severities of findings, mildest first."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    def reached_by(self, severity: str | None) -> bool:
        """Whether `severity` is at least this one."""
        order = list(Severity)
        return severity is not None and order.index(Severity(severity)) >= order.index(self)


class Style(StrEnum):
    """How `run` and `check` print: `table` for people, the others for programs."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"
    GITHUB = "github"


Packages = Annotated[
    list[Path] | None,
    typer.Option("--packages", metavar="DIR", help="Look for translation packages here first (repeatable)."),
]
Package = Annotated[
    list[str] | None,
    typer.Option(
        "--package",
        metavar="NAME",
        autocompletion=completion.package_names,
        help="Translate with this installed package, whichever comes first otherwise (repeatable; see `models list`).",
    ),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="TOML", help="A pipeline file, such as pipelines/strict.toml."),
]
Glossary = Annotated[
    Path | None,
    typer.Option(metavar="CSV", help="Terms that must or must not be used, and accepted names (see docs/glossary.md)."),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="NAME=YOURS",
        autocompletion=completion.columns,
        help="What a column is called in your files, such as text=Quote (repeatable).",
    ),
]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--cache",
        metavar="DIR",
        help="Keep translations, scores and reports on statements here for the next run; they can be read from there "
        "(see `cache info` and `cache clear`).",
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Use no cache, whatever the pipeline file says.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of text.")]
Format = Annotated[
    Style, typer.Option("--format", help="What to print; github: annotations for the rows of the input in a workflow.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
FailOn = Annotated[Severity | None, typer.Option(help="Leave with exit code 1 if a finding is at least this severe.")]


def load_pipeline(
    config: Path | None,
    packages: list[Path] | None,
    package: list[str] | None,
    glossary: Path | None = None,
    cache: Path | bool | None = None,
    columns: list[str] | None = None,
) -> Pipeline:
    """The pipeline of `--config`, `--packages`, `--package`, `--glossary`, `--cache` and `--column`.

    Raises:
        InputError: the glossary cannot be used.
        ConfigError: there is no package of a name given; that is known before anything is read.
    """
    from transcompare.pipeline import Pipeline

    pipeline = Pipeline.from_toml(config) if config else Pipeline.default()
    pipeline = pipeline.with_packages(packages or (), package or ())
    if cache is not None:
        pipeline = pipeline.with_cache(cache)
    if columns:
        pairs = [column.partition("=") for column in columns]
        if wrong := next((name for name, _, own in pairs if not own), None):
            raise typer.BadParameter(f"'{wrong}' says no column: write text=Quote.", param_hint="--column")
        pipeline = pipeline.with_columns({name.strip(): own for name, _, own in pairs})
    if package:
        pipeline.engine.routes([])
    if glossary:
        from transcompare.glossary import add, read

        pipeline = add(pipeline, read(glossary))
    return pipeline


def print_as(
    style: Style,
    report: pl.DataFrame,
    rejects: pl.DataFrame | None = None,
    inputs: Sequence[str] = (),
    pipeline: Pipeline | None = None,
) -> None:
    """The report on standard output in a format for programs; on standard error how many rows were rejected."""
    from transcompare import output

    document = output.Document(report, rejects)
    if style == Style.GITHUB and pipeline:
        from transcompare.output.github import locate

        document = locate(document, inputs, pipeline)
    sys.stdout.write(output.text(style.value, document))
    if rejects is not None and rejects.height:
        typer.echo(
            f"Rejected rows: {rejects.height}. `-o` writes them to a file, `--format table` lists them.", err=True
        )


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A bar on standard error while the block runs; none where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("read", total=None)
        yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)


@contextmanager
def run_progress(*, quiet: bool) -> Iterator[Callable[[State], None] | None]:
    """The bar of a long run, on standard error: rows, rate, time left, verdicts; none where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[verdicts]}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=600) as bar:
        task = bar.add_task("read", total=None, rate="", verdicts="")
        comparing = False

        def show(state: State) -> None:
            nonlocal comparing
            if state.total is not None and not comparing:  # what is done already says nothing about the rate
                comparing = True
                bar.reset(task, total=state.total, completed=state.done)
            bar.update(
                task,
                description=state.step,
                completed=state.done,
                verdicts="  ".join(f"{count} {name.replace('_', ' ')}" for name, count in state.verdicts.items()),
            )
            speed = bar.tasks[0].speed
            bar.update(task, rate=f"{speed:.1f} rows/s" if speed else "")

        yield show
