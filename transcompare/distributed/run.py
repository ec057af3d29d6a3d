"""The run: look at the input, shuffle its lines to their parts, have actors compare those that are not done."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl
import ray.data

from transcompare.distributed import cluster, reading
from transcompare.distributed.compare import DONE, Compare, name_of, part_of
from transcompare.distributed.reading import Source
from transcompare.distributed.store import Store
from transcompare.errors import OutputError, RunError
from transcompare.pipeline import Pipeline
from transcompare.runner import State, lines, manifest, parts
from transcompare.runner.manifest import Manifest
from transcompare.runner.stop import Stop, stoppable
from transcompare.stages.read import Read
from transcompare.summary import COLUMNS, Summary

if TYPE_CHECKING:
    import pyarrow

_LATE = "late.json"
_PARTITIONS = 200
"""Of a shuffle, at least, where there are so many parts: what a worker that dies loses is one of them."""
_RETRIES = 3
"""Times that a partition is tried again when its worker has died: then it is the partition's fault."""


def run(
    pipeline: Pipeline,
    names: list[str],
    output: str,
    *,
    workers: int | None,
    part_rows: int,
    fresh: bool,
    top: int,
    progress: Callable[[State], None],
) -> Summary:
    """See `transcompare.distributed.stream`."""
    sources = reading.sources(names)
    store = Store.at(output)
    with cluster.connected(workers) as actors, stoppable() as stop, cluster.errors():
        run = _Run(store, pipeline, sources, stop, progress)
        if fresh:
            run.clear()
        run.begin(part_rows)
        run.compare(actors)
        return run.finish(top)


