"""From a report and labels to figures."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from transcompare.errors import InputError, SchemaError
from transcompare.evaluation.cases import FLAGGED, LABELS, SIDES, Case
from transcompare.evaluation.metrics import RESAMPLES, auroc, bootstrap, ece, recall_at, reliability, roc, share
from transcompare.reports import read_report, scan_report
from transcompare.schema import CATEGORIES

if TYPE_CHECKING:
    from transcompare.pipeline import Pipeline

_REPORT = ("quote_id", "version_id", "lang_original", "lang_rendering", "divergence", "verdict", "findings")
_LABEL = "label"
_OPTIONAL = ("categories", "span_original", "span_rendering", "hard_negative")
_SUFFIX = "_input"
"""The read stage adds it to columns of the input whose names the report uses itself."""


def evaluate_files(
    source: str | Path,
    labels: Iterable[str | Path] = (),
    *,
    pipeline: Pipeline | None = None,
    resamples: int = RESAMPLES,
) -> dict[str, Any]:
    """`evaluate` on files: a Parquet report, or a quote file that is compared first, and label files.

    Without `labels` the labels are those in `source`. A decisions table (`transcompare review apply`) is labels too.
    `rejected` is how many rows of a quote file could not be used.

    Raises:
        InputError: a file cannot be read, or a label is none.
        SchemaError: a column is missing, or no version of the labels is in the report.
    """
    from transcompare.files import read_files
    from transcompare.pipeline import Pipeline

    files = list(labels)
    given = read_files(files) if files else None
    if _is_report(Path(source)):
        report = read_report(source)
        return evaluate(report, _decided(report, given), resamples=resamples)
    result = (pipeline or Pipeline.default()).run(source)
    figures = evaluate(result.report, _decided(result.report, given), resamples=resamples)
    return figures | {"rejected": result.rejects.height}


def evaluate(report: pl.DataFrame, labels: pl.DataFrame | None = None, *, resamples: int = RESAMPLES) -> dict[str, Any]:
    """Figures of a report against `labels`: version_id and label, where there are any categories (`a;b` or a JSON
    list), span_original and span_rendering (the words concerned, exactly as in the text), and hard_negative.

    Without `labels` they are the report's own columns, carried through from the input. A row with an empty label has
    none. `pairs` has, for all comparisons and for every pair of languages (`none>en` where there was no original):

    - `auroc` of the divergence for {major, critical} against {faithful}, also `auroc_hard_negatives`;
      `recall_at_5_percent` false positives; `ece`, `reliability` and `roc` for the picture;
    - for each threshold, `review` (or worse) and `divergent`: `precision_*` and `recall_*` of the verdict, and the
      shares of the faithful and of their hard negatives that are flagged, `faithful_*` and `hard_negatives_*`;
    - `right_category`: share of the flagged {major, critical} with a finding of a labelled category;
    - `span_original`, `span_rendering`: share of the labelled spans that a finding overlaps (`*_right_category`: one of
      a labelled category); `span_flagged`: of the flagged {major, critical}, on either side;
    - `intervals`: 95 % bootstrap intervals of these, by statement; `counts`; `verdicts` by label; `categories`.

    Minor labels count neither as faithful nor as divergent. All but spans and categories are over what was scored.

    Raises:
        InputError: a label is none, or a version has two.
        SchemaError: a column is missing, or no version of the labels is in the report.
    """
    for name in _REPORT:
        if name not in report.columns:
            raise SchemaError(f"The report has no column '{name}'. `transcompare run -o` writes one that has.")
    wanted = _labels(_own_labels(report) if labels is None else labels)
    joined = report.join(wanted, on="version_id", how="inner")
    if joined.is_empty():
        raise SchemaError("No version_id of the labels is in the report: do they belong together?")
    # Without an original there is no language to name.
    languages = pl.format("{}>{}", *(pl.col(f"lang_{side}").fill_null("none") for side in SIDES))
    cases = [Case.from_row(row) for row in joined.iter_rows(named=True)]
    by_pair: dict[str, list[Case]] = {}
    for pair, case in zip(joined.select(languages.alias("pair"))["pair"], cases, strict=True):
        by_pair.setdefault(pair, []).append(case)
    groups = {"all": cases} | dict(sorted(by_pair.items()))
    return {
        "comparisons": joined.height,
        "unmatched": wanted.height - joined.height,
        "misplaced_spans": sum(len(case.misplaced) for case in cases),
        "unknown_categories": sorted(frozenset[str]().union(*(case.labelled for case in cases)) - {*CATEGORIES}),
        "statuses": _counts(joined["status"].drop_nulls()) if "status" in joined.columns else {},
        "labels": _hash(wanted),
        "signatures": sorted(joined["signature"].drop_nulls().unique()) if "signature" in joined.columns else [],
        "pairs": {name: _figures(group, resamples) for name, group in groups.items()},
        "categories": _categories(cases),
    }


def headline(cases: Sequence[Case]) -> dict[str, float | None]:
    """The figures that are single numbers, each with an interval; None where there is nothing to take it from."""
    positive = [case for case in cases if case.scored and case.divergent]
    negative = [case for case in cases if case.scored and case.faithful]
    hard = [case for case in negative if case.hard_negative]
    high, low = _divergences(positive), _divergences(negative)
    figures = {
        "auroc": auroc(high, low),
        "auroc_hard_negatives": auroc(high, _divergences(hard)),
        "recall_at_5_percent": recall_at(high, low),
        "ece": ece(high, low),
    }
    for threshold in FLAGGED:
        of_positive, of_negative, of_hard = ([c.flagged(threshold) for c in cs] for cs in (positive, negative, hard))
        figures |= {
            f"precision_{threshold}": share([True] * sum(of_positive) + [False] * sum(of_negative)),
            f"recall_{threshold}": share(of_positive),
            f"faithful_{threshold}": share(of_negative),
            f"hard_negatives_{threshold}": share(of_hard),
        }
    flagged = [case for case in positive if case.flagged("review")]
    figures["right_category"] = share(not case.labelled.isdisjoint(case.found) for case in flagged if case.labelled)
    for side in SIDES:
        hits = [case.hits[side] for case in cases if side in case.hits]
        figures[f"span_{side}"] = share(hit != "no" for hit in hits)
        figures[f"span_{side}_right_category"] = share(hit == "right" for hit in hits)
    figures["span_flagged"] = share(set(case.hits.values()) != {"no"} for case in flagged if case.hits)
    return figures


def _figures(cases: Sequence[Case], resamples: int) -> dict[str, Any]:
    statements: dict[str, list[Case]] = {}
    for case in cases:
        statements.setdefault(case.statement, []).append(case)
    scored = [case for case in cases if case.scored]
    divergent = [case for case in scored if case.divergent]
    faithful = [case for case in scored if case.faithful]
    high, low = _divergences(divergent), _divergences(faithful)
    return {
        "comparisons": len(cases),
        "scored": len(scored),
        **headline(cases),
        "intervals": bootstrap(list(statements.values()), headline, resamples),
        "counts": {
            "statements": len(statements),
            "divergent": len(divergent),
            "minor": sum(case.label == "minor" for case in scored),
            "faithful": len(faithful),
            "hard_negatives": sum(case.hard_negative for case in faithful),
            **{f"span_{side}": sum(side in case.hits for case in cases) for side in SIDES},
        },
        "verdicts": {
            label: _counts(case.verdict for case in cases if case.label == label)
            for label in sorted(LABELS)
            if any(case.label == label for case in cases)
        },
        "reliability": [row._asdict() for row in reliability(high, low)],
        "roc": roc(high, low),
        "categories": _categories(cases),
    }


def _categories(cases: Sequence[Case]) -> dict[str, dict[str, float | None]]:
    """Of every category that a finding or a label has.

    `recall`: of those labelled so, the share with such a finding. `precision`: of the flagged with such a finding, the
    share labelled so. `false_alarms`: faithful ones with such a finding that is more than minor.
    """
    faithful = [case for case in cases if case.faithful]
    table = {}
    for category in sorted(frozenset[str]().union(*(case.found | case.labelled for case in cases))):
        labelled = [case for case in cases if category in case.labelled]
        flagged = [case for case in cases if category in case.found and case.flagged("review")]
        table[category] = {
            "labelled": len(labelled),
            "recall": share(category in case.found for case in labelled),
            "flagged": len(flagged),
            "precision": share(category in case.labelled for case in flagged),
            "false_alarms": sum(category in case.serious for case in faithful),
            "faithful": len(faithful),
        }
    return table


def _own_labels(report: pl.DataFrame) -> pl.DataFrame:
    """The labels that came with the input."""
    renamed = {f"{name}{_SUFFIX}": name for name in _OPTIONAL if f"{name}{_SUFFIX}" in report.columns}
    own = report.drop([name for name in _OPTIONAL if name in renamed.values()]).rename(renamed)
    # The report's own categories are those of its findings.
    return own if "categories" in renamed.values() else own.drop("categories", strict=False)


def _decided(report: pl.DataFrame, given: pl.DataFrame | None) -> pl.DataFrame | None:
    """The labels `given`; those that decisions about findings come to, where that is what was given."""
    if given is None or _LABEL in given.columns or not {"finding_id", "decision"} <= set(given.columns):
        return given
    from transcompare.review import labels

    return labels(report, given)


def _labels(labels: pl.DataFrame) -> pl.DataFrame:
    """version_id, labelled_label, and the optional columns there are as labelled_*, one row a labelled version."""
    for name in ("version_id", _LABEL):
        if name not in labels.columns:
            raise SchemaError(f"The labels have no column '{name}'. They need version_id and label.")
    names = [_LABEL, *(name for name in _OPTIONAL if name in labels.columns)]
    wanted = labels.select("version_id", *(_text(labels, name).alias(f"labelled_{name}") for name in names))
    label = pl.col("labelled_label").str.strip_chars().str.to_lowercase()
    wanted = wanted.with_columns(labelled_label=label).filter(
        pl.col("version_id").is_not_null() & (pl.col("labelled_label").fill_null("") != "")
    )
    unknown = wanted.filter(~pl.col("labelled_label").is_in(LABELS))
    if unknown.height:
        version, value = unknown.select("version_id", "labelled_label").row(0)
        raise InputError(f"Version '{version}' has the label '{value[:40]}'. Known: {', '.join(LABELS)}.")
    twice = wanted.filter(pl.col("version_id").is_duplicated())
    if twice.height:
        raise InputError(f"Version '{twice['version_id'][0]}' has two labels: leave one.")
    return wanted


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    column = pl.col(name)
    return column.list.join(";") if isinstance(frame.schema[name], pl.List) else column.cast(pl.String)


def _is_report(path: Path) -> bool:
    """Whether `path` is a report, one file or a folder of parts, and no quote file."""
    try:
        return set(_REPORT) <= set(scan_report(path).collect_schema())
    except (InputError, OSError, pl.exceptions.PolarsError):
        return False


def _hash(wanted: pl.DataFrame) -> str:
    """Eight hex digits over the labels: figures on other labels are not comparable."""
    return hashlib.sha256(wanted.sort("version_id").write_ndjson().encode()).hexdigest()[:8]


def _divergences(cases: Iterable[Case]) -> list[float]:
    return [case.divergence for case in cases if case.divergence is not None]


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
