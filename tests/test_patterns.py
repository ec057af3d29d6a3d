"""Phrase patterns: what matches, what wins, and where clauses and sentences end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.patterns import Patterns, clauses, sentences, tokens
from transcompare.text import Span

ODD = st.text(max_size=80) | st.lists(
    st.sampled_from(
        ["mill", "don't", "don 't", "ʼ", "’", "no", ".", "…", ",", "«", " ", "12", "\ud800", "ß", "İ", "_"]
    ),
    max_size=20,
).map("".join)


def found(text: str, *phrases: str) -> list[tuple[str, str]]:
    """The phrases that match and the words they match."""
    words = tuple(tokens(text))
    patterns = Patterns((phrase, phrase) for phrase in phrases)
    spans = [(m.meaning, Span(words[m.start].span.start, words[m.end - 1].span.end)) for m in patterns.matches(words)]
    return [(meaning, span.of(text)) for meaning, span in spans]


@pytest.mark.parametrize(
    ("text", "phrases", "expected"),
    [
        # words
        ("The mill burns.", ["mill"], [("mill", "mill")]),
        ("The MILL burns.", ["mill"], [("mill", "MILL")]),
        ("The windmill burns.", ["mill"], []),
        ("mill mill", ["mill"], [("mill", "mill"), ("mill", "mill")]),
        ("Мельница горит", ["мельница"], [("мельница", "Мельница")]),
        ("", ["mill"], []),
        # the longest wins, whichever came first
        ("the old mill", ["old", "old mill"], [("old mill", "old mill")]),
        ("the old mill", ["old mill", "old"], [("old mill", "old mill")]),
        ("the old barn", ["old mill", "old"], [("old", "old")]),
        ("a b c d", ["a b", "b c d"], [("a b", "a b")]),
        ("a b c d", ["a b x", "b c d"], [("b c d", "b c d")]),
        ("a b c", ["a _ c", "a b"], [("a _ c", "a b c")]),
        # of patterns as long, the one with the more specific words
        ("millers sing", ["mill*", "millers"], [("millers", "millers")]),
        ("millers sing", ["mill*", "miller*"], [("miller*", "millers")]),
        ("millers sing", ["*ers", "mill*"], [("mill*", "millers")]),
        ("millers sing", ["_ sing", "*ers sing"], [("*ers sing", "millers sing")]),
        ("old mill", ["old _", "o* mill"], [("old _", "old mill")]),
        ("5 mills", ["# mills", "5 mills"], [("5 mills", "5 mills")]),
        # wildcards
        ("mill", ["mill*"], [("mill*", "mill")]),
        ("mil", ["mill*"], []),
        ("windmill", ["*mill"], [("*mill", "windmill")]),
        ("not very old", ["not _ old"], [("not _ old", "not very old")]),
        ("not , old", ["not _ old"], []),
        ("in 12 mills", ["in # mills"], [("in # mills", "in 12 mills")]),
        ("in ten mills", ["in # mills"], []),
        ("at 5th mill", ["# mill"], [("# mill", "5th mill")]),
        ("так, что", ["так , что"], [("так , что", "так, что")]),
        # n't is a word of its own, with any apostrophe
        ("don't go", ["n't"], [("n't", "n't")]),
        ("don’t go", ["n't"], [("n't", "n’t")]),
        ("don 't go", ["do n't"], [("do n't", "don 't")]),
        ("CAN'T", ["ca n't"], [("ca n't", "CAN'T")]),
    ],
)
def test_matches(text: str, phrases: list[str], expected: list[tuple[str, str]]) -> None:
    assert found(text, *phrases) == expected


def test_of_the_same_pattern_twice_the_first_counts() -> None:
    patterns = Patterns([("mill", "first"), ("mill", "second")])
    assert [match.meaning for match in patterns.matches(tuple(tokens("mill")))] == ["first"]


def test_no_patterns_match_nothing() -> None:
    assert found("mill") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("If it rains, we stay.", ["If it rains", "we stay"]),
        ("We stay (at home): dry – and warm", ["We stay", "at home", "dry", "and warm"]),
        ("«Мы ждём», — сказал он", ["Мы ждём", "сказал он"]),
        ("3.5 mills. Two barns", ["3.5 mills", "Two barns"]),
        ("a well-known mill", ["a well-known mill"]),
        ("...", []),
        ("", []),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in clauses(text, Span(0, len(text)))] == expected


def test_clauses_within_a_part_point_into_the_whole_text() -> None:
    text = "Go home. If it rains, we stay."
    spans = clauses(text, Span(9, len(text)))
    assert [span.of(text) for span in spans] == ["If it rains", "we stay"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We stay. They go! Do you? Well… yes", ["We stay", "They go", "Do you", "Well", "yes"]),
        ("Version 3.5 is out", ["Version 3.5 is out"]),
        ("One, two; three", ["One, two; three"]),
        ("Stay!", ["Stay"]),
        ("?!", []),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == expected


@given(ODD)
def test_tokens_cover_all_but_white_space_in_order(text: str) -> None:
    words = list(tokens(text))
    for before, after in pairwise(words):
        assert before.span.end <= after.span.start
        assert text[before.span.end : after.span.start].strip() == ""
        assert before.clause <= after.clause
        assert before.sentence <= after.sentence
        assert after.sentence == before.sentence or after.clause > before.clause
    assert all(word.span.of(text) for word in words)


@given(ODD)
def test_stretches_lie_apart_and_inside_the_text(text: str) -> None:
    for spans in (clauses(text, Span(0, len(text))), sentences(text)):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
    assert len(sentences(text)) <= len(clauses(text, Span(0, len(text))))


@given(
    st.lists(st.sampled_from(["a", "ab", "abc", "5", ","]), max_size=12).map(" ".join),
    st.lists(
        st.lists(st.sampled_from(["a", "ab", "a*", "ab*", "*b", "_", "#", ","]), min_size=1, max_size=3).map(" ".join),
        max_size=6,
    ),
)
def test_matches_are_apart_as_long_as_their_pattern_and_repeatable(text: str, phrases: list[str]) -> None:
    words = tuple(tokens(text))
    patterns = Patterns((phrase, phrase) for phrase in phrases)
    matches = list(patterns.matches(words))
    assert matches == list(patterns.matches(words))
    assert all(one.end <= other.start for one, other in pairwise(matches))
    assert all(0 <= m.start < m.end <= len(words) and m.end - m.start == len(m.meaning.split()) for m in matches)


@given(
    st.lists(st.sampled_from(["a", "ab", "5", ","]), min_size=1, max_size=8),
    st.permutations(["a", "a*", "_", "a b", "a _", "ab 5", "# ,", "_ _ _"]),
)
def test_the_order_of_different_patterns_does_not_matter(words: list[str], phrases: list[str]) -> None:
    assert found(" ".join(words), *phrases) == found(" ".join(words), *sorted(phrases))


@pytest.mark.parametrize("unit", ["a ", "n't", "n 't ", "a b ", "«", "ab, ", "’ "])
def test_a_long_text_is_no_trouble(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    assert len(found(text, "a b c d e", "_ _ _ z", "a*", "*b c", "n't")) <= 100_000


@given(st.lists(ODD, min_size=1, max_size=5))
def test_what_was_seen_before_changes_nothing(texts: list[str]) -> None:
    phrases = ["mill", "don't *ll", "_ no", "# ,", "no", "mi* . _", "n't"]
    seen = Patterns((phrase, phrase) for phrase in phrases)
    for text in texts * 2:
        fresh = Patterns((phrase, phrase) for phrase in phrases)
        assert list(seen.matches(tokens(text))) == list(fresh.matches(tokens(text)))


def test_words_beyond_those_remembered_still_match() -> None:
    patterns = Patterns([("mill*", "mill")])
    many = tokens(" ".join(f"word{i}" for i in range(5000)) + " miller")
    assert [match.start for match in patterns.matches(many)] == [5000]
    assert [match.start for match in patterns.matches(many)] == [5000]
