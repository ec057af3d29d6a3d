"""The pipeline as a step of your own Ray Data job: Parquet in, Parquet out, on anything that Ray can open.

    python pipelines/ray_batch.py s3://bucket/quotes s3://bucket/reports [--config TOML] [--workers 64]

The versions of a statement meet in one block, and each actor loads the models once. Every row of the input is in the
output, as a comparison, as its original, or with the reason in `reject`. `transcompare run --engine ray` also reads
other formats, goes on after an end, and knows ids that are taken elsewhere; begin here to put steps of your own around.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import polars as pl

from transcompare.pipeline import Pipeline

if TYPE_CHECKING:
    import pyarrow


class Compare:
    """A callable class for `map_batches`: Ray makes one an actor."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline.with_threads(1)  # an actor has one processor

    def __call__(self, block: pyarrow.Table) -> pyarrow.Table:
        """The report on whole statements, and under it what could not be used."""
        result = self._pipeline.run(pl.DataFrame(pl.from_arrow(block)))
        rejects = result.rejects.select("quote_id", "version_id", pl.col("reason").alias("reject"))
        report = result.report.with_columns(pl.lit(None, pl.String).alias("reject"))
        return pl.concat([report, rejects], how="diagonal").to_arrow()


def run(source: str, target: str, pipeline: Pipeline, workers: int) -> None:
    """Compare the Parquet files at `source` into `target`."""
    import ray.data

    (
        ray.data.read_parquet(source)
        .repartition(keys=["quote_id"], num_blocks=4 * workers)
        .map_batches(
            Compare,
            fn_constructor_args=(pipeline,),
            batch_format="pyarrow",
            batch_size=None,  # a block, so whole statements
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers),
            max_restarts=-1,  # a worker that dies is started again,
            max_task_retries=3,  # and gets its block again
        )
        .write_parquet(target)
    )


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--config", help="a pipeline file")
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    pipeline = Pipeline.from_toml(arguments.config) if arguments.config else Pipeline.default()
    run(arguments.source, arguments.target, pipeline, arguments.workers)


if __name__ == "__main__":
    main()
