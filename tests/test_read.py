"""The read stage: long and wide rows to versions, each usable or rejected with a reason."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcompare import schema
from transcompare.columns import version_columns
from transcompare.errors import ConfigError
from transcompare.stages.read import Read

Row = Mapping[str, object]


def read(*rows: Row, max_chars: int = 100_000) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame({name: [row.get(name) for row in rows] for name in names})
    return Read(max_chars=max_chars)(frame)


def picked(frame: pl.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return frame.select(names).rows()


LONG: Row = {"quote_id": "q", "text": "a"}


def test_the_long_form_is_carried_through_as_it_is() -> None:
    ids = {"quote_id": " q1 ", "text": "  Паром ушёл. ", "lang": "RU", "role": "Source", "version_id": " v1 "}
    row = ids | {"speaker": "s", "date": "d", "outlet": "o", "url": "u", "topic": "t"}
    frame = read(row)
    assert picked(frame, *schema.dtypes(schema.INPUT)) == [
        ("q1", "  Паром ушёл. ", "ru", "original", "v1", "s", "d", "o", "u")
    ]
    assert picked(frame, "position", "file", "row", "reject", "reject_column", "topic") == [
        (0, "-", 1, None, None, "t")
    ]


def test_absent_columns_are_null_and_of_the_contracts_types() -> None:
    frame = read(LONG)
    assert dict(frame.schema) == Read.provides
    assert picked(frame, "lang", "role", "speaker", "date", "outlet", "url") == [(None,) * 6]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"original": "а", "rendering": "b", "rendering_2": "c", "original_lang": "rus", "rendering_2_lang": "de"},
            [("а", "ru", "original"), ("b", None, "rendering"), ("c", "de", "rendering")],
        ),
        (
            {"rendering2": "c", "original": "а", "rendering_lang2": "fr", "rendering": " "},
            [("c", "fr", "rendering"), ("а", None, "original")],
        ),
        ({"ru": "а", "en": "b", "en_2": "c"}, [("а", "ru", None), ("b", "en", None), ("c", "en", None)]),
        ({"text_ru": "а", "text_en_2": "b", "text_id": "c"}, [("а", "ru", None), ("b", "en", None), ("c", "id", None)]),
        ({"zh-Hans": "а", "pt_BR": "b", "EN": "c"}, [("а", "zh", None), ("b", "pt", None), ("c", "en", None)]),
        ({"original": "а", "uk": "b"}, [("а", None, "original"), ("b", "uk", None)]),
        ({"text": None, "ru": "а", "en": ""}, [("а", "ru", None)]),
        ({"text": "\t", "ru": "а", "en": "b"}, [("а", "ru", None), ("b", "en", None)]),
    ],
)
def test_each_filled_cell_of_a_wide_row_is_a_version(
    row: Row, expected: list[tuple[str, str | None, str | None]]
) -> None:
    frame = read({"quote_id": "q", "outlet": "o", **row})
    assert picked(frame, "text", "lang", "role") == expected
    assert frame["reject"].null_count() == len(expected)
    assert picked(frame, "version_id", "row", "outlet", "position") == [
        (f"q/{n}", 1, "o", n - 1) for n in range(1, len(expected) + 1)
    ]
    assert frame.columns == list(Read.provides)


def test_names_that_look_like_languages_by_accident_are_ordinary_columns() -> None:
    accidents = ("id", "no", "is", "to", "is_ok", "to_do", "my_id", "url", "ua", "text_of", "en_texts", "id_2", "xx")
    assert version_columns(accidents) == []


def test_a_code_beside_a_text_is_an_ordinary_column() -> None:
    frame = read({**LONG, "hr": "14"}, {"quote_id": "q", "ru": "б", "en": "b"})
    assert picked(frame, "text", "hr", "reject") == [("a", "14", None), ("б", None, None), ("b", None, None)]
    assert "ru" not in frame.columns


@pytest.mark.parametrize("cells", [{"ru": "б", "en": "b"}, {"rendering": "b"}, {"text_en": "b"}])
def test_a_row_in_both_forms_is_rejected(cells: Row) -> None:
    frame = read({**LONG, **cells})
    assert picked(frame, "text", "reject_column") == [("a", "text")]
    assert ", ".join(cells) in frame["reject"][0]


@pytest.mark.parametrize("column", ["lang", "role", "version_id"])
def test_a_wide_row_with_a_cell_about_one_version_is_rejected(column: str) -> None:
    frame = read({"quote_id": "q", "ru": "а", "en": "b", column: "original"}, {"quote_id": "q", "ru": "в", column: " "})
    assert picked(frame, "text", "reject_column") == [("а", column), ("в", None)]


REJECTS: dict[str, tuple[Row, str, str]] = {
    "no text": ({"text": None}, "text", "The row has no text."),
    "blank text": ({"text": " \u00a0\n"}, "text", "The row has no text."),
    "no quote_id": ({"quote_id": None}, "quote_id", "The row has no quote_id."),
    "blank quote_id": ({"quote_id": " "}, "quote_id", "The row has no quote_id."),
    "unknown language": ({"lang": "ua"}, "lang", "'ua' is not a language code. Did you mean 'uk' (Ukrainian)?"),
    "language's name": ({"lang": "German"}, "lang", "Did you mean 'de' (German)?"),
    "unknown role": ({"role": "author"}, "role", "'author' is no role: use 'original' or 'rendering'"),
    "too long": ({"text": "я" * 11}, "text", "longer than 10 characters: split it or raise max_chars."),
}


@pytest.mark.parametrize(("cells", "column", "reason"), REJECTS.values(), ids=REJECTS)
def test_what_cannot_be_used_is_rejected_with_column_and_reason(cells: Row, column: str, reason: str) -> None:
    frame = read(LONG, {**LONG, **cells}, max_chars=10)
    assert frame["reject"][0] is None
    assert frame["reject_column"][1] == column
    assert reason in frame["reject"][1]


@pytest.mark.parametrize("text", ["—", "...", "[…]", "👍", "я" * 10, "7", "\u200b"])
def test_odd_texts_are_not_rejected(text: str) -> None:
    assert picked(read({"quote_id": "q", "text": text}, max_chars=10), "text", "reject") == [(text, None)]


@pytest.mark.parametrize("lang", [None, "", " ", "und", "UND"])
def test_no_language_means_to_be_detected(lang: str | None) -> None:
    assert picked(read({**LONG, "lang": lang}), "lang", "reject") == [(None, None)]


@pytest.mark.parametrize(
    ("role", "expected"),
    [("ORIGINAL", "original"), (" translation ", "rendering"), ("source", "original"), ("", None), (None, None)],
)
def test_roles_are_known_by_their_synonyms(role: str | None, expected: str | None) -> None:
    assert picked(read({**LONG, "role": role}), "role", "reject") == [(expected, None)]


def test_made_version_ids_count_within_the_statement_and_avoid_given_ones() -> None:
    rows = [("q", None), ("p", None), ("q", "q/3"), ("q", " "), ("q", None), ("p", "mine"), ("p", None)]
    frame = read(*({"quote_id": q, "version_id": v, "text": "a"} for q, v in rows))
    assert frame["version_id"].to_list() == ["q/1", "p/1", "q/3", "q/4", "q/5", "mine", "p/3"]
    assert frame["reject"].null_count() == len(rows)


def test_the_second_row_with_a_version_id_is_rejected_unless_the_first_was() -> None:
    rows = [("v", "a"), ("v", "b"), ("w", ""), ("w", "c"), ("v", "d")]
    frame = read(*({"quote_id": "q", "version_id": v, "text": text} for v, text in rows))
    assert frame["reject_column"].to_list() == [None, "version_id", "text", None, "version_id"]
    assert "'v' is taken by an earlier row" in frame["reject"][1]


def test_a_row_rejected_by_the_reader_keeps_that_reason() -> None:
    frame = pl.DataFrame(
        {
            "_file": ["f"],
            "_row": [7],
            "_reject": ["not UTF-8"],
            "_reject_column": ["ru"],
            "quote_id": ["q"],
            "ru": ["а"],
        },
        schema_overrides={"_row": pl.UInt64},
    )
    versions = Read()(frame)
    assert picked(versions, "file", "row", "reject", "reject_column", "quote_id", "text") == [
        ("f", 7, "not UTF-8", "ru", "q", "а")
    ]


def test_extra_columns_never_take_a_name_of_the_report_or_of_a_stage() -> None:
    reserved = ("severity", "findings", "position", "file", "reject", "language", "links", "alone", "date_of_original")
    names = (*reserved, "severity_input", "topic")
    frame = read({**LONG, **{name: name for name in names}})
    extras = frame.row(0, named=True)
    assert list(extras)[len(Read.provides) :] == [
        "severity_input_input",
        *(f"{name}_input" for name in reserved[1:]),
        *("severity_input", "topic"),
    ]
    assert list(extras.values())[len(Read.provides) :] == list(names)


def test_a_frame_without_rows_stays_without_rows() -> None:
    frame = Read()(pl.DataFrame(schema={"quote_id": pl.String, "text": pl.String, "ru": pl.String}))
    assert frame.is_empty()
    assert dict(frame.schema) == Read.provides


def test_settings_are_checked_and_travel() -> None:
    assert pickle.loads(pickle.dumps(Read(max_chars=7))) == Read(max_chars=7)
    for settings_ in ({"max_chars": 0}, {"max_char": 1}):
        with pytest.raises(ConfigError, match=r"\[read\]"):
            Read.from_settings(settings_)


cell = st.one_of(st.none(), st.sampled_from(["", " ", "q", "q/1", "q/2", "ru", "en", "xx", "original", "text"]))
names = [
    "quote_id",
    "text",
    "lang",
    "role",
    "version_id",
    "ru",
    "en_2",
    "original",
    "rendering",
    "rendering_lang",
    "id",
]


@settings(max_examples=100)
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(names, cell)), min_size=1, max_size=6))
def test_rows_in_are_versions_and_rejects_out(rows: Sequence[Row]) -> None:
    frame = read(*rows)
    assert frame.equals(read(*rows))
    assert frame["row"].unique(maintain_order=True).to_list() == list(range(1, len(rows) + 1))
    usable = frame.filter(pl.col("reject").is_null())
    assert usable["version_id"].is_unique().all()
    for number, row in enumerate(rows, start=1):
        texts = [row[name] for name in ("text", "ru", "en_2", "original", "rendering")]
        found = usable.filter(pl.col("row") == number)["text"].to_list()
        assert all(text in texts for text in found)
        if found:
            filled = [text for text in texts if str(text or "").strip()]
            rejected = frame.filter((pl.col("row") == number) & pl.col("reject").is_not_null()).height
            assert len(found) + rejected == (1 if str(row["text"] or "").strip() else len(filled))
