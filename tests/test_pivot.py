"""Where two languages meet: directly, or both translated into a third."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
import pytest

from tests.conftest import StubEngine, StubSettings, assert_offsets_hold
from transcompare.engine import Route
from transcompare.errors import PackageMissing
from transcompare.pipeline import Pipeline
from transcompare.pivot import Meeting, Version, in_one_language, meetings

KNOWN = {
    "Міст відкриють у травні.": "The bridge opens in May.",
    "Der Hafen ist zu.": "The port is closed.",
    "Die Brücke wird im Mai eröffnet.": "The bridge opens in May.",
    "Мост откроют в мае.": "The bridge opens in May.",
    "The bridge opens in May.": "Мост откроют в мае.",
}


class Packages(StubSettings):
    """A stub for some pairs only, as `uk-en`; every package has its name in its label."""

    served: tuple[str, ...] = ()

    def routes(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Route | PackageMissing]:
        found: dict[tuple[str, str], Route | PackageMissing] = {}
        for pair in pairs:
            name = "-".join(pair)
            if pair[0] == pair[1]:
                found[pair] = Route("none", None)
            elif name in self.served:
                found[pair] = Route(f"{name}@1:0", StubEngine(self.known))
            else:
                found[pair] = PackageMissing(f"no package {name}", f"no package {name}")
        return found

    def targets(self) -> tuple[str, ...]:
        return tuple(sorted({name[3:] for name in self.served}))


def packages(*served: str) -> Packages:
    return Packages(known=KNOWN, served=served)


@pytest.mark.parametrize(
    ("served", "pair", "lang", "label"),
    [
        (("ru-en",), ("ru", "en"), "en", "ru-en@1:0"),
        (("ru-en",), ("ru", "ru"), "ru", "none"),
        (("uk-de", "uk-en", "de-en"), ("uk", "de"), "de", "uk-de@1:0"),
        (("uk-en", "de-en"), ("uk", "de"), "en", "uk-en@1:0~de-en@1:0"),
        (("uk-fr", "de-fr"), ("uk", "de"), "fr", "uk-fr@1:0~de-fr@1:0"),
        (("uk-fr", "de-fr", "uk-en", "de-en"), ("uk", "de"), "en", "uk-en@1:0~de-en@1:0"),
        (("ko-en",), ("en", "ko"), "en", "none~ko-en@1:0"),
    ],
)
def test_meetings(served: tuple[str, ...], pair: tuple[str, str], lang: str, label: str) -> None:
    meeting = meetings(packages(*served), [pair])[pair]
    assert isinstance(meeting, Meeting)
    assert (meeting.lang, meeting.label) == (lang, label)


def test_without_a_common_language_the_error_of_the_direct_way_stays() -> None:
    missing = meetings(packages("uk-en", "de-fr"), [("uk", "de")])["uk", "de"]
    assert isinstance(missing, PackageMissing)
    assert str(missing) == "no package uk-de"


def serving(*served: str) -> Pipeline:
    """The default pipeline over a stub for these pairs only."""
    engine = packages(*served)
    stages = Pipeline.default().stages
    return Pipeline(
        tuple(stage.model_copy(update={"engine": engine}) if hasattr(stage, "engine") else stage for stage in stages)
    )


def compared(original: tuple[str, str], rendering: tuple[str, str], *served: str) -> dict[str, Any]:
    """The report's row on one original and rendering, as (language, text)."""
    rows = [original, rendering]
    frame = pl.DataFrame(
        {
            "quote_id": ["q", "q"],
            "version_id": ["o", "r"],
            "role": ["original", "rendering"],
            "lang": [lang for lang, _ in rows],
            "text": [text for _, text in rows],
        }
    )
    report = serving(*served)(frame)
    assert_offsets_hold(report)
    return report.row(0, named=True)


@pytest.mark.parametrize(
    ("original", "rendering", "served", "package"),
    [
        (("ru", "Мост откроют в мае."), ("en", "The bridge opens in May."), ("ru-en",), "ru-en@1:0"),
        (("en", "The bridge opens in May."), ("ru", "Мост откроют в мае."), ("en-ru",), "en-ru@1:0"),
        (("ru", "Мост откроют в мае."), ("ru", "Мост откроют в мае."), (), "none"),
        (("uk", "Міст відкриють у травні."), ("en", "The bridge opens in May."), ("uk-en",), "uk-en@1:0"),
        (("de", "Die Brücke wird im Mai eröffnet."), ("en", "The bridge opens in May."), ("de-en",), "de-en@1:0"),
        (
            ("uk", "Міст відкриють у травні."),
            ("de", "Die Brücke wird im Mai eröffnet."),
            ("uk-en", "de-en"),
            "uk-en@1:0~de-en@1:0",
        ),
    ],
)
def test_every_pair_of_languages_is_compared(
    original: tuple[str, str], rendering: tuple[str, str], served: tuple[str, ...], package: str
) -> None:
    row = compared(original, rendering, *served)
    assert (row["status"], row["scores"]["chrf"]) == ("ok", pytest.approx(100))
    assert f"|package:{package}|" in row["signature"]
    assert row["divergence"] is not None
    assert row["findings"] == []


def test_in_a_third_language_texts_stay_and_translations_are_compared() -> None:
    uk, de = "Міст відкриють у травні.", "Die Brücke wird im Mai eröffnet."
    row = compared(("uk", uk), ("de", de), "uk-en", "de-en")
    assert (row["text_original"], row["text_rendering"]) == (uk, de)
    assert row["reference_translation"] == "The bridge opens in May."
    assert "no package uk→de: both sides compared in en" in row["notes"]
    assert row["scores"]["logprob"] is None
    length = next((c["value"] for c in row["contributions"] if c["signal"] == "length"), 0.0)
    assert length == 0.0  # both translations are as long


def test_segments_are_aligned_by_their_translations() -> None:
    uk = "Міст відкриють у травні. Порт закрито."
    row = compared(("uk", uk), ("de", "Der Hafen ist zu. Die Brücke wird im Mai eröffnet."), "uk-en", "de-en")
    opened = next(s for s in row["segments"] if s["similarity"] and s["similarity"] > 0.4)
    assert uk[opened["original_start"] : opened["original_end"]].startswith("Міст відкриють")


def test_a_rendering_that_we_cannot_translate_is_not_blamed() -> None:
    row = compared(("uk", "Міст відкриють у травні."), ("de", "Brücke Brücke Brücke Brücke Brücke"), "uk-en", "de-en")
    assert (row["status"], row["verdict"]) == ("reference_unreliable", "not_scored")


def test_the_checks_of_a_pair_in_a_third_language_see_the_texts_as_they_are() -> None:
    row = compared(("uk", "Прийшло 4700 людей."), ("de", "Es kamen 9300 Menschen."), "uk-en", "de-en")
    finding = next(f for f in row["findings"] if f["category"] == "number")
    assert (finding["original_text"], finding["rendering_text"]) == ("4700", "9300")


def test_versions_are_brought_into_the_language_that_most_can_be_compared_in() -> None:
    uk, de = Version("uk", ("Міст відкриють у травні.",)), Version("de", ("Die Brücke wird im Mai eröffnet.",))
    en, ko = Version("en", ("The bridge opens in May.", "Yes.")), Version("ko", ("5월에 열립니다.",))
    found = in_one_language(packages("uk-en", "de-en"), [[uk, de, en, ko], [uk]])
    assert found[0] == {
        uk: "The bridge opens in May.",
        de: "The bridge opens in May.",
        en: "The bridge opens in May. Yes.",
    }
    assert found[1] == {uk: "Міст відкриють у травні."}
