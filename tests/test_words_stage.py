"""The words stage: links and words without a counterpart, from hand-made evidence and in the pipeline that ships."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import stub_pipeline
from tests.shipped import pipeline, versions
from transcompare import schema
from transcompare.errors import SchemaError
from transcompare.patterns import tokens
from transcompare.pipeline import Pipeline
from transcompare.stages.words import SIDES, Words

ORIGINAL, RENDERING = "Гуси на мосту.", "Geese by the bridge."


def said(text: str, *unlikely: str) -> list[dict[str, float]]:
    """Every word as expected with the other text, but the unlikely ones, which without it are more probable."""
    return [
        {"start": token.span.start, "end": token.span.end}
        | ({"logprob": -14.0, "prior": -4.0} if token.word in unlikely else {"logprob": -0.5, "prior": -9.0})
        for token in tokens(text)
        if token.is_word
    ]


def row(original: str = ORIGINAL, rendering: str = RENDERING, *unlikely: str, **other: Any) -> dict[str, Any]:
    """A row as the stages before leave it, both texts one segment."""
    link = {
        "original": {"start": 0, "end": len(original)},
        "rendering": {"start": 0, "end": len(rendering)},
        "reference": "Geese on the bridge.",
        "alternatives": [],
        "similarity": 1.0,
    }
    return {
        "normalized_original": original,
        "normalized_rendering": rendering,
        "offsets_original": None,
        "offsets_rendering": None,
        "lang_original": "ru",
        "lang_rendering": "en",
        "links": [link],
        "decoded_original": said(original, *unlikely),
        "decoded_rendering": said(rendering, *unlikely),
        "scores": {"chrf": 50.0},
    } | other


def after(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows after the stage."""
    return Words()(pl.DataFrame(rows, schema=Words.requires)).to_dicts()


def linked(after: dict[str, Any]) -> set[tuple[str | None, str | None]]:
    """The words of each link."""

    def word(link: dict[str, Any], side: str) -> str | None:
        start = link[f"{side}_start"]
        return None if start is None else after[f"normalized_{side}"][start : link[f"{side}_end"]]

    return {(word(link, "original"), word(link, "rendering")) for link in after["words"]}


def test_words_that_translate_each_other_are_linked_and_explained() -> None:
    (found,) = after(row())
    assert {("Гуси", "Geese"), ("мосту", "bridge")} <= linked(found)
    assert not {None} & {word for link in linked(found) for word in link}
    assert {each["side"] for each in found["unexplained"]} == set(SIDES)
    assert max(each["probability"] for each in found["unexplained"]) < 0.1
    assert found["scores"]["explained_original"] > 0.9
    assert found["scores"]["explained_rendering"] > 0.9
    assert found["scores"]["chrf"] == 50


def test_a_word_that_nothing_speaks_for_is_listed_alone() -> None:
    (found,) = after(row(ORIGINAL, "Geese by the bridge protest.", "protest"))
    assert (None, "protest") in linked(found)
    assert ("Гуси", "Geese") in linked(found)
    (worst,) = [each for each in found["unexplained"] if each["probability"] > 0.3]
    assert (worst["side"], worst["span"]) == ("rendering", {"start": 20, "end": 27})
    assert found["scores"]["explained_rendering"] < found["scores"]["explained_original"]


def test_the_share_is_that_of_the_content_words() -> None:
    (found,) = after(row(ORIGINAL, "Geese by the bridge protest.", "protest"))
    values = [each["probability"] for each in found["unexplained"] if each["side"] == "rendering"]
    assert len(values) == 3  # geese, bridge, protest: the others are in every text
    assert found["scores"]["explained_rendering"] == pytest.approx(1 - sum(values) / 3, abs=0.0006)


def test_links_count_in_the_texts_as_given() -> None:
    raw = [2 * i for i in range(len(ORIGINAL) + 1)]
    (plain,), (moved,) = after(row()), after(row(offsets_original=raw))
    assert [link["original_start"] for link in moved["words"]] == [
        None if link["original_start"] is None else 2 * link["original_start"] for link in plain["words"]
    ]
    assert moved["unexplained"] == plain["unexplained"]  # these count in the normalised text


def test_words_of_the_other_hypotheses_are_explained_where_they_are_in_the_renderings_language() -> None:
    rendering = "Geese by the bridge protest."
    link = {
        "original": {"start": 0, "end": len(ORIGINAL)},
        "rendering": {"start": 0, "end": len(rendering)},
        "reference": "Geese on the bridge.",
        "similarity": 1.0,
    }

    def protest(**changed: Any) -> float:
        (found,) = after(row(ORIGINAL, rendering, "protest", links=[link | changed]))
        (word,) = [word for word in found["unexplained"] if word["span"]["start"] == 20]
        probability: float = word["probability"]
        return probability

    assert protest(alternatives=["A goose protests."]) < protest(alternatives=["A goose walks."])
    assert protest(alternatives=["A goose protests."], translation="x") == protest(alternatives=[]) == protest()


