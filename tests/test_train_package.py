"""The recipe for translation packages: cleaning, the order of the text, stopping and going on, the export."""

from __future__ import annotations

import json
import random
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.train_package import clean, export, tokenize
from pipelines.train_package.__main__ import main
from pipelines.train_package.batches import Batches
from pipelines.train_package.clean import Pair
from pipelines.train_package.recipe import Cleaning, Language, Recipe, load
from transcompare.errors import ConfigError, InputError
from transcompare.packages.installed import read

RUSSIAN = Language(code="ru", english_name="Russian", script="CYRILLIC")
ENGLISH = Language(code="en", english_name="English", script="LATIN")
RECIPES = Path(__file__).parents[1] / "pipelines" / "train_package"

TINY = """
version = "0.1"
text_folder = "."
weaknesses = ["It knows one sentence."]
[[languages]]
code = "ru"
english_name = "Russian"
script = "CYRILLIC"
[[languages]]
code = "en"
english_name = "English"
script = "LATIN"
[sizes.tiny]
vocabulary = 320
width = 16
feed_forward = 32
heads = 2
encoder_layers = 2
decoder_layers = 1
batch_tokens = 200
max_pieces = 60
warmup_steps = 4
learning_rate = 1e-2
muon_learning_rate = 1e-2
[[texts]]
file = "made_up.tsv"
what = "made-up sentences"
licence = "CC0"
weight = 2
[[evaluations]]
file = "test.ru-en.tsv"
title = "made-up test"
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A recipe, its text of 200 made-up pairs, and a test set of one."""
    draw = random.Random(0)
    subjects = [("Министр", "The minister"), ("Посол", "The envoy"), ("Сосед", "The neighbour"), ("Врач", "The doctor")]
    verbs = [("увидел", "saw"), ("купил", "bought"), ("продал", "sold"), ("нашёл", "found")]
    things = [("дом", "a house"), ("мост", "a bridge"), ("сад", "a garden"), ("поезд", "a train"), ("хлеб", "bread")]
    lines = []
    for number in range(200):
        (s, subject), (v, verb), (t, thing) = draw.choice(subjects), draw.choice(verbs), draw.choice(things)
        lines.append(f"{s} {v} {t} номер {number}.\t{subject} {verb} {thing} number {number}.\n")
    (tmp_path / "made_up.tsv").write_text("".join(lines), "utf-8")
    (tmp_path / "test.ru-en.tsv").write_text("Сосед продал мост.\tThe neighbour sold a bridge.\n", "utf-8")
    recipe = tmp_path / "tiny.toml"
    recipe.write_text(TINY, "utf-8")
    return recipe


def run(recipe: Path, *arguments: str, work: str = "work") -> int:
    return main([str(recipe), *arguments, "--work", str(recipe.parent / work)])


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        (Pair("Да.", "Yes."), None),
        (Pair("Заранее", "In advance"), None),
        (Pair("12 июля 2031 года", "12 July 2031"), None),
        (Pair("Мост строили двадцать лет.", "The bridge took twenty years to build."), None),
        (Pair("", "Yes."), "empty"),
        (Pair("Да.", ""), "empty"),
        (Pair("Мост\ufffd", "Bridge"), "encoding"),
        (Pair("12:40", "12:40"), "copy"),
        (Pair("Docker", "docker"), "copy"),
        (Pair("Мост строили двадцать лет подряд.", "Twenty."), "length ratio"),
        (Pair("Откройте меню File", "Откройте меню"), "script"),
        (Pair("Open the file now", "Open that file now"), "script"),
        (Pair("«Да», — сказал он.", "Yes, he said."), "quotes or brackets"),
        (Pair("Он приехал (вчера).", "He arrived yesterday."), "quotes or brackets"),
        (Pair("«Да», — сказал он.", "“Yes,” he said."), None),
    ],
)
def test_pairs_are_dropped_for_a_reason(pair: Pair, reason: str | None) -> None:
    assert clean.fault(pair, (RUSSIAN, ENGLISH), Cleaning(balanced=True)) == reason


