"""The base of the concept checks, over a tiny table of colours and known rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare import concepts
from transcompare.checks import concept as base
from transcompare.checks.base import Finding, Link, Pair, Text
from transcompare.checks.concept import ERRORS, SUPPORT, ConceptCheck, Difference, Kind, key
from transcompare.concepts import Concepts
from transcompare.patterns import Patterns
from transcompare.text import Span

TABLE = Concepts.model_validate(
    {
        "concepts": {
            "red": {"label": "red", "answers": ["pink"], "opposites": ["green"], "alone": "both"},
            "pink": {"label": "pink", "alone": "lost", "severity": "minor"},
            "green": {"label": "green", "alone": "added"},
            "blue": {"label": "blue", "answers": ["red", "pink", "green", "grey", "dun"]},
            "grey": {"label": "grey", "answers": ["dun"]},
            "dun": {"label": "dun"},
        },
        "languages": {
            "en": {
                "red": ["red"],
                "pink": ["pink"],
                "green": ["green"],
                "blue": ["blue"],
                "grey": ["grey"],
                "dun": ["dun"],
            },
            "fr": {"red": ["rouge"], "pink": ["rose"], "green": ["vert*"], "blue": ["bleu"], "exempt": ["rouge vif"]},
        },
    }
)


class Colours(ConceptCheck):
    """The check under test."""

    name: ClassVar[str] = "tone"
    version: ClassVar[str] = "1"


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The colours for every check, and nothing counted yet."""

    def patterns(_: str, lang: str) -> Patterns[str] | None:
        known = TABLE.languages.get(lang)
        if known is None:
            return None
        return Patterns((phrase, concept) for concept, each in known.items() for phrase in each)

    monkeypatch.setattr(base, "load", lambda _: TABLE)
    monkeypatch.setattr(concepts, "_patterns", patterns)
    rates(monkeypatch)


def rates(monkeypatch: pytest.MonkeyPatch, **counted: tuple[int, int]) -> None:
    """What was counted in fair translations, `_` for the spaces of a key."""
    known = {"tone": {name.replace("_", " "): counts for name, counts in counted.items()}}
    monkeypatch.setattr(base, "_rates", lambda: known)


def pair(original: str, rendering: str, reference: str | None = None, langs: str = "fr-en") -> Pair:
    """A pair of texts, `|` between aligned parts."""
    here, there = langs.split("-")
    parts = original.split("|"), rendering.split("|")
    references = reference.split("|") if reference else [None] * len(parts[0])
    links, starts = [], [0, 0]
    for one, other, translation in zip(*parts, references, strict=True):
        spans = Span(starts[0], starts[0] + len(one)), Span(starts[1], starts[1] + len(other))
        links.append(Link(*spans, translation))
        starts = [spans[0].end, spans[1].end]
    return Pair(Text("".join(parts[0]), here), Text("".join(parts[1]), there), reference, tuple(links))


def told(original: str, rendering: str, reference: str | None = None, langs: str = "fr-en") -> list[str]:
    found = Colours().differences(pair(original, rendering, reference, langs))
    return [key(each) + (f" > {each.rendering.concept}" if each.original and each.rendering else "") for each in found]


@pytest.mark.parametrize(
    ("original", "rendering", "expected"),
    [
        # the same, or as good
        ("un toit rouge", "a red roof", []),
        ("un toit rouge", "a pink roof", []),
        ("un toit", "the roof", []),
        ("", "", []),
        ("un toit rouge vif", "the roof", []),
        ("un toit rouge et rouge", "a red roof", []),
        # lost: only where the concept says that it counts alone
        ("un toit rouge", "the roof", ["lost red silent"]),
        ("un toit rose", "the roof", ["lost pink silent"]),
        ("un toit vert", "the roof", []),
        ("un toit bleu", "the roof", []),
        ("rouge, rose", "the roof, or", ["lost red silent", "lost pink silent"]),
        # added
        ("un toit", "a red roof", ["added red silent"]),
        ("un toit", "a green roof", ["added green silent"]),
        ("un toit", "a pink roof", []),
        ("un toit", "a grey roof", []),
        ("un toit rouge", "a red roof, green", ["added green silent"]),
        # changed: near each other in their parts, whatever they say alone
        ("un toit rose", "a red roof", ["lost pink silent"]),  # pink answers for red, not red for pink
        ("un toit vert", "a pink roof", ["changed green silent > pink"]),
        ("un toit vert", "the roof grey", ["changed green silent > grey"]),
        ("un toit vert", "a dun roof", []),  # dun only answers
        # opposed: in either direction, wherever they stand
        ("un toit rouge", "a green roof", ["opposed red silent > green"]),
        ("un toit vert", "a red roof", ["opposed green silent > red"]),
        ("rouge est le grand toit", "the big roof is really green", ["opposed red silent > green"]),
        # ... and an opposite is preferred to what stands nearer
        ("un toit rouge là", "a grey roof is green", ["opposed red silent > green"]),
        # too far from each other to stand for each other
        ("rose est le grand toit de la maison", "the big roof of the house is grey", ["lost pink silent"]),
        # `*` is answered by anything, and answers nothing itself
        ("un toit bleu", "a grey roof", []),
        ("un toit rose", "a blue roof", ["lost pink silent"]),
        ("un toit gris", "a blue roof", []),
    ],
)
def test_differences(original: str, rendering: str, expected: list[str]) -> None:
    assert told(original, rendering) == expected


