"""A comparison with its label: all that the figures need of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from transcompare.text import Span

DIVERGENT_LABELS = ("major", "critical")
LABELS = ("faithful", "minor", *DIVERGENT_LABELS)
FLAGGED = {"review": ("review", "divergent"), "divergent": ("divergent",)}
"""The verdicts that count as flagged at each of the two thresholds."""

SIDES = ("original", "rendering")
Hit = Literal["no", "any", "right"]
"""Of a labelled span: no finding overlaps it, one does, one of a labelled category does."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled comparison."""

    statement: str
    label: str
    divergence: float | None
    verdict: str
    hard_negative: bool = False
    labelled: frozenset[str] = frozenset()
    """Categories that the label names."""
    found: frozenset[str] = frozenset()
    """Categories of the findings."""
    serious: frozenset[str] = frozenset()
    """Categories of the findings that are more than minor."""
    hits: Mapping[str, Hit] = field(default_factory=dict)
    """Side to what became of the labelled span there, for the sides that have one."""
    misplaced: tuple[str, ...] = ()
    """Sides whose labelled span is not in the text."""

    @property
    def scored(self) -> bool:
        """Whether there is a divergence."""
        return self.divergence is not None

    @property
    def divergent(self) -> bool:
        """Whether the label is major or critical."""
        return self.label in DIVERGENT_LABELS

    @property
    def faithful(self) -> bool:
        """Whether the label is faithful."""
        return self.label == "faithful"

    def flagged(self, threshold: str) -> bool:
        """Whether the verdict is `threshold` or worse."""
        return self.verdict in FLAGGED[threshold]

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Case:
        """From a row of a report with the `labelled_*` columns joined to it."""
        findings = row["findings"] or []
        labelled = frozenset(categories(row.get("labelled_categories")))
        hits: dict[str, Hit] = {}
        misplaced = []
        for side in SIDES:
            words = row.get(f"labelled_span_{side}")
            if words and row["labelled_label"] != "faithful":
                spans = occurrences(words, row[f"text_{side}"] or "")
                hits[side] = _hit(spans, findings, labelled, side)
                misplaced += [] if spans else [side]
        return cls(
            statement=row["quote_id"],
            label=row["labelled_label"],
            divergence=row["divergence"],
            verdict=row["verdict"],
            hard_negative=(row.get("labelled_hard_negative") or "").strip().lower() in ("true", "1", "yes"),
            labelled=labelled,
            found=frozenset(finding["category"] for finding in findings),
            serious=frozenset(finding["category"] for finding in findings if finding["severity"] != "minor"),
            hits=hits,
            misplaced=tuple(misplaced),
        )


def categories(cell: str | None) -> list[str]:
    """Category names from `a;b` or a JSON list."""
    return re.findall(r"[a-z-]+", (cell or "").lower())


def occurrences(words: str, text: str) -> list[Span]:
    """Everywhere that `words` stand in `text`: a label gives them without saying where."""
    return [Span(match.start(), match.end()) for match in re.finditer(re.escape(words), text)]


def _hit(spans: list[Span], findings: Iterable[Mapping[str, Any]], labelled: frozenset[str], side: str) -> Hit:
    hit: Hit = "no"
    for finding in findings:
        start, end = finding[f"{side}_start"], finding[f"{side}_end"]
        if start is not None and any(span.overlaps(Span(start, end)) for span in spans):
            if finding["category"] in labelled:
                return "right"
            hit = "any"
    return hit
