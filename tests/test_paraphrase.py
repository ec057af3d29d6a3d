"""The model that tells a fair paraphrase from another statement: its arithmetic, its judgements, its training pairs."""

from __future__ import annotations

import json
import math
import random
import shutil
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.train_paraphrase.sets import Drawn, draw, held_out_sets
from pipelines.train_paraphrase.statements import (
    Example,
    Minor,
    Statement,
    Wrong,
    changed,
    faithful_pairs,
    read,
    wrong_pairs,
)
from transcompare.errors import PackageInvalid
from transcompare.paraphrase import Against, Judged, ParaphraseModel, Word, against, installed, judged, load
from transcompare.paraphrase.head import Head
from transcompare.paraphrase.readings import MAX_TOKENS, length, readings
from transcompare.text import Span

RULED = "We do not rule out that the quota will be raised next year."
PAIRS = [
    (RULED, "We rule out that the quota will be raised next year."),
    (RULED, "A higher quota next year remains possible."),
    ("Exports of grain to Norway rose by a third.", "Norway's grain exports rose by a third."),
    ("", "Nothing."),
]


def english() -> ParaphraseModel:
    """The model that ships."""
    model = load("en")
    assert model is not None
    return model


def test_languages() -> None:
    assert [model.path.name for model in installed()] == ["en"]
    assert load("xx") is None
    assert load("../en") is None
    name, _, fingerprint = english().label.partition(":")
    assert name.startswith("paraphrase-en@")
    assert len(fingerprint) == 12


def test_order_and_company_change_nothing() -> None:
    model = english()
    together = [judged for (judged,) in model.judge([[pair] for pair in PAIRS])]
    assert together[-1] is None
    for pair, both in zip(PAIRS[:-1], together[:-1], strict=True):
        assert both is not None
        [[alone]] = model.judge([[pair]])
        assert alone == both
        [[turned]] = model.judge([[pair[::-1]]])
        assert turned == Judged(both.different, both.other, both.one)


def test_a_model_that_reads_pairs_reads_each_by_itself_whatever_the_order() -> None:
    assert english().judge([]) == []
    versions = [*PAIRS[0], "A rise in the quota next year is not ruled out.", PAIRS[1][1]]
    group = list(combinations(versions, 2))
    together, *alone = english().judge([group, *([pair] for pair in group)])
    assert together == [judged for (judged,) in alone]


@given(st.lists(st.integers(0, 300), min_size=2, max_size=14), st.integers(1, 14), st.sampled_from([2, 4, 6]))
def test_every_pair_that_fits_is_read_once(tokens: list[int], judges: int, together: int) -> None:
    lengths = {f"t{number:02}": count for number, count in enumerate(tokens)}
    pairs = {(one, other) for one, other in combinations(lengths, 2) if one in [*lengths][:judges]}
    plan = readings(pairs, lengths, together)
    read_ = [pair for reading in plan for pair in reading.pairs]
    assert len(read_) == len({*read_})
    assert {*read_} == {(a, b) for a, b in pairs if length([lengths[a], lengths[b]]) <= MAX_TOKENS}
    for reading in plan:
        assert len(reading.texts) <= together
        assert length(lengths[text] for text in reading.texts) <= MAX_TOKENS
        assert [(reading.texts[i], reading.texts[j]) for i, j in reading.numbers] == [*reading.pairs]
    if len(tokens) <= together and sum(tokens) < 500:
        assert len(plan) == 1


def test_equal_texts_do_not_differ_and_long_ones_are_not_read() -> None:
    assert english().judge([[(RULED, RULED), ("", "")]]) == [[Judged(0.0, (), ())] * 2]
    assert english().judge([[(RULED, "No comment. " * 300)], []]) == [[None], []]


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60)
def test_words_lie_in_their_text_in_order(one: str, other: str) -> None:
    [[found]] = english().judge([[(one, other)]])
    if found is None:
        return
    assert 0 <= found.different <= 1
    for text, words in ((one, found.one), (other, found.other)):
        assert all(0 <= word.span.start <= word.span.end <= len(text) for word in words)
        assert all(before.span.end <= after.span.start for before, after in pairwise(words))
        assert all(0 <= word.probability <= 1 for word in words)


def test_words_are_words_whatever_pieces_they_have() -> None:
    text = "Oleksandr’s café isn't reopening."
    [[found]] = english().judge([[(text, "The café of Oleksandr stays shut.")]])
    assert found is not None
    assert [word.span.of(text) for word in found.one] == [
        "Oleksandr",
        "’",
        "s",
        "café",
        "isn",
        "'",
        "t",
        "reopening",
        ".",
    ]


def test_a_damaged_model_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    shutil.copytree(english().path, folder)
    (folder / "head.npz").write_bytes(b"PK nothing")
    with pytest.raises(PackageInvalid, match="Install transcompare again"):
        ParaphraseModel(folder).judge([[PAIRS[0]]])


