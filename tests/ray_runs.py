"""Runs over Ray for the tests, as `python -m tests.ray_runs FOLDER`: a process of their own, as Ray has sockets."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import ClassVar

import polars as pl

from pipelines import ray_batch
from tests.runs import light_pipeline, write_quotes
from transcompare import files
from transcompare.errors import TranscompareError
from transcompare.pipeline import Pipeline
from transcompare.stages.base import Stage

PART_ROWS = 5


class DieOnce(Stage):
    """Kills its process at the first frame that has the statement `q4`."""

    name: ClassVar[str] = "die-once"
    traces: str
    """A folder: the process leaves its number there."""

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        trace = Path(self.traces) / "killed"
        if "q4" in frame["quote_id"] and not trace.exists():
            trace.write_text(str(os.getpid()), "utf-8")
            os.kill(os.getpid(), signal.SIGKILL)
        return frame


class Broken(Stage):
    """Raises an error on purpose."""

    name: ClassVar[str] = "broken"

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        raise TranscompareError("The lighthouse is dark. Light it.")


def pipeline(folder: Path, last: Stage | None = None) -> Pipeline:
    """The light pipeline, where a worker dies in the middle."""
    read, *rest = light_pipeline().stages
    return Pipeline((read, last or DieOnce(traces=str(folder)), *rest))


def sources(folder: Path) -> list[str]:
    """Files with rows of a statement apart, a column of its own, ids that are taken or look as if made, and no use."""
    more = (
        "quote_id,version_id,lang,text,tide\n"
        "q0,,en,The harbour takes 20 ships.,high\n"
        "q7,q1/3,en,The harbour takes 27 ships.,\n"
        "q1,,en,The harbour takes 21 ships.,low\n"
        "q8,q1/3,en,The harbour is closed.,\n"
        ",,en,No statement at all.,\n"
    )
    (folder / "more.csv").write_text(more, "utf-8")
    (folder / "useless.csv").write_text("name,colour\nbuoy,red\n", "utf-8")
    return [str(write_quotes(folder / "q.csv")), str(folder / "more.csv"), str(folder / "useless.csv")]


def main() -> None:
    """In FOLDER: a run with a death, the same once more without a part, other settings, an error, and the example."""
    from transcompare import distributed
    from transcompare.distributed import cluster  # sets the environment before Ray is imported

    import ray  # isort: skip

    folder = Path(sys.argv[1])
    names, output = sources(folder), folder / "ray"
    told: dict[str, object] = {}

    def run(name: str, pipeline: Pipeline, output: str, names: list[str] = names) -> None:
        try:
            summary = distributed.stream(pipeline, names, output, workers=2, part_rows=PART_ROWS)
            told[name] = [summary.renderings, summary.rejected]
        except TranscompareError as error:
            told[name] = f"{type(error).__name__}: {error}"

    ray.init(num_cpus=3, include_dashboard=False, object_store_memory=200_000_000, log_to_driver=False)
    run("first", pipeline(folder), output.as_uri())
    shutil.copytree(output, folder / "first")
    gone, *kept = sorted((output / "report").iterdir())
    gone.unlink()
    times = {path: path.stat().st_mtime_ns for path in kept}
    run("second", pipeline(folder), str(output))
    told["made"] = [path.name for path in (output / "report").iterdir() if times.get(path) != path.stat().st_mtime_ns]
    run("other", light_pipeline(), str(output))
    (folder / "plain.csv").write_text("quote_id,ru,en\nbuoy,Буй на месте.,The buoy is in place.\n", "utf-8")
    run("broken", pipeline(folder, Broken()), str(folder / "broken"), [str(folder / "plain.csv")])
    try:
        with cluster.errors():
            raise ray.exceptions.RayActorError
    except TranscompareError as error:
        told["given up"] = f"{type(error).__name__}: {error}"
    quotes = files.read_files(names[:1]).drop(files.PROVENANCE)
    pl.concat([quotes, pl.DataFrame({"text": ["No statement."]})], how="diagonal").write_parquet(folder / "q.parquet")
    with cluster.connected(2):
        ray_batch.run(str(folder / "q.parquet"), str(folder / "batch"), light_pipeline(), 1)
    ray.shutdown()
    (folder / "told.json").write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    from tests.ray_runs import main  # so that what is pickled has a name that the workers can import

    main()
