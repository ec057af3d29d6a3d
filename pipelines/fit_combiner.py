"""Fit the combiner's coefficients, after a change of package, check or signal.

    uv run --group fit python pipelines/fit_combiner.py LABELLED.jsonl... [--pairs FILE] [--adequacy FILE] [--write]

LABELLED    quote files with a `label` column (faithful, minor, major, critical): what the probability means
--pairs     JSON Lines with original, translation, perturbed (DEMETR): a planted error has to cost something
--adequacy  JSON Lines with original, translation, z_mean (MLQE-PE): worse translations have to score worse

Prints figures cross-validated by statement, so that no statement is judged by a model that saw it; `--write` replaces
transcompare/data/combiner.json; `--ablate` shows what each signal and check adds. `--cache DIR` keeps the reports, so
that a second fit takes seconds. What the paraphrase model counts for is fitted after it, by `fit_paraphrase.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from transcompare.combiner import CLIP, EVIDENCE, PARAPHRASE, SIGNALS, features
from transcompare.evaluation import DIVERGENT_LABELS, auroc, ece, recall_at
from transcompare.pipeline import DEFAULT_STAGES, Pipeline

OUTPUT = Path(__file__).parents[1] / "transcompare" / "data" / "combiner.json"
NAMES = (*SIGNALS, *EVIDENCE)
RISING = frozenset(EVIDENCE)
FALLING = frozenset(("explained_original", "information", "information_reverse"))
"""Features whose weight must not be negative, or not positive: a finding may not excuse a rendering."""
INVERSE_STRENGTH = 1.0
"""Of the L2 penalty: the samples are small and the signals are weak."""
MISMATCH_WEIGHT = 0.3
"""Of a faithful rendering set against another statement's original, as an example of a divergent one. Labelled errors
sit in near-literal text, so that from them alone similarity would learn to speak for nonsense."""
PAIRS_WEIGHT, ADEQUACY_WEIGHT = 110.0, 120.0
"""Of all the pairs, and of all the adequacy scores, in renderings of the labelled files."""
SAMPLE = 700
"""Of the pairs, and of the adequacy scores, so many are taken."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """Examples for the fit, of one kind; each kind has an intercept of its own, but pairs, which are differences."""

    x: Floats
    y: Floats
    """Probability that it is a mistranslation."""
    weight: Floats
    intercept: float


def main() -> None:
    """Run the pipeline over the files, fit, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--adequacy", type=Path)
    parser.add_argument("--cache", type=Path, help="a folder for the reports")
    parser.add_argument("--ablate", action="store_true", help="also fit without each signal and each check")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    samples = Samples.read(arguments.files, arguments.pairs, arguments.adequacy, Reports(arguments.cache))
    held_out = samples.cross_validated()
    weights, intercept, scale = samples.fitted()
    pairs = [f"{row['lang_original']}>{row['lang_rendering']}" for row in samples.rows]
    figures = _figures(held_out, samples.labels, pairs)
    for name, weight in zip(NAMES, weights, strict=True):
        print(f"{name:24} {weight:+.3f}")
    print(json.dumps(figures, indent=2))
    print(_thresholds(held_out, samples.labels))
    if arguments.ablate:
        _ablate(samples, held_out)
    if arguments.write:
        model = {
            "features": {
                name: {"mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(w), 5)}
                for name, m, s, w in zip(NAMES, scale.mean, scale.scale, weights, strict=True)
            }
            | {PARAPHRASE: json.loads(OUTPUT.read_text("utf-8"))["features"][PARAPHRASE]},
            "intercept": round(intercept, 5),
            "fitted": f"{len(samples.rows)} labelled renderings of invented statements; "
            f"cross-validated: {json.dumps(figures)}",
        }
        OUTPUT.write_text(json.dumps(model, indent=2) + "\n", "utf-8")


@dataclass(frozen=True)
class Samples:
    """All that the fit learns from, as rows of reports."""

    rows: list[dict[str, Any]]
    mismatched: list[dict[str, Any]]
    pairs: tuple[list[dict[str, Any]], list[dict[str, Any]]]
    """Better and worse renderings."""
    judged: list[dict[str, Any]]

    @classmethod
    def read(cls, files: list[str], pairs: Path | None, adequacy: Path | None, reports: Reports) -> Samples:
        """Compare what is in the files, or take it from the cache."""
        labelled = reports.get("labelled", files, lambda pipeline: pipeline.run(files).report)
        rows = [row for row in labelled if row["label"] in ("faithful", *DIVERGENT_LABELS)]
        mismatched = reports.get("mismatched", files, lambda pipeline: pipeline(_mismatched(rows)))
        better, worse = (
            reports.get(f"pairs {key}", pairs, _simple(pairs, key)) if pairs else []
            for key in ("translation", "perturbed")
        )
        judged = reports.get("adequacy", adequacy, _simple(adequacy, "translation")) if adequacy else []
        return cls(rows, mismatched, (better, worse), judged)

    @property
    def labels(self) -> Floats:
        """1 for a major or critical mistranslation."""
        return np.array([float(row["label"] != "faithful") for row in self.rows])

    def without(self, check: str) -> Samples:
        """The same samples as if there were no such check."""

        def cut(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [row | {"findings": [f for f in row["findings"] if f["check"] != check]} for row in rows]

        return Samples(cut(self.rows), cut(self.mismatched), (cut(self.pairs[0]), cut(self.pairs[1])), cut(self.judged))

    def cross_validated(self, unused: str | None = None) -> Floats:
        """Log-odds of every row from a model that has not seen its statement, and does without one feature."""
        _, x, others = self._matrices(unused)
        y = self.labels
        held_out = np.zeros(len(y))
        for train, test in GroupKFold(10).split(x, y, [row["quote_id"] for row in self.rows]):
            weights, intercept = fit([Examples(x[train], y[train], np.ones(len(train)), 1), *others])
            held_out[test] = x[test] @ weights + intercept
        return held_out

    def fitted(self) -> tuple[Floats, float, Scale]:
        """Weights and intercept from all samples."""
        scale, x, others = self._matrices(None)
        weights, intercept = fit([Examples(x, self.labels, np.ones(len(x)), 1), *others])
        return weights, intercept, scale

    def _matrices(self, unused: str | None) -> tuple[Scale, Floats, list[Examples]]:
        scale = Scale.of([features(row) for row in self.rows + self.mismatched], unused)
        n = len(self.mismatched)
        others = [Examples(scale.matrix(self.mismatched), np.ones(n), np.full(n, MISMATCH_WEIGHT), 1)]
        if self.pairs[0]:
            difference = scale.matrix(self.pairs[1]) - scale.matrix(self.pairs[0])
            n = len(difference)
            others.append(Examples(difference, np.ones(n), np.full(n, PAIRS_WEIGHT / n), 0))
        if self.judged:
            bad = 1 / (1 + np.exp(2 * np.array([float(row["z_mean"]) for row in self.judged])))
            n = len(self.judged)
            others.append(Examples(scale.matrix(self.judged), bad, np.full(n, ADEQUACY_WEIGHT / n), 2))
        return scale, scale.matrix(self.rows), others


def _ablate(samples: Samples, full: Floats) -> None:
    """What cross-validation loses without each signal, and without each check."""
    y = samples.labels

    def line(name: str, scores: Floats) -> str:
        positive, negative = scores[y == 1].tolist(), scores[y == 0].tolist()
        return f"{name:28} {auroc(positive, negative) or 0:.3f}  {recall_at(positive, negative) or 0:.3f}"

    print("without                      AUROC  recall at 5 % false positives")
    print(line("(nothing left out)", full))
    for name in NAMES:
        print(line(name, samples.cross_validated(name)))
    for check in sorted({finding["check"] for row in samples.rows for finding in row["findings"]}):
        print(line(f"check {check}", samples.without(check).cross_validated()))


class Reports:
    """Scored comparisons, all stages but the last, kept in a folder where there is one."""

    def __init__(self, cache: Path | None) -> None:
        self.pipeline = Pipeline.from_settings({"stages": [name for name in DEFAULT_STAGES if name != "decide"]})
        self.cache = cache

    def get(self, name: str, source: object, make: Callable[[Pipeline], pl.DataFrame]) -> list[dict[str, Any]]:
        """The rows whose status is ok."""
        digest = hashlib.sha256(f"{self.pipeline.signature()} {source}".encode()).hexdigest()[:8]
        path = self.cache / f"{name.replace(' ', '_')}_{digest}.parquet" if self.cache else None
        if path and path.exists():
            report = pl.read_parquet(path)
        else:
            report = make(self.pipeline)
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
                report.write_parquet(path)
        return report.filter(pl.col("status") == "ok").to_dicts()


@dataclass(frozen=True)
class Scale:
    """How the features are standardised: evidence has no mean, so that no finding is nothing."""

    mean: Floats
    scale: Floats

    used: Floats

    @classmethod
    def of(cls, values: Sequence[Mapping[str, float | None]], unused: str | None = None) -> Scale:
        """Mean and standard deviation of each signal where it is there; an unused one is 0 everywhere."""
        table = np.array([[np.nan if row.get(name) is None else row[name] for name in NAMES] for row in values], float)
        is_evidence = np.array([name in EVIDENCE for name in NAMES])
        mean = np.where(is_evidence, 0.0, np.nanmean(table, axis=0))
        scale = np.where(is_evidence, 1.0, np.maximum(np.nanstd(table, axis=0), 1e-3))
        return cls(mean, scale, np.array([float(name != unused) for name in NAMES]))

    def matrix(self, rows: Sequence[Mapping[str, Any]]) -> Floats:
        """Standardised features, a row a comparison; missing ones are 0, the mean, as at run time."""
        found = [features(row) for row in rows]
        table = np.array([[np.nan if row.get(name) is None else row[name] for name in NAMES] for row in found], float)
        standard = np.nan_to_num((table - self.mean) / self.scale)
        is_evidence = [name in EVIDENCE for name in NAMES]
        clipped: Floats = np.where(is_evidence, standard, CLIP * np.tanh(standard / CLIP))
        return clipped * self.used


def fit(examples: Sequence[Examples]) -> tuple[Floats, float]:
    """Weights, and the intercept with which the first examples are right on average. A feature with a weight of the
    wrong sign goes, and all is fitted again."""
    kinds = sorted({example.intercept for example in examples} - {0})
    # Intercepts are columns of their own, large so that the penalty hardly sees them.
    offsets = np.concatenate(
        [np.tile([10.0 * (e.intercept == kind) for kind in kinds], (len(e.x), 1)) for e in examples]
    )
    x = np.concatenate([np.concatenate([e.x for e in examples]), offsets], axis=1)
    x, offsets_at = np.concatenate([x, x]), len(NAMES)
    p = np.concatenate([e.y for e in examples])
    weight = np.concatenate([e.weight for e in examples])
    y = np.repeat([1, 0], len(p))
    sample = np.concatenate([weight * p, weight * (1 - p)])
    used = sample > 0
    x, y, sample = x[used], y[used], sample[used]
    # A difference of two, and the same the other way round: without it, pairs would only have one class.
    keep = np.ones(x.shape[1], dtype=bool)
    while True:
        model = LogisticRegression(C=INVERSE_STRENGTH, fit_intercept=False, max_iter=2000)
        model.fit(x[:, keep], y, sample_weight=sample)
        weights = np.zeros(x.shape[1])
        weights[keep] = model.coef_[0]
        wrong = np.zeros(x.shape[1], dtype=bool)
        for i, name in enumerate(NAMES):
            wrong[i] = (name in RISING and weights[i] < 0) or (name in FALLING and weights[i] > 0)
        if not wrong.any():
            return weights[:offsets_at], _intercept(examples[0].x @ weights[:offsets_at], float(examples[0].y.mean()))
        keep &= ~wrong


def _intercept(scores: Floats, share: float) -> float:
    """What to add to `scores` so that their mean probability is `share`, by bisection."""
    low, high = -20.0, 20.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-scores - middle))).mean() < share else (low, middle)
    return low