@pytest.mark.parametrize(
    ("original", "rendering", "expected"),
    [
        ("un toit rouge.|un mur.", "a roof.|a red wall.", []),
        ("un mur.|un toit rouge.", "a red wall.|a roof.", []),
        ("un toit rouge.|un mur.", "a roof.|a pink wall.", []),
        ("un toit rouge.|un mur vert.", "a green roof.|a red wall.", []),
        ("un toit rouge.|un mur.", "a roof.|a wall.", ["lost red silent"]),
        ("un toit rouge.|un mur rouge.", "a roof.|a red wall.", ["lost red silent"]),
        ("un toit rouge.|un mur rouge.", "a red roof, red.|a wall.", ["lost red silent"]),
        ("un toit rouge.|un mur.", "a roof.|a green wall.", ["lost red silent", "added green silent"]),
    ],
)
def test_what_only_moved_to_another_part_is_no_difference(original: str, rendering: str, expected: list[str]) -> None:
    assert told(original, rendering) == expected


@pytest.mark.parametrize(
    ("original", "rendering", "reference", "expected"),
    [
        ("un toit rouge", "the roof", "a red roof", ["lost red supported"]),
        ("un toit rouge", "the roof", "a pink roof", ["lost red supported"]),
        ("un toit rouge", "the roof", "the roof", ["lost red silent"]),
        ("un toit", "a red roof", "the roof", ["added red silent"]),
        ("un toit", "a red roof", "a red roof", ["added red excused"]),
        ("un toit rouge", "a green roof", "a red roof", ["opposed red supported > green"]),
        ("un toit rouge", "a green roof", "a green roof", ["opposed red excused > green"]),
        ("un toit rouge", "a green roof", "the roof", ["opposed red silent > green"]),
        ("un toit rouge", "a green roof", "a red and green roof", ["opposed red silent > green"]),
        ("un toit rose", "the roof grey", "a pink roof", ["changed pink supported > grey"]),
        # the reference of the other part does not count
        ("un mur.|un toit rouge.", "a wall.|a roof.", "a red wall.|a roof.", ["lost red silent"]),
    ],
)
def test_our_own_translation_takes_sides(original: str, rendering: str, reference: str, expected: list[str]) -> None:
    assert told(original, rendering, reference) == expected


@pytest.mark.parametrize(("words", "expected"), [(4, ["lost red silent"]), (12, [])])
def test_nothing_is_missed_in_a_rendering_shorter_than_half(words: int, expected: list[str]) -> None:
    assert told("un toit rouge" + " et un mur" * words, "a roof and a wall and a wall") == expected


def test_a_shortened_rendering_may_still_exchange_and_add() -> None:
    long = "un toit rouge" + " et un mur" * 9
    assert told(long, "a green roof") == ["opposed red silent > green"]
    assert told("un toit" + " et un mur" * 9, "a green roof") == ["added green silent"]


@pytest.mark.parametrize("langs", ["fr-xx", "xx-en", "und-und"])
def test_unknown_languages_are_left_alone(langs: str) -> None:
    assert told("un toit rouge", "a green roof", langs=langs) == []
    assert list(Colours()(pair("un toit rouge", "a green roof", langs=langs))) == []


# Confidence: error / (error + rate), where error = P(wrong in this way) * P(support | wrong)
# and rate = (seen + prior * support * 50) / (occasions + 50).


@pytest.mark.parametrize(
    ("original", "rendering", "reference", "counted", "confidence"),
    [
        # nothing counted: the prior rate; 0.015 * 0.3 / (0.015 * 0.3 + 0.02 * 0.3)
        ("un toit rouge", "the roof", None, {}, 0.43),
        # 0.02 * 0.3 / (0.02 * 0.3 + 0.005 * 0.3)
        ("un toit rouge", "a green roof", None, {}, 0.8),
        # 0.02 / (0.02 + 0.02)
        ("un toit rose", "the roof grey", None, {}, 0.5),
        # 0.0045 / (0.0045 + 0.3 / 1000)
        ("un toit rouge", "the roof", None, {"lost_red_silent": (0, 950)}, 0.94),
        # 0.0045 / (0.0045 + 4.3 / 1000)
        ("un toit rouge", "the roof", None, {"lost_red_silent": (4, 950)}, 0.51),
        # 0.009 / (0.009 + (9.4 + 0.6) / 1000): supported differences are counted apart
        ("un toit rouge", "the roof", "a red roof", {"lost_red_supported": (9, 950)}, 0.48),
        ("un toit rouge", "the roof", "a red roof", {"lost_red_silent": (900, 950)}, 0.43),
        # never surer than this: 0.012 / (0.012 + 0.15 / 100050)
        ("un toit rouge", "a green roof", "a red roof", {"opposed_red_supported": (0, 100_000)}, 0.95),
        # 0.0015 / (0.0015 + 1.1 / 1000)
        ("un toit", "a red roof", "a red roof", {"added_red_excused": (1, 950)}, 0.58),
    ],
)
def test_confidence_comes_from_counts_by_bayes_rule(
    monkeypatch: pytest.MonkeyPatch,
    original: str,
    rendering: str,
    reference: str | None,
    counted: dict[str, tuple[int, int]],
    confidence: float,
) -> None:
    rates(monkeypatch, **counted)
    (finding,) = Colours()(pair(original, rendering, reference))
    assert finding.confidence == confidence


