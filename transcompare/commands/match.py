"""`transcompare match`: loose originals and renderings in, a quote file for `run` out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from transcompare.commands import options


def match(
    originals: Annotated[str, typer.Argument(help="Quote file, glob, folder, or - for standard input.")],
    renderings: Annotated[str, typer.Argument(help="The same, with the renderings.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PARQUET", help="Write the statements here, for `run`.")
    ] = None,
    config: options.Config = None,
    packages: options.Packages = None,
    package: options.Package = None,
    cache: options.Cache = None,
    no_cache: options.NoCache = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Link renderings with the originals they come from: two lists without common ids.

    Rows that cannot be used go to a second file beside the output, OUTPUT.rejects.parquet.
    """
    from transcompare.errors import InputError
    from transcompare.matching import match_lists
    from transcompare.stages.write import write_parquet

    if originals == renderings == "-":
        raise InputError("Both lists are - : standard input can hold one of them. Name a file for the other.")
    pipeline = options.load_pipeline(config, packages, package, cache=False if no_cache else cache)
    with options.progress(quiet=quiet) as progress:
        result = match_lists(originals, renderings, pipeline.engine, progress)
    rejects_path = output.with_suffix(".rejects.parquet") if output else None
    if output and rejects_path:
        metadata = pipeline.metadata()
        write_parquet(result.statements, output, metadata)
        if result.rejects.height or rejects_path.exists():
            write_parquet(result.rejects, rejects_path, metadata)
    if json:
        sys.stdout.write(result.statements.write_ndjson())
    elif not quiet:
        from transcompare.terminal import print_matching

        print_matching(result, output=output, rejects_path=rejects_path)
    raise typer.Exit(0 if result.counts["linked"] or result.counts["doubtful"] else 3)
