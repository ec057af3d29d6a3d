"""Which version is the original, and what becomes of statements that have none."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.stages.pair import Pair

SCHEMA = Pair.requires | {"speaker": pl.String, "outlet": pl.String, "topic": pl.String}


def versions(*rows: tuple[str, str | None, str], text: str = "text") -> pl.DataFrame:
    """Versions from (version_id, role, language); the quote_id is what stands before the dash."""
    return pl.DataFrame(
        [
            {
                "quote_id": name.partition("-")[0],
                "version_id": name,
                "role": role,
                "text": text,
                "position": i,
                "normalized": text,
                "normalization": [],
                "language": language,
                "speaker": f"speaker of {name}" if i == 0 else None,
                "outlet": f"outlet of {name}",
                "topic": None,
            }
            for i, (name, role, language) in enumerate(rows)
        ],
        schema=SCHEMA,
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # the role says so, wherever it stands
        ([("q-a", "rendering", "en"), ("q-b", "original", "ru")], {"q-a": "q-b"}),
        ([("q-a", None, "en"), ("q-b", "original", "ru")], {"q-a": "q-b"}),
        # the first of several originals; the other is compared with it
        (
            [("q-a", "original", "ru"), ("q-b", "original", "ru"), ("q-c", "rendering", "en")],
            {"q-b": "q-a", "q-c": "q-a"},
        ),
        # no roles: the first version ...
        ([("q-a", None, "ru"), ("q-b", None, "en")], {"q-b": "q-a"}),
        ([("q-a", None, "ru"), ("q-b", None, "en"), ("q-c", None, "en")], {"q-b": "q-a", "q-c": "q-a"}),
        # ... unless exactly one language occurs once and the first one does not
        ([("q-a", None, "en"), ("q-b", None, "en"), ("q-c", None, "ru")], {"q-a": "q-c", "q-b": "q-c"}),
        # only renderings: nothing to compare with
        ([("q-a", "rendering", "en"), ("q-b", "rendering", "de")], {"q-a": None, "q-b": None}),
        # statements do not mix
        (
            [("p-a", None, "ru"), ("q-a", None, "en"), ("p-b", None, "en"), ("q-b", None, "ru")],
            {"p-b": "p-a", "q-b": "q-a"},
        ),
    ],
)
def test_original_is_found(rows: list[tuple[str, str | None, str]], expected: dict[str, str | None]) -> None:
    paired = Pair()(versions(*rows))
    assert dict(paired.select("version_id", "original_version_id").rows()) == expected


@pytest.mark.parametrize(
    ("rows", "text", "status"),
    [
        ([("q-a", "original", "ru"), ("q-b", None, "en")], "text", "ok"),
        ([("q-a", "original", "ru"), ("q-b", None, "und")], "text", "unknown_language"),
        ([("q-a", "original", "ru"), ("q-b", None, "en")], "?!", "empty_text"),
        ([("q-a", "rendering", "ru"), ("q-b", "rendering", "en")], "text", "no_original"),
        ([("q-a", "original", "ru")], "text", "single_version"),
        ([("q-a", None, "ru")], "text", "single_version"),
    ],
)
def test_status(rows: list[tuple[str, str | None, str]], text: str, status: str) -> None:
    assert set(Pair()(versions(*rows, text=text))["status"]) == {status}


def test_a_lone_original_stays_on_its_side() -> None:
    row = Pair()(versions(("q-a", "original", "ru"))).row(0, named=True)
    assert (row["version_id"], row["text_original"], row["text_rendering"]) == ("q-a", "text", None)


def test_columns_of_the_statement_fall_back_to_the_original_but_not_the_outlet() -> None:
    row = Pair()(versions(("q-a", "original", "ru"), ("q-b", None, "en"))).row(0, named=True)
    assert row["speaker"] == "speaker of q-a"
    assert row["outlet"] == "outlet of q-b"


def test_a_guessed_role_is_noted() -> None:
    row = Pair()(versions(("q-a", None, "ru"), ("q-b", None, "en"))).row(0, named=True)
    assert row["notes"] == ["role worked out from languages and order"]


ROLES = st.sampled_from(["original", "rendering", None])


@given(st.lists(st.tuples(st.sampled_from("pqr"), ROLES, st.sampled_from(["ru", "en", "und"])), max_size=12))
def test_every_version_is_in_a_comparison(rows: list[tuple[str, str | None, str]]) -> None:
    named = [(f"{statement}-{i}", role, language) for i, (statement, role, language) in enumerate(rows)]
    paired = Pair()(versions(*named))
    seen = {*paired["version_id"], *paired["original_version_id"].drop_nulls()}
    assert seen == {name for name, _, _ in named}
    assert paired["version_id"].is_unique().all()
