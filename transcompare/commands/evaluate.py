"""`transcompare evaluate`: how well a report agrees with labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transcompare.commands import options


def evaluate(
    report: Annotated[Path, typer.Argument(help="A report that `run -o` wrote.")],
    labels: Annotated[
        list[str],
        typer.Argument(help="Files with version_id, label (faithful, minor, major or critical), perhaps categories."),
    ],
    json: options.Json = False,
) -> None:
    """Measure a report against labels: AUROC, recall at 5 % false positives, recall and precision by category."""
    from transcompare.evaluation import evaluate_files
    from transcompare.terminal import print_evaluation

    result = evaluate_files(report, labels)
    if json:
        from json import dumps

        typer.echo(dumps(result, ensure_ascii=False))
    else:
        print_evaluation(result)