def test_marks_may_differ_by_default() -> None:
    assert clean.fault(Pair("«Да», — сказал он.", "Yes, he said."), (RUSSIAN, ENGLISH), Cleaning()) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("  два\u00a0 слова \t", "два слова"), ("и\u0306ода", "йода"), ("a\u200bb\x07", "ab"), (" \ufeff ", "")],
)
def test_text_is_normalised(text: str, expected: str) -> None:
    assert clean.normalised(Pair(text, "x")) == Pair(expected, "x")


def test_a_line_without_two_columns_is_a_pair_with_an_empty_side(tmp_path: Path) -> None:
    file = tmp_path / "text.tsv"
    file.write_bytes("Да.\tYes.\r\nодин\n\nа\tb\tc\n\xff".encode() + b"\xff\tx\n")
    assert [all(pair) for pair in clean.read(file)] == [True, False, False, False, True]


def test_a_missing_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        list(clean.read(tmp_path / "nowhere.tsv.xz"))


def test_other_numbers_stand_on_both_sides_and_keep_the_plural_form() -> None:
    pair = Pair("Построен 21 дом за 340 дней", "It took 340 days to build 21 houses")
    for seed in range(20):
        copy = clean.with_other_numbers(pair, ("ru", "en"), random.Random(seed))
        assert copy
        houses, days = copy.first.split()[1], copy.first.split()[4]
        assert copy == Pair(f"Построен {houses} дом за {days} дней", f"It took {days} days to build {houses} houses")
        assert (houses[-1], len(days)) == ("1", 3)
        assert houses != "11"


@pytest.mark.parametrize(
    "pair",
    [
        Pair("Прошло 25 лет", "Twenty-five years have passed"),
        Pair("Цена 3,50 или 10%", "The price is 3.50 or 10%"),
        Pair("В 12:40 пришёл Т-34", "At 12:40 a T-34 came"),
        Pair("без чисел", "no numbers"),
    ],
)
def test_numbers_that_differ_or_are_parts_of_something_stay(pair: Pair) -> None:
    assert clean.with_other_numbers(pair, ("ru", "en"), random.Random(0)) is None


def test_a_transliterated_name_is_swapped_on_both_sides() -> None:
    pairs = [
        Pair("Утром Горилов приехал", "In the morning Gorilov arrived"),
        Pair("Там Бадунов молчит", "There Badunov is silent"),
        Pair("Но Мартынка поёт", "But Martynka sings"),
        Pair("Откройте Gorlunov сейчас", "Open Gorlunov now"),
    ]
    swap = clean.name_swapper(pairs, (RUSSIAN, ENGLISH), random.Random(1))
    copies = [copy for _ in range(10) if (copy := swap(pairs[0]))]
    assert set(copies) == {Pair("Утром Бадунов приехал", "In the morning Badunov arrived")}
    assert swap(pairs[2]) is None  # no other name ends like it


def test_test_sentences_and_duplicates_are_kept_out(tiny: Path) -> None:
    with (tiny.parent / "made_up.tsv").open("a", encoding="utf-8") as lines:
        lines.write("СОСЕД продал мост.\tSomething else entirely.\nДа.\tYes.\nда.\tYES.\n")
    assert run(tiny, "clean") == 0
    counts = json.loads((tiny.parent / "work" / "clean.json").read_text("utf-8"))["result"]
    assert counts["made_up.tsv"] == {"kept": 201, "dropped: duplicate": 1, "dropped: evaluation": 1}


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_recipe_that_ships_is_valid(path: Path) -> None:
    recipe = load(path)
    assert [target.token for _, target in recipe.directions] == [
        f"__{language.code}__" for language in reversed(recipe.languages)
    ]
    assert all(text.licence and text.what for text in recipe.texts)


@pytest.mark.parametrize(("old", "new"), [("width = 16", "width = 15"), ("version", "verison"), ('"CC0"', "0")])
def test_a_recipe_that_does_not_fit_is_an_error_with_its_place(tiny: Path, old: str, new: str) -> None:
    tiny.write_text(TINY.replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigError, match=r"tiny\.toml"):
        load(tiny)
    assert run(tiny, "clean") == 2


