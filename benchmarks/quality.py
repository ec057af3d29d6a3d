"""How good the verdicts and findings are, on the benchmarks, through the product's own pipeline.

    uv run python benchmarks/quality.py [--only statements counterfactual demetr mlqe] [--lines N] [-o FILE.json]
        [--config TOML] [--packages DIR] [--bench DIR]

Russian originals, English renderings. The benchmarks are files in ../shared/bench; one that is not there is left out.

statements       labelled renderings: see `transcompare evaluate`
counterfactual   single errors in them with a minimal correction: share of corrections with the lower divergence, and
                 share with the higher mean log-probability, ties wrong
demetr           one planted error in a machine translation, the two as statements of their own: share of the planted
                 errors with the higher divergence, ties wrong
mlqe             machine translations with human adequacy: correlation of -divergence with it
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.table import Table

from transcompare.evaluation import evaluate
from transcompare.evaluation.metrics import bootstrap, share
from transcompare.pipeline import Pipeline
from transcompare.terminal import console

BENCH = Path(__file__).parents[2] / "shared" / "bench"
STATEMENTS = "statements_dev.jsonl"

Row = Mapping[str, Any]


class Target(NamedTuple):
    """What a figure should reach: below the floor the work is not done."""

    meaning: str
    floor: float
    goal: float
    stretch: float


TARGETS = {
    "statements.auroc": Target("statements: AUROC, major and critical against faithful", 0.72, 0.90, 0.95),
    "statements.recall_at_5_percent": Target("statements: recall at 5 % false positives", 0.30, 0.65, 0.85),
    "statements.hard_negatives_divergent": Target("statements: hard negatives called divergent", 0.15, 0.08, 0.03),
    "statements.right_category": Target("statements: right category, of flagged ones", 0.50, 0.75, 0.90),
    "statements.span_flagged": Target("statements: a finding overlaps the labelled span", 0.50, 0.75, 0.90),
    "counterfactual.preferred": Target("counterfactual: correction preferred", 0.87, 0.93, 0.97),
    "demetr.critical": Target("DEMETR, critical: perturbed ranked worse", 0.89, 0.94, 0.97),
    "mlqe.pearson": Target("MLQE-PE: Pearson with human adequacy", 0.30, 0.55, 0.70),
    "statements.ece": Target("statements: calibration error", 0.10, 0.06, 0.03),
}
"""Figure to target, in the order of issue 4."""


class Missing(Exception):  # noqa: N818 - reads as the state it names
    """A benchmark whose files are not here."""


class Preference(NamedTuple):
    """Whether the better of two renderings is strictly preferred, by two measures; never where one was not scored."""

    divergence: bool
    logprob: bool
    scored: bool


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=list(BENCHMARKS), metavar="NAME")
    parser.add_argument("--lines", type=int, help="of each file, the first ones")
    parser.add_argument("--config", type=Path, help="a pipeline file")
    parser.add_argument("--packages", action="append", default=[], help="look for translation packages here first")
    parser.add_argument("--bench", type=Path, default=BENCH, help="the folder with the files")
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    pipeline = Pipeline.from_toml(arguments.config) if arguments.config else Pipeline.default()
    result = measure(pipeline.with_packages(arguments.packages), arguments.bench, arguments.only, arguments.lines)
    show(result)
    if arguments.output:
        arguments.output.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")


def measure(pipeline: Pipeline, bench: Path, names: Iterable[str], lines: int | None = None) -> dict[str, Any]:
    """Benchmark to figures; `skipped` has the reason for those that are not there."""
    figures: dict[str, Any] = {}
    skipped: dict[str, str] = {}
    for name in names:
        try:
            figures[name] = BENCHMARKS[name](pipeline, bench, lines)
        except Missing as missing:
            skipped[name] = str(missing)
    return {"signature": pipeline.signature(), "lines": lines, "figures": figures, "skipped": skipped}


def show(result: Mapping[str, Any]) -> None:
    """The figures that have targets, with what they reach; then the others."""
    table = Table("figure", "value", "95 %", "floor", "goal", "stretch", "reached", box=SIMPLE_HEAD)
    for key, target in TARGETS.items():
        benchmark, _, name = key.partition(".")
        figures = result["figures"].get(benchmark)
        if figures:
            interval = figures["intervals"].get(name)
            table.add_row(
                target.meaning,
                _figure(figures[name]),
                f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else "",
                *(f"{level:.2f}" for level in target[1:]),
                reached(figures[name], target),
            )
    out = console()
    out.print(table)
    for benchmark, figures in result["figures"].items():
        others = ((name, value) for name, value in figures.items() if isinstance(value, int | float | None))
        rest = "  ".join(f"{name} {_figure(value)}" for name, value in others if f"{benchmark}.{name}" not in TARGETS)
        out.print(f"{benchmark}: {rest}")
    for benchmark, reason in result["skipped"].items():
        out.print(f"{benchmark}: skipped, {reason}")
    out.print(result["signature"])


def reached(value: float | None, target: Target) -> str:
    """The best of the levels that `value` reaches; they fall where less is better."""
    if value is None:
        return ""
    falling = target.goal < target.floor
    levels = {"stretch": target.stretch, "goal": target.goal, "floor": target.floor}
    return next((name for name, level in levels.items() if (value <= level if falling else value >= level)), "none")


def statements(pipeline: Pipeline, bench: Path, lines: int | None) -> dict[str, Any]:
    """The figures of `evaluate` for Russian originals and English renderings."""
    rows = [
        row
        for row in _read(bench / STATEMENTS, lines)
        if (row["role"], row["lang"]) in (("original", "ru"), ("rendering", "en"))
    ]
    result = evaluate(pipeline(pl.DataFrame(rows, infer_schema_length=None)))
    figures: dict[str, Any] = result["pairs"].get("ru>en", {})
    if not figures:
        raise Missing("no English rendering of a Russian original among the lines")
    return figures


def counterfactual(pipeline: Pipeline, bench: Path, lines: int | None) -> dict[str, Any]:
    """Whether the minimal correction of an error is preferred to what was printed."""
    versions = _read(bench / STATEMENTS)
    originals = {row["quote_id"]: row for row in versions if row["role"] == "original"}
    by_id = {row["version_id"]: row for row in versions}
    pairs, statements_of = [], []
    for row in _read(bench / "counterfactual_dev.jsonl", lines):
        printed = by_id[row["version_id"]]
        original = originals[printed["quote_id"]]
        corrected = printed["text"].replace(row["printed"], row["corrected"], 1)
        if (original["lang"], printed["lang"]) == ("ru", "en"):
            pairs.append((original["text"], corrected, printed["text"]))
            statements_of.append(printed["quote_id"])
    preferred = _preferred(pipeline, pairs)
    return _shares(("preferred",), ["preferred"] * len(pairs), preferred, statements_of)


def demetr(pipeline: Pipeline, bench: Path, lines: int | None) -> dict[str, Any]:
    """Whether a translation is preferred to itself with a planted error, by severity and kind of error."""
    rows = _read(bench / "demetr_ru_dev.jsonl", lines)
    preferred = _preferred(pipeline, [(row["original"], row["translation"], row["perturbed"]) for row in rows])
    severities = [row["severity"] for row in rows]
    kinds: dict[str, list[Preference]] = {}
    for row, preference in zip(rows, preferred, strict=True):
        kinds.setdefault(f"{row['severity']} {row['perturbation']}", []).append(preference)
    return _shares(("critical", "major", "minor"), severities, preferred, [row["original"] for row in rows]) | {
        "perturbations": {
            kind: {
                "pairs": len(found),
                "divergence": share(preference.divergence for preference in found),
                "logprob": share(preference.logprob for preference in found),
            }
            for kind, found in sorted(kinds.items())
        }
    }


def mlqe(pipeline: Pipeline, bench: Path, lines: int | None) -> dict[str, Any]:
    """Correlation of -divergence with human adequacy, in all and by domain; the mix of domains flatters."""
    rows = _read(bench / "mlqe_ru_en_dev.jsonl", lines)
    scores = _scores(pipeline, [(row["original"], row["translation"]) for row in rows])
    values = [
        (row["domain"], -score["divergence"], float(row["z_mean"]))
        for row, score in zip(rows, scores, strict=True)
        if score["divergence"] is not None
    ]
    domains = sorted({row["domain"] for row in rows})

    def correlations(members: Sequence[tuple[str, float, float]]) -> dict[str, float | None]:
        figures: dict[str, float | None] = {}
        for domain in (None, *domains):
            own = [member for member in members if domain in (None, member[0])]
            x, y = [score for _, score, _ in own], [human for _, _, human in own]
            suffix = f"_{domain}" if domain else ""
            figures |= {f"pearson{suffix}": _correlation(x, y), f"spearman{suffix}": _correlation(x, y, rank=True)}
        return figures

    return {
        "renderings": len(rows),
        "unscored": len(rows) - len(values),
        **correlations(values),
        "intervals": bootstrap([[value] for value in values], correlations),
    }


BENCHMARKS: dict[str, Callable[[Pipeline, Path, int | None], dict[str, Any]]] = {
    "statements": statements,
    "counterfactual": counterfactual,
    "demetr": demetr,
    "mlqe": mlqe,
}


def _shares(
    names: Iterable[str], name_of: Sequence[str], preferred: Sequence[Preference], clusters_of: Sequence[str]
) -> dict[str, Any]:
    """For every name the share preferred by divergence, `NAME`, and by log-probability, `NAME_logprob`."""
    clusters: dict[str, list[tuple[str, Preference]]] = {}
    for name, preference, cluster in zip(name_of, preferred, clusters_of, strict=True):
        clusters.setdefault(cluster, []).append((name, preference))

    def shares(members: Sequence[tuple[str, Preference]]) -> dict[str, float | None]:
        figures = {}
        for name in names:
            own = [preference for other, preference in members if other == name]
            figures[name] = share(preference.divergence for preference in own)
            figures[f"{name}_logprob"] = share(preference.logprob for preference in own)
        return figures

    return {
        "pairs": len(preferred),
        "unscored": sum(not preference.scored for preference in preferred),
        **shares([member for members in clusters.values() for member in members]),
        "intervals": bootstrap(list(clusters.values()), shares),
    }


def _preferred(pipeline: Pipeline, pairs: Sequence[tuple[str, str, str]]) -> list[Preference]:
    """Of each original, better and worse rendering. All are statements of their own: none sees another."""
    scores = _scores(pipeline, [(original, text) for original, *texts in pairs for text in texts])
    return [_preference(better, worse) for better, worse in zip(scores[::2], scores[1::2], strict=True)]


def _preference(better: Row, worse: Row) -> Preference:
    signs = {"divergence": -1, "logprob": 1}
    known = {name: better[name] is not None and worse[name] is not None for name in signs}
    wins = {name: known[name] and sign * better[name] > sign * worse[name] for name, sign in signs.items()}
    return Preference(wins["divergence"], wins["logprob"], known["divergence"])


def _scores(pipeline: Pipeline, pairs: Sequence[tuple[str, str]]) -> list[Row]:
    """`divergence` and `logprob` of each original and rendering, in order; None where there are none."""
    versions = [
        {"quote_id": str(number), "version_id": f"{number}/{role}", "role": role, "lang": lang, "text": text}
        for number, texts in enumerate(pairs)
        for role, lang, text in zip(("original", "rendering"), ("ru", "en"), texts, strict=True)
    ]
    nothing: Row = {"divergence": None, "logprob": None}
    if not versions:
        return []
    scores = pl.col("scores").struct.field("logprob")
    report = pipeline(pl.DataFrame(versions)).select("quote_id", "divergence", scores)
    found = {row["quote_id"]: row for row in report.iter_rows(named=True)}
    return [found.get(str(number), nothing) for number in range(len(pairs))]


def _correlation(x: list[float], y: list[float], *, rank: bool = False) -> float | None:
    """Pearson's, or Spearman's; None of fewer than two, or where one side is constant."""
    if len(set(x)) < 2 or len(set(y)) < 2:
        return None
    frame = pl.DataFrame({"x": x, "y": y})
    return float(frame.select(pl.corr("x", "y", method="spearman" if rank else "pearson")).item())


def _read(path: Path, lines: int | None = None) -> list[Row]:
    """The first `lines` of a JSON Lines file."""
    if not path.is_file():
        raise Missing(f"{path.name} is not in {path.parent}")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()[:lines]]


def _figure(value: float | None) -> str:
    return "-" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