def test_words_are_linked_within_their_segments_only() -> None:
    original, rendering = "Гуси спят. Мост открыт.", "The bridge is open. The geese sleep."
    both = {"reference": "a", "alternatives": [], "similarity": 1.0}
    first = both | {"original": {"start": 0, "end": 10}, "rendering": {"start": 0, "end": 19}}
    second = both | {"original": {"start": 11, "end": 23}, "rendering": {"start": 20, "end": len(rendering)}}
    (found,) = after(row(original, rendering, links=[first, second]))
    assert not {("Гуси", "geese"), ("Мост", "bridge")} & linked(found)
    crossed = [first | {"rendering": second["rendering"]}, second | {"rendering": first["rendering"]}]
    (found,) = after(row(original, rendering, links=crossed))
    assert {("Гуси", "geese"), ("Мост", "bridge")} <= linked(found)


@pytest.mark.parametrize(
    "change",
    [
        {"links": []},
        {"links": [{"original": None, "rendering": {"start": 0, "end": 5}, "reference": None, "similarity": 0.0}]},
        {"links": [{"original": {"start": 0, "end": 4}, "rendering": None, "reference": None, "similarity": 0.0}]},
        {"normalized_original": "", "normalized_rendering": "", "decoded_original": [], "decoded_rendering": []},
    ],
)
def test_where_nothing_is_aligned_nothing_is_said(change: dict[str, Any]) -> None:
    usual, found = after(row(), row() | change)
    assert usual["words"]
    assert (found["words"], found["unexplained"]) == ([], [])
    assert found["scores"]["explained_original"] is None
    assert found["scores"]["explained_rendering"] is None


@pytest.mark.parametrize("none", [[], None])
def test_without_forced_decoding_words_are_linked_but_none_is_missed(none: list[dict[str, float]] | None) -> None:
    (found,) = after(row(decoded_original=none, decoded_rendering=none))
    assert {("Гуси", "Geese"), ("мосту", "bridge")} <= linked(found)
    assert found["unexplained"] == []
    assert found["scores"]["explained_rendering"] is None


@pytest.mark.parametrize("langs", [("en", "en"), ("und", "en"), ("en", "und"), ("und", "und"), ("xx", "ko")])
def test_without_a_lexicon_equal_words_are_linked(langs: tuple[str, str]) -> None:
    pair = ("Geese left in 2024.", "Ducks left in 2024 🦆 é.")
    names = dict(zip(("lang_original", "lang_rendering"), langs, strict=True))
    (found,) = after(row(*pair, **names, decoded_original=[], decoded_rendering=[]))
    assert linked(found) == {("left", "left"), ("in", "in"), ("2024", "2024")}
    assert found["unexplained"] == []


def test_the_columns_have_their_types_also_without_rows() -> None:
    frame = pl.DataFrame([row()], schema=Words.requires).clear()
    assert {name: Words()(frame).schema[name] for name in Words.provides} == Words.provides


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SchemaError, match="'decoded_rendering'"):
        Words()(pl.DataFrame([row()], schema=Words.requires).drop("decoded_rendering"))


# Properties

words_ru = st.lists(st.sampled_from(["Гуси", "мост", "ушли", "2024", "…", "Рыбцев", "🦆", "ё"]), max_size=8)
words_en = st.lists(st.sampled_from(["Geese", "bridge", "left", "2024", "[...]", "Rybtsev", "é", "don't"]), max_size=8)
rows_of_words = st.lists(st.tuples(words_ru, words_en, st.sampled_from(["ushli", "left", "geese"])), max_size=5)


@given(rows_of_words)
def test_every_row_stays_and_is_as_if_it_were_alone(texts: list[tuple[list[str], list[str], str]]) -> None:
    rows = [row(" ".join(here), " ".join(there), unlikely) for here, there, unlikely in texts]
    together = after(*rows)
    assert len(together) == len(rows)
    assert together == [each for one in rows for each in after(one)]
    assert together == after(*rows[::-1])[::-1]
    for found in together:
        assert_holds(found)


