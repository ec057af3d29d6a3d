"""`transcompare check`: one pair on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from transcompare.commands import options
from transcompare.commands.run import Severity, load_pipeline


def check(
    original: Annotated[str, typer.Argument(help="The statement as it was made.")],
    rendering: Annotated[str, typer.Argument(help="What was printed.")],
    lang_original: Annotated[
        str | None, typer.Option("--from", metavar="LANG", help="Detected when not given.")
    ] = None,
    lang_rendering: Annotated[
        str | None, typer.Option("--to", metavar="LANG", help="Detected when not given.")
    ] = None,
    config: options.Config = None,
    packages: options.Packages = None,
    fail_on: Annotated[
        Severity | None, typer.Option(help="Leave with exit code 1 if a finding is at least this severe.")
    ] = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare one rendering with its original and show both texts with the findings marked."""
    from transcompare.api import compare

    result = compare(
        original,
        rendering,
        lang_original=lang_original,
        lang_rendering=lang_rendering,
        pipeline=load_pipeline(config, packages),
    )
    if json:
        from dataclasses import asdict
        from json import dumps

        typer.echo(dumps(asdict(result), ensure_ascii=False))
    elif not quiet:
        from transcompare.terminal import print_comparison

        print_comparison(result)
    severities = list(Severity)
    if fail_on and result.severity in severities[severities.index(fail_on) :]:
        raise typer.Exit(1)
    if result.status != "ok":
        raise typer.Exit(3)
