"""check: runs the checks over every comparison and locates what they find in the texts as given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import polars as pl

from transcompare import registry, schema
from transcompare.checks.addition import AdditionCheck
from transcompare.checks.base import MOST_CERTAIN, Contrast, Finding, Link, Pair, Text, Unexplained, Unit
from transcompare.checks.base import Check as CheckProtocol
from transcompare.checks.contrast import ContrastCheck
from transcompare.checks.glossary import GlossaryCheck
from transcompare.checks.omission import OmissionCheck
from transcompare.checks.wording import WordingCheck
from transcompare.errors import TranscompareError
from transcompare.glossary import Term
from transcompare.stages.base import Stage, nested
from transcompare.text import Span, to_raw
from transcompare.trigrams import Trigrams

_AGREED = 0.6
"""Confidence, at most, in what the contrast and the missing words say together: they ask the same model."""
_ALIKE = 0.8
"""Texts of one language that are as alike (`Trigrams`) differ in what was changed. Of others, one retells the other,
and what a check misses is more often there in other words than wrong: the less alike, the less sure. Without that, 35 %
of 950 faithful English renderings had a finding of 0.5 or more and 48 % of 320 wrong ones; with it, 10 and 24 %."""
_SAME_MODEL = (OmissionCheck.name, AdditionCheck.name)


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

    checks: tuple[str, ...] = (
        "number", "number-order", "named-entity", "person", "negation", "contrary", "modality", "conditional",
        "quantifier", "direction", "attribution", "tense-aspect", "agent-role", "question", "tone", "word-sense",
        "wording", "omission", "addition", "untranslated", "contrast",
    )  # fmt: skip
    """Names of registered checks; their order is the order of equally bad findings."""
    glossary: tuple[Term, ...] = ()
    """Terms that must or must not be used, and accepted names; a check of its own where there are any."""

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds `findings`, worst first, the worst `severity` and the `categories`."""
        checks: list[CheckProtocol] = [registry.load("transcompare.checks", name)() for name in self.checks]
        glossary = GlossaryCheck(self.glossary) if self.glossary else None
        checks += [glossary] if glossary else []
        findings = []
        optional = ("contrasts", "unexplained", "translation_rendering")
        columns = [*self.requires, *(name for name in optional if name in frame.columns)]
        for row in frame.select(columns).iter_rows(named=True):
            both = row["normalized_original"] and row["normalized_rendering"]
            findings.append(sorted(_findings(row, checks, glossary) if both else (), key=_badness))
        return frame.with_columns(
            nested("findings", findings, pl.List(schema.FINDING)),
            pl.Series("severity", [f[0]["severity"] if f else None for f in findings], dtype=pl.String),
            pl.Series(
                "categories",
                [list(dict.fromkeys(x["category"] for x in f)) for f in findings],
                dtype=pl.List(pl.String),
            ),
        )

    def signature(self) -> dict[str, str]:
        """Name and version of every check."""
        versions = [(name, registry.load("transcompare.checks", name).version) for name in self.checks]
        versions += [(GlossaryCheck.name, GlossaryCheck.version)] if self.glossary else []
        return {"checks": "+".join(f"{name}.{version}" for name, version in versions)}


def _findings(
    row: dict[str, Any], checks: list[CheckProtocol], glossary: GlossaryCheck | None
) -> Iterator[dict[str, Any]]:
    third_language = row.get("translation_rendering") is not None  # a check expects the rendering's
    pair = Pair(
        text_of(row, "original"),
        text_of(row, "rendering"),
        None if third_language else row["reference_translation"],
        tuple(
            Link(_span(link["original"]), _span(link["rendering"]), None if third_language else link["reference"])
            for link in row["links"]
        ),
        tuple(Contrast(**{**each, "span": Span.from_row(each["span"])}) for each in row.get("contrasts") or ()),
        tuple(
            Unexplained(each["side"], Span.from_row(each["span"]), each["probability"])
            for each in row.get("unexplained") or ()
        ),
    )
    accepted = glossary.accepted(pair) if glossary else ()
    for name, finding in _merged(run_checks(checks, pair, row["version_id"])):
        if not any(each.covers(finding) for each in accepted):
            yield _located(_less_sure(finding, pair), name, row)


def _less_sure(finding: Finding, pair: Pair) -> Finding:
    """The finding, of two texts of one language the less sure the less alike they are where it is."""
    if pair.original.lang != pair.rendering.lang:
        return finding
    whole = Unit(Span(0, len(pair.original.text)), Span(0, len(pair.rendering.text)), None)
    unit = next((unit for unit in pair.units() if _is_in(finding, unit)), whole)
    one, other = unit.original.of(pair.original.text), unit.rendering.of(pair.rendering.text)
    likeness = Trigrams.of(one).similarity(Trigrams.of(other))
    return replace(finding, confidence=finding.confidence * min(1.0, likeness / _ALIKE))


def _is_in(finding: Finding, unit: Unit) -> bool:
    sides = ((finding.original, unit.original), (finding.rendering, unit.rendering))
    return all(span is None or part.overlaps(span) for span, part in sides)


def run_checks(checks: Iterable[CheckProtocol], pair: Pair, version_id: str) -> list[tuple[str, Finding]]:
    """What the checks find, in their order, each with the name of its check.

    Raises:
        TranscompareError: a check failed.
    """
    found: list[tuple[str, Finding]] = []
    for check in checks:
        try:
            found += ((check.name, finding) for finding in check(pair))
        except Exception as error:  # checks come from other packages too; say which one and where
            raise TranscompareError(
                f"Check '{check.name}' failed on version '{version_id}' with {error!r}. "
                f"Leave it out ([check] checks = [...]) and report this."
            ) from error
    return found


def _merged(found: list[tuple[str, Finding]]) -> list[tuple[str, Finding]]:
    """The findings. One of the contrast that another check has too is made one with it, surer, and as bad as the worse
    of the two; one of the wording that another check has too is left out, and that one as sure and bad as the surer
    and worse."""
    merged = [each for each in found if each[0] not in (ContrastCheck.name, WordingCheck.name)]
    for name, wording in found:
        if name == WordingCheck.name:
            same = next((i for i, (_, finding) in enumerate(merged) if _same(finding, wording)), None)
            if same is None:
                merged.append((name, wording))
            else:
                other, finding = merged[same]
                sure = max(finding.confidence, wording.confidence)
                merged[same] = other, replace(finding, severity=_worse(finding, wording), confidence=sure)
    for name, contrast in found:
        if name != ContrastCheck.name:
            continue
        for i, (other, finding) in enumerate(merged):
            if finding.category == contrast.category and _overlap(finding.rendering, contrast.rendering):
                doubt = (1 - finding.confidence) * (1 - contrast.confidence)
                message = f"{finding.message}; {contrast.message}"
                related = other in _SAME_MODEL
                sure = min(_AGREED if related else MOST_CERTAIN, 1 - doubt)
                severity = _worse(finding, contrast)
                severity = "major" if related and severity == "minor" else severity
                merged[i] = other, replace(finding, severity=severity, confidence=sure, message=message)
                break
        else:
            merged.append((name, contrast))
    return merged


def _worse(one: Finding, other: Finding) -> str:
    return max(one.severity, other.severity, key=schema.SEVERITY_WEIGHTS.__getitem__)


def _same(one: Finding, other: Finding) -> bool:
    touches = _overlap(one.original, other.original) or _overlap(one.rendering, other.rendering)
    return one.category == other.category and touches


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.overlaps(other)


def text_of(row: Mapping[str, Any], side: str) -> Text:
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
