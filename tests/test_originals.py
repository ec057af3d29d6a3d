"""Several originals of one statement: which one is chosen, why, and what is said when they differ."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.conftest import stub_pipeline

RU = "Мельница сгорела в ночь на пятницу. Погибло 4700 кур. Причину выясняют."
EN = "The mill burned down on Friday night. 4,700 hens died. The cause is being looked into."
SAME = "rendering: in the language of the original, compared directly: a re-quotation or a back-translation"


def rows(*versions: tuple[str, str, str, str], **outlets: str) -> dict[str, dict[str, Any]]:
    """The report by version_id, of versions as (version_id, role, language, text)."""
    frame = pl.DataFrame(
        [
            {"quote_id": "q", "version_id": name, "role": role, "lang": lang, "text": text, "outlet": outlets.get(name)}
            for name, role, lang, text in versions
        ],
        schema_overrides={"outlet": pl.String},
    )
    return {row["version_id"]: row for row in stub_pipeline({RU: EN})(frame).iter_rows(named=True)}


def chosen(*originals: tuple[str, str], **outlets: str) -> tuple[str, str]:
    """The Russian original that an English rendering is compared with, and why."""
    found = rows(*((name, "original", "ru", text) for name, text in originals), ("z", "rendering", "en", EN), **outlets)
    note = next(note for note in found["z"]["notes"] if "originals: compared with" in note)
    assert found.keys() == {name for name, _ in originals} - {found["z"]["original_version_id"]} | {"z"}
    return found["z"]["original_version_id"], note


def test_of_equals_the_first_is_chosen() -> None:
    assert chosen(("a", RU), ("b", RU)) == ("a", "2 originals: compared with a, the first of them")


def test_the_complete_one_is_chosen() -> None:
    short = RU.partition(".")[0] + "."
    assert chosen(("a", short), ("b", RU)) == ("b", "2 originals: compared with b, the most complete")


@pytest.mark.parametrize("outlet", ["Стенограмма совета", "Council transcript", "Официальный сайт совета"])
def test_the_record_is_chosen(outlet: str) -> None:
    expected = ("b", "2 originals: compared with b, by its source the full record")
    assert chosen(("a", RU), ("b", RU), b=outlet) == expected


def test_what_its_source_calls_a_press_version_is_not() -> None:
    expected = ("b", "2 originals: compared with b, as the others are shortened by their source")
    assert chosen(("a", RU), ("b", RU), a="Press version") == expected


def test_a_rendering_is_compared_with_the_original_in_its_own_language() -> None:
    found = rows(
        ("a", "original", "ru", RU),
        ("b", "original", "en", EN),
        ("c", "rendering", "en", EN),
        ("d", "rendering", "ru", RU),
        ("e", "rendering", "de", "Die Mühle ist abgebrannt."),
    )
    assert {name: row["original_version_id"] for name, row in found.items()} == {"b": "a", "c": "b", "d": "a", "e": "a"}
    assert "2 originals: compared with b, in its own language" in found["c"]["notes"]
    assert "another original of the statement, compared like a rendering" in found["b"]["notes"]
    assert [name for name, row in found.items() if SAME in row["notes"]] == ["c", "d"]
    assert found["c"]["scores"]["chrf"] == pytest.approx(100)


def test_when_the_originals_differ_every_row_says_so() -> None:
    found = rows(
        ("a", "original", "ru", RU),
        ("b", "original", "en", EN.replace("4,700", "9,300")),
        ("c", "rendering", "en", EN),
        ("d", "rendering", "ru", RU),
    )
    differ = "the originals a and b differ: "
    said = {name: [note for note in row["notes"] if note.startswith(differ)] for name, row in found.items()}
    assert said["b"] == []  # its findings say it
    assert "number" in found["b"]["categories"]
    assert len(said["c"]) == len(said["d"]) == 1
    assert "number" in said["c"][0]


def test_when_they_agree_nothing_is_said() -> None:
    found = rows(("a", "original", "ru", RU), ("b", "original", "ru", RU), ("c", "rendering", "en", EN))
    assert not any("differ" in note for row in found.values() for note in row["notes"])


def test_a_rendering_in_the_original_s_language_is_never_the_original() -> None:
    found = rows(("a", "rendering", "ru", RU), ("b", "original", "ru", RU), ("c", "rendering", "en", EN))
    assert {row["original_version_id"] for row in found.values()} == {"b"}
    assert SAME in found["a"]["notes"]
