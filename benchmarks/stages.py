"""Time of each stage on N statements made from the samples, and the share that is the models.

    uv run python benchmarks/stages.py [--statements 1000] [--config TOML] [--json]

Every copy of a sample statement gets a running number in its text, so that no two are equal and nothing is saved by
translating a sentence once. The CPU seconds, of all threads, say more than the others on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from transcompare.engine import ArgosEngine
from transcompare.pipeline import Pipeline

SAMPLES = Path(__file__).parents[1] / "samples" / "statements.csv"


def main() -> None:
    """Run once to warm up on the samples, then time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=1000)
    parser.add_argument("--config", type=Path, help="a pipeline file")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    samples = pl.read_csv(SAMPLES, infer_schema=False)
    pipeline = Pipeline.from_toml(arguments.config) if arguments.config else Pipeline.default()
    pipeline.run(samples)
    marks: list[tuple[str, float, float]] = []

    def progress(name: str, _done: int, _total: int) -> None:
        marks.append((name, time.perf_counter(), time.process_time()))

    frame = copies(samples, arguments.statements)
    with models(ArgosEngine) as spent:
        report = pipeline.run(frame, progress).report
    progress("end", 0, 0)
    times = {name: after[1] - wall for (name, wall, _), after in pairwise(marks)}
    cpu = {name: after[2] - cpu for (name, _, cpu), after in pairwise(marks)}
    total = sum(times.values())
    if arguments.json:
        figures = {"rows": report.height, "seconds": total, "stages": times, "cpu": cpu, "models": spent}
        print(json.dumps(figures))
        return
    for name, seconds in times.items():
        print(f"{name:10} {seconds:8.2f} s  {seconds / total:6.1%} {cpu[name]:8.2f} s CPU")
    print(f"{'total':10} {total:8.2f} s  {report.height / total:.1f} comparisons/s {sum(cpu.values()):8.2f} s CPU")
    print(f"{'models':10} {spent[0]:8.2f} s  {spent[0] / total:6.1%} {spent[1]:8.2f} s CPU")


def copies(samples: pl.DataFrame, statements: int) -> pl.DataFrame:
    """So many statements, each different."""
    distinct = samples["quote_id"].n_unique()
    copies = [
        samples.with_columns(
            pl.format(f"{{}}-{i}", "quote_id").alias("quote_id"),
            pl.format(f"{{}}-{i}", "version_id").alias("version_id"),
            pl.col("text").str.replace_all(r"([.!?…»\"”]+)(\s|$)", f" ({i})$1$2"),
        )
        for i in range(-(-statements // distinct))
    ]
    frame = pl.concat(copies)
    keep = frame["quote_id"].unique(maintain_order=True).head(statements)
    return frame.filter(pl.col("quote_id").is_in(keep.implode()))


@contextmanager
def models(kind: Any) -> Iterator[list[float]]:
    """Wall and CPU seconds in the engines of a kind."""
    spent = [0.0, 0.0]

    def watched(method: Any) -> Any:
        def call(*arguments: Any) -> Any:
            wall, cpu = time.perf_counter(), time.process_time()
            try:
                return method(*arguments)
            finally:
                spent[0] += time.perf_counter() - wall
                spent[1] += time.process_time() - cpu

        return call

    before = {name: getattr(kind, name) for name in ("translate", "score")}
    try:
        for name, method in before.items():
            setattr(kind, name, watched(method))
        yield spent
    finally:
        for name, method in before.items():
            setattr(kind, name, method)


if __name__ == "__main__":
    main()
