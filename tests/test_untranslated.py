"""Renderings that repeat the original, whole or in part."""

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


@pytest.mark.parametrize(
    ("rendering", "lang", "expected"),
    [
        ("The маяк goes on tonight, the ferries are back tomorrow morning.", "en", [("minor", "Маяк", "маяк")]),
        (
            "The lighthouse goes on tonight, паромы вернутся завтра утром.",
            "en",
            [("major", "паромы вернутся завтра утром", "паромы вернутся завтра утром")],
        ),
        # a word of that script which is not the original's may be a name or a title
        ("The lighthouse («Свет») goes on tonight, the ferries are back tomorrow.", "en", []),
        # the same script needs more than a shared word
        ("Маяк увімкнуть увечері, пороми повернуться завтра вранці.", "uk", []),
    ],
)
def test_words_left_in_the_original_s_script(rendering: str, lang: str, expected: list[tuple[str, str, str]]) -> None:
    found = UntranslatedCheck()(Pair(Text(ORIGINAL, "ru"), Text(rendering, lang)))
    spans = [
        (f.severity, f.original and f.original.of(ORIGINAL), f.rendering and f.rendering.of(rendering)) for f in found
    ]
    assert spans == expected
