"""The script that fits the words model: what it exchanges, what it counts, what it writes."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sklearn", reason="fitting needs scikit-learn: uv run --group fit pytest")

from pipelines import fit_words
from pipelines.fit_words import Case, Row, exchange, fit, look, stretches
from transcompare.stems import stem
from transcompare.text import Span
from transcompare.words import Model

PAIRS = [
    ("Старый мельник продал корову.", "The old miller sold his cow."),
    ("Рыбаки чинят сети на берегу.", "Fishermen are mending nets on the shore."),
    ("Весной река затопила деревню.", "In spring the river flooded the village."),
    ("Кузнец подковал белую лошадь.", "The blacksmith shod a white horse."),
    ("Пекарь закрыл лавку до вечера.", "The baker closed the shop until evening."),
    ("Дети собирают грибы в лесу.", "Children are picking mushrooms in the forest."),
    ("Ветер сорвал крышу с амбара.", "The wind tore the roof off the barn."),
    ("Учитель купил новую карту.", "The teacher bought a new map."),
]


def exchanged(seed: int = 1, pairs: list[tuple[str, str]] = PAIRS) -> list[Case]:
    return list(exchange("made_up", pairs, ("ru", "en"), random.Random(seed)))


@given(st.integers(0, 200))
def test_one_word_of_one_side_is_exchanged_for_another_of_the_file(seed: int) -> None:
    cases = exchanged(seed)
    assert len(cases) == len(PAIRS)
    for case, pair in zip(cases, PAIRS, strict=True):
        lang = ("ru", "en")[case.side]
        new, old, text = case.exchanged, pair[case.side], case.texts[case.side]
        assert case.texts[1 - case.side] == pair[1 - case.side]
        after = len(text) - new.end
        assert text[: new.start] == old[: new.start]
        assert text[new.end :] == old[len(old) - after :]
        replaced = old[new.start : len(old) - after]
        assert stem(new.of(text), lang) != stem(replaced.lower(), lang)
        assert any(new.of(text) in one[case.side] for one in PAIRS)


def test_the_same_seed_exchanges_the_same_words() -> None:
    assert exchanged(7) == exchanged(7)
    assert exchanged(7) != exchanged(8)


@pytest.mark.parametrize(
    "pairs", [[], [("Да.", "Yes.")], [("Мельник.", "Miller.")], [("5", "5")], [("мельник", "miller")]]
)
def test_pairs_without_such_a_word_are_left_out(pairs: list[tuple[str, str]]) -> None:
    assert exchanged(1, pairs) == []


def test_content_words_are_looked_at_and_the_exchanged_one_is_known() -> None:
    case = Case("made_up", (PAIRS[0][0], "The old miller sold his barn."), 1, Span(24, 28))
    rows = list(look([Case("made_up", PAIRS[0], 0, Span(0, 0)), case], ("ru", "en")))
    assert {row.case for row in rows} == {0, 1}
    assert {(row.side, len(row.values)) for row in rows} == {(0, 5), (1, 6)}  # the beam speaks of renderings
    (barn,) = [row for row in rows if row.exchanged]
    assert (barn.case, barn.side, barn.span) == (1, 1, Span(24, 28))
    (cow,) = [row for row in rows if (row.case, row.side, row.span.start) == (0, 1, 24)]
    assert barn.values[0] < cow.values[0]  # the original does not lead one to expect a barn
    assert barn.values[2] < cow.values[2]


def rows(values: list[float], exchanged: list[bool], file: str = "made_up") -> list[Row]:
    return [
        Row(file, i, 1, Span(4 * i, 4 * i + 3), [value, 0.0], bad)
        for i, (value, bad) in enumerate(zip(values, exchanged, strict=True))
    ]


def test_what_is_fitted_tells_the_exchanged_words() -> None:
    found = rows([-9, -8, -7, -1, -2, -3], [True] * 3 + [False] * 3)
    first, second, intercept = fit(found, 2)
    assert first < 0
    assert second == 0
    assert -9 * first + intercept > 0 > -1 * first + intercept


def test_every_file_is_judged_by_the_others() -> None:
    one, other = ([True, False] * 4, [-5.0, -1.0] * 4)
    found = rows(other, one, "a") + rows([-1.0, -5.0] * 4, one, "b")  # the opposite of the first
    assert fit_words.evaluate(found, 2).count("AUROC 0.000") == 2
    assert fit_words.evaluate(rows(other, one), 2) == "one file only"


def test_stretches_of_each_side_are_counted() -> None:
    model = Model(plain=(0,) * 3, lexicon=(-1, 0, 0, 0, 0, 0), hypotheses=(0,) * 7, fitted="by hand")
    fair = [
        Row("a", case, side, Span(4 * i, 4 * i + 3), [value, 0, 0, 0, 0], False)
        for case, side, values in ((0, 0, (-5.0, -5.0)), (0, 1, (5.0, 5.0)), (1, 0, (-5.0, 5.0)), (1, 1, (-5.0,)))
        for i, value in enumerate(values)
    ]
    assert stretches(fair, model) == {"segments": 2, "original": [0.98, 5.0], "rendering": []}


# The script


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", ["fit_words.py", *arguments])
    fit_words.main()


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Where the script writes."""
    paths = tmp_path / "words.json", tmp_path / "unexplained.json"
    monkeypatch.setattr(fit_words, "MODEL", paths[0])
    monkeypatch.setattr(fit_words, "STRETCHES", paths[1])
    return paths


def files(folder: Path) -> list[str]:
    paths = [folder / "a.ru-en.tsv", folder / "b.ru-en.tsv"]
    for path, pairs in zip(paths, (PAIRS[::2], PAIRS[1::2]), strict=True):
        path.write_text("".join("\t".join(pair) + "\n" for pair in pairs), "utf-8")
    return list(map(str, paths))


def test_the_script_writes_what_the_product_reads_and_the_same_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: tuple[Path, Path]
) -> None:
    run(monkeypatch, *files(tmp_path))
    assert not written[0].exists()
    run(monkeypatch, *files(tmp_path), "--write")
    first = [path.read_bytes() for path in written]
    model = Model.model_validate_json(first[0])
    assert (len(model.lexicon), len(model.plain)) == (6, 3)
    assert "a.ru-en.tsv, b.ru-en.tsv" in model.fitted
    table = json.loads(first[1])
    assert table["segments"] == len(PAIRS)
    for side in ("original", "rendering"):
        assert table[side] == sorted(table[side])
        assert len(table[side]) <= len(PAIRS)
    run(monkeypatch, *files(tmp_path), "--write")
    assert [path.read_bytes() for path in written] == first


@pytest.mark.parametrize(
    ("name", "message"), [("a.tsv", "the name must say"), ("a.ru-ko.tsv", "no lexicon for ru and ko")]
)
def test_a_file_that_cannot_be_used_is_named(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text("a\tb\n", "utf-8")
    with pytest.raises(SystemExit):
        run(monkeypatch, str(tmp_path / name))
    assert message in capsys.readouterr().err
