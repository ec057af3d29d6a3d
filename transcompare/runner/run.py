"""The run: spool the input, then compare part after part that is not done yet."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock
import polars as pl

from transcompare import files
from transcompare.errors import ConfigError, EngineError, OutputError, RunError
from transcompare.pipeline import Pipeline
from transcompare.runner import inputs, manifest, parts
from transcompare.runner.manifest import Manifest
from transcompare.runner.spool import Spool, build
from transcompare.runner.stop import Stop, stoppable
from transcompare.stages.read import Read
from transcompare.summary import COLUMNS, Summary

PART_ROWS = 1_000
"""Rows of the input a part. More are hardly faster, and more is to be done again after a kill."""

_SPOOL, _LOCK = "spool.sqlite", "lock"


@dataclass(frozen=True)
class State:
    """How far a run is."""

    step: str
    """`read`, or the stage at work."""
    done: int
    """Rows read, or rows of finished parts."""
    total: int | None
    """Rows of the input; None while they are being read."""
    verdicts: Counter[str]
    """Of the finished parts."""


def stream(
    pipeline: Pipeline,
    source: str | Path | Iterable[str | Path],
    output: str | Path,
    *,
    part_rows: int = PART_ROWS,
    fresh: bool = False,
    top: int = 20,
    progress: Callable[[State], None] | None = None,
) -> Summary:
    """Run `pipeline` on files of any size into the directory `output`, or go on with the run that is there.

    Whenever the process ends, what is in `report/` are whole parts; the same call goes on, and the end result is the
    same bytes as without the interruption. `fresh` throws away what is there. Rows of the report come in the order in
    which their statements begin, so in that of the input where rows of a statement are together.

    Raises:
        RunError: another run is at work there, or what is there is a run of other input, config or packages.
        InputError: a file cannot be read, or changes meanwhile.
        OutputError: there is no room, or the directory cannot be written.
        EngineError: the translation packages change meanwhile.
        Interrupted: SIGINT or SIGTERM; the part at work was finished (SIGINT) or given up.
    """
    if part_rows < 1:
        raise ConfigError("A part must have at least one row.")
    names = files.expand([source] if isinstance(source, str | Path) else list(source))
    folder = Path(output)
    with _locked(folder), stoppable() as stop:
        run = _Run(folder, pipeline, stop, progress or (lambda state: None))
        if fresh:
            run.clear()
        run.begin(names, part_rows)
        run.compare()
        return run.finish(top)


class _Run:
    """A run in its locked directory."""

    def __init__(self, folder: Path, pipeline: Pipeline, stop: Stop, progress: Callable[[State], None]) -> None:
        self._folder = folder
        self._pipeline = pipeline
        self._stop = stop
        self._progress = progress
        self._spool = folder / _SPOOL
        self._done: dict[int, parts.Part] = {}
        self._verdicts: Counter[str] = Counter()

    def clear(self) -> None:
        """Remove the files of a run, and nothing else."""
        with parts.writing(self._folder):
            # The manifest last: what a kill leaves is still known for a run.
            patterns = (f"{parts.REPORT}/part-*.parquet", f"{parts.REJECTS}/part-*.parquet", "input-*", "spool.*")
            for pattern in (*patterns, parts.JOURNAL, manifest.NAME):
                for file in self._folder.glob(pattern):
                    file.unlink()

    def begin(self, names: list[str], part_rows: int) -> None:
        """See that this is the run that is here, or make it; spool the input unless that is done."""
        path = self._folder / manifest.NAME
        before = Manifest.load(path) if path.exists() else None
        with parts.writing(self._folder):
            parts.sweep(self._folder)
            (self._folder / parts.REPORT).mkdir(exist_ok=True)
        self._done = parts.done(self._folder) if before else {}
        complete = before is not None and len(self._done) == before.parts
        copies = None if complete or self._spool.exists() else self._folder
        self._progress(State("read", 0, None, self._verdicts))
        found, copied = inputs.fingerprints(names, copies)
        try:
            self._manifest = Manifest.of(self._pipeline, found, part_rows)
            if before:
                if different := before.differences(self._manifest):
                    raise RunError(
                        f"{self._folder} has a run of something else:\n"
                        + "".join(f"  {line}\n" for line in different)
                        + "Name another folder, or start over with --fresh."
                    )
                self._manifest = before
            parts.replace(path, self._manifest.dumps().encode())
            if copies:
                self._read(names, copied, found)
        finally:
            for copy in copied.values():
                copy.unlink(missing_ok=True)

    def _read(self, names: list[str], copied: dict[str, Path], found: list[inputs.Input]) -> None:
        def tick(rows: int) -> None:
            self._progress(State("read", rows, None, self._verdicts))
            self._stop.check("the input was being read")

        read = next((stage for stage in self._pipeline.stages if isinstance(stage, Read)), None)
        making = self._spool.with_suffix(".making")
        build(making, names, copied, read, self._manifest.part_rows, tick)
        inputs.verify(found, copied)
        with parts.writing(self._spool):
            with making.open("rb+") as file:
                os.fsync(file.fileno())
            making.replace(self._spool)

    def compare(self) -> None:
        """Make the parts that are not done."""
        if self._manifest.parts is not None and len(self._done) == self._manifest.parts:
            return
        with closing(Spool(self._spool)) as spool:
            rows = sum(each.lines for each in spool.slices)
            self._manifest = self._manifest.planned(len(spool.slices), rows)
            parts.replace(self._folder / manifest.NAME, self._manifest.dumps().encode())
            todo = [each for each in spool.slices if each.number not in self._done]
            finished = rows - sum(each.lines for each in todo)
            for part in self._done.values():
                self._verdicts.update(part.verdicts)

            def stopped() -> None:
                self._stop.check(f"{len(self._done)} of {len(spool.slices)} parts are done")

            def stage(name: str, _done: int, _total: int) -> None:
                if self._stop.signal == signal.SIGTERM:  # who sends it does not wait for long
                    stopped()
                self._progress(State(name, finished, rows, self._verdicts))

            self._same_packages()
            with closing(self._pipeline.run_parts(map(spool.part, todo), stage)) as results:
                for each, result in zip(todo, results, strict=True):
                    self._same_packages()
                    part = parts.write(self._folder, each.number, each.lines, result, self._manifest.metadata)
                    self._done[each.number] = part
                    self._verdicts.update(part.verdicts)
                    finished += each.lines
                    self._progress(State("compare", finished, rows, self._verdicts))
                    if finished < rows:
                        stopped()

    def _same_packages(self) -> None:
        now = manifest.packages(self._pipeline)
        if now != self._manifest.packages:
            gone = sorted({*self._manifest.packages} - {*now}) or ["another one is new"]
            raise EngineError(
                f"The translation packages changed during the run ({', '.join(gone)}). The parts that are done stay, "
                "the one at work is not written: put the packages back and run the same command again."
            )

    def finish(self, top: int) -> Summary:
        """Put the journal in order, remove the spool, and add up the parts."""
        parts.record(self._folder, self._done.values())
        with parts.writing(self._spool):
            for file in self._folder.glob("spool.*"):
                file.unlink()
        summary = Summary(top)
        for number, part in sorted(self._done.items()):
            try:
                summary.add(pl.read_parquet(parts.path_of(self._folder, parts.REPORT, number), columns=list(COLUMNS)))
                if part.rejects:
                    summary.add_rejects(pl.read_parquet(parts.path_of(self._folder, parts.REJECTS, number)))
            except (OSError, pl.exceptions.PolarsError) as error:
                raise OutputError(f"Part {number} cannot be read: {error}. Run the same command again.") from error
        return summary


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The directory, made where it is not there, for this process alone until it ends, however it ends."""
    with parts.writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        known = {manifest.NAME, parts.JOURNAL, parts.REPORT, parts.REJECTS, _SPOOL, _LOCK}
        if not (folder / manifest.NAME).exists():
            strange = sorted(each.name for each in folder.iterdir() if each.name not in known and not _ours(each.name))
            if strange:
                raise RunError(f"{folder} has other things in it ({', '.join(strange[:3])}): name a folder of its own.")
        lock = filelock.FileLock(folder / _LOCK)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise RunError(f"Another run is at work in {folder}. Wait until it ends, or name another folder.") from None
    try:
        yield
    finally:
        lock.release()


def _ours(name: str) -> bool:
    return name.startswith(("spool.", "input-", ".manifest.json.", ".parts.jsonl."))