class _Run:
    def __init__(
        self,
        store: Store,
        pipeline: Pipeline,
        sources: list[Source],
        stop: Stop,
        progress: Callable[[State], None],
    ) -> None:
        self._store = store
        self._pipeline = pipeline
        self._sources = sources
        self._stop = stop
        self._progress = progress
        self._done: dict[int, parts.Part] = {}

    def clear(self) -> None:
        """Remove the files of a run, and nothing else; the manifest last."""
        if self._store.read(manifest.NAME) is None:
            return
        for kind in (DONE, parts.REPORT, parts.REJECTS):
            for name in self._store.names(kind):
                if name.startswith("part-"):
                    self._store.remove(f"{kind}/{name}")
        for name in (_LATE, manifest.NAME):
            if name in self._store.names():
                self._store.remove(name)

    def begin(self, part_rows: int) -> None:
        """See that this is the run that is here, or make it."""
        before = self._store.read(manifest.NAME)
        if before is None and (strange := self._store.names()):
            raise RunError(
                f"{self._store.url} has other things in it ({', '.join(strange[:3])}): name a folder of its own."
            )
        self._progress(State("read", 0, None, Counter()))
        surveys = self._each(reading.survey)
        plan = reading.plan(surveys, part_rows)
        now = Manifest.of(self._pipeline, plan.inputs, part_rows)
        now = replace(now, engine="ray").planned(plan.parts, sum(each.rows for each in surveys))
        if before is not None:
            then = Manifest.loads(before, f"{self._store.url}/{manifest.NAME}")
            if different := then.differences(now):
                raise RunError(
                    f"{self._store.url} has a run of something else:\n"
                    + "".join(f"  {line}\n" for line in different)
                    + "Name another folder, or start over with --fresh."
                )
            now = then
            self._done = self._found()
        else:
            self._store.write(manifest.NAME, now.dumps().encode())
        self._manifest = now
        self._plan = replace(plan, done=frozenset(self._done))

    def _found(self) -> dict[int, parts.Part]:
        """The parts that are done and whose files are there."""
        there = {kind: {*self._store.names(kind)} for kind in (parts.REPORT, parts.REJECTS)}
        found = {}
        for name in self._store.names(DONE):
            if content := self._store.read(f"{DONE}/{name}"):
                part = part_of(content)
                file = name_of(parts.REPORT, part.number).partition("/")[2]
                if file in there[parts.REPORT] and (part.rejects is None or file in there[parts.REJECTS]):
                    found[part.number] = part
                else:
                    self._store.remove(f"{DONE}/{name}")
        return found

    def compare(self, actors: int) -> None:
        """Make the parts that are not done."""
        rows = sum(part.rows for part in self._done.values())
        verdicts = Counter({key: n for part in self._done.values() for key, n in part.verdicts.items()})
        if len(self._done) == self._plan.parts:
            return
        read = next((stage for stage in self._pipeline.stages if isinstance(stage, Read)), None)
        partitions = min(self._plan.parts, max(_PARTITIONS, 4 * actors))
        plan = replace(self._plan, late=self._known_late(read, partitions) if read else {})
        journal = (
            self._lines(partial(reading.shuffled, plan=plan))
            .groupby("part", num_partitions=partitions)
            .map_groups(
                Compare,
                fn_constructor_args=(
                    self._pipeline.with_threads(1),
                    self._store,
                    plan,
                    self._manifest.packages,
                    self._manifest.metadata,
                ),
                batch_format="pyarrow",
                compute=ray.data.ActorPoolStrategy(min_size=1, max_size=actors),
                num_cpus=1,
                max_restarts=-1,
                max_task_retries=_RETRIES,
            )
        )
        for row in journal.iter_rows():
            part = part_of(row["done"])
            self._done[part.number] = part
            verdicts.update(part.verdicts)
            rows += part.rows
            self._progress(State("compare", rows, self._manifest.rows, verdicts))
            self._stop.check(f"{len(self._done)} of at most {plan.parts} parts are done")

    def _known_late(self, read: Read, partitions: int) -> dict[int, str]:
        """`_late`, which takes two looks at the input, once a run."""
        if "version_id" not in self._plan.known:
            return {}
        content = self._store.read(_LATE)
        if content is None:
            content = json.dumps(list(self._late(read, partitions).items()), ensure_ascii=False).encode()
            self._store.write(_LATE, content)
        return dict(json.loads(content))

    def _late(self, read: Read, partitions: int) -> dict[int, str]:
        """The second and later usable rows with one version_id, and why."""
        found = self._lines(partial(reading.versions, plan=self._plan))
        twice = (
            found.groupby("part", num_partitions=partitions).map_groups(_repeated, batch_format="pyarrow").take_all()
        )
        if not twice:
            return {}
        wanted = frozenset(row["version"] for row in twice)
        rows = self._lines(partial(reading.of_versions, plan=self._plan, wanted=wanted)).take_all()
        keys = ("number", "file", "row", "reject", "reject_column", "cells", "version")
        found_lines = sorted(
            (tuple(row[key] for key in keys) for row in rows if row["cells"] is not None),
            key=lambda line: (line[-1], line[0]),
        )
        return {int(str(number)): why for number, why in lines.repeated([found_lines], self._plan.known, read)}

    def _lines(self, work: Callable[[Source], Iterator[pl.DataFrame]]) -> Any:
        """A dataset of what `work` makes of each file, a task a file."""

        def of_file(batch: pyarrow.Table) -> Iterator[pyarrow.Table]:
            for number in batch["file"].to_pylist():
                for frame in work(sources[number]):
                    yield frame.to_arrow()

        sources = self._sources
        return _files(len(sources)).map_batches(of_file, batch_size=1, batch_format="pyarrow")

    def _each(self, work: Callable[[Source], Any]) -> list[Any]:
        """What `work` makes of each file, in their order."""
        remote = ray.remote(max_retries=_RETRIES, scheduling_strategy="SPREAD")(work)
        return list(ray.get([remote.remote(source) for source in self._sources]))

    def finish(self, top: int) -> Summary:
        """Add up the parts."""
        summary = Summary(top)
        for number, part in sorted(self._done.items()):
            summary.add(self._table(parts.REPORT, number).select(COLUMNS))
            if part.rejects:
                summary.add_rejects(self._table(parts.REJECTS, number))
        return summary

    def _table(self, kind: str, number: int) -> pl.DataFrame:
        content = self._store.read(name_of(kind, number))
        if content is None:
            raise OutputError(f"{self._store.url}/{name_of(kind, number)} is gone. Run the same command again.")
        return pl.read_parquet(io.BytesIO(content))


def _files(count: int) -> Any:
    return ray.data.from_items([{"file": number} for number in range(count)], override_num_blocks=count)


def _repeated(group: pyarrow.Table) -> pyarrow.Table:
    counts = pl.DataFrame(pl.from_arrow(group)).group_by("version").len()
    return counts.filter(pl.col("len") > 1).select("version").to_arrow()
