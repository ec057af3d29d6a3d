"""The bilingual lexicon: the one that ships, one made of a few lines, and the script that learns them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import train_lexicon
from pipelines.train_lexicon import learn
from transcompare import lexicon
from transcompare.lexicon import Lexicon, load
from transcompare.stems import stem

PAIRS = [
    ("Гуси ушли.", "The geese left."),
    ("Гуси спят.", "The geese sleep."),
    ("Гуси поют.", "The geese sing."),
    ("Лисы ушли.", "The foxes left."),
    ("Лисы спят.", "The foxes sleep."),
    ("Лисы поют.", "The foxes sing."),
    ("Совы ушли.", "The owls left."),
    ("Совы спят.", "The owls sleep."),
    ("Совы поют.", "The owls sing."),
    ("Гуси и лисы спят.", "The geese and the foxes sleep."),
    ("Лисы и совы поют.", "The foxes and the owls sing."),
    ("Совы и гуси ушли.", "The owls and the geese left."),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("visitors", "guests", True),
        ("large", "big", True),
        ("town", "city", True),
        ("north", "south", False),
        ("rose", "fell", False),
        ("before", "after", False),
        ("five", "six", False),
        ("brother", "sister", False),
        ("quokkas", "marmots", False),
    ],
)
def test_words_that_translate_the_same_are_related(one: str, other: str, expected: bool) -> None:
    here, there = stem(one, "en"), stem(other, "en")
    assert lexicon.related([here], [there], "en") is expected
    assert lexicon.related([there, "the"], ["quokka", here], "en") is expected
    assert lexicon.related([here], [there], "fr") is False, "no lexicon, no relation"


def test_words_are_related_in_the_other_language_too() -> None:
    here, there = stem("большой", "ru"), stem("крупный", "ru")
    assert lexicon.related([here], [there], "ru")
    assert not lexicon.related([here], [stem("река", "ru")], "ru")


def strength(known: Lexicon, source: str, target: str, langs: tuple[str, str] = ("ru", "en")) -> float:
    return known.strength(stem(source, langs[0]), stem(target, langs[1]))


# The lexicon that ships


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        ("мост", "bridge", "river"),
        ("река", "river", "bridge"),
        ("министр", "minister", "ministry"),
        ("школа", "school", "hospital"),
        ("север", "north", "south"),
        ("март", "march", "may"),
        ("налоги", "taxes", "wages"),
        ("вырос", "grew", "fell"),
    ],
)
def test_a_translation_is_stronger_than_a_related_word(source: str, right: str, wrong: str) -> None:
    known = load("ru", "en")
    assert known
    assert strength(known, source, right) > max(0.1, 2 * strength(known, source, wrong))


def test_both_directions_say_the_same() -> None:
    there, back = load("ru", "en"), load("en", "ru")
    assert there
    assert back
    assert there.unseen == back.unseen
    sources = sorted(there.forward)[::400]
    for source in sources:
        assert back.knows(source)
        assert back.rarity(source) == there.rarities[0][source]
        for target, value in there.forward[source].items():
            assert there.strength(source, target) == back.strength(target, source) == value
            assert 0 < value <= 1
            assert there.bridged(source, target) == pytest.approx(back.bridged(target, source))


@given(st.text(max_size=12), st.text(max_size=12))
def test_of_unknown_words_nothing_is_said(source: str, target: str) -> None:
    known = load("ru", "en")
    assert known
    assert 0 <= known.strength(source, target) <= 1
    assert 0 <= known.bridged(source, target) <= 0.2
    assert 0 <= known.rarity(target) <= known.unseen
    if not known.knows(target):
        assert known.strength(source, target) == known.bridged(source, target) == 0
        assert known.rarity(target) == known.unseen


@pytest.mark.parametrize(("source", "target"), [("ru", "ru"), ("en", "en"), ("und", "en"), ("ru", "und"), ("ko", "uk")])
def test_pairs_without_a_lexicon(source: str, target: str) -> None:
    assert load(source, target) is None


# One made of a few lines


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that lexicons are looked for in."""
    (tmp_path / "data" / "lexicons").mkdir(parents=True)
    monkeypatch.setattr(lexicon, "files", lambda _: tmp_path)
    load.cache_clear()
    yield tmp_path / "data" / "lexicons"
    load.cache_clear()


def write(path: Path, *entries: tuple[str, str, float], sentences: int = 100) -> None:
    columns = {"source": pl.String, "target": pl.String, "strength": pl.Float64}
    table = pl.DataFrame(entries, schema=columns, orient="row")
    counts = {f"{side}_count": pl.lit(10, pl.UInt32) for side in ("source", "target")}
    table.with_columns(**counts).write_parquet(path, metadata={"sentences": str(sentences)})


def test_rarity_and_bridges_of_a_small_one(folder: Path) -> None:
    write(folder / "ru-en.parquet", ("a", "x", 0.5), ("a", "y", 0.25), ("b", "y", 0.5), ("c", "z", 0.9))
    known = load("ru", "en")
    assert known
    assert known.rarity("x") == pytest.approx(math.log(10))
    assert known.rarity("never seen") == pytest.approx(math.log(100))
    assert known.strength("b", "x") == 0
    assert known.bridged("b", "x") == pytest.approx(0.5 * 0.25 * 0.5)  # b - y - a - x
    assert known.bridged("c", "x") == 0


