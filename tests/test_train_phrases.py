"""Short phrases for training, made from the CLDR: words, order, what is left out, determinism."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.train_package.__main__ import main
from pipelines.train_package.clean import Pair
from pipelines.train_package.phrases import phrases
from pipelines.train_package.recipe import Phrases, load

RECIPE = Path(__file__).parents[1] / "pipelines" / "train_package" / "ru_en.toml"

TINY = """
version = "0.1"
text_folder = "."
[[languages]]
code = "ru"
english_name = "Russian"
script = "CYRILLIC"
[[languages]]
code = "en"
english_name = "English"
script = "LATIN"
[phrases]
count = 2000
weight = 3
agencies = [["Вестник", "Vestnik"]]
frames = [["{agency}, {date:d MMMM}", "{agency}, {date:MMMM d}"]]
[[texts]]
file = "made_up.tsv"
what = "made-up sentences"
licence = "CC0"
[[evaluations]]
file = "test.ru-en.tsv"
title = "made-up test"
[sizes]
"""


def made(codes: tuple[str, str] = ("ru", "en"), seed: int = 1, **settings: Any) -> list[Pair]:
    return phrases(Phrases(**{"count": 2000, **settings}), codes, seed)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("ru", "en"), Pair("12 июля", "July 12")),
        (("ru", "en"), Pair("июль", "July")),
        (("ru", "en"), Pair("понедельник", "Monday")),
        (("ru", "en"), Pair("май 2024 г.", "May 2024")),
        (("ru", "en"), Pair("Польша", "Poland")),
        (("ru", "en"), Pair("Босния и Герцеговина", "Bosnia and Herzegovina")),
        (("ru", "en"), Pair("Москва", "Moscow")),
        (("ru", "en"), Pair("Нью-Йорк", "New York")),
        (("ru", "en"), Pair("португальский", "Portuguese")),
        (("en", "ru"), Pair("July 12", "12 июля")),
        (("uk", "de"), Pair("12 липня", "12. Juli")),
        (("uk", "de"), Pair("липень", "Juli")),
        (("fr", "ko"), Pair("12 juillet", "7월 12일")),
    ],
)
def test_every_day_and_name_is_there(codes: tuple[str, str], expected: Pair) -> None:
    assert expected in made(codes)


@pytest.mark.parametrize("codes", [("ru", "en"), ("es", "uk"), ("zh", "ar"), ("fr", "de"), ("ko", "hi")])
def test_there_are_as_many_different_pairs_as_asked_for(codes: tuple[str, str]) -> None:
    pairs = made(codes)
    assert len(set(pairs)) == len(pairs) == 2000
    assert all(side == " ".join(side.split()) != "" for pair in pairs for side in pair)
    assert not any("{" in side for pair in pairs for side in pair)


def test_the_same_seed_gives_the_same_pairs() -> None:
    assert made(seed=3, count=2500) == made(seed=3, count=2500)
    assert made(seed=3, count=2500) != made(seed=4, count=2500)


def test_fewer_pairs_come_where_there_are_not_more() -> None:
    few = phrases(Phrases(count=30), ("ru", "en"), 1)
    assert len(few) == 30
    assert made(count=0) == []


def test_frames_are_filled_alike_on_both_sides() -> None:
    frames = (("{agency}, {date:cccc, d MMMM y 'года'}", "{agency}, {date:cccc, MMMM d, y}"),)
    agencies = (("Вестник", "Vestnik"), ("Голос", "Golos"))
    pairs = [pair for pair in made(frames=frames, agencies=agencies, count=4000) if pair.first.startswith("Вестник, ")]
    assert pairs
    for first, second in pairs:
        assert second.startswith("Vestnik, ")
        words = first.rstrip(".").split()
        assert words[-1] == "года"
        assert words[2] in second  # the day
        assert words[4] in second  # the year


def test_phrases_may_be_dressed_but_alike() -> None:
    pairs = made(("en", "fr"), count=5000)
    assert any(first.isupper() and second.isupper() for first, second in pairs)
    assert all(first.endswith(".") == second.endswith(".") for first, second in pairs)
    assert any(first[0].isupper() and second == "Lundi" for first, second in pairs)


def test_what_is_tested_with_is_left_out_in_any_order_and_case() -> None:
    frames = (("{agency}, {date:d MMMM}", "{agency}, {date:MMMM d}"), ("{date:d MMMM}: {agency}",) * 2)
    settings: dict[str, Any] = {"frames": frames, "agencies": (("Вестник", "Vestnik"),), "count": 8000}
    with_it = [pair for pair in made(**settings) if {"вестник", "12 июля"} <= set(_parts(pair.first))]
    without = [
        pair for pair in made(**settings, leave_out=("Вестник, 12 июля",))
        if {"вестник", "12 июля"} <= set(_parts(pair.first))
    ]  # fmt: skip
    assert with_it
    assert without == []
    assert Pair("12 июля", "July 12") in made(**settings, leave_out=("Вестник, 12 июля",))


def _parts(side: str) -> list[str]:
    return [part.strip(" .").casefold() for part in side.replace(":", ",").split(",")]


def test_the_recipe_of_russian_and_english_leaves_its_own_probe_out() -> None:
    recipe = load(RECIPE)
    made_with_it = phrases(recipe.phrases, ("ru", "en"), recipe.seed)
    assert len(made_with_it) == recipe.phrases.count
    assert not any("ТАСС" in pair.first.upper() and "12 июля" in pair.first.casefold() for pair in made_with_it)
    assert any("ТАСС" in pair.first for pair in made_with_it)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"frames": (("{city}", "{country}"),)}, "not the same fields"),
        ({"frames": (("{town}", "{town}"),)}, "'town'"),
        ({"frames": (("{agency}", "{agency}"),)}, "need agencies"),
        ({"frames": (("{date:d MMMM", "{date}"),)}, "unmatched"),
        ({"frames": (("{date:d}", "{date}"),)}, "needs a pattern"),
        ({"frames": (("{date:dddd}", "{date:d}"),)}, "dddd"),
        ({"count": -1}, "greater than or equal"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Phrases(**settings)


def test_the_clean_stage_adds_them_with_their_weight_but_no_test_sentence(tmp_path: Path) -> None:
    (tmp_path / "tiny.toml").write_text(TINY, "utf-8")
    (tmp_path / "made_up.tsv").write_text("Сосед продал мост.\tThe neighbour sold a bridge.\n", "utf-8")
    (tmp_path / "test.ru-en.tsv").write_text("Польша\tPoland\n", "utf-8")
    assert main([str(tmp_path / "tiny.toml"), "clean", "--work", str(tmp_path), "--size", "none"]) == 2
    sizes = "tiny = {vocabulary=320,width=16,feed_forward=32,heads=2,encoder_layers=1,decoder_layers=1,batch_tokens=99,"
    sizes += "max_pieces=60,warmup_steps=4,learning_rate=1e-2,muon_learning_rate=1e-2}\n"
    (tmp_path / "tiny.toml").write_text(TINY + sizes, "utf-8")
    assert main([str(tmp_path / "tiny.toml"), "clean", "--work", str(tmp_path)]) == 0
    lines = (tmp_path / "clean.tsv").read_text("utf-8").splitlines()
    assert "3\t12 июля\tJuly 12" in lines
    assert "3\tПольша\tPoland" not in lines
    counts = json.loads((tmp_path / "clean.json").read_text("utf-8"))["result"]
    assert counts["phrases"] == {"kept": sum(line.startswith("3\t") for line in lines)}