def _simple(path: Path, key: str) -> Callable[[Pipeline], pl.DataFrame]:
    """A report on `original` and `key` of a JSON Lines file, each a statement of its own; other keys are carried."""

    def make(pipeline: Pipeline) -> pl.DataFrame:
        found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        step = max(1, len(found) // SAMPLE)
        versions = [
            {"quote_id": str(number), "version_id": f"{number}/{role}", "role": role, "lang": lang, "text": text}
            | {"z_mean": str(row.get("z_mean", ""))}
            for number, row in enumerate(found[::step])
            for role, lang, text in (("original", "ru", row["original"]), ("rendering", "en", row[key]))
        ]
        report = pipeline(pl.DataFrame(versions))
        return report.sort(pl.col("quote_id").cast(pl.Int64))

    return make


def _mismatched(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Every faithful rendering with the original of the next statement in the same language."""
    originals = sorted({(row["lang_original"], row["quote_id"], row["text_original"]) for row in rows})
    following = {now[1]: then for now, then in itertools.pairwise(originals) if now[0] == then[0]}
    versions = []
    for row in rows:
        if row["label"] == "faithful" and row["quote_id"] in following:
            language, _, text = following[row["quote_id"]]
            shared = {"quote_id": f"mismatched {row['version_id']}"}
            original = {"role": "original", "lang": language, "text": text}
            rendering = {"role": "rendering", "lang": row["lang_rendering"], "text": row["text_rendering"]}
            versions += [shared | original, shared | rendering]
    return pl.DataFrame(versions)


def _figures(scores: Floats, y: Floats, pairs: list[str]) -> dict[str, Any]:
    figures = {}
    probabilities = 1 / (1 + np.exp(-scores))
    for pair in ["all", *sorted(set(pairs))]:
        mask = np.array([pair in ("all", p) for p in pairs])
        positive, negative = scores[mask & (y == 1)].tolist(), scores[mask & (y == 0)].tolist()
        if positive and negative:
            figures[pair] = {
                "auroc": round(auroc(positive, negative) or 0, 3),
                "recall_at_5_percent": round(recall_at(positive, negative) or 0, 3),
                "ece": round(
                    ece(probabilities[mask & (y == 1)].tolist(), probabilities[mask & (y == 0)].tolist()) or 0, 3
                ),
                "divergent": len(positive),
                "faithful": len(negative),
            }
    return figures


def _thresholds(scores: Floats, y: Floats) -> str:
    lines = ["threshold  recall  false positives"]
    for threshold in np.arange(0.2, 0.85, 0.05):
        above = 1 / (1 + np.exp(-scores)) >= threshold
        lines.append(f"{threshold:9.2f}  {above[y == 1].mean():6.2f}  {above[y == 0].mean():15.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
