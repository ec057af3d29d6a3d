"""`transcompare check`: one pair on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from transcompare.commands import options
from transcompare.commands.completion import languages


def check(
    original: Annotated[str, typer.Argument(help="The statement as it was made.")],
    rendering: Annotated[str, typer.Argument(help="What was printed.")],
    lang_original: Annotated[
        str | None,
        typer.Option("--from", metavar="LANG", autocompletion=languages, help="Detected when not given."),
    ] = None,
    lang_rendering: Annotated[
        str | None,
        typer.Option("--to", metavar="LANG", autocompletion=languages, help="Detected when not given."),
    ] = None,
    config: options.Config = None,
    packages: options.Packages = None,
    package: options.Package = None,
    glossary: options.Glossary = None,
    cache: options.Cache = None,
    no_cache: options.NoCache = False,
    fail_on: options.FailOn = None,
    style: options.Format = options.Style.TABLE,
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
        pipeline=options.load_pipeline(config, packages, package, glossary, False if no_cache else cache),
    )
    if json:
        from dataclasses import asdict
        from json import dumps

        typer.echo(dumps(asdict(result), ensure_ascii=False))
    elif style != options.Style.TABLE:
        options.print_as(style, result.to_frame())
    elif not quiet:
        from transcompare.terminal import print_comparison

        print_comparison(result)
    if fail_on and fail_on.reached_by(result.severity):
        raise typer.Exit(1)
    if result.status != "ok":
        raise typer.Exit(3)