def corpus(pairs: int = 60) -> tokenize.Corpus:
    draw = np.random.default_rng(0)

    def side() -> tokenize.Side:
        lengths = draw.integers(1, 12, pairs)
        pieces = draw.integers(6, 40, lengths.sum()).astype(np.uint16)
        return tokenize.Side(pieces, np.concatenate([[0], np.cumsum(lengths)]))

    return tokenize.Corpus(side(), side(), draw.integers(1, 3, pairs).astype(np.uint8))


def test_a_batch_is_a_function_of_seed_and_step() -> None:
    text = corpus()
    onward, elsewhere = Batches(text, 1, 50, 99), Batches(text, 1, 50, 99)
    expected = [onward.batch(step) for step in range(3 * onward.steps)]
    for step in reversed(range(3 * onward.steps)):
        for ours, theirs in zip(elsewhere.batch(step), expected[step], strict=True):
            np.testing.assert_array_equal(ours, theirs)
    other = Batches(text, 2, 50, 99)
    assert any(other.batch(step).source.tolist() != expected[step].source.tolist() for step in range(3))


def test_an_epoch_has_every_pair_in_both_directions_as_often_as_its_weight() -> None:
    text = corpus()
    batches = Batches(text, 1, 50, 99)

    def sentence(side: tokenize.Side, row: int) -> list[int]:
        return [int(piece) for piece in side.pieces[side.starts[row] : side.starts[row + 1]]]

    expected = []
    for row, weight in enumerate(text.weights):
        first, second = sentence(text.first, row), sentence(text.second, row)
        expected += [([*first, tokenize.EOS], [tokenize.BOS, 4, *second, tokenize.EOS])] * int(weight)
        expected += [([*second, tokenize.EOS], [tokenize.BOS, 5, *first, tokenize.EOS])] * int(weight)
    seen = []
    for step in range(batches.steps):
        source, target, predicted = batches.batch(step)
        assert source.size <= 50
        assert target[:, 1:].size <= 50
        rows = [[[piece for piece in row if piece] for row in table.tolist()] for table in (source, target)]
        seen += list(zip(*rows, strict=True))
        assert target[:, 1:].flatten()[predicted].tolist() == [piece for row in rows[1] for piece in row[2:]]
    assert sorted(seen) == sorted(expected)
    assert batches.sentences == len(expected)


def test_pairs_longer_than_wanted_are_not_trained_on() -> None:
    batches = Batches(corpus(), 1, 50, 5)
    assert max(batches.batch(step).source.shape[1] for step in range(batches.steps)) <= 6


def test_a_sentence_longer_than_a_batch_is_a_batch_of_its_own() -> None:
    batches = Batches(corpus(), 1, 4, 99)
    assert sum(len(batches.batch(step).source) for step in range(batches.steps)) == batches.sentences


def test_weights_come_back_from_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "PART_BYTES", 1000)
    weights = {"emb.weight": np.linspace(-1, 1, 5000, dtype=np.float32).reshape(50, 100)}
    export.split(weights, export.Record(steps=7, hardware=("a machine",)), tmp_path)
    assert len(list(tmp_path.glob("*.part"))) > 5
    joined, record = export.join(tmp_path)
    np.testing.assert_allclose(joined["emb.weight"], weights["emb.weight"], atol=1e-3)
    assert record == export.Record(steps=7, hardware=("a machine",))
    (tmp_path / "weights-001.part").write_bytes(b"x")
    with pytest.raises(InputError, match="damaged"):
        export.join(tmp_path)


def test_a_stage_is_run_again_only_after_a_change(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tiny, "clean", "tokenize") == 0
    capsys.readouterr()
    assert run(tiny, "clean", "tokenize") == 0
    assert capsys.readouterr().out.count("up to date") == 2
    tiny.write_text(TINY.replace("vocabulary = 320", "vocabulary = 321"), "utf-8")
    assert run(tiny, "clean", "tokenize") == 0
    assert capsys.readouterr().out.count("up to date") == 1


