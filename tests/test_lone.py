"""Words of one version alone, where others agree on different ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcompare.checks.base import Text
from transcompare.lexicon import SAME, related
from transcompare.lone import Lone, lone_wordings
from transcompare.stems import apart, stems

FERRY = "The harbour council will repaint the old ferry before the summer fair"
BARGE = FERRY.replace("ferry", "barge")


def alone(text: str, *others: str) -> list[tuple[str, str, tuple[int, ...]]]:
    found = lone_wordings(Text(text, "en"), {i: Text(other, "en") for i, other in enumerate(others)})
    return [(each.span.of(text), each.instead, each.versions) for each in found]


def test_others_agree_on_another_word() -> None:
    assert alone(BARGE, FERRY, FERRY) == [("barge", "ferry", (0, 1))]
    assert alone(FERRY, FERRY, BARGE) == []
    assert alone(FERRY, BARGE, BARGE, FERRY) == [("ferry", "barge", (0, 1))]


def test_one_other_is_no_majority() -> None:
    assert alone(BARGE, FERRY) == []
    assert alone(BARGE, FERRY, FERRY.replace("ferry", "tram")) == []
    assert lone_wordings(Text(BARGE, "en"), {0: Text(FERRY, "en"), 1: Text(FERRY, "de")}) == []


def test_each_place_once_with_the_words_of_most() -> None:
    text = BARGE.replace("council", "board")
    tram = FERRY.replace("ferry", "tram")
    assert alone(text, tram, FERRY, FERRY, tram, tram) == [
        ("board", "council", (0, 1, 2, 3, 4)),
        ("barge", "tram", (0, 3, 4)),
    ]


def test_who_has_the_words_elsewhere_says_who_is_alone() -> None:
    free = "Before July comes round, the vessel - that old {} - is due a fresh coat of paint"
    assert alone(BARGE, FERRY, free.format("ferry")) == [("barge", "ferry", (0, 1))]
    assert alone(BARGE, FERRY, free.format("barge")) == []
    assert alone(FERRY, BARGE, free.format("ferry")) == []
    assert alone(BARGE, FERRY, free.format("barge or ferry")) == [], "it has both"
    visitors, guests = (f"The harbour council will show the {x} its old ferry" for x in ("visitors", "guests"))
    crowds = visitors.replace("visitors", "crowds")
    assert alone(crowds, guests, "The ferry is on show to visitors") == [("crowds", "guests", (0, 1))]


def test_one_number_in_figures_and_words_is_no_difference() -> None:
    text = "The harbour council will buy {} ferries before the summer fair"
    assert alone(text.format("25"), *[text.format("twenty-five")] * 2) == []
    assert alone(text.format("25"), *[text.format("twenty-six")] * 2) == [("25", "twenty six", (0, 1))]


def test_forms_of_a_word_and_words_left_out_do_not_count() -> None:
    assert alone(FERRY.replace("ferry", "ferries"), FERRY, FERRY) == []
    assert alone(FERRY.replace("old ", ""), FERRY, FERRY) == []
    assert alone(FERRY.replace("old", "very old"), FERRY, FERRY) == []


def test_words_that_translate_the_same_are_related() -> None:
    def told(one: str, other: str, lang: str = "en") -> list[bool]:
        here, there = (Text(f"By next spring there will be a new {word} near the mill", lang) for word in (one, other))
        return [each.related for each in lone_wordings(here, {0: there, 1: there})]

    assert told("subway", "metro") == [True]
    assert told("road", "highway") == [True]
    assert told("subway", "bakery") == [False]
    assert told("road", "bakery") == [False]
    assert told("dull subway", "bright metro") == [True], "one word of several is enough"
    assert told("subway", "metro", "fr") == [False], "no lexicon, no relation"


def test_a_free_paraphrase_shares_no_surroundings() -> None:
    free = "Ahead of July's festivities, that ageing vessel is due a fresh coat, says the port authority"
    assert alone(free, FERRY, FERRY, BARGE) == []


WORDS = st.lists(st.sampled_from(("the", "gate", "opens", "when", "rain", "falls", "hill")), max_size=14).map(" ".join)


@given(WORDS, st.lists(WORDS, max_size=5))
def test_spans_are_words_of_the_text_and_the_others_have_theirs(text: str, others: list[str]) -> None:
    found = lone_wordings(Text(text, "en"), {i: Text(other, "en") for i, other in enumerate(others)})
    assert [each.span for each in found] == sorted({each.span for each in found})
    for each in found:
        assert set(each.span.of(text).split()) <= set(text.split())
        assert len(each.versions) >= 2
        assert any(each.instead in others[i] for i in each.versions)
        wanted = apart(each.span.of(text), each.instead, "en")[1]
        for known in (stems((others[i],), "en") for i in each.versions):
            assert all(one in known or related([one], known, "en", SAME) for one in wanted)
    reverse = {i: Text(other, "en") for i, other in reversed(list(enumerate(others)))}
    assert lone_wordings(Text(text, "en"), reverse) == found
    assert all(isinstance(each, Lone) for each in found)
