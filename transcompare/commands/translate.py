"""`transcompare translate`: lines in, lines out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated

import typer

from transcompare.commands import options
from transcompare.commands.completion import installed_languages as languages

BATCH_LINES = 2000
"""Lines in memory at a time. The translations do not depend on it. Measured with the package that ships, beam 1, short
lines: 198 MB resident after 5,000 lines as after 50,000; peaks of 203 and 230 MB, by the longest group of sentences.
"""


def translate(
    source: Annotated[
        str, typer.Option("--from", metavar="LANG", autocompletion=languages, help="Language of the input.")
    ],
    target: Annotated[
        str, typer.Option("--to", metavar="LANG", autocompletion=languages, help="Language of the output.")
    ],
    packages: options.Packages = None,
    package: options.Package = None,
    cache: options.Cache = None,
    no_cache: options.NoCache = False,
    config: options.Config = None,
) -> None:
    """Translate standard input to standard output, exactly one line for each line.

    Memory stays flat: lines are read, translated and written in batches.
    """
    from transcompare.engine import Engine
    from transcompare.errors import PackageMissing
    from transcompare.languages import canonical
    from transcompare.normalization import normalize
    from transcompare.sentences import sentences

    pair = canonical(source), canonical(target)
    pipeline = options.load_pipeline(config, packages, package, cache=False if no_cache else cache)
    route = pipeline.engine.routes([pair])[pair]
    if isinstance(route, PackageMissing):
        raise route
    engine: Engine | None = route.engine
    for lines in _batches(_decoded(sys.stdin.buffer)):
        if engine:
            texts = [normalize(line).text for line in lines]
            parts = [[span.of(text) for span in sentences(text, pair[0])] for text in texts]
            translated = iter(engine.translate([part for group in parts for part in group]))
            lines = [" ".join(next(translated).text for _ in group) for group in parts]
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()


def _decoded(stream: Iterable[bytes]) -> Iterator[str]:
    from transcompare.errors import InputError

    for number, line in enumerate(stream, start=1):
        try:
            yield line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise InputError(
                f"Standard input, line {number}, byte {error.start}: not UTF-8. Convert it first, "
                f"for example with: iconv -f latin1 -t utf-8"
            ) from error


def _batches(lines: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(lines, BATCH_LINES)):
        yield batch
