"""Where in a long original a rendering comes from: the parts that need no model."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.normalization import normalize
from transcompare.passages import Index, Search, Segment, clauses, cut, is_long, narrow, nothing, pieces
from transcompare.passages.runs import gains, runs
from transcompare.sentences import sentences
from transcompare.text import Span, to_raw

BELLS = "The bell tower will be closed until Friday"
GEESE = "Forty geese crossed the square this morning"
BREAD = "The bakery in Lindenholm sells bread on Sundays"
BOATS = "No boat may leave the old harbour at night"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{BELLS}. {GEESE}.", [f"{BELLS}.", f"{GEESE}."]),
        (f"{BELLS} [...] {GEESE}.", [f"{BELLS} ", f" {GEESE}."]),
        (f"{BELLS} (…) {GEESE}... {BREAD}", [f"{BELLS} ", f" {GEESE}", BREAD]),
        (f"[...] {BELLS}", [f" {BELLS}"]),
        (f"Yes. {BELLS}.", [f"Yes. {BELLS}."]),
        ("Yes", ["Yes"]),
        ("...", []),
    ],
)
def test_a_rendering_is_cut_into_sentences_and_at_ellipses(text: str, expected: list[str]) -> None:
    assert [piece.of(text) for piece in pieces(text, sentences(text, "en"))] == expected


@given(st.text(st.sampled_from("аB. …[]()1 \n"), max_size=60))
def test_pieces_are_in_order_and_hold_every_letter(text: str) -> None:
    found = pieces(text, sentences(text, "en"))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join(filter(str.isalnum, "".join(p.of(text) for p in found))) == "".join(filter(str.isalnum, text))


@pytest.mark.parametrize(
    ("original", "rendering", "long"), [(4, 1, False), (8, 3, False), (7, 1, True), (9, 3, True), (8, 2, True)]
)
def test_only_an_original_that_is_clearly_longer_is_long(original: int, rendering: int, long: bool) -> None:
    assert is_long(original, rendering, 3, 6) is long


def test_the_index_knows_words_numbers_and_names_in_both_languages() -> None:
    segments = [
        "Башня закрыта до пятницы",
        "Через площадь прошло 40 гусей",
        "Пекарня Лемешева открыта",
        "Посол КНДР молчал",
    ]
    index = Index(segments, ["The tower is closed", "x", "y", "z"], "ru")
    assert index.best(BELLS, "en", 1) == [0]
    assert index.best("forty", "en", 1) == [1]
    assert index.best("said Mr Lemeshev", "en", 1) == [2]
    assert index.best("North Korea", "en", 1) == [3]
    assert index.best("!", "en", 4) == []
    assert Index(["!", "?"], ["", ""], "ru").best(BELLS, "en", 4) == []


@pytest.mark.parametrize(
    ("gain", "jump", "expected"),
    [
        ({}, 5, []),
        ({2: -1.0}, 5, []),
        ({2: 9.0}, 5, [(2, 3)]),
        ({2: 9.0, 3: 4.0, 4: -1.0}, 5, [(2, 4)]),
        ({1: 9.0, 4: 9.0}, 5, [(1, 2), (4, 5)]),
        ({1: 9.0, 4: 4.0}, 5, [(1, 2)]),
        ({1: 9.0, 2: -9.0, 3: 4.0}, 5, [(1, 2), (3, 4)]),
        ({1: 9.0, 2: -1.0, 3: 9.0}, 5, [(1, 4)]),
        ({0: 9.0, 5: 9.0}, 100, [(0, 1)]),
    ],
)
def test_runs_have_the_highest_gain(gain: dict[int, float], jump: float, expected: list[tuple[int, int]]) -> None:
    assert runs(gain, [10] * 6, jump) == expected


@given(st.dictionaries(st.integers(0, 19), st.floats(-50, 50)), st.floats(0, 100))
def test_runs_are_apart_in_order_and_gain_something(gain: dict[int, float], jump: float) -> None:
    found = runs(gain, [10] * 20, jump)
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert not found or any(gain.get(i, 0) > 0 for run in found for i in range(*run))


def test_a_segment_counts_by_how_near_it_comes_to_the_best_of_its_rivals() -> None:
    counted = gains({0: 1.0, 1: 3.0, 2: 1.2, 3: 2.8}, [10] * 4)
    assert {i for i, gain in counted.items() if gain > 0} == {1, 3}
    assert gains({}, []) == {}


def search(segments: list[str], text: str) -> Search:
    return Search(Index(segments, segments, "en"), text, "en", sentences(text, "en"), 3)


def found_runs(segments: list[str], text: str) -> list[tuple[int, int]]:
    looking = search(segments, text)
    found = looking.conclude(looking.pairs(), {})
    return found.runs if found else []


def test_what_is_said_twice_is_found_once_and_the_first_time() -> None:
    assert found_runs([GEESE, BELLS, BREAD, BOATS, BELLS, GEESE, BREAD], BELLS) == [(1, 2)]


def test_a_marked_cut_gives_two_passages_and_an_unmarked_one_the_sentence_between_as_well() -> None:
    segments = ["We thank you all", GEESE, BELLS, BREAD, "Good evening everybody"]
    assert found_runs(segments, f"{GEESE}. [...] {BREAD}.") == [(1, 2), (3, 4)]
    assert found_runs(segments, f"{GEESE}. {BREAD}.") == [(1, 4)]


def test_the_judge_overrules_the_letters() -> None:
    looking = search([BELLS, GEESE, BREAD, BOATS], BELLS)
    pairs = {(0, i) for i in range(4)}
    found = looking.conclude(pairs, {(0, 0): 0.2, (0, 1): 0.1, (0, 2): 0.3, (0, 3): 3.0})
    assert found is not None
    assert found.runs == [(3, 4)]
    assert found.owners == {3: Span(0, len(BELLS))}
    assert (found.sides(3), found.sides(2)) == ("both", None)


RAW = "«Башня  закрыта».\u200b Гуси… ушли! Хлеб  есть. Лодок нет."


@given(st.sets(st.integers(0, 3), min_size=1))
def test_a_narrowed_original_leads_back_to_the_text_as_given(chosen: set[int]) -> None:
    normal = normalize(RAW)
    spans = sentences(normal.text, "ru")
    assert len(spans) == 4
    passages = [[Segment(spans[i], f"t{i}", None)] for i in sorted(chosen)]
    columns = narrow(normal.text, normal.offsets, passages)
    text, offsets = columns["normalized_original"], columns["offsets_original"]
    assert len(offsets) == len(text) + 1
    assert offsets == sorted(offsets)
    assert columns["translation"] == [f"t{i}" for i in sorted(chosen)]
    for row, i in zip(columns["sentences_original"], sorted(chosen), strict=True):
        span = Span.from_row(row)
        assert span.of(text) == spans[i].of(normal.text)
        assert to_raw(span, offsets) == to_raw(spans[i], normal.offsets)


def test_what_spans_two_passages_spans_the_gap() -> None:
    text = "Одно. Другое. Третье."
    columns = narrow(text, None, [[Segment(Span(0, 5), "One.", None)], [Segment(Span(14, 21), "Three.", "odd")]])
    assert columns["normalized_original"] == "Одно. Третье."
    assert columns["reference_translation"] == "One. Three."
    assert columns["translation_doubts"] == [None, "odd"]
    assert to_raw(Span(0, 13), columns["offsets_original"]) == Span(0, 21)
    assert to_raw(Span(6, 9), columns["offsets_original"]) == Span(14, 17)


def test_nothing_is_an_empty_text() -> None:
    assert nothing([3, 4, 5])["offsets_original"] == [3]
    assert nothing(None)["normalized_original"] == ""


LIST = ", ".join(
    f"{word} was repaired in the spring after long talks" for word in ("a roof", "a door", "a mast", "a gate", "a quay")
)


def test_only_a_sentence_much_longer_than_the_piece_is_cut_and_a_neighbour_stays() -> None:
    whole = Span(0, len(LIST))
    assert clauses(LIST, whole, len(LIST) // 2) == []
    assert clauses(BELLS, Span(0, len(BELLS)), 5) == []
    parts = clauses(LIST, whole, 40)
    assert "".join(part.of(LIST) for part in parts) == LIST
    assert len(parts) == 5
    evidence = {0: 0.1, 1: 0.2, 2: 3.0, 3: 0.9, 4: 0.1}
    assert cut(parts, evidence, 40, "both") == Span(parts[2].start, parts[3].end)
    assert cut(parts, evidence, 40, "start") == Span(parts[2].start, whole.end)
    assert cut(parts, evidence, 40, "end") == Span(0, parts[2].end)
    assert cut(parts, {}, 40, "both") == whole
