"""How rows go through the stages: all at once, or part after part with the next parts under way meanwhile.

CTranslate2 translates in threads of its own, so the stages in Python cost little where the model has work all the time:
while a part is scored and checked, the next is with the model, and the one after it is read and segmented.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from transcompare import schema
from transcompare.ahead import ahead
from transcompare.registry import is_ours
from transcompare.stages.base import Stage
from transcompare.stages.read import Read, Rest

if TYPE_CHECKING:
    from transcompare.cache import Results

Progress = Callable[[str, int, int], None]
"""Called with the name of the stage that starts, how many are done, and how many there are."""

T = TypeVar("T")

_PIECE = 6_000
"""Versions that go through together where a whole input is at hand: a batch of the model is full, and it need not wait
for long for the first."""


@dataclass(frozen=True)
class Result:
    """What a run gives: both tables together account for every version of the input."""

    report: pl.DataFrame
    rejects: pl.DataFrame


class Flow:
    """The stages of a pipeline, with what it takes to run them."""

    def __init__(
        self, stages: tuple[Stage, ...], signature: str, results: Results | None, progress: Progress | None
    ) -> None:
        """`results` is the cache of whole statements."""
        self._stages = stages
        self._signature = signature
        self._results = results
        self._progress = progress
        names = [stage.name for stage in stages]
        model = next((number for number, stage in enumerate(stages) if hasattr(stage, "engine")), 0)
        self._read = names.index("read") + 1 if "read" in names else 0
        self._model = max(self._read, model)
        self._after = max(self._model, names.index("translate") + 1 if "translate" in names else 0)

    def whole(self, raw: pl.DataFrame) -> Result:
        """All of an input: the rows of the report in the order of the renderings."""
        versions, rejects = self._usable(raw, Rest(), self._progress)
        ours = all(is_ours(type(stage)) for stage in self._stages)  # another's may look at rows of other statements
        pieces = _pieces(versions) if ours and not self._results else []
        if len(pieces) < 2:
            return Result(self._compared(versions), rejects)
        report = pl.concat(
            self._through(frame, self._after, len(self._stages), self._of_several(number, len(pieces)))
            for number, (frame, _) in enumerate(self._translated(pieces, lambda piece: (piece, rejects)))
        )
        order = report.select("version_id").join(versions, on="version_id", how="left", maintain_order="left")
        return Result(report[order["position"].arg_sort()], rejects)

    def part(self, raw: pl.DataFrame, rest: Rest) -> Result:
        """A part of an input that leaves `rest` out."""
        versions, rejects = self._usable(raw, rest, self._progress)
        return Result(self._compared(versions), rejects)

    def parts(self, parts: Iterable[tuple[pl.DataFrame, Rest]]) -> Generator[Result, None, None]:
        """`part` of each, in order."""
        if self._results:
            yield from (self.part(raw, rest) for raw, rest in parts)
            return
        for frame, rejects in self._translated(parts, lambda part: self._usable(*part, None)):
            yield Result(self._through(frame, self._after, len(self._stages), self._progress), rejects)

    def _compared(self, versions: pl.DataFrame) -> pl.DataFrame:
        """The report on usable versions; what the cache has of it is not made again."""

        def compare(some: pl.DataFrame) -> pl.DataFrame:
            return self._through(some, self._read, len(self._stages), self._progress)

        return self._results.run(versions, compare) if self._results else compare(versions)

    def _translated(
        self, items: Iterable[T], usable: Callable[[T], tuple[pl.DataFrame, pl.DataFrame]]
    ) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        """The frames after the stage `translate`, and the rejects, in order; the next ones are under way meanwhile."""

        def prepared(item: T) -> tuple[pl.DataFrame, pl.DataFrame]:
            versions, rejects = usable(item)
            return self._through(versions, self._read, self._model), rejects

        def translated(part: tuple[pl.DataFrame, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
            frame, rejects = part
            return self._through(frame, self._model, self._after), rejects

        # Two with the model: where one ends, batches of the other are waiting.
        return ahead(translated, ahead(prepared, items), depth=2)

    def _usable(self, raw: pl.DataFrame, rest: Rest, progress: Progress | None) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The versions that can be used, and the rejects."""
        if not self._read:
            return raw, schema.conform(pl.DataFrame(), schema.REJECT)
        frame = self._through(raw, 0, self._read - 1, progress)
        read = self._stages[self._read - 1]
        if progress:
            progress(read.name, self._read - 1, len(self._stages))
        frame = read.part(frame, rest) if isinstance(read, Read) and rest != Rest() else read(frame)
        return frame.filter(pl.col("reject").is_null()), rejected(frame)

    def _through(self, frame: pl.DataFrame, first: int, last: int, progress: Progress | None = None) -> pl.DataFrame:
        """Stages number `first` to before `last`."""
        for done, stage in enumerate(self._stages[first:last], first):
            if progress:
                progress(stage.name, done, len(self._stages))
            frame = stage(self._signed(frame) if stage.name == "write" else frame)
        return frame

    def _of_several(self, number: int, pieces: int) -> Progress | None:
        """The progress of one of several pieces."""
        if not (progress := self._progress):
            return None
        return lambda name, done, total: progress(name, number * total + done, pieces * total)

    def _signed(self, frame: pl.DataFrame) -> pl.DataFrame:
        packages = {
            name: key for name, key in (("package", "package"), ("package_reverse", "reverse")) if name in frame
        }
        labels = [pl.format(f"{key}:{{}}", pl.col(name).fill_null("none")) for name, key in packages.items()]
        return frame.with_columns(pl.concat_str(pl.lit(self._signature), *labels, separator="|").alias("signature"))


def rejected(frame: pl.DataFrame) -> pl.DataFrame:
    """The rejects table of the frame that the `read` stage gives."""
    rows = frame.filter(pl.col("reject").is_not_null()).select(
        "file",
        "row",
        pl.col("reject_column").alias("column"),
        pl.col("reject").alias("reason"),
        "quote_id",
        "version_id",
        pl.col("text").str.slice(0, 200),
    )
    return schema.conform(rows, schema.REJECT).sort("file", "row", maintain_order=True)


def _pieces(versions: pl.DataFrame) -> list[pl.DataFrame]:
    """Whole statements, in the order in which they begin, about `_PIECE` versions together."""
    statements = versions.group_by("quote_id", maintain_order=True).len()
    statements = statements.select("quote_id", piece=pl.col("len").cum_sum() // _PIECE)
    numbered = versions.join(statements, on="quote_id", how="left", maintain_order="left")
    return numbered.partition_by("piece", include_key=False, maintain_order=True)