def test_the_head_does_what_it_says() -> None:
    """Against the same arithmetic written out, number by number."""
    states, width, heads, hidden = 6, 4, 2, 3
    random_ = np.random.default_rng(0)
    shapes = dict.fromkeys(("query", "key", "value"), (states, width))
    shapes |= {"compare1": (4 * width, hidden), "compare2": (hidden, hidden), "token": (hidden, 1)}
    shapes |= {"aggregate": (2 * hidden + 1, hidden), "cls": (states, hidden), "out": (hidden, 1)}
    weights = {f"{name}.weight": random_.normal(size=shape) for name, shape in shapes.items()}
    weights |= {f"{name}.bias": random_.normal(size=shape[1]) for name, shape in shapes.items()}
    read_ = random_.normal(size=(1 + 3 + 4 + 2, states)).astype(np.float32)  # [CLS] 2 [SEP] 3 [SEP] 1 [SEP]
    pairs = [(0, 1), (1, 2), (0, 2)]
    compared = Head(weights | {"heads": np.array(heads)}).compare(read_, [2, 3, 1], pairs)

    def linear(name: str, values: list[float]) -> list[float]:
        weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        return [sum(v * weight[i][o] for i, v in enumerate(values)) + bias[o] for o in range(len(bias))]

    def gelu(values: list[float]) -> list[float]:
        return [0.5 * v * (1 + math.tanh(math.sqrt(2 / math.pi) * (v + 0.044715 * v**3))) for v in values]

    def side(mine: list[list[float]], theirs: list[list[float]]) -> list[tuple[float, list[float]]]:
        made = []
        for token in mine[:-1]:
            query, own, beside = linear("query", token), linear("value", token), []
            for head in range(heads):
                part = slice(head * width // heads, (head + 1) * width // heads)
                keys = [linear("key", each)[part] for each in theirs]
                scores = [
                    sum(a * b for a, b in zip(query[part], key, strict=True)) / math.sqrt(width / heads) for key in keys
                ]
                shares = [math.exp(score) / sum(map(math.exp, scores)) for score in scores]
                values = [linear("value", each)[part] for each in theirs]
                beside += [sum(s * v[i] for s, v in zip(shares, values, strict=True)) for i in range(width // heads)]
            apart = [abs(a - b) for a, b in zip(own, beside, strict=True)]
            product = [a * b for a, b in zip(own, beside, strict=True)]
            told = gelu(linear("compare2", gelu(linear("compare1", [*own, *beside, *apart, *product]))))
            made.append((linear("token", told)[0], told))
        return made

    rows = [[float(value) for value in row] for row in read_]
    versions = [rows[1:4], rows[4:8], rows[8:]]
    for (i, j), found in zip(pairs, compared, strict=True):
        one, other = versions[i], versions[j]
        both = [*side(one, other), *side(other, one)]
        columns = list(zip(*(told for _, told in both), strict=True))
        any_token = math.log(sum(math.exp(logit) for logit, _ in both))
        features = [*(sum(column) / len(column) for column in columns), *map(max, columns), any_token]
        aggregate = [a + b for a, b in zip(linear("aggregate", features), linear("cls", rows[0]), strict=True)]
        assert found.different == pytest.approx(1 / (1 + math.exp(-linear("out", gelu(aggregate))[0])), abs=1e-5)
        expected = [1 / (1 + math.exp(-logit)) for logit, _ in both]
        assert [*found.one, *found.other] == pytest.approx(expected, abs=1e-5)
        assert (len(found.one), len(found.other)) == (len(one) - 1, len(other) - 1)


def test_only_pairs_in_one_language_that_has_a_model_are_judged() -> None:
    texts = {0: ("en", RULED), 1: ("de", "Wir schließen es aus."), 2: ("en", PAIRS[1][1]), 3: ("de", "Nein.")}
    found = judged(texts, [[(0, 1), (0, 2)], [(1, 3)]])
    assert list(found) == [(0, 2)]
    assert judged({}, []) == {}


def test_what_speaks_against_a_version() -> None:
    def words(*probabilities: float) -> tuple[Word, ...]:
        return tuple(Word(Span(5 * i, 5 * i + 4), each) for i, each in enumerate(probabilities))

    found = {
        (0, 1): Judged(0.9, words(0.1), words(0.7, 0.9)),
        (1, 2): Judged(0.8, words(0.4, 0.9), words(0.2)),
        (0, 2): Judged(0.1, (), ()),
    }
    doubt = against(1, found)
    assert doubt == Against(doubt.different if doubt else 0, (0, 2), (Span(5, 9), Span(0, 4)))
    assert doubt.different == pytest.approx(0.85)
    fair = against(0, found)
    assert fair == Against(fair.different if fair else 0, (1,), ())
    assert fair.different == pytest.approx(0.5)
    assert against(3, found) is None


STATEMENT = Statement(
    id="x-007",
    domain="rivers",
    faithful=("The dam may be built.", "They may build the dam.", "A dam is possible."),
    wrong=(
        Wrong(text="The dam will be built.", of=0, category="modality", severity="major", note="may"),
        Wrong(text="The dam was built.", of=None, category="tense-aspect", severity="critical", note="done"),
    ),
    minor=(Minor(text="A dam is quite possible.", of=2, note="quite"),),
)


def test_pairs_of_a_statement() -> None:
    assert len(list(faithful_pairs(STATEMENT))) == 3
    first, second, *_ = wrong_pairs(STATEMENT)
    assert (first.one, first.other, first.different) == ("The dam may be built.", "The dam will be built.", 1.0)
    assert [span.of(first.one) for span in first.in_one or ()] == ["may"]
    assert [span.of(first.other) for span in first.in_other or ()] == ["will"]
    assert (second.in_one, second.in_other) == (None, first.in_other)
    assert [each.in_other for each in wrong_pairs(STATEMENT)][3:] == [None] * 3
    assert STATEMENT.held_out


NEVER = Drawn(wrong=0, planted=0, second=0, minor=0, reworded=0, told=0)


@pytest.mark.parametrize(
    ("drawn", "odd", "outlier"),
    [
        (NEVER, 0, False),
        (NEVER._replace(wrong=1), 1, True),
        (NEVER._replace(wrong=1, second=1), 2, False),
        (NEVER._replace(planted=1), 1, True),
    ],
)
def test_drawn_sets_of_a_statement(drawn: Drawn, odd: int, outlier: bool) -> None:
    for seed in range(20):
        found = draw(STATEMENT, 4, random.Random(seed), drawn)
        strange = [place for place, text in enumerate(found.texts) if text not in STATEMENT.faithful]
        assert (len(strange), found.outlier is not None) == (odd, outlier)
        assert found.outlier in (None, *strange)
        for (i, j), pair in zip(combinations(range(len(found.texts)), 2), found.pairs, strict=True):
            assert (pair.one, pair.other) == (found.texts[i], found.texts[j])
            wrong = [place for place in (i, j) if place in strange]
            assert pair.different == float(bool(wrong))
            assert (pair.weight == 0) == (len(wrong) == 2)


def test_a_nuance_in_the_place_of_a_faithful_one() -> None:
    found = draw(STATEMENT, 3, random.Random(0), NEVER._replace(minor=1))
    assert STATEMENT.minor[0].text in found.texts
    assert sorted(pair.different for pair in found.pairs) == [0.0, 0.2, 0.2]
    assert found.outlier is None


def test_where_the_words_of_a_wrong_one_differ_in_a_set() -> None:
    may, will = STATEMENT.faithful[0], STATEMENT.wrong[0].text
    seen = set()
    for seed in range(40):
        for pair in draw(STATEMENT, 4, random.Random(seed), NEVER._replace(wrong=1)).pairs:
            if {pair.one, pair.other} == {may, will}:
                words = [span.of(text) for text, spans in _sides(pair) for span in spans or ()]
                assert sorted(words) == ["may", "will"]
                seen.add(pair.one)
    assert seen == {may, will}


def _sides(pair: Example) -> list[tuple[str, tuple[Span, ...] | None]]:
    return [(pair.one, pair.in_one), (pair.other, pair.in_other)]


def test_sets_held_out_have_each_wrong_one_once() -> None:
    sets = held_out_sets(STATEMENT)
    assert sets == held_out_sets(STATEMENT)
    assert len(sets) == len(STATEMENT.wrong)
    assert all(each.outlier is not None for each in sets)


@pytest.mark.parametrize(
    ("before", "after", "here", "there"),
    [
        ("They may go.", "They will go.", ["may"], ["will"]),
        ("They may not go.", "They may go.", ["not"], ["go"]),
        ("They go.", "They never go.", ["go"], ["never"]),
        ("A b c d", "A x c y z", ["b", "d"], ["x", "y z"]),
        ("Same.", "Same.", [], []),
        ("THE same.", "the same.", [], []),
        ("", "New", [], ["New"]),
    ],
)
def test_changed_words(before: str, after: str, here: list[str], there: list[str]) -> None:
    one, other = changed(before, after)
    assert [span.of(before) for span in one] == here
    assert [span.of(after) for span in other] == there


def test_the_statements_that_it_learnt_from_are_whole() -> None:
    statements = read()
    assert len(statements) > 11600
    assert len({statement.id for statement in statements}) == len(statements)
    for statement in statements:
        assert (len(statement.faithful), len(statement.wrong), len(statement.minor)) == (5, 3, 1)
        assert len({*statement.faithful, *(wrong.text for wrong in statement.wrong)}) == 8


def test_the_benchmark_has_no_statement_that_it_learnt_from() -> None:
    learnt = {text for statement in read() for text in statement.faithful}
    lines = (Path(__file__).parents[1] / "benchmarks" / "no_original.jsonl").read_text("utf-8").splitlines()
    assert not learnt & {json.loads(line)["text"] for line in lines}
