from __future__ import annotations

import pytest

from transcompare.checks.base import Pair, Text
from transcompare.checks.negation import NegationCheck


def told(original: str, rendering: str, reference: str | None = None) -> list[tuple[str, str]]:
    pair = Pair(Text(original, "ru" if reference else "en"), Text(rendering, "en"), reference or original)
    found = NegationCheck()(pair)
    assert all(each.category == "negation" for each in found)
    return [
        (each.severity, each.rendering.of(rendering) if each.rendering else "")
        for each in NegationCheck()(pair)
        if "changed places" in each.message
    ]


@pytest.mark.parametrize(
    ("original", "rendering", "denied"),
    [
        ("The mast broke in a storm, not by neglect.", "It broke by neglect and not in a storm.", "not in a storm"),
        ("We repair bridges rather than ferries.", "We repair ferries, not bridges.", "not bridges"),
        ("The harbour bought tugs instead of cranes.", "The harbour bought cranes rather than tugs.",
         "rather than tugs"),
        ("The permit is for one boat. Not a fleet, mind.", "The permit is for a fleet. It is not for one boat.", None),
    ],
)  # fmt: skip
def test_sides_of_a_contrast_that_changed_places_are_told(original: str, rendering: str, denied: str | None) -> None:
    assert told(original, rendering) == ([("critical", denied)] if denied else [])


def test_our_own_translation_stands_for_the_original() -> None:
    original = "Мачта сломалась из-за шторма, а не из-за халатности."
    reference = "The mast broke because of the storm, not neglect."
    assert told(original, "The mast broke through neglect, not the storm.", reference) == [
        ("critical", "not the storm")
    ]
    assert told(original, "It was the storm rather than neglect that broke the mast.", reference) == []


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        ("The mast broke in a storm, not by neglect.", "It was a storm and not neglect that broke the mast."),
        ("The mast broke in a storm, not by neglect.", "The mast broke in a storm."),
        ("The ferry is not for sale.", "They are not selling the ferry."),
        ("We do not think the bridge is safe.", "We think the bridge is not safe."),
        ("The council did not know where the ferry was.", "The ferry was not where the council thought."),
        ("Not the mayor but the council decides.", "The council decides, not the mayor."),
    ],
)
def test_the_same_contrast_is_passed_over(original: str, rendering: str) -> None:
    assert told(original, rendering) == []
