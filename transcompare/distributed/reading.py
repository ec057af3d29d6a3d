"""What workers do with the input: a look at every file, then its rows as lines for their parts."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import polars as pl
from fsspec.implementations.local import LocalFileSystem

from transcompare import columns, files
from transcompare.errors import InputError
from transcompare.runner import lines
from transcompare.runner.inputs import Input

_CHUNK = 2**20
_FILE = 40
"""Bits for the rows of a file in the number of a line."""

LINE = {
    "part": pl.Int64(),
    "number": pl.Int64(),
    "version": pl.String(),
    "file": pl.String(),
    "row": pl.Int64(),
    "reject": pl.String(),
    "reject_column": pl.String(),
    "cells": pl.String(),
}
"""A line on its way. Without cells it is a `version` of elsewhere that this part must not make for a statement of its
own."""


@dataclass(frozen=True)
class Source:
    """A file of the input."""

    number: int
    name: str
    """As the user gave it; it goes into the rejects."""
    place: str
    """A URL, or an absolute path."""


@dataclass(frozen=True)
class Survey:
    """What the whole run has to know of one file."""

    input: Input
    rows: int
    columns: list[str]
    carried: list[str]
    """Columns that hold something in a row with a text."""


@dataclass(frozen=True)
class Plan:
    """What every worker has to know of the whole input."""

    inputs: tuple[Input, ...]
    known: tuple[str, ...]
    """Columns of all files, in the order first seen."""
    carried: tuple[str, ...]
    faults: Mapping[int, tuple[str, str]]
    """Of files without a column to take a text or its statement from."""
    parts: int
    done: Collection[int] = ()
    late: Mapping[int, str] | None = None
    """Lines whose version_id is taken, and the reason that is given for it."""


def sources(names: list[str]) -> list[Source]:
    """The files that names stand for: paths, globs and folders of this machine, or URLs of the same.

    Raises:
        InputError: there is no such file, or it is standard input.
    """
    found: dict[str, str] = {}
    for name in names:
        if name == "-":
            raise InputError("Standard input comes once only, and to this machine: with --engine ray name a file.")
        if "://" in name:
            found |= {url: url for url in _urls(name) if url not in found}
        else:
            for each in files.expand([name]):
                found.setdefault(str(Path(each).absolute()), each)
    return [Source(number, name, place) for number, (place, name) in enumerate(found.items())]


def _urls(name: str) -> list[str]:
    try:
        system, path = fsspec.core.url_to_fs(name)
        if system.isfile(path):
            return [name]
        found = system.ls(path, detail=False) if system.isdir(path) else system.glob(path)
    except (OSError, ImportError, ValueError) as error:  # ImportError: fsspec names the package that it takes
        raise InputError(f"{name}: cannot be read: {error}.") from error
    known = [str(system.unstrip_protocol(each)) for each in sorted(found) if files.is_known(each)]
    if not known:
        raise InputError(f"{name}: there is no quote file.")
    return known


def survey(source: Source) -> Survey:
    """Read a file to know its columns and rows.

    Raises:
        InputError: it cannot be read.
    """
    own: list[str] = []
    carried: dict[str, None] = {}
    rows = 0
    with _copied(source) as (copy, found):
        for frame in files.read_batches(source.name, copy):
            own = _cells(frame)
            carried |= dict.fromkeys(lines.beside_text(frame, own))
            rows += frame.height
    return Survey(found, rows, own, list(carried))


def versions(source: Source, plan: Plan) -> Iterator[pl.DataFrame]:
    """The version_ids of a file, for a shuffle that brings equal ones together."""
    for frame in _lines(source, plan):
        yield frame.filter(pl.col("version").is_not_null()).select(part=_part("version", plan), version="version")


def of_versions(source: Source, plan: Plan, wanted: Collection[str]) -> Iterator[pl.DataFrame]:
    """The lines of a file that have one of these version_ids."""
    for frame in _lines(source, plan):
        yield conform(frame.filter(pl.col("version").is_in(list(wanted))))


def shuffled(source: Source, plan: Plan) -> Iterator[pl.DataFrame]:
    """The lines of a file with their parts, without those of parts that are done."""
    late = plan.late or {}
    for frame in _lines(source, plan):
        reason = pl.col("number").replace_strict(dict(late), default=None, return_dtype=pl.String)
        yield conform(
            frame.with_columns(
                part=_part("statement", plan),
                reject=pl.coalesce(reason, "reject"),
                reject_column=pl.when(reason.is_not_null()).then(pl.lit("version_id")).otherwise("reject_column"),
            )
        ).filter(~pl.col("part").is_in(list(plan.done)))


def conform(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of a line on its way, null where there are none: Ray wants the same of all blocks."""
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in LINE.items() if name not in frame.columns]
    return frame.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in LINE.items())


