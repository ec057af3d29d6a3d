"""An evaluation on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from transcompare.evaluation.cases import FLAGGED
from transcompare.printable import printable
from transcompare.terminal import console

_LOCATED = {
    "right_category": "flagged major or critical ones with a finding of the right category",
    "span_flagged": "... with a finding that overlaps the labelled words",
    "span_original": "labelled words of an original that a finding overlaps",
    "span_original_right_category": "... one of the right category",
    "span_rendering": "labelled words of a rendering that a finding overlaps",
    "span_rendering_right_category": "... one of the right category",
}
_BEYOND = {True: "yes", False: "no", None: ""}


def show(result: Mapping[str, Any]) -> None:
    """All tables; what is by language first, then findings, spans and calibration of all comparisons."""
    pairs: Mapping[str, Mapping[str, Any]] = result["pairs"]
    whole = pairs["all"]
    _table(
        "Agreement with the labels",
        ("languages", "comparisons", "scored", "AUROC", "recall at 5 % false positives", "calibration error"),
        (
            (pair, str(f["comparisons"]), str(f["scored"]), *_each(f, "auroc", "recall_at_5_percent", "ece"))
            for pair, f in pairs.items()
        ),
    )
    judged = {pair: f for pair, f in pairs.items() if f["counts"]["divergent"] or f["counts"]["faithful"]}
    for threshold in FLAGGED:
        names = [f"{figure}_{threshold}" for figure in ("precision", "recall", "faithful", "hard_negatives")]
        _table(
            f"Verdict {threshold}{' or worse' if threshold == 'review' else ''}",
            ("languages", "precision", "recall", "faithful flagged", "hard negatives flagged"),
            ((pair, *_each(f, *names)) for pair, f in judged.items()),
        )
    _table(
        "Findings by category",
        ("category", "labelled", "found", "flagged", "precision", "false alarms on faithful"),
        (
            (
                category,
                str(f["labelled"]),
                _share(f["recall"]),
                str(f["flagged"]),
                _share(f["precision"]),
                f"{f['false_alarms']} of {f['faithful']}",
            )
            for category, f in result["categories"].items()
        ),
    )
    _table(
        "Where and what",
        ("share", "figure"),
        ((meaning, *_each(whole, name)) for name, meaning in _LOCATED.items() if whole[name] is not None),
    )
    _table(
        "Calibration",
        ("divergence", "renderings", "mean", "major or critical"),
        (
            (
                f"{row['low']:.1f} to {row['high']:.1f}",
                str(row["size"]),
                _share(row["predicted"]),
                _share(row["observed"]),
            )
            for row in whole["reliability"]
            if row["size"]
        ),
    )
    for remark in _remarks(result):
        console().print(Text(remark))


def show_changes(changes: Mapping[str, Any], old: str) -> None:
    """Old and new figures; those that are the same are left out."""
    _table(
        f"Changed since {printable(old)}",
        ("languages", "figure", "old", "new", "difference", "half interval", "beyond it"),
        (
            (
                pair,
                name,
                f"{change['old']:.3f}",
                f"{change['new']:.3f}",
                f"{change['difference']:+.3f}" + {True: " better", False: " worse", None: ""}[change["better"]],
                _share(change["half_width"]),
                _BEYOND[change["beyond"]],
            )
            for pair, figures in changes["pairs"].items()
            for name, change in figures.items()
            if change["difference"]
        ),
        empty="Nothing changed.",
    )
    if changes["same_labels"] is False:
        console().print("The labels are not the same: the difference may be theirs.")


def _remarks(result: Mapping[str, Any]) -> Iterable[str]:
    unscored = ", ".join(f"{count} {status}" for status, count in result["statuses"].items() if status != "ok")
    if unscored:
        yield f"Not scored: {unscored}"
    if result.get("rejected"):
        yield f"{result['rejected']} rows of the input were rejected; `transcompare run` lists them."
    if result["unmatched"]:
        yield f"{result['unmatched']} labelled versions are not in the report."
    if result["misplaced_spans"]:
        yield f"{result['misplaced_spans']} labelled spans are not in their texts, so that no finding can overlap them."
    if result["unknown_categories"]:
        yield f"Categories that no check can find: {', '.join(map(printable, result['unknown_categories']))}"
    yield "In brackets: 95 % intervals, bootstrap over statements. Minor labels count neither way."


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], empty: str | None = None) -> None:
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left")
    for index, name in enumerate(header):
        table.add_column(name, justify="right" if index else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    if table.row_count:
        console().print(table)
    elif empty:
        console().print(empty)


def _each(figures: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """`0.750 [0.661 0.832]`, empty where there is no figure."""
    cells = []
    for name in names:
        interval = figures["intervals"][name]
        cells.append(_share(figures[name]) + (f" [{interval[0]:.2f} {interval[1]:.2f}]" if interval else ""))
    return tuple(cells)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