def test_a_bridge_is_never_strong_and_the_faintest_is_none(folder: Path) -> None:
    write(folder / "ru-en.parquet", ("a", "x", 1), ("a", "y", 1), ("b", "y", 1), ("c", "z", 0.1), ("d", "z", 0.01))
    known = load("ru", "en")
    assert known
    assert known.bridged("b", "x") == 0.2
    assert known.bridged("d", "z") == 0


def test_a_file_for_each_direction_serves_its_own(folder: Path) -> None:
    write(folder / "ru-en.parquet", ("a", "x", 0.5))
    write(folder / "en-ru.parquet", ("x", "a", 0.75))
    there, back = load("ru", "en"), load("en", "ru")
    assert there
    assert back
    assert (there.strength("a", "x"), back.strength("x", "a")) == (0.5, 0.75)


# Learning


def test_words_that_go_together_are_learned() -> None:
    table = learned(PAIRS)
    found = {(source, target): value for source, target, value, *_ in table.iter_rows()}
    for source, target in (("гус", "gees"), ("лис", "fox"), ("сов", "owl"), ("спят", "sleep"), ("поют", "sing")):
        pairs = [(s, value) for (s, t), value in found.items() if t == target]
        assert max(pairs, key=lambda pair: pair[1])[0] == source
        assert found[source, target] > 0.6
    counts = {row["source"]: row["source_count"] for row in table.iter_rows(named=True)}
    assert counts["гус"] == 5


def learned(pairs: list[tuple[str, str]]) -> pl.DataFrame:
    sides = [[train_lexicon.stems(pair[i], lang) for pair in pairs] for i, lang in enumerate(("ru", "en"))]
    return learn(*sides)


pairs_of_words = st.lists(
    st.tuples(*(st.lists(st.sampled_from(words), min_size=1, max_size=5, unique=True) for words in ("abcd", "wxyz"))),
    min_size=1,
    max_size=12,
)


@given(pairs_of_words)
def test_learning_is_the_same_from_either_side_and_in_any_order(pairs: list[tuple[list[str], list[str]]]) -> None:
    sources, targets = [list(side) for side in zip(*pairs, strict=True)]
    there, back = entries(learn(sources, targets)), entries(learn(targets, sources))
    assert there == {(source, target): value for (target, source), value in back.items()}
    again = entries(learn(sources[::-1], targets[::-1]))
    for pair in there.keys() | again.keys():  # sums in another order: at most another rounding
        assert there.get(pair, 0.0) == pytest.approx(again.get(pair, 0.0), abs=0.0101)
    assert all(0 < value <= 1 for value in there.values())
    seen = {(source, target) for here, other in pairs for source in here for target in other}
    assert there.keys() <= seen


def entries(table: pl.DataFrame) -> dict[tuple[str, str], float]:
    return {(source, target): value for source, target, value, *_ in table.iter_rows()}


def test_words_seen_once_are_sure_of_nothing() -> None:
    assert learned([("Гуси ушли.", "The geese left."), ("Лисы спят.", "All foxes sleep.")]).height == 0


# The script


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", ["train_lexicon.py", "ru", "en", *arguments])
    train_lexicon.main()


def text_file(folder: Path, lines: list[str]) -> str:
    path = folder / "made_up.tsv"
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return str(path)


def test_what_the_script_writes_is_a_lexicon(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    too_long = " ".join(f"слово{i}" for i in range(51)) + "\tWords."
    file = text_file(tmp_path, [*("\t".join(pair) for pair in PAIRS), "no second column", "\t", too_long])
    output = folder / "ru-en.parquet"
    run(monkeypatch, file, "-o", str(output))
    assert capsys.readouterr().out.startswith("12 pairs, ")
    there, back = load("ru", "en"), load("en", "ru")
    assert there
    assert back
    assert strength(there, "гусями", "geese") > 0.6
    assert strength(there, "гусями", "foxes") < 0.1
    assert strength(back, "geese", "гуси", ("en", "ru")) == strength(there, "гуси", "geese")
    assert there.unseen == pytest.approx(math.log(12))
    assert there.rarity("geese") == there.unseen
    assert there.rarity("gees") == pytest.approx(math.log(12 / 5))
    first = output.read_bytes()
    run(monkeypatch, file, "-o", str(output))
    assert output.read_bytes() == first


@pytest.mark.parametrize(("limit", "count"), [("", 12), (":1", 1), (":5", 5), (":7", 7), (":12", 12), (":99", 12)])
def test_so_many_lines_are_taken_as_are_asked_for(tmp_path: Path, limit: str, count: int) -> None:
    file = text_file(tmp_path, ["\t".join(pair) for pair in PAIRS])
    taken = list(train_lexicon.sentences(f"{file}{limit}", ("ru", "en")))
    assert len(taken) == count
    assert taken[0] == (["гус", "ушл"], ["the", "gees", "left"])


def test_a_new_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "new" / "folder" / "ru-en.parquet"
    run(monkeypatch, text_file(tmp_path, ["\t".join(pair) for pair in PAIRS]), "-o", str(output))
    assert output.exists()


def test_a_file_without_pairs_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(monkeypatch, text_file(tmp_path, ["…\t!"]), "-o", str(tmp_path / "ru-en.parquet"))
    assert "made_up.tsv" in capsys.readouterr().err
