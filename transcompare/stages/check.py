"""check: runs the checks over every comparison and locates what they find in the texts as given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import polars as pl

from transcompare import registry, schema
from transcompare.checks.base import Check as CheckProtocol
from transcompare.checks.base import Finding, Link, Pair, Text
from transcompare.errors import TranscompareError
from transcompare.stages.base import Stage
from transcompare.text import Span, to_raw


class Check(Stage):
    """Runs the named checks, in order, over every row with two texts, translated or not."""

    name: ClassVar[str] = "check"
    requires: ClassVar[dict[str, Any]] = {
        "version_id": pl.String,
        "text_original": pl.String,
        "text_rendering": pl.String,
        "normalized_original": pl.String,
        "normalized_rendering": pl.String,
        "offsets_original": pl.List(pl.UInt32),
        "offsets_rendering": pl.List(pl.UInt32),
        "lang_original": pl.String,
        "lang_rendering": pl.String,
        "language_note_original": pl.String,
        "language_note_rendering": pl.String,
        "reference_translation": pl.String,
        "links": pl.List(schema.LINK),
    }
    provides: ClassVar[dict[str, Any]] = {
        "findings": pl.List(schema.FINDING),
        "severity": pl.String,
        "categories": pl.List(pl.String),
    }

    checks: tuple[str, ...] = ("number", "named-entity", "negation", "untranslated")
    """Names of registered checks; their order is the order of equally bad findings."""

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds `findings`, worst first, the worst `severity` and the `categories`."""
        checks: list[CheckProtocol] = [registry.load("transcompare.checks", name)() for name in self.checks]
        findings = []
        for row in frame.select(*self.requires).iter_rows(named=True):
            found = list(_findings(row, checks)) if row["normalized_original"] and row["normalized_rendering"] else []
            findings.append(sorted(found, key=_badness))
        return frame.with_columns(
            pl.Series("findings", findings, dtype=pl.List(schema.FINDING)),
            pl.Series("severity", [f[0]["severity"] if f else None for f in findings], dtype=pl.String),
            pl.Series(
                "categories",
                [list(dict.fromkeys(x["category"] for x in f)) for f in findings],
                dtype=pl.List(pl.String),
            ),
        )

    def signature(self) -> dict[str, str]:
        """Name and version of every check."""
        versions = ((name, registry.load("transcompare.checks", name).version) for name in self.checks)
        return {"checks": "+".join(f"{name}.{version}" for name, version in versions)}


def _findings(row: dict[str, Any], checks: list[CheckProtocol]) -> Iterator[dict[str, Any]]:
    pair = Pair(
        _text(row, "original"),
        _text(row, "rendering"),
        row["reference_translation"],
        tuple(Link(_span(link["original"]), _span(link["rendering"]), link["reference"]) for link in row["links"]),
    )
    for check in checks:
        try:
            found = list(check(pair))
        except Exception as error:  # checks come from other packages too; say which one and where
            raise TranscompareError(
                f"Check '{check.name}' failed on version '{row['version_id']}' with {error!r}. "
                f"Leave it out ([check] checks = [...]) and report this."
            ) from error
        for finding in found:
            yield _located(finding, check.name, row)


def _text(row: dict[str, Any], side: str) -> Text:
    """A side as the checks see it: of unknown language where the text contradicts the one declared."""
    contradicted = row[f"language_note_{side}"] is not None
    return Text(row[f"normalized_{side}"], "und" if contradicted else row[f"lang_{side}"])


def _located(finding: Finding, check: str, row: dict[str, Any]) -> dict[str, Any]:
    """The finding as a row, its spans mapped to the texts as given."""
    if finding.category not in schema.CATEGORIES or finding.severity not in schema.SEVERITY_WEIGHTS:
        raise TranscompareError(
            f"Check '{check}' returned {finding.category}/{finding.severity}, which is no category or severity."
        )
    located: dict[str, Any] = {
        "category": finding.category,
        "severity": finding.severity,
        "confidence": round(finding.confidence, 4),
        "check": check,
        "message": finding.message,
    }
    for side, span in (("original", finding.original), ("rendering", finding.rendering)):
        if span is not None:
            raw = to_raw(span, row[f"offsets_{side}"])
            located[f"{side}_start"], located[f"{side}_end"] = raw
            located[f"{side}_text"] = raw.of(row[f"text_{side}"])
    return located


def _badness(finding: dict[str, Any]) -> tuple[float, float, int]:
    start = finding.get("rendering_start")
    return (
        -schema.SEVERITY_WEIGHTS[finding["severity"]],
        -finding["confidence"],
        start if start is not None else -1,
    )


def _span(span: dict[str, int] | None) -> Span | None:
    return Span.from_row(span) if span else None
