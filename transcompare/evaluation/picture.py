"""An evaluation as a picture: reliability diagram and ROC curve, hand-written SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from transcompare.printable import printable

SIZE = 260
"""Of each panel, in user units."""
LEFT, TOP, GAP = 50, 60, 80
_INK, _LINE, _MARK = "#333", "#ccc", "#1f5fa8"


def svg(result: Mapping[str, Any], title: str, pair: str = "all") -> str:
    """The document, for the comparisons of one pair of languages of an `evaluate` result."""
    figures = result["pairs"][pair]
    counts = figures["counts"]
    subtitle = f"{pair}: {counts['divergent']} major or critical, {counts['faithful']} faithful"
    width, height = LEFT + 2 * SIZE + GAP + 20, TOP + SIZE + 50
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="12" fill="{_INK}">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        _text(LEFT, 20, _shortened(title), size=14),
        _text(LEFT, 38, subtitle),
        *_panel(LEFT, "divergence", "share of major and critical", f"calibration, ECE {_figure(figures, 'ece')}"),
        *_reliability(LEFT, figures["reliability"]),
        *_panel(LEFT + SIZE + GAP, "false positive rate", "recall", f"ROC, area {_figure(figures, 'auroc')}"),
        *_roc(LEFT + SIZE + GAP, figures["roc"]),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _panel(left: float, across: str, up: str, caption: str) -> Iterable[str]:
    """Frame, diagonal, ticks at quarters, names of the axes."""
    yield f'<rect x="{left}" y="{TOP}" width="{SIZE}" height="{SIZE}" fill="none" stroke="{_LINE}"/>'
    yield _path([(0, 0), (1, 1)], left, _LINE, "4 4")
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = _at(tick, tick, left)
        yield _text(x, TOP + SIZE + 15, f"{tick:g}", "middle", 10)
        yield _text(left - 5, y + 4, f"{tick:g}", "end", 10)
    yield _text(left + SIZE / 2, TOP + SIZE + 34, across, "middle")
    middle = TOP + SIZE / 2
    yield f'<g transform="rotate(-90 {left - 34} {middle:g})">{_text(left - 34, middle, up, "middle")}</g>'
    yield _text(left + SIZE / 2, TOP - 7, caption, "middle")


def _reliability(left: float, table: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """A point for each bin with something in it, its area by how much."""
    rows = [row for row in table if row["size"]]
    total = sum(row["size"] for row in rows)
    yield _path([(row["predicted"], row["observed"]) for row in rows], left, _MARK)
    for row in rows:
        x, y = _at(row["predicted"], row["observed"], left)
        radius = 2 + 10 * (row["size"] / total) ** 0.5
        label = f"{row['low']:g} to {row['high']:g}: {row['size']}, observed {row['observed']:.2f}"
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{_MARK}" fill-opacity="0.4">'
            f"<title>{label}</title></circle>"
        )


def _roc(left: float, recalls: list[float]) -> Iterable[str]:
    last = len(recalls) - 1
    if last > 0:
        yield _path([(0, 0), *((step / last, recall) for step, recall in enumerate(recalls))], left, _MARK)


def _path(points: list[tuple[float, float]], left: float, colour: str, dashes: str = "none") -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(*point, left) for point in points))
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-dasharray="{dashes}"/>'


def _at(x: float, y: float, left: float) -> tuple[float, float]:
    return left + x * SIZE, TOP + (1 - y) * SIZE


def _text(x: float, y: float, text: str, anchor: str = "start", size: int = 12) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}">{escape(printable(text))}</text>'


def _figure(figures: Mapping[str, Any], name: str) -> str:
    value, interval = figures[name], figures["intervals"][name]
    if value is None:
        return "unknown"
    return f"{value:.3f}" + (f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else "")


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
