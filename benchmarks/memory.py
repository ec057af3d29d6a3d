"""Peak memory and time per row of a run in a directory, by rows of input: both must not grow with it.

    uv run python benchmarks/memory.py [--rows 10000 100000] [--config pipelines/fast.toml] [--distinct 200] [--apart]
    uv run python benchmarks/memory.py --warm --rows 10000 100000 1000000 [--json]

Each size runs in a process of its own, on statements of one original and four renderings, made of the samples; only
`--distinct` of them are different, under other ids. The engine copies (no model), so that what is measured is the
runner and the stages; with `--model` it is the packages that ship. `--apart` puts all originals first.

`--warm` measures the whole default pipeline with the packages that ship, on `--distinct` (2000) different statements as
`benchmarks/stages.py` makes them, repeated under other ids, all of which are in the cache already. Set OMP_NUM_THREADS
and POLARS_MAX_THREADS to 1 to compare processor times.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import polars as pl
from stages import copies

from transcompare.engine import EngineSettings, Route, Scored, Translation
from transcompare.errors import PackageMissing
from transcompare.pipeline import Pipeline
from transcompare.runner import State
from transcompare.stages.base import Stage

SAMPLES = Path(__file__).parents[1] / "samples" / "statements.csv"
FAST = Path(__file__).parents[1] / "pipelines" / "fast.toml"
RENDERINGS = 4
BARE = ("read", "normalize", "detect", "pair", "segment", "translate", "write")


class Copying:
    """An engine that translates nothing."""

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        """The texts as they are."""
        return [Translation(text) for text in texts]

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[Scored | None]:
        """Nothing to say."""
        return [None for _ in zip(sources, targets, strict=True)]


class CopyingSettings(EngineSettings):
    """Engine settings that lead everywhere."""

    def routes(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Route | PackageMissing]:
        """One engine for all."""
        return {pair: Route("copy", Copying()) for pair in pairs}


class Declared(Stage):
    """In place of `detect`: the languages as they are declared."""

    name: ClassVar[str] = "detect"

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Takes `lang`."""
        return frame.with_columns(language="lang", language_note=pl.lit(None, pl.String))


def main() -> None:
    """Measure each size in a new process, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--config", type=Path, help="a pipeline file; pipelines/fast.toml, the default with --warm")
    parser.add_argument("--distinct", type=int, help="different statements")
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--model", action="store_true")
    parser.add_argument("--bare", action="store_true", help="without detection, scores and checks: a tenth of the time")
    parser.add_argument("--warm", action="store_true", help="the whole pipeline, with all statements in the cache")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(_measure(arguments)))
        return
    headings = ("rows", "input MB", "peak MB", "s", "ms a row", "CPU ms", "read s", "folder MB")
    if not arguments.json:
        print(" ".join(f"{heading:>9}" for heading in headings))
    distinct = arguments.distinct or (2000 if arguments.warm else 200)
    options = [f"--{name}" for name in ("model", "bare", "warm") if getattr(arguments, name)]
    options += ["--config", str(arguments.config)] if arguments.config else []
    results = []
    with tempfile.TemporaryDirectory() as cache:
        options += ["--cache", cache] if arguments.warm else []
        for rows in ([0] if arguments.warm else []) + arguments.rows:
            with tempfile.TemporaryDirectory() as name:
                source = Path(name) / "quotes.csv"
                if arguments.warm:
                    rows = _repeat(source, rows, distinct)
                else:
                    _write(source, rows, distinct, apart=arguments.apart)
                command = [sys.executable, __file__, "--one", str(source), *options]
                got = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
                size = sum(path.stat().st_size for path in Path(name).rglob("part-*")) / 1e6
                each = 1000 / rows
                got |= {"rows": rows, "input": source.stat().st_size / 1e6, "folder": size}
                got |= {"ms": got["seconds"] * each, "cpu_ms": got["cpu"] * each}
                results.append(got)
                columns = ("input", "peak", "seconds", "ms", "cpu_ms", "read", "folder")
                if not arguments.json:
                    print(f"{rows:9,} " + " ".join(f"{got[column]:9.3f}" for column in columns), flush=True)
    if arguments.json:
        print(json.dumps(results, indent=1))


def _measure(arguments: argparse.Namespace) -> dict[str, float]:
    config = arguments.config or (None if arguments.warm else FAST)
    pipeline = Pipeline.from_toml(config) if config else Pipeline.default()
    if not arguments.model and not arguments.warm:
        engine = CopyingSettings()
        pipeline = Pipeline(
            tuple(s.model_copy(update={"engine": engine}) if hasattr(s, "engine") else s for s in pipeline.stages)
        )
    if arguments.bare:
        stages = (Declared() if stage.name == "detect" else stage for stage in pipeline.stages)
        pipeline = Pipeline(tuple(stage for stage in stages if stage.name in BARE))
    pipeline.run(SAMPLES)  # dictionaries are loaded once, whatever the size
    if arguments.cache:
        pipeline = pipeline.with_cache(arguments.cache)
    started, cpu = time.perf_counter(), time.process_time()
    read = 0.0

    def progress(state: State) -> None:
        nonlocal read
        if state.total is None:
            read = time.perf_counter() - started

    pipeline.stream(arguments.one, arguments.one.with_name("out"), progress=progress)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu, "peak": peak, "read": read}


def _repeat(path: Path, rows: int, distinct: int) -> int:
    """Write different statements again and again, each time under other ids, to at least `rows` rows; how many."""
    frame = copies(pl.read_csv(SAMPLES, infer_schema=False), distinct).drop("version_id")
    times = -(-rows // frame.height) or 1
    with path.open("wb") as file:
        for i in range(times):
            frame.with_columns(pl.format(f"{i}-{{}}", "quote_id").alias("quote_id")).write_csv(
                file, include_header=not i
            )
    return times * frame.height


def _write(path: Path, rows: int, distinct: int, *, apart: bool) -> None:
    samples = pl.read_csv(SAMPLES, infer_schema=False)
    originals = samples.filter(pl.col("role") == "original")["text"].to_list()
    renderings = samples.filter(pl.col("role") == "rendering", pl.col("lang") == "en")["text"].to_list()

    def lines(kinds: Sequence[int]) -> Iterator[str]:
        for i in range(rows // (RENDERINGS + 1)):
            number = i % distinct
            for kind in kinds:
                text = originals[number % len(originals)] if not kind else renderings[(number + kind) % len(renderings)]
                # The number makes statements different; a longer one repeats, as agencies' texts do.
                text = f"{text} ({number})".replace('"', "”")
                yield f'q{i},{"en" if kind else "ru"},{"rendering" if kind else "original"},outlet {kind},"{text}"\n'

    with path.open("w", encoding="utf-8") as file:
        file.write("quote_id,lang,role,outlet,text\n")
        if apart:
            file.writelines(lines([0]))
            file.writelines(lines(range(1, RENDERINGS + 1)))
        else:
            file.writelines(lines(range(RENDERINGS + 1)))


if __name__ == "__main__":
    main()
