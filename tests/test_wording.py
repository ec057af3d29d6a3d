"""Two texts of one language that differ in a few words."""

from __future__ import annotations

import pytest

from transcompare.checks.base import Pair, Text
from transcompare.checks.wording import WordingCheck


def found(lang: str, original: str, rendering: str) -> list[tuple[str, str, str | None, str | None]]:
    """Category, severity and words of every finding."""
    pair = Pair(Text(original, lang), Text(rendering, lang))
    return [
        (f.category, f.severity, f.original and f.original.of(original), f.rendering and f.rendering.of(rendering))
        for f in WordingCheck()(pair)
    ]


@pytest.mark.parametrize(
    ("lang", "original", "rendering", "expected"),
    [
        (
            "en",
            "This is a drill, so nobody has to leave the mill.",
            "This is not a drill, so nobody has to leave the mill.",
            ("negation", "critical", None, "not"),
        ),
        (
            "ru",
            "Мы не продаём эту мельницу соседям.",
            "Мы продаём эту мельницу соседям.",
            ("negation", "critical", "не", None),
        ),
        (
            "en",
            "On Friday we shut the old mill by the river.",
            "On Friday they shut the old mill by the river.",
            ("agent-role", "critical", "we", "they"),
        ),
        (
            "ru",
            "К осени цены на муку вырастут по всей области.",
            "К осени цены на муку упадут по всей области.",
            ("direction", "critical", "вырастут", "упадут"),
        ),
        (
            "en",
            "At least forty geese will fly south this week.",
            "At most forty geese will fly south this week.",
            ("quantifier", "critical", "least", "most"),
        ),
    ],
)
def test_a_change_of_meaning_in_the_same_words_is_found(
    lang: str, original: str, rendering: str, expected: tuple[str, str, str | None, str | None]
) -> None:
    assert expected in found(lang, original, rendering)


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        ("We sell the mill.", "We sell the mill."),
        ("We sell the big old mill by the river.", "We sell the large old mill by the river."),
        # said in other words throughout
        ("They shut it down for good on Friday.", "Come the weekend we will have lost our only bakery."),
        # the negation has only moved
        ("We think they will not sell the mill this year.", "We do not think they will sell the mill this year."),
        # another way to deny
        ("They will not sell the mill this year.", "They refuse to sell the mill this year."),
        (
            "Unless we hear something by Friday, the mill will stop.",
            "If we hear nothing by Friday, the mill will stop.",
        ),
        ("In the end nothing was changed at the mill.", "In the end everything was left unchanged at the mill."),
        ("I blame no one, not the miller, least of all you.", "I blame no one, not the miller, certainly not you."),
    ],
)
def test_what_means_the_same_is_not(original: str, rendering: str) -> None:
    assert found("en", original, rendering) == []


def test_nothing_is_said_of_two_languages() -> None:
    pair = Pair(Text("Мы не продаём мельницу.", "ru"), Text("Мы продаём мельницу.", "uk"))
    assert list(WordingCheck()(pair)) == []
