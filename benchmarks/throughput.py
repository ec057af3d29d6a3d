"""Throughput against bare CTranslate2 at the same settings, and against one call a text, as Argos Translate makes it.

    uv run python benchmarks/throughput.py [--segments 400] [--repetitions 5] [--config TOML] [--text FILE] [--json]
    uv run python benchmarks/throughput.py --run --segments 20000 --config pipelines/fast.toml --repetitions 1

All take turns in one process; the figures are the median of the repetitions and, in brackets, the lowest and highest.
Segments are Russian, each different: sentences of the samples with a running number, or the lines of a text file.
`bare` is `ctranslate2.Translator.translate_batch` on ready tokens, in one call, with as many workers as our engine has;
`stage` is the stage `translate`, from frame to frame; `stage, warm cache` the same where the cache has everything;
`loop` is tokenizer, model and tokenizer once a text, with CTranslate2's own choice of threads, as argostranslate leaves
it. `--run` measures the whole pipeline instead, from a file to a report, on statements of one of these segments and its
bare translation: in memory, and in parts into a folder.
CPU seconds are there because wall time means little on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ctranslate2
import polars as pl

from transcompare import schema
from transcompare.engine import MAX_TOKENS, ArgosEngine, EngineSettings, Route, processors
from transcompare.pipeline import Pipeline
from transcompare.sentences import sentences
from transcompare.stages.translate import Translate

SAMPLES = Path(__file__).parents[1] / "samples" / "statements.csv"
BATCH_TOKENS = 512
"""Tokens in a batch of the bare translator: what our engine uses."""
Segments = list[str]


def main() -> None:
    """Warm up, take turns, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=400)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--config", type=Path, help="a pipeline file")
    parser.add_argument("--text", type=Path, help="a Russian text, one segment a line")
    parser.add_argument("--run", action="store_true", help="also the whole pipeline; leaves out the loop")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    pipeline = Pipeline.from_toml(arguments.config) if arguments.config else Pipeline.default()
    bare = Bare(pipeline.engine)
    texts = [text for text in segments(arguments.text, arguments.segments) if 0 < len(bare.encode(text)) <= MAX_TOKENS]
    tokens = [bare.encode(text) for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        contenders: dict[str, Callable[[], Any]] = {"bare": lambda: bare.batch(tokens)}
        if arguments.run:
            source = statements(texts, [bare.decode(each) for each in bare.batch(tokens)], Path(folder) / "quotes.csv")
            contenders["run"] = lambda: pipeline.run(source)
            contenders["run into a folder"] = lambda: pipeline.stream(source, Path(folder) / "out", fresh=True)
        else:
            plain, cached = Translate(engine=pipeline.engine), Translate(engine=pipeline.with_cache(folder).engine)
            argos = Bare(pipeline.engine, inter_threads=1, intra_threads=0)
            frame = originals(texts)
            bare.batch(tokens[:20]), plain(frame[:20]), cached(frame)
            contenders["stage"] = lambda: plain(frame)
            contenders["stage, warm cache"] = lambda: cached(frame)
            contenders["loop"] = lambda: [argos.decode(argos.batch([argos.encode(text)])[0]) for text in texts]
        taken = take_turns(contenders, arguments.repetitions)
        result = {"segments": len(texts), "repetitions": arguments.repetitions, **table(taken)}
    print(json.dumps(result, indent=1) if arguments.json else shown(result))


def segments(path: Path | None, wanted: int) -> Segments:
    """As many different segments."""
    if path:
        lines = path.read_text("utf-8").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))[:wanted]
    rows = pl.read_csv(SAMPLES, infer_schema=False).filter(lang="ru")["text"]
    distinct = list(dict.fromkeys(span.of(text) for text in rows for span in sentences(text, "ru")))
    copies = (f"{text[:-1]} ({i}){text[-1]}" for i in range(-(-wanted // len(distinct))) for text in distinct)
    return list(copies)[:wanted]


class Bare:
    """CTranslate2 and the package's tokenizer with nothing of ours, at our engine's settings."""

    def __init__(self, engine: EngineSettings, **threads: int) -> None:
        route = engine.routes([("ru", "en")])["ru", "en"]
        assert isinstance(route, Route)
        assert isinstance(route.engine, ArgosEngine), "leave the cache out of the pipeline file"
        (package,) = route.engine.path
        tokenizer = package.tokenizer()
        self.encode, self.decode = tokenizer.encode, tokenizer.decode
        # As argostranslate: without it a model of several languages is not told into which, and decodes a token less.
        self._prefix = [package.target_prefix] if package.target_prefix else []
        self._translator = ctranslate2.Translator(
            str(package.path / "model"),
            device="cpu",
            compute_type=engine.compute_type,
            **(threads or {"inter_threads": engine.threads or processors(), "intra_threads": 1}),
        )
        self._settings = {
            "beam_size": engine.beam_size,
            "length_penalty": engine.length_penalty,
            "no_repeat_ngram_size": engine.no_repeat_ngram_size,
        }

    def batch(self, tokens: list[list[str]]) -> list[list[str]]:
        """The best translation of each; CTranslate2 sorts by length and forms the batches."""
        results = self._translator.translate_batch(
            tokens,
            target_prefix=[self._prefix] * len(tokens) if self._prefix else None,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            replace_unknowns=True,
            **self._settings,
        )
        return [result.hypotheses[0][len(self._prefix) :] for result in results]


def originals(texts: Segments) -> pl.DataFrame:
    """What the stage `translate` needs: every text one sentence of an original, with an empty rendering."""
    rows = [
        {
            "normalized_original": text,
            "normalized_rendering": "",
            "sentences_original": [{"start": 0, "end": len(text)}],
            "sentences_rendering": [],
            "lang_original": "ru",
            "lang_rendering": "en",
            "status": "ok",
            "notes": [],
        }
        for text in texts
    ]
    spans = {name: pl.List(schema.SPAN) for name in ("sentences_original", "sentences_rendering")}
    return pl.DataFrame(rows, schema_overrides={**spans, "notes": pl.List(pl.String)})


Taken = list[tuple[float, float]]
"""Wall and CPU seconds of each repetition."""


def take_turns(contenders: dict[str, Callable[[], Any]], repetitions: int) -> dict[str, Taken]:
    """Every contender once in each round, in turn from the front and from the back."""
    taken: dict[str, Taken] = {name: [] for name in contenders}
    for turn in range(repetitions):
        for name in contenders if turn % 2 == 0 else reversed(contenders):
            wall, cpu = time.perf_counter(), time.process_time()
            contenders[name]()
            taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return taken


def table(taken: dict[str, Taken]) -> dict[str, Any]:
    """Seconds, and how many times as fast as `bare` each contender is, round by round."""
    return {
        "seconds": {name: spread([wall for wall, _ in each]) for name, each in taken.items()},
        "cpu_seconds": {name: spread([cpu for _, cpu in each]) for name, each in taken.items()},
        "times_bare": {name: ratios(taken["bare"], each, 0) for name, each in taken.items()},
        "times_bare_cpu": {name: ratios(taken["bare"], each, 1) for name, each in taken.items()},
    }


def ratios(others: Taken, ours: Taken, which: int) -> list[float]:
    """Of `others` to `ours`, round by round: above 1 where ours took less."""
    return spread([other[which] / our[which] for other, our in zip(others, ours, strict=True)])


def spread(values: list[float]) -> list[float]:
    """Median, lowest and highest."""
    return [round(value, 3) for value in (statistics.median(values), min(values), max(values))]


def statements(texts: Segments, renderings: Segments, path: Path) -> Path:
    """A quote file of an original and a rendering each."""
    count = len(texts)
    frame = pl.DataFrame(
        {
            "quote_id": [f"{i:07}" for i in range(count)] * 2,
            "lang": ["ru"] * count + ["en"] * count,
            "role": ["original"] * count + ["rendering"] * count,
            "text": texts + [text or "-" for text in renderings],
        }
    )
    frame.sort("quote_id", maintain_order=True).write_csv(path)
    return path


def shown(result: dict[str, Any]) -> str:
    """The figures as a table."""
    lines = [f"{result['segments']} segments, {result['repetitions']} repetitions: median (lowest to highest)"]
    lines.append(f"{'':20}{'seconds':>26}{'CPU seconds':>26}{'times as fast as bare':>26}{'by CPU':>26}")
    for name in result["seconds"]:
        cells = [result[key][name] for key in ("seconds", "cpu_seconds", "times_bare", "times_bare_cpu")]
        texts = [f"{cell[0]:.2f} ({cell[1]:.2f} to {cell[2]:.2f})" for cell in cells]
        lines.append(f"{name:20}" + "".join(f"{text:>26}" for text in texts))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