def _lines(source: Source, plan: Plan) -> Iterator[pl.DataFrame]:
    """The lines of a file, and the versions of elsewhere that their statements' parts have to know."""
    number = source.number << _FILE
    names = ("number", "statement", "version", "file", "row", "reject", "reject_column", "cells")
    schema = {name: LINE.get(name, pl.String()) for name in names}
    fault = plan.faults.get(source.number)
    with _copied(source) as (copy, found):
        if found != plan.inputs[source.number]:
            raise InputError(f"{source.name} changed while it was read. Run again when it is complete.")
        for raw in files.read_batches(source.name, copy):
            rows = pl.DataFrame(list(lines.rows(raw, plan.known, number)), schema=schema, orient="row")
            if fault:
                fine = pl.col("reject").is_null()
                rows = rows.with_columns(
                    reject_column=pl.when(fine).then(pl.lit(fault[0])).otherwise("reject_column"),
                    reject=pl.col("reject").fill_null(fault[1]),
                )
            number += raw.height
            yield rows
            if given := lines.given(raw):
                yield pl.DataFrame(given, schema=["statement", "version"], orient="row").select(
                    pl.lit(-1, pl.Int64).alias("number"),
                    "statement",
                    "version",
                    *(pl.lit(None, schema[name]).alias(name) for name in names[3:]),
                )


def _part(name: str, plan: Plan) -> pl.Expr:
    """The part that a statement is in: the same on every machine and for every version of Ray."""

    def of(key: str) -> int:
        return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) % plan.parts

    return pl.col(name).map_elements(of, return_dtype=pl.Int64)


@contextmanager
def _copied(source: Source) -> Iterator[tuple[Path, Input]]:
    """A copy that nobody writes to, and what is in it."""
    digest = hashlib.sha256()
    size = 0
    with tempfile.TemporaryDirectory(prefix="transcompare-") as folder, ExitStack() as opened:
        copy = Path(folder) / "input"
        try:
            there: tuple[Any, str] = (LocalFileSystem(), source.place)
            system, path = fsspec.core.url_to_fs(source.place) if "://" in source.place else there
            stream, target = opened.enter_context(system.open(path, "rb")), opened.enter_context(copy.open("wb"))
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
        except (OSError, ImportError) as error:
            raise InputError(f"{source.name}: cannot be read: {error}.") from error
        yield copy, Input(source.name, size, digest.hexdigest())


def _cells(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in files.PROVENANCE]


def plan(surveys: list[Survey], part_rows: int) -> Plan:
    """What the files together say.

    Raises:
        InputError: no file has any row.
    """
    rows = sum(each.rows for each in surveys)
    if not rows:
        raise files.nothing([each.input.name for each in surveys])
    known = tuple(dict.fromkeys(name for each in surveys for name in each.columns))
    wide = {name for column in columns.version_columns(known) for name in (column.name, column.declared)}
    carried = {name for each in surveys for name in each.carried}
    faults = {number: fault for number, each in enumerate(surveys) if (fault := columns.fault(each.columns))}
    return Plan(
        tuple(each.input for each in surveys),
        known,
        tuple(sorted(carried & {name for name in wide if name})),
        faults,
        -(-rows // part_rows),
    )
