"""The contrast check: how sure and how bad an edit that the model prefers is, and where it is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.checks.base import Check, Contrast, Finding, Link, Pair, Text
from transcompare.checks.contrast import ContrastCheck
from transcompare.schema import CATEGORIES, SEVERITY_WEIGHTS
from transcompare.text import Span

ORIGINAL, RENDERING = "Цены упали.", "Prices rose."


def contrast(
    category: str = "direction",
    printed: str = "rose",
    replacement: str = "fell",
    confidence: float = 0.7,
    gain: float = 0.5,
    supported: bool = True,
    rendering: str = RENDERING,
) -> Contrast:
    start = rendering.index(printed)
    return Contrast(category, Span(start, start + len(printed)), printed, replacement, gain, confidence, supported)


def findings(*contrasts: Contrast, links: tuple[Link, ...] = (), rendering: str = RENDERING) -> list[Finding]:
    pair = Pair(Text(ORIGINAL, "ru"), Text(rendering, "en"), links=links, contrasts=contrasts)
    return list(ContrastCheck()(pair))


@pytest.mark.parametrize(
    ("category", "model", "confidence", "severity"),
    [
        # the words add 0.3 to what the model leaves open; major from 0.6 on, a sure reversal critical
        ("direction", 0.9, 0.93, "critical"),
        ("direction", 0.72, 0.804, "critical"),
        ("direction", 0.7, 0.79, "major"),
        ("direction", 0.5, 0.65, "major"),
        ("direction", 0.4, 0.58, "minor"),
        ("direction", 0.2, 0.44, "minor"),
        ("direction", 0.1, None, None),
        ("direction", 0.0, None, None),
        ("negation", 0.9, 0.93, "critical"),
        ("negation", 0.7, 0.79, "major"),
        ("negation", 0.4, 0.58, "minor"),
        ("modality", 0.9, 0.93, "major"),
        ("modality", 0.5, 0.65, "major"),
        ("modality", 0.2, 0.44, "minor"),
        ("modality", 0.1, None, None),
        ("conditional", 0.9, 0.93, "major"),
        ("quantifier", 0.9, 0.93, "major"),
        ("attribution", 0.9, 0.93, "major"),
        ("tense-aspect", 0.9, 0.93, "major"),
        ("tone", 0.2, 0.44, "minor"),
        ("agent-role", 0.6, 0.72, "major"),
    ],
)
def test_where_the_words_of_the_original_speak_for_the_change(
    category: str, model: float, confidence: float | None, severity: str | None
) -> None:
    found = findings(contrast(category, confidence=model))
    assert [(each.category, round(each.confidence, 6), each.severity) for each in found] == (
        [] if confidence is None else [(category, confidence, severity)]
    )


@pytest.mark.parametrize(
    ("category", "model", "confidence", "severity"),
    [
        # hints
        ("direction", 0.9, 0.45, "minor"),
        ("direction", 0.42, 0.42, "minor"),
        ("direction", 0.39, None, None),
        ("modality", 0.9, 0.45, "minor"),
        ("modality", 0.4, 0.4, "minor"),
        ("modality", 0.39, None, None),
        ("word-sense", 0.9, 0.45, "minor"),
        ("word-sense", 0.1, None, None),
        ("named-entity", 0.9, 0.45, "minor"),
        ("number", 0.9, 0.45, "minor"),
        ("tone", 0.5, 0.45, "minor"),
        ("omission", 0.9, 0.45, "minor"),
        ("omission", 0.3, None, None),
        # but for whole clauses that say nothing of the original
        ("addition", 0.9, 0.9, "major"),
        ("addition", 0.6, 0.6, "major"),
        ("addition", 0.5, 0.5, "minor"),
        ("addition", 0.39, None, None),
        ("hallucination", 0.85, 0.85, "critical"),
        ("hallucination", 0.7, 0.7, "major"),
        ("hallucination", 0.5, 0.5, "minor"),
        ("hallucination", 0.39, None, None),
    ],
)
def test_where_only_the_model_speaks(
    category: str, model: float, confidence: float | None, severity: str | None
) -> None:
    found = findings(contrast(category, confidence=model, supported=False))
    assert [(each.category, each.confidence, each.severity) for each in found] == (
        [] if confidence is None else [(category, confidence, severity)]
    )


@given(st.sampled_from(CATEGORIES), st.booleans(), st.floats(0, 0.9), st.floats(0, 0.9))
def test_the_surer_the_model_the_surer_and_worse_the_finding(
    category: str, supported: bool, one: float, other: float
) -> None:
    badness = [
        max(
            (
                (f.confidence, SEVERITY_WEIGHTS[f.severity])
                for f in findings(contrast(category, confidence=sure, supported=supported))
            ),
            default=(0.0, 0.0),
        )
        for sure in sorted((one, other))
    ]
    assert badness[0][0] <= badness[1][0]
    assert badness[0][1] <= badness[1][1]


# Where, and which of several


def test_a_finding_points_at_the_printed_words_and_the_part_of_the_original() -> None:
    rendering = "Geese left. Prices rose."
    links = (Link(Span(0, 5), Span(0, 11)), Link(Span(5, 11), Span(12, 24)))
    (finding,) = findings(contrast(rendering=rendering), links=links, rendering=rendering)
    assert finding.original == Span(5, 11)
    assert finding.rendering == Span(19, 23)
    assert finding.rendering.of(rendering) == "rose"


def test_outside_the_aligned_parts_there_is_nothing_to_point_at_in_the_original() -> None:
    links = (Link(Span(0, 11), Span(0, 6)), Link(None, Span(7, 12)))
    (finding,) = findings(contrast(), links=links)
    assert (finding.original, finding.rendering) == (None, Span(7, 11))


@pytest.mark.parametrize(
    ("category", "printed", "replacement", "message"),
    [
        ("direction", "rose", "fell", "the original supports «fell» over «rose», by 0.50 nats a token"),
        ("addition", "Prices ", "", "the original supports leaving it out over «Prices », by 0.50 nats a token"),
        ("omission", "rose.", " So.", "the original is explained better with «So.» added, by 0.50 nats a token"),
    ],
)
def test_the_message_says_what_would_fit_better(category: str, printed: str, replacement: str, message: str) -> None:
    (finding,) = findings(contrast(category, printed, replacement))
    assert finding.message == message


def test_of_several_edits_in_one_place_the_surest_is_told() -> None:
    edits = (
        contrast("word-sense", "rose", "boiled", 0.9, gain=2, supported=False),
        contrast("direction", "rose", "fell", 0.5),
        contrast("word-sense", "Prices", "Sales", 0.5, supported=False),
    )
    for each in (edits, edits[::-1]):
        assert [(finding.category, finding.rendering) for finding in findings(*each)] == [
            ("direction", Span(7, 11)),
            ("word-sense", Span(0, 6)),
        ]


def test_of_equally_sure_edits_the_one_with_the_higher_gain_is_told() -> None:
    (finding,) = findings(contrast(replacement="sat", gain=0.1), contrast(replacement="ran", gain=0.2))
    assert "«ran»" in finding.message


def test_without_contrasts_nothing_is_said() -> None:
    assert findings() == []


@given(
    st.text(min_size=1, max_size=30),
    st.lists(
        st.tuples(st.sampled_from(CATEGORIES), st.integers(0, 29), st.integers(1, 30), st.floats(0, 1), st.booleans()),
        max_size=5,
    ),
)
def test_any_edits_give_sound_findings_in_places_of_their_own(
    rendering: str, edits: list[tuple[str, int, int, float, bool]]
) -> None:
    contrasts = [
        Contrast(category, Span(start, end), rendering[start:end], "x", 0.1, confidence, supported)
        for category, at, length, confidence, supported in edits
        for start in (at % len(rendering),)
        for end in (min(start + length, len(rendering)),)
    ]
    found = findings(*contrasts, rendering=rendering)
    assert found == findings(*contrasts, rendering=rendering)
    spans = [finding.rendering for finding in found if finding.rendering]
    assert len(spans) == len(found)
    assert set(spans) <= {each.span for each in contrasts}
    assert not any(one.overlaps(other) for i, one in enumerate(spans) for other in spans[:i])
    for finding in found:
        assert 0.4 <= finding.confidence <= 1
        assert finding.severity in SEVERITY_WEIGHTS


def test_it_keeps_the_contract_of_a_check() -> None:
    assert isinstance(ContrastCheck(), Check)
