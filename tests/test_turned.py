from __future__ import annotations

import pytest

from transcompare.checks.base import Pair, Text
from transcompare.checks.contrary import ContraryCheck, _grammars
from transcompare.checks.turned import turned


def pair_of(original: str, rendering: str, reference: str | None = None) -> Pair:
    return Pair(Text(original, "ru" if reference else "en"), Text(rendering, "en"), reference or original)


def told(original: str, rendering: str, reference: str | None = None) -> list[tuple[str, str, str]]:
    pair = pair_of(original, rendering, reference)
    found = [finding for unit in pair.units() for finding in turned(unit, pair, _grammars()["en"].apart)]
    return [(each.category, each.severity, each.rendering.of(rendering)) for each in found if each.rendering]


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
    assert told(original, rendering) == ([("negation", "critical", denied)] if denied else [])


def test_our_own_translation_stands_for_the_original() -> None:
    original = "Мачта сломалась из-за шторма, а не из-за халатности."
    reference = "The mast broke because of the storm, not neglect."
    rendering = "Neglect, the council says, broke the mast that night: not wind and not the storm."
    assert told(original, rendering, reference) == [("negation", "critical", "not the storm")]
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


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        ("The mast broke in a storm, not by neglect.", "The mast broke by neglect, not in a storm."),
        ("A storm, they said, broke it at sea, not neglect.", "Neglect, they said, broke it at sea, not a storm."),
    ],
)
def test_the_check_says_it_once(original: str, rendering: str) -> None:
    (finding,) = ContraryCheck()(pair_of(original, rendering))
    assert finding.category == "negation"
