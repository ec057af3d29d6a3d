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
        # changed places
        (
            "en",
            "The club has reported the referees' committee to the mayor.",
            "The referees' committee has reported the club to the mayor.",
            ("agent-role", "critical", "club", "referees' committee"),
        ),
        (
            "ru",
            "Вчера в порту сторож предупредил капитана о пожаре на мельнице.",
            "Вчера в порту капитан предупредил сторожа о пожаре на мельнице.",
            ("agent-role", "critical", "сторож", "капитан"),
        ),
        # known changes
        (
            "en",
            "The new pan comes with a wooden lid and a book.",
            "The new pan comes without a wooden lid and a book.",
            ("negation", "major", "with", "without"),
        ),
        (
            "en",
            "The mill buys its winter wheat from the village.",
            "The mill buys its summer wheat from the village.",
            ("direction", "major", "winter", "summer"),
        ),
        (
            "ru",
            "О закупках зерна рассказал министр из соседней области.",
            "О закупках зерна рассказал посол из соседней области.",
            ("word-sense", "major", "министр", "посол"),
        ),
        (
            "ru",
            "Старая мельница стоит к северу от реки.",
            "Старая мельница стоит к югу от реки.",
            ("direction", "critical", "северу", "югу"),
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
        # on both sides of `and`
        (
            "We need control and monitoring of the mill and the river.",
            "We need monitoring and control of the mill and the river.",
        ),
        (
            "The geese were fed by the miller, as his wife had asked.",
            "As his wife had asked, the miller fed the geese.",
        ),
        # words that translate the same
        ("The miller said that it can rain in the north.", "The miller said that it may rain in the north."),
        ("The geese flew over the old town on Friday.", "The geese flew over the old city on Friday."),
        # forms of a word
        ("The miller expects rain in the north on Friday.", "The miller expected rain in the north on Friday."),
        # two denials more
        ("Without a licence nobody can sell wheat at the mill.", "With a licence anybody can sell wheat at the mill."),
    ],
)
def test_what_means_the_same_is_not(original: str, rendering: str) -> None:
    assert found("en", original, rendering) == []


def test_nothing_is_said_of_two_languages() -> None:
    pair = Pair(Text("Мы не продаём мельницу.", "ru"), Text("Мы продаём мельницу.", "uk"))
    assert list(WordingCheck()(pair)) == []
