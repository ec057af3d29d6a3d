"""Fit the weights by which renderings are linked to originals, after a change of package or of a signal.

    uv run --group fit python pipelines/fit_matching.py FILE.ru-en.tsv... [--from ru --to en] [--write]

FILE        parallel text, `source<TAB>target` a line, that the packages were not trained on

Every line gives an original and a rendering, in both directions. Renderings are printed as they are, shortened, or
altered (words lost, another number), since outlets do so; the originals of half of them are taken away. What is fitted
is the probability of each candidate of a rendering, and of none (a conditional logit with an L2 penalty).
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import minimize

from transcompare.engine import EngineSettings, Route
from transcompare.errors import PackageMissing
from transcompare.matching import scoring
from transcompare.matching.linking import DECODED, Linker

OUTPUT = Path(__file__).parents[1] / "transcompare" / "data" / "matching.json"
WITHHELD = 0.5
SIZES = ((10, 30), (300, 1), (1_000_000, 1))
"""Originals of a list, at most, and lists: the fit has to hold for short lists and long ones."""
PENALTY = 1.0
FALLING = frozenset(("names_missing", "numbers_missing", "longer"))
"""Signals that never speak for a pair; all others never speak against one."""

Floats = npt.NDArray[np.float64]


class NoPackages(EngineSettings):
    """Engine settings of a machine without translation packages."""

    def routes(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Route | PackageMissing]:
        """No package for any pair."""
        return {pair: PackageMissing("no package") for pair in pairs}


def printed(text: str, draw: random.Random) -> str:
    """The text as one outlet might print it."""
    words = text.split()
    kind = draw.random()
    if kind < 0.4 or len(words) < 6:
        return text
    if kind < 0.7:
        kept = draw.randint(len(words) // 2, len(words) - 1)
        start = draw.randint(0, len(words) - kept)
        return " ".join(words[start : start + kept])
    lost = [word for word in words if draw.random() > 0.25]
    return re.sub(r"\d(?=\d*\b)", lambda _: str(draw.randint(1, 9)), " ".join(lost), count=1)


def examples(pairs: list[tuple[str, str]], source: str, target: str, engine: EngineSettings, seed: int) -> pl.DataFrame:
    """Candidates with signals, whether they are right, and forced decoding for the first ones of each rendering."""
    draw = random.Random(seed)
    kept = [draw.random() >= WITHHELD for _ in pairs]
    original_of = np.cumsum(kept) - 1
    originals = _versions((a for (a, _), keep in zip(pairs, kept, strict=True) if keep), source)
    renderings = _versions((printed(b, draw) for _, b in pairs), target)
    linker = Linker(originals, renderings, engine)
    truth = pl.DataFrame(
        {
            "rendering": range(len(pairs)),
            "own": [int(o) if k else None for o, k in zip(original_of, kept, strict=True)],
        },
        schema={"rendering": pl.UInt32, "own": pl.UInt32},
    )
    texts = linker.originals.select(pl.col("row").alias("own"), pl.col("twin").alias("own_twin"))
    truth = truth.join(texts, on="own", how="left")
    found = pl.concat(list(linker.scored())).join(truth, on="rendering")
    found = found.with_columns(right=(pl.col("twin") == pl.col("own_twin")).fill_null(value=False))
    first = pl.col("score").rank("ordinal", descending=True).over("rendering") <= DECODED
    asked = found.select(first.alias("asked"))["asked"]
    decoded = linker.informed(found.filter(asked))
    nothing = found.filter(~asked).with_columns(information=pl.lit(None, pl.Float64))
    return pl.concat([decoded, nothing.select(decoded.columns)]).sort("rendering", "original")


def _versions(texts: Iterable[str], lang: str) -> pl.DataFrame:
    frame = pl.DataFrame({"normalized": list(texts)})
    nothing = pl.lit(None, pl.String)
    return frame.with_columns(pl.lit(lang).alias("language"), nothing.alias("speaker"), nothing.alias("date"))


def fit(frames: list[pl.DataFrame], signals: tuple[str, ...]) -> scoring.Model:
    """The conditional logit that makes the right candidates, or none, as probable as can be."""
    frames = [frame.sort("rendering", maintain_order=True) for frame in frames]
    x = np.concatenate([frame.select(signals).to_numpy() for frame in frames])
    offset = np.concatenate([frame["prior"].to_numpy() for frame in frames])
    right = np.concatenate([frame["right"].to_numpy() for frame in frames])
    sets = np.concatenate([frame["rendering"].rle_id().to_numpy() + 0.0 + 1e7 * i for i, frame in enumerate(frames)])
    starts = np.flatnonzero(np.r_[True, sets[1:] != sets[:-1]])
    group = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(sets)]))
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = (x - mean) / scale

    def loss(theta: Floats) -> tuple[float, Floats]:
        score = theta[0] + z @ theta[1:] + offset
        highest = np.maximum(np.maximum.reduceat(score, starts), 0)
        odds = np.exp(score - highest[group])
        total = np.exp(-highest) + np.add.reduceat(odds, starts)
        likely = odds / total[group]
        # Several rows may be right (originals with one text): their probabilities add up.
        good = np.add.reduceat(odds * right, starts)
        none = good == 0
        nll = np.log(total).sum() + highest.sum() - np.where(none, 0.0, np.log(np.where(none, 1, good)) + highest).sum()
        gradient = likely - right * odds / np.where(none, 1, good)[group]
        value = nll + PENALTY * (theta[1:] ** 2).sum() / 2
        return float(value), np.r_[gradient.sum(), z.T @ gradient + PENALTY * theta[1:]]

    bounds = [(None, None), *((None, 0) if name in FALLING else (0, None) for name in signals)]
    best = minimize(loss, np.zeros(1 + len(signals)), jac=True, method="L-BFGS-B", bounds=bounds)
    weights = best.x[1:] / scale
    intercept = float(best.x[0] - (weights * mean).sum())
    print(f"{len(starts)} renderings, {int(right.sum())} right candidates, loss {best.fun / len(starts):.4f}")
    named = {name: round(float(weight), 4) for name, weight in zip(signals, weights, strict=True)}
    return scoring.Model(intercept=round(intercept, 4), weights=named)


def main() -> None:
    """Fit the models and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--from", dest="source", default="ru")
    parser.add_argument("--to", dest="target", default="en")
    parser.add_argument("--packages", action="append", default=[])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    lines = [line.split("\t") for path in arguments.files for line in path.read_text("utf-8").splitlines()]
    there = [(line[0], line[1]) for line in dict.fromkeys(map(tuple, lines)) if len(line) > 1]
    back = [(b, a) for a, b in there]
    directions = ((there, arguments.source, arguments.target), (back, arguments.target, arguments.source))
    frames: dict[str, list[pl.DataFrame]] = {"translated": [], "untranslated": []}
    for seed, (pairs, source, target) in enumerate(directions):
        draw = random.Random(seed)
        for size in (size for size, lists in SIZES for _ in range(lists)):
            chosen = draw.sample(pairs, min(size, len(pairs)))
            engine = EngineSettings(packages=tuple(arguments.packages))
            frames["translated"].append(examples(chosen, source, target, engine, seed))
            frames["untranslated"].append(examples(chosen, source, target, NoPackages(), seed))
    frames["forced"] = [frame.drop_nulls("information") for frame in frames["translated"]]
    models = {name: fit(frames[name.removesuffix("_lexicon")], signals) for name, signals in scoring.SIGNALS.items()}
    text = json.dumps({name: model.model_dump() for name, model in models.items()}, indent=1) + "\n"
    print(text)
    if arguments.write:
        OUTPUT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
