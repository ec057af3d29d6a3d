"""What a stage is: frozen settings, the columns it needs and makes, and one call from frame to frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

import polars as pl

from transcompare.errors import SchemaError
from transcompare.settings import Settings


class Stage(Settings, ABC):
    """One step of the pipeline.

    The fields of a subclass are its settings: frozen, validated, picklable. A stage never drops a row (it sets
    `status`), keeps no state between calls but caches that do not change results, and loads models lazily, so the
    same object works in a notebook, in `LazyFrame.map_batches`, in Ray Data's `map_batches` and in our runner.
    What ours say of a row depends on the rows of its statement only: the runner's parts and the cache count on that.

    Subclasses implement `process`; calling the stage checks the columns on both sides of it.
    """

    name: ClassVar[str]
    requires: ClassVar[dict[str, Any]] = {}
    """Column name to Polars type that the frame must have."""
    provides: ClassVar[dict[str, Any]] = {}
    """Column name to Polars type that the frame has afterwards."""

    @abstractmethod
    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Do the work; `frame` has the `requires` columns."""

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with the `provides` columns added.

        Raises:
            SchemaError: a required column is missing or has another type.
        """
        self._verify(frame, self.requires, "needs", "Run the stages before it, or add the column.")
        result = self.process(frame)
        self._verify(result, self.provides, "should have made", "This is a defect of the stage.")
        return result

    def signature(self) -> dict[str, str]:
        """Key and value pairs that this stage adds to the report's signature."""
        return {}

    def _verify(self, frame: pl.DataFrame, columns: dict[str, Any], verb: str, advice: str) -> None:
        for column, dtype in columns.items():
            if column not in frame.columns:
                raise SchemaError(f"Stage '{self.name}' {verb} a column '{column}', the frame has none. {advice}")
            if frame.schema[column] != dtype:
                raise SchemaError(
                    f"Stage '{self.name}' {verb} column '{column}' as {dtype}, it is {frame.schema[column]}. {advice}"
                )


def nested(name: str, values: Iterable[Any], dtype: Any) -> pl.Series:
    """A column of structs, or of lists of them; `pl.Series` takes 2 to 8 times as long, a series for each value."""
    return pl.DataFrame([(value,) for value in values], schema={name: dtype}, orient="row")[name]