def test_a_vocabulary_larger_than_the_text_allows_is_an_error(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.write_text(TINY.replace("vocabulary = 320", "vocabulary = 9000"), "utf-8")
    assert run(tiny, "clean", "tokenize") == 2
    assert "Vocabulary size too high (9000)" in capsys.readouterr().err


def test_a_stage_without_what_it_needs_says_which_to_run_first(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tiny, "tokenize") == 2
    assert "Run the stage clean first" in capsys.readouterr().err


def trained(tiny: Path, work: str, *steps: int) -> dict[str, Any]:
    """The checkpoint after several runs of so many steps."""
    torch = pytest.importorskip("torch", reason="training needs torch: uv run --group train pytest")
    for count in steps:
        assert run(tiny, "clean", "tokenize", "train", "--steps", str(count), work=work) == 0
    checkpoint: dict[str, Any] = torch.load(tiny.parent / work / "checkpoint.pt", weights_only=True)
    return checkpoint


def test_a_training_in_pieces_equals_one_without_a_stop(tiny: Path) -> None:
    once, twice = trained(tiny, "once", 6), trained(tiny, "twice", 2, 4)
    assert once["step"] == twice["step"] == 6
    assert once["seen"] == twice["seen"]
    for part in ("m", "e"):
        for name, weight in once[part].items():
            assert weight.equal(twice[part][name]), name


def test_a_training_that_is_asked_to_stop_saves_its_last_step(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = Batches.batch

    def stopping(self: Batches, step: int) -> Any:
        if step == 2:
            signal.raise_signal(signal.SIGTERM)
        return batch(self, step)

    monkeypatch.setattr(Batches, "batch", stopping)
    assert trained(tiny, "work", 100)["step"] == 3


def test_a_checkpoint_of_another_size_is_refused(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trained(tiny, "work", 1)
    tiny.write_text(TINY.replace("feed_forward = 32", "feed_forward = 48"), "utf-8")
    assert run(tiny, "train", "--steps", "1") == 2
    assert "another size" in capsys.readouterr().err


def test_the_exported_model_has_the_probabilities_of_the_trained_one(tiny: Path) -> None:
    checkpoint = trained(tiny, "work", 8)
    import ctranslate2
    import torch

    from pipelines.train_package.model import Transformer

    recipe: Recipe = load(tiny)
    size = recipe.sizes["tiny"]
    assert run(tiny, "export") == 0
    work = tiny.parent / "work"
    model = Transformer(size, size.vocabulary).eval()
    model.load_state_dict(checkpoint["e"])
    tokenizer = tokenize.load_tokenizer(work / "sentencepiece.model")
    text = tokenize.Corpus.load(work / "pairs.npz")
    for direction, name in enumerate(("translate-ru_en", "translate-en_ru")):
        package = read(work / "float32" / name, "option")
        translator = ctranslate2.Translator(str(package.path / "model"), compute_type="float32")
        sides = (text.first, text.second) if direction == 0 else (text.second, text.first)
        for row in range(5):
            source, target = (side.pieces[side.starts[row] : side.starts[row + 1]].tolist() for side in sides)
            full = torch.tensor([[tokenize.BOS, tokenize.FIRST_TOKEN + direction, *target, tokenize.EOS]])
            with torch.no_grad():
                states = model(torch.tensor([[*source, tokenize.EOS]]), full[:, :-1])
                predicted = model.logits(states).log_softmax(-1)[0]
            expected = predicted[torch.arange(full.size(1) - 1), full[0, 1:]][1:]
            pieces = [package.target_prefix, *map(tokenizer.id_to_piece, target)]
            (result,) = translator.score_batch([list(map(tokenizer.id_to_piece, source))], [pieces], offset=1)
            np.testing.assert_allclose(result.log_probs, expected.numpy(), atol=1e-2)


def test_the_model_card_says_what_the_package_is(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trained(tiny, "work", 1)
    run(tiny, "export", "evaluate", "package", "--full-precision")
    card = (tiny.parent / "work" / "packages" / "translate-ru_en" / "README.md").read_text("utf-8")
    for part in (
        "CC0",
        "made-up sentences",
        "1 steps",
        "nrefs:1|case:mixed",
        "It knows one sentence.",
        "float32",
        "CPU",
    ):
        assert part in card
    assert "broken" in capsys.readouterr().err  # one step is not enough, and the recipe says so
