"""Many pairs at once through the pipeline with the packages that ship, for the checks that need the words stage."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

from transcompare.pipeline import Pipeline
from transcompare.stages.check import Check
from transcompare.text import Span


@cache
def findings(pairs: tuple[tuple[str, str], ...], langs: str, checks: tuple[str, ...]) -> list[list[dict[str, Any]]]:
    """What these checks find in each pair, of languages such as `ru-en`; every pair must have been scored."""
    report = pipeline(checks)(versions(pairs, langs))
    assert set(report["status"]) == {"ok"}
    return report["findings"].to_list()


def pipeline(checks: tuple[str, ...]) -> Pipeline:
    """The default stages, but for the contrast, with these checks."""
    stages = (stage for stage in Pipeline.default().stages if stage.name != "contrast")
    return Pipeline(tuple(Check(checks=checks) if stage.name == "check" else stage for stage in stages))


def versions(pairs: tuple[tuple[str, str], ...], langs: str) -> pl.DataFrame:
    """The table of versions: a statement for each pair, numbered."""
    here, there = langs.split("-")
    return pl.DataFrame(
        [
            {"quote_id": f"{number:03}", "version_id": f"{number:03}-{role}", "role": role, "lang": lang, "text": text}
            for number, pair in enumerate(pairs)
            for role, lang, text in (("original", here, pair[0]), ("rendering", there, pair[1]))
        ]
    )


def shares(words: str, expected: str, text: str) -> bool:
    """Whether `words` and `expected`, both parts of `text`, have most of either in common."""
    one, other = (Span(text.index(part), text.index(part) + len(part)) for part in (words, expected))
    common = min(one.end, other.end) - max(one.start, other.start)
    return common >= max(one.length, other.length) / 2
