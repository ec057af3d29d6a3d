"""Rows of the input on their way to their part: what the whole of them has to know of each, and a part of the rest.

A line is a row of a raw frame as a tuple: a number that orders all rows of the input, its statement and version as
`Read` will see them, where it is from, why it is rejected, and its cells as JSON in the order of the known columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from transcompare import files
from transcompare.stages.read import TAKEN, Read, blank, stripped


def rows(frame: pl.DataFrame, known: Sequence[str], start: int) -> Iterator[tuple[object, ...]]:
    """Number, statement, version, file, row, reject, its column, cells; the numbers begin with `start`."""
    ids = _ids(frame)
    missing = [pl.lit(None, pl.String).alias(name) for name in known if name not in frame.columns]
    cells = frame.with_columns(missing).select(known)
    provenance = frame.select("_file", "_row", "_reject", "_reject_column")
    for number, (own, where, values) in enumerate(
        zip(ids.iter_rows(), provenance.iter_rows(), cells.iter_rows(), strict=True), start
    ):
        statement, version = own
        # No cell has a NUL: a row without a quote_id is by itself.
        key = f"\0{number}" if statement is None else statement
        yield number, key, version, *where, json.dumps(values, ensure_ascii=False)


def _ids(frame: pl.DataFrame) -> pl.DataFrame:
    names = ("quote_id", "version_id")
    missing = [pl.lit(None, pl.String).alias(name) for name in names if name not in frame.columns]
    return frame.with_columns(missing).select(map(stripped, names))


def given(frame: pl.DataFrame) -> list[tuple[str, str]]:
    """The version_ids that look as if `Read` had made them, but for another statement than their own."""
    prefix = pl.col("version_id").str.extract(r"(?s)^(.*)/[0-9]+$")
    foreign = prefix.is_not_null() & prefix.ne_missing(pl.col("quote_id"))
    return _ids(frame).filter(foreign).select(prefix.alias("prefix"), "version_id").rows()


def beside_text(frame: pl.DataFrame, own: list[str]) -> Iterator[str]:
    """The columns that hold something in a row with a text."""
    if "text" in own:
        rows = frame.filter(~blank("text") & pl.col("_reject").is_null())
        yield from (name for name in own if rows[name].null_count() < rows.height)


def frame(lines: Sequence[tuple[object, ...]], known: Sequence[str]) -> pl.DataFrame:
    """Lines (number, file, row, reject, its column, cells) as `files.read_files` gives them."""
    cells = [json.loads(str(line[5])) for line in lines]
    data = {name: [line[at] for line in lines] for at, name in enumerate(files.PROVENANCE, start=1)}
    data |= {name: [row[at] if at < len(row) else None for row in cells] for at, name in enumerate(known)}
    return pl.DataFrame(data, schema=files.PROVENANCE | dict.fromkeys(known, pl.String()))


def repeated(
    batches: Iterable[Sequence[tuple[object, ...]]], known: Sequence[str], read: Read
) -> Iterator[tuple[object, str]]:
    """Number and reason of the second and later of the usable rows with one version_id.

    The lines are those of `frame` with the version_id behind, in the order of version_id and number.
    """
    last = None
    for batch in batches:
        raw = frame([line[:-1] for line in batch], known)
        alone = raw.with_columns(version_id=pl.int_range(pl.len()).cast(pl.String))
        usable = read.process(alone)["reject"].is_null()
        for (number, *_, version), fine in zip(batch, usable, strict=True):
            if fine and version == last:
                yield number, TAKEN.format(str(version)[:80])
            elif fine:
                last = version
