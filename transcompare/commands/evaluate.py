"""`transcompare evaluate`: how well verdicts and findings agree with labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transcompare.commands import options


def evaluate(
    report: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A labelled quote file, or a report that `run -o` wrote.")
    ],
    labels: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files with version_id and label (faithful, minor, major or critical), perhaps categories, "
            "span_original, span_rendering, hard_negative. Not needed where SOURCE has these columns.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="JSON", help="Write the figures here.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="SVG", help="Draw the reliability diagram and the ROC curve.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(metavar="JSON", help="Show what changed since these figures, that `-o` wrote.")
    ] = None,
    config: options.Config = None,
    packages: options.Packages = None,
    package: options.Package = None,
    glossary: options.Glossary = None,
    cache: options.Cache = None,
    no_cache: options.NoCache = False,
    json: options.Json = False,
) -> None:
    """Measure against labels: AUROC, recall, precision and false positives of the verdicts, findings, calibration.

    A quote file is compared first, with the given pipeline; a report is taken as it is.
    """
    from json import dumps

    from transcompare.evaluation import changes, evaluate_files, tables
    from transcompare.evaluation import picture as drawing

    old = changes.read(compare) if compare else None
    pipeline = options.load_pipeline(config, packages, package, glossary, False if no_cache else cache)
    result = evaluate_files(report, labels or (), pipeline=pipeline)
    if old is not None:
        result["changes"] = changes.compare(result, old)
    if output:
        _write(output, dumps(result, ensure_ascii=False, indent=1) + "\n")
    if picture:
        _write(picture, drawing.svg(result, Path(report).name))
    if json:
        typer.echo(dumps(result, ensure_ascii=False))
    else:
        tables.show(result)
        if old is not None:
            tables.show_changes(result["changes"], str(compare))
    if not result["pairs"]["all"]["scored"]:
        raise typer.Exit(3)


def _write(path: Path, text: str) -> None:
    from transcompare.errors import OutputError

    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise OutputError(f"Cannot write {path}: {error.strerror or error}. Give another place.") from error
