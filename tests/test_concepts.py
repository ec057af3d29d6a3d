"""The concepts' data format, and every data file that ships."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from transcompare.concepts import Concepts, load, mentions
from transcompare.patterns import tokens

NAMES = sorted(
    path.name.removesuffix(".toml")
    for path in files("transcompare").joinpath("data/concepts").iterdir()
    if path.name.endswith(".toml")
)
TABLES = [(name, lang) for name in NAMES for lang in load(name).languages]


def concepts(**tables: Any) -> Concepts:
    return Concepts.model_validate(
        {
            "concepts": {"yes": {"label": "a yes", "answers": ["aye"]}, "aye": {"label": "an aye"}},
            "languages": {"en": {"yes": ["yes"], "exempt": ["yesterday"]}},
        }
        | tables
    )


def test_a_sound_table_is_accepted() -> None:
    table = concepts()
    assert table.concepts["yes"].alone == "no"
    assert table.concepts["yes"].severity == "major"
    assert table.languages["en"]["yes"] == ("yes",)


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"languages": {"en": {"nope": ["no"]}}}, "no such concept: nope"),
        ({"concepts": {"yes": {"label": "a yes", "answers": ["nope"]}}}, "no such concept: nope"),
        ({"concepts": {"yes": {"label": "a yes", "opposites": ["nope"]}}}, "no such concept: nope"),
        ({"languages": {"en": {"yes": ["sure"], "aye": ["sure"]}}}, "en: two meanings of .*sure"),
        ({"languages": {"en": {"yes": ["sure"], "exempt": ["sure"]}}}, "en: two meanings of .*sure"),
        ({"languages": {"en": {"yes": ["sure", "sure"]}}}, "en: two meanings of .*sure"),
        ({"concepts": {"yes": {"label": "a yes", "colour": "red"}}}, "colour"),
        ({"concepts": {"yes": {}}}, "label"),
        ({"concepts": {"yes": {"label": "a yes", "severity": "huge"}}}, "severity"),
        ({"concepts": {"yes": {"label": "a yes", "alone": "often"}}}, "alone"),
        ({"extra": {}}, "extra"),
    ],
)
def test_a_faulty_table_is_an_error_that_names_the_fault(tables: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        concepts(**tables)


def test_one_phrase_may_mean_different_things_in_two_languages() -> None:
    table = concepts(languages={"en": {"yes": ["si"]}, "es": {"aye": ["si"]}})
    assert table.languages.keys() == {"en", "es"}


@pytest.mark.parametrize(
    ("answers", "others", "expected"),
    [
        ([], ["yes"], True),
        ([], ["aye"], False),
        ([], [], False),
        (["aye"], ["aye"], True),
        (["aye"], ["other"], False),
    ],
)
def test_answered(answers: list[str], others: list[str], expected: bool) -> None:
    table = concepts(
        concepts={"yes": {"label": "a yes", "answers": answers}, "aye": {"label": "x"}, "other": {"label": "y"}}
    )
    assert table.answered("yes", frozenset(others)) is expected


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_file_loads_and_has_no_empty_tables(name: str) -> None:
    table = load(name)
    assert {"ru", "en"} <= table.languages.keys()
    assert all(concept.label.strip() for concept in table.concepts.values())
    for lang, by_concept in table.languages.items():
        assert len(lang) == 2
        assert by_concept
        assert all(by_concept.values()), lang
    used = {concept for by_concept in table.languages.values() for concept in by_concept}
    assert table.concepts.keys() <= used


def phrases(name: str, lang: str) -> Iterator[tuple[str, str]]:
    """(concept, phrase) of one table."""
    for concept, each in load(name).languages[lang].items():
        yield from ((concept, phrase) for phrase in each)


@pytest.mark.parametrize(("name", "lang"), TABLES)
def test_every_phrase_without_a_wildcard_names_its_own_concept(name: str, lang: str) -> None:
    for concept, phrase in phrases(name, lang):
        if not {"_", "#"} & set(phrase.split()) and "*" not in phrase:
            found = [(mention.concept, mention.span.of(phrase)) for mention in mentions(name, phrase, lang)]
            assert found == ([] if concept == "exempt" else [(concept, phrase)]), phrase


@pytest.mark.parametrize(("name", "lang"), TABLES)
def test_every_phrase_has_words_as_a_text_is_cut_into(name: str, lang: str) -> None:
    """Else it would never match: `well-known` is three words."""
    for _, phrase in phrases(name, lang):
        words = [{"_": "goose", "#": "5"}.get(word, word.strip("*")) for word in phrase.split()]
        assert [token.word for token in tokens(" ".join(words))] == words, phrase
        assert all(words), phrase


def test_a_language_without_patterns_mentions_nothing() -> None:
    assert mentions("modality", "You must go.", "xx") == ()
    assert mentions("modality", "You must go.", "und") == ()


def test_an_exempt_phrase_hides_the_shorter_one() -> None:
    assert [mention.concept for mention in mentions("modality", "Капитан должен уйти.", "ru")] == ["must"]
    assert mentions("modality", "Он занял эту должность.", "ru") == ()


def test_an_unknown_name_is_a_missing_file() -> None:
    with pytest.raises(FileNotFoundError):
        load("no-such-check")


@given(st.sampled_from(NAMES), st.sampled_from(["ru", "en", "de"]), st.text(max_size=60))
def test_mentions_are_in_order_and_inside_any_text(name: str, lang: str, text: str) -> None:
    found = mentions(name, text, lang)
    assert found == mentions(name, text, lang)
    assert all(0 <= mention.span.start < mention.span.end <= len(text) for mention in found)
    assert list(found) == sorted(found, key=lambda mention: mention.span)
