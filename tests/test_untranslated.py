"""Renderings that repeat the original."""

from __future__ import annotations

import pytest

from transcompare.checks.base import Pair, Text
from transcompare.checks.untranslated import UntranslatedCheck

ORIGINAL = "Маяк включат вечером, паромы вернутся завтра утром."


@pytest.mark.parametrize(
    ("rendering", "lang", "confidence"),
    [
        (ORIGINAL, "en", 0.95),
        (ORIGINAL, "und", 0.95),
        ("«Маяк включат вечером, паромы вернутся завтра»", "en", 0.95),
        ("Reported: маяк включат вечером, паромы вернутся завтра утром", "en", 0.8),
        ("The lighthouse goes on tonight, the ferries are back tomorrow morning.", "en", None),
        ("Маяк увімкнуть увечері, пороми повернуться завтра вранці.", "uk", None),
        (ORIGINAL, "ru", None),
        ("Маяк", "en", None),
    ],
)
def test_untranslated(rendering: str, lang: str, confidence: float | None) -> None:
    findings = UntranslatedCheck()(Pair(Text(ORIGINAL, "ru"), Text(rendering, lang)))
    assert [finding.confidence for finding in findings] == ([confidence] if confidence else [])