def test_what_fair_translations_often_have_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    rates(monkeypatch, lost_red_silent=(20, 950))
    assert list(Colours()(pair("un toit rouge", "the roof"))) == []
    assert told("un toit rouge", "the roof") == ["lost red silent"]


def test_a_check_may_expect_more_errors_of_a_kind() -> None:
    class Careful(Colours):
        errors: ClassVar[Mapping[Kind, float]] = {**ERRORS, "lost": 0.06}

    (usual,), (more,) = (list(check(pair("un toit rouge", "the roof"))) for check in (Colours(), Careful()))
    assert more.confidence == 0.75 > usual.confidence


@given(st.sampled_from(sorted(ERRORS)), st.sampled_from(sorted(SUPPORT)), st.integers(0, 500), st.integers(0, 500))
def test_the_rarer_in_fair_translations_the_surer(kind: Kind, support: base.Support, one: int, other: int) -> None:
    few, many = sorted((one, other))
    difference = Difference(kind, "red", None, None, support, next(pair("a", "b").units()))
    with pytest.MonkeyPatch.context() as patch:
        values = []
        for seen in (few, many):
            patch.setattr(base, "_rates", lambda seen=seen: {"tone": {key(difference): (seen, 1000)}})
            values.append(base._confidence("tone", ERRORS, difference))
    assert 0 <= values[1] <= values[0] <= 0.95


def only(original: str, rendering: str) -> Finding:
    (finding,) = Colours()(pair(original, rendering))
    return finding


def test_an_exchange_points_at_both_words_and_names_them() -> None:
    finding = only("un toit rouge", "a green roof")
    assert (finding.category, finding.severity) == ("tone", "critical")
    assert (finding.original, finding.rendering) == (Span(8, 13), Span(2, 7))
    assert finding.message == "the original has red («rouge»), the rendering green («green»)"


def test_what_was_lost_or_added_points_at_the_word_and_the_part_of_the_other_text() -> None:
    lost, added = only("un toit rouge", "the roof"), only("un toit", "a green roof")
    assert (lost.original, lost.rendering) == (Span(8, 13), Span(0, 8))
    assert (added.original, added.rendering) == (Span(0, 7), Span(2, 7))
    assert lost.message == "the original has red («rouge»), nothing in the rendering says so"
    assert added.message == "the rendering has green («green»), nothing in the original says so"


@pytest.mark.parametrize(
    ("original", "rendering", "counted", "severity"),
    [
        ("un toit rouge", "a green roof", {}, "critical"),
        ("un toit rouge", "a green roof", {"opposed_red_silent": (8, 950)}, "major"),
        ("un toit rose", "a red roof", {}, "minor"),
        ("un toit vert", "a red roof", {"opposed_green_silent": (8, 950)}, "major"),
        ("un toit rouge", "the roof", {}, "minor"),
        ("un toit rouge", "the roof", {"lost_red_silent": (0, 950)}, "major"),
        ("un toit rose", "the roof", {"lost_pink_silent": (0, 950)}, "minor"),
    ],
)
def test_severity_is_the_concepts_but_for_sure_reversals_and_doubtful_losses(
    monkeypatch: pytest.MonkeyPatch,
    original: str,
    rendering: str,
    counted: dict[str, tuple[int, int]],
    severity: str,
) -> None:
    rates(monkeypatch, **counted)
    assert only(original, rendering).severity == severity


@given(
    st.lists(st.sampled_from(["rouge", "vert", "rose", "bleu", "toit", ".", "|"]), max_size=12),
    st.lists(st.sampled_from(["red", "green", "pink", "blue", "roof", "."]), max_size=12),
)
def test_spans_lie_in_their_texts_and_no_mention_counts_twice(here: list[str], there: list[str]) -> None:
    given_pair = Pair(Text(" ".join(here), "fr"), Text(" ".join(there), "en"))
    differences = list(Colours().differences(given_pair))
    assert differences == list(Colours().differences(given_pair))
    for side, text in (("original", given_pair.original.text), ("rendering", given_pair.rendering.text)):
        mentioned = [m for m in (getattr(each, side) for each in differences) if m is not None]
        assert len(set(mentioned)) == len(mentioned)
        assert all(0 <= m.span.start < m.span.end <= len(text) for m in mentioned)
    assert all(finding.confidence >= 0.3 for finding in Colours()(given_pair))
