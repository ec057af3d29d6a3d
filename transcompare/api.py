"""The calls that most people need: one pair, a whole table, and two lists to be linked first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias, overload

import polars as pl

from transcompare.comparison import Comparison
from transcompare.errors import InputError
from transcompare.pipeline import Pipeline
from transcompare.reports import scan_report

Source: TypeAlias = pl.DataFrame | str | Path | Iterable[str | Path]


def compare(
    original: str,
    rendering: str,
    *,
    lang_original: str | None = None,
    lang_rendering: str | None = None,
    pipeline: Pipeline | None = None,
) -> Comparison:
    """Compare one rendering with its original.

    Languages are ISO 639-1 codes, detected where not given. For many pairs use `run`, which translates them together.

    Raises:
        InputError: a text is empty or a language code is none.
    """
    frame = pl.DataFrame(
        {
            "quote_id": ["1", "1"],
            "version_id": ["original", "rendering"],
            "role": ["original", "rendering"],
            "lang": [lang_original, lang_rendering],
            "text": [original, rendering],
        },
        schema_overrides={"lang": pl.String},
    )
    result = (pipeline or Pipeline.default()).run(frame)
    if result.rejects.height:
        first = result.rejects.row(0, named=True)
        raise InputError(f"The {first['version_id']} cannot be used: {first['reason']}")
    return Comparison.from_row(result.report.row(0, named=True))


@overload
def run(source: Source, *, pipeline: Pipeline | str | Path | None = None) -> pl.DataFrame: ...
@overload
def run(
    source: str | Path | Iterable[str | Path], *, pipeline: Pipeline | str | Path | None = None, output: str | Path
) -> pl.LazyFrame: ...
def run(
    source: Source, *, pipeline: Pipeline | str | Path | None = None, output: str | Path | None = None
) -> pl.DataFrame | pl.LazyFrame:
    """The report on quote files or a frame of versions (contract 1 in, contract 2 out).

    `pipeline` is a `Pipeline` or the path of a TOML file. Rejected rows are not in the report: use `Pipeline.run`,
    which returns both tables, to see them.

    With a directory as `output` files of any size are compared in parts that are written there, and a run that ended
    before its time goes on (`Pipeline.stream`); what comes back reads the parts when it is collected.

    Raises:
        InputError: a file cannot be read at all.
        ConfigError: the pipeline file is wrong.
        RunError: there is a run of other input or config in the directory, or one is at work.
    """
    if output is None:
        return _pipeline(pipeline).run(source).report
    if isinstance(source, pl.DataFrame):
        raise InputError("A run into a directory takes files, as what it goes on with must still be there.")
    _pipeline(pipeline).stream(source, output)
    return scan_report(output)


def match(
    originals: pl.DataFrame | str | Path | Iterable[str | Path],
    renderings: pl.DataFrame | str | Path | Iterable[str | Path],
    *,
    pipeline: Pipeline | str | Path | None = None,
) -> pl.DataFrame:
    """Link two lists without common ids: a table for `run`, each rendering under the `quote_id` of its original.

    `match_confidence` is the probability of a link. A rendering for which no original is likely enough keeps an id of
    its own and a null confidence. Of `pipeline` only the engine counts. Rejected rows are not in the table: use
    `transcompare.matching.match_lists`, which returns both tables, to see them.

    Raises:
        InputError: a file cannot be read at all.
        ConfigError: the pipeline file is wrong.
    """
    from transcompare.matching import match_lists

    return match_lists(originals, renderings, _pipeline(pipeline).engine).statements


def _pipeline(pipeline: Pipeline | str | Path | None) -> Pipeline:
    if isinstance(pipeline, Pipeline):
        return pipeline
    return Pipeline.from_toml(pipeline) if pipeline else Pipeline.default()