def assert_holds(found: dict[str, Any]) -> None:
    """Spans lie in their texts, those of a side that stands alone in order; probabilities are 0..1."""
    lengths = {side: len(found[f"normalized_{side}"]) for side in SIDES}
    for link in found["words"]:
        assert 0.1 <= link["probability"] <= 1
        places = [(link[f"{side}_start"], link[f"{side}_end"], side) for side in SIDES]
        assert any(start is not None for start, _, _ in places)
        for start, end, side in places:
            assert (start is None) == (end is None)
            assert start is None or 0 <= start < end <= lengths[side]
    for side in SIDES:
        spans = [(each["span"]["start"], each["span"]["end"]) for each in found["unexplained"] if each["side"] == side]
        assert spans == sorted(set(spans))
        assert all(0 <= start < end <= lengths[side] for start, end in spans)
        share = found["scores"][f"explained_{side}"]
        assert (share is None) == (spans == [])
        assert share is None or 0 <= share <= 1
    assert all(0 <= each["probability"] <= 1 for each in found["unexplained"])


# In the pipeline


def report(texts: list[tuple[str, str]], langs: str) -> list[dict[str, Any]]:
    return pipeline(("omission", "addition"))(versions(tuple(texts), langs)).to_dicts()


def test_links_and_shares_are_in_the_report() -> None:
    (found,) = report([("Мэр открыл  новый мост.", "The mayor opened the new bridge.")], "ru-en")
    texts = found["text_original"], found["text_rendering"]
    both = {
        (texts[0][w["original_start"] : w["original_end"]], texts[1][w["rendering_start"] : w["rendering_end"]])
        for w in found["words"]
        if w["original_start"] is not None and w["rendering_start"] is not None
    }
    assert {("Мэр", "mayor"), ("мост", "bridge"), ("новый", "new"), ("открыл", "opened")} <= both
    assert found["scores"]["explained_rendering"] > 0.9
    assert 0 < found["scores"]["stems"] <= 100


TEXTS = [
    ("Мэр открыл новый мост.", "The mayor opened the new bridge."),
    ("Завод закроют.", "The plant will be closed because of water pollution and fire safety violations."),
    ("Ёлки 🦆 в кафе́…", "The firs 👨‍👩‍👧 in the café…"),
    ("Да.", "Yes."),
]


def test_the_order_of_the_rows_changes_nothing() -> None:
    columns = ("words", "scores", "findings")
    forward, backward = report(TEXTS, "ru-en"), report(TEXTS[::-1], "ru-en")[::-1]
    for one, other, text in zip(forward, backward, TEXTS, strict=True):
        (alone,) = report([text], "ru-en")
        assert {c: one[c] for c in columns} == {c: other[c] for c in columns} == {c: alone[c] for c in columns}


@pytest.mark.parametrize("langs", ["en-en", "ru-ru", "und-en", "ru-und", "ko-en"])
def test_languages_without_lexicon_or_package_have_no_missing_words(langs: str) -> None:
    texts = [("We shut the mill 🦆.", "They will shut the mill, flood every drift below and burn all the old barns.")]
    (found,) = report(texts, langs)
    assert [f for f in found["findings"] if f["category"] in ("omission", "addition", "hallucination")] == []
    assert all(link["original_start"] is not None and link["rendering_start"] is not None for link in found["words"])
    assert found["scores"]["explained_original"] is None
    assert found["scores"]["explained_rendering"] is None


@pytest.mark.parametrize(
    "pair", [("…", "…"), ("Гуси ушли.", "!"), ("🦆🦆", "🦆"), ("e\u0301", "é"), ("Гуси ушли.", "")]
)
def test_texts_of_hardly_anything_are_reported(pair: tuple[str, str]) -> None:
    frame = versions((pair,), "ru-en")
    result = pipeline(("omission", "addition")).run(frame)
    assert len(result.report) + len(result.rejects) >= 1
    for found in result.report.to_dicts():
        assert found["findings"] == []
        assert len(found["words"] or ()) <= 1


def test_an_engine_that_gives_no_pieces_says_nothing_of_words() -> None:
    frame = versions(((ORIGINAL, "Geese by the bridge protest against everything."),), "ru-en")
    (found,) = stub_pipeline()(frame).to_dicts()
    assert found["status"] == "ok"
    assert found["scores"]["logprob"] is not None
    assert found["scores"]["explained_rendering"] is None
    assert all(link["original_start"] is not None and link["rendering_start"] is not None for link in found["words"])


def test_a_pipeline_without_the_stage_works() -> None:
    stages = tuple(stage for stage in stub_pipeline().stages if stage.name not in ("words", "contrast"))
    found = Pipeline(stages)(versions(((ORIGINAL, RENDERING),), "ru-en"))
    assert dict(found.schema) == schema.dtypes(schema.REPORT)
    assert found["words"].to_list() == [None]
