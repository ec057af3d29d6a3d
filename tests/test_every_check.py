"""What holds for every check that ships, whatever it looks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare import registry
from transcompare.checks.base import Check, Pair, Text
from transcompare.schema import CATEGORIES, SEVERITY_WEIGHTS
from transcompare.stages.check import Check as CheckStage

CHECKS: list[Check] = [registry.load("transcompare.checks", name)() for name in CheckStage().checks]
TELLING = (
    "По словам мэра Семёна Рябова, если цены не вырастут, мы, вероятно, купим не 40, а 60 автобусов?",
    "Mayor Simon Ryabtsev said prices fell and they will not sell 60 buses but 40.",
)
"""An original and a rendering in which nearly every check finds something."""

every_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
languages = st.sampled_from(["ru>en", "en>ru", "uk>en", "de>fr", "es>ko", "ru>ru", "xx>en"])


@every_check
@given(st.text(max_size=200), st.text(max_size=200), languages, st.booleans(), st.booleans())
def test_any_text_gives_the_same_findings_again_with_spans_inside_it(
    check: Check, original: str, rendering: str, langs: str, telling: bool, translated: bool
) -> None:
    source, target = langs.split(">")
    if telling:
        original, rendering = f"{original} {TELLING[0]}", f"{TELLING[1]} {rendering}"
    pair = Pair(Text(original, source), Text(rendering, target), rendering if translated else None)
    found = list(check(pair))
    assert found == list(check(pair))
    for finding in found:
        assert finding.category in CATEGORIES
        assert finding.severity in SEVERITY_WEIGHTS
        assert 0 <= finding.confidence <= 1
        assert finding.message
        for span, text in ((finding.original, original), (finding.rendering, rendering)):
            assert span is None or 0 <= span.start < span.end <= len(text)


@every_check
def test_a_language_that_nobody_knows_is_left_alone(check: Check) -> None:
    if check.name != "untranslated":
        assert list(check(Pair(Text(TELLING[0], "ru"), Text(TELLING[1], "xx")))) == []


@every_check
def test_a_long_text_is_read(check: Check) -> None:
    pair = Pair(Text(f"{TELLING[0]} " * 1000, "ru"), Text(f"{TELLING[1]} " * 1000, "en"))
    assert len(list(check(pair))) < 5000


@every_check
def test_it_has_a_name_and_a_version(check: Check) -> None:
    assert isinstance(check, Check)
    assert check.name == check.name.lower()
    assert check.version
