"""Words: where a tokenizer's pieces stand, which words fit each other, and the probability that none does."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.engine import ArgosEngine, EngineSettings, Route
from transcompare.lexicon import Lexicon, load
from transcompare.patterns import tokens
from transcompare.text import Span
from transcompare.words import Decoded, Model, Word, _places, decoded, features, fits, is_content, strengths, words

KNOWN = Lexicon(
    {"гус": {"gees": 0.5, "bird": 0.25}, "птиц": {"bird": 0.5}, "мельниц": {"mill": 0.5}, "сов": {"owl": 0.5}},
    {"gees": {"гус": 0.5}, "bird": {"гус": 0.25, "птиц": 0.5}, "mill": {"мельниц": 0.5}, "owl": {"сов": 0.5}},
    (
        {"гус": 6.0, "птиц": 5.0, "сов": 5.0, "мельниц": 7.0, "был": 2.0},
        {"gees": 6.0, "bird": 5.0, "owl": 5.0, "mill": 7.0, "was": 2.0},
    ),
    9.0,
)


def read(text: str, lang: str = "en", nats: dict[str, tuple[float, float]] | None = None) -> list[Word]:
    """The words of a text, some with what forced decoding says of them."""
    said = {
        token.span: Decoded(token.span, *nats[token.word])
        for token in tokens(text)
        if nats and token.word in nats
    }  # fmt: skip
    return words(text, lang, Span(0, len(text)), said)


# Where pieces stand


@pytest.mark.parametrize(
    ("text", "pieces", "expected"),
    [
        ("Geese left.", "▁Ge ese ▁left .", "Ge ese left ."),
        ("Geese left.", "▁ Geese ▁left .", "- Geese left ."),
        ("no, no, no", "▁no , ▁no , ▁no", "no , no , no"),
        # bytes stand for one character or a few in a row
        ("café au lait", "▁ca f <0xC3> <0xA9> ▁au ▁lait", "ca f é é au lait"),
        ("Ёлки в лесу", "▁ <0xD0> <0x81> лки ▁в ▁лесу", "- Ё Ё лки в лесу"),
        ("🦆 left", "▁ <0xF0> <0x9F> <0xA6> <0x86> ▁left", "- 🦆 🦆 🦆 🦆 left"),
        ("🦆é left", "▁ <0xF0> <0x9F> <0xA6> <0x86> <0xC3> <0xA9> ▁left", "- 🦆é 🦆é 🦆é 🦆é 🦆é 🦆é left"),
        # characters that the tokenizer writes in another way
        ("left… mill", "▁left ... ▁mill", "left … mill"),
        ("ends… and… so… on… mill", "▁ends ... ▁and ... ▁so ... ▁on ... ▁mill", "ends … and … so … on … mill"),
        ("at № 5 of 7", "▁at ▁No ▁ 5 ▁of ▁ 7", "at № - 5 of - 7"),
        ("a ﬁne mill", "▁a ▁fine ▁mill", "a ﬁne mill"),
        ("one  two", "▁one ▁two", "one two"),
        ("one\u200btwo mill", "▁one two ▁mill", "one two mill"),
        ("one mill ✗✗✗", "▁one ▁mill", "one mill"),
        ("е\u0308лка left", "▁ёлка ▁left", "\u0308лка left"),
        # nothing to place
        ("", "", ""),
        ("", "▁mill", "-"),
    ],
)
def test_pieces_stand_where_their_characters_do(text: str, pieces: str, expected: str) -> None:
    assert [span.of(text) or "-" for span in _places(text, pieces.split())] == expected.split()


characters = st.sampled_from("aбé 🦆½…№ﬁ\u0301ё.,")


@given(st.text(characters, max_size=30), st.lists(st.text(characters | st.just("▁"), max_size=5), max_size=12))
def test_places_are_in_order_and_inside_whatever_the_tokenizer_did(text: str, pieces: list[str]) -> None:
    spans = _places(text, pieces)
    assert len(spans) == len(pieces)
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@given(st.lists(st.text("абвгд", min_size=1, max_size=6), min_size=1, max_size=8), st.data())
def test_pieces_of_an_unchanged_text_stand_exactly(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    pieces, expected, start = [], [], 0
    for part in parts:
        cut = data.draw(st.integers(1, len(part)))
        pieces += [f"▁{part[:cut]}", part[cut:]] if cut < len(part) else [f"▁{part}"]
        expected += [Span(start, start + cut), Span(start + cut, start + len(part))][: 1 + (cut < len(part))]
        start += len(part) + 1
    assert _places(text, pieces) == expected


# What forced decoding says of words


def test_the_pieces_of_a_word_add_up() -> None:
    found = decoded(
        "Old mills, left.",
        ["▁Old", "▁mi", "lls", ",", "▁left", "."],
        [-1, -2, -3, -9, -4, -9, -9],
        [-5, -6, -7, 0, -8, 0, 0],
    )
    assert found == [Decoded(Span(0, 3), -1, -5), Decoded(Span(4, 9), -5, -13), Decoded(Span(11, 15), -4, -8)]


def test_a_piece_over_two_words_counts_for_both() -> None:
    found = decoded("don't go", ["▁don't", "▁go"], [-1, -2, 0], [-3, -4, 0])
    assert [(each.logprob, each.prior) for each in found] == [(-1, -3), (-1, -3), (-2, -4)]


@pytest.mark.parametrize(("text", "pieces"), [("mill", ()), ("left mill", ("▁left",)), ("", ()), ("…", ("...",))])
def test_a_word_without_a_piece_is_left_out(text: str, pieces: tuple[str, ...]) -> None:
    nats = [-1.0] * (len(pieces) + 1)
    assert [each.span.of(text) for each in decoded(text, pieces, nats, nats)] == [
        p.strip("▁") for p in pieces if "▁" in p
    ]


TRICKY = {
    ("en", "ru"): ["Ёлки стоят в лесу у мельницы.", "Мэр — за мост № 5… и ½ рубля за гвоздь.", "Гуси 🦆🦆 ушли домой."],
    ("ru", "en"): ["The café by the mill is naïve.", "We pay ½ of № 5…", "👨‍👩‍👧 The geese 🦆 left home."],
}  # fmt: skip


@pytest.mark.parametrize(("langs", "text"), [(langs, text) for langs, texts in TRICKY.items() for text in texts])
def test_every_word_of_a_text_that_the_tokenizer_changed_has_its_own_pieces(langs: tuple[str, str], text: str) -> None:
    route = EngineSettings().routes([langs])[langs]
    assert isinstance(route, Route)
    assert isinstance(route.engine, ArgosEngine)
    (scored,) = route.engine.score(["…"], [text])
    assert scored
    assert len(scored.logprobs) == len(scored.pieces) + 1
    assert all(nats <= 0 for nats in scored.logprobs)
    found = decoded(text, scored.pieces, scored.logprobs, scored.logprobs)
    assert [each.span for each in found] == [token.span for token in tokens(text) if token.is_word]
    plain = [piece for piece in scored.pieces if piece.strip("▁").isalpha()]
    places = [
        span.of(text) for piece, span in zip(scored.pieces, _places(text, scored.pieces), strict=True) if piece in plain
    ]
    same = [piece.strip("▁") == place for piece, place in zip(plain, places, strict=True)]
    assert sum(same) >= len(same) - 1  # «№» is written No


# Words


def test_words_are_cut_stemmed_and_located() -> None:
    said = Decoded(Span(4, 9), -1.0, -2.0)
    assert words("The Geese left…", "en", Span(0, 15), {said.span: said}) == [
        Word(Span(0, 3), "the", "the", True, None),
        Word(Span(4, 9), "geese", "gees", True, said),
        Word(Span(10, 14), "left", "left", False, None),
    ]


@pytest.mark.parametrize(
    ("within", "expected"),
    [(Span(0, 0), []), (Span(0, 3), ["the"]), (Span(3, 4), []), (Span(4, 14), ["geese", "left"]), (Span(14, 15), [])],
)
def test_words_of_a_part(within: Span, expected: list[str]) -> None:
    assert [word.text for word in words("The Geese left…", "en", within, {})] == expected


@given(st.text(max_size=80), st.sampled_from(["ru", "en", "und", "ko"]))
def test_words_lie_inside_the_text_and_in_order(text: str, lang: str) -> None:
    spans = [word.span for word in words(text, lang, Span(0, len(text)), {})]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


# What fits what


@pytest.mark.parametrize(
    ("here", "there", "known", "expected"),
    [
        ("geese", "гуси", KNOWN, [0.5]),
        ("geese", "мельница гуси", KNOWN, [0, 0.5]),
        ("geese", "птицы", KNOWN, [0.0625]),  # by way of bird and гусь
        ("geese", "птицы гуси", KNOWN, [0, 0.5]),  # a direct link needs no bridge
        ("fox", "гуси", KNOWN, [0]),
        ("2024", "2024 гуси", KNOWN, [0.9, 0]),
        ("2024", "2024", None, [0.9]),
        ("Rybtsev", "Рыбцев гусь", None, [0.3, 0]),
        ("rybtsev", "Рыбцев", None, [0]),  # names have capitals
        ("geese", "гуси", None, [0]),
        ("geese", "", KNOWN, []),
    ],
)
def test_what_speaks_for_each_word_of_the_other_text(
    here: str, there: str, known: Lexicon | None, expected: list[float]
) -> None:
    assert strengths(read(here)[0], read(there, "ru"), known) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("word", "known", "lang", "content"),
    [
        ("geese", KNOWN, "en", True),
        ("unheard", KNOWN, "en", True),
        ("was", KNOWN, "en", False),  # in every text
        ("ox", KNOWN, "en", False),
        ("2024", KNOWN, "en", False),
        ("b52", KNOWN, "en", False),
        ("seven", KNOWN, "en", False),  # a number: there is a check for these
        ("семьдесят", None, "ru", False),
        ("fox", None, "en", False),  # without a lexicon short words are taken for common ones
        ("geese", None, "en", True),
        ("geese", None, "und", True),
        ("гуси", None, "xx", True),
    ],
)
def test_which_words_are_content(word: str, known: Lexicon | None, lang: str, content: bool) -> None:
    assert is_content(read(word, lang)[0], known, lang) is content


def test_what_the_model_sees() -> None:
    (geese,) = read("geese", nats={"geese": (-20.0, -3.0)})
    assert geese.decoded
    assert features(geese, geese.decoded, 0.5, None) == [-14, -3]
    assert features(geese, geese.decoded, 0.5, KNOWN) == pytest.approx([-14, -3, -0.693147, 1, 6])
    (fox,) = read("fox", nats={"fox": (-1.0, -3.0)})
    assert fox.decoded
    assert features(fox, fox.decoded, 0.0, KNOWN) == pytest.approx([-1, -3, -5.809143, 0, 9])
    assert features(fox, fox.decoded, 0.0, KNOWN, {"owl"}) == pytest.approx([-1, -3, -5.809143, 0, 9, 0])
    assert features(fox, fox.decoded, 0.0, KNOWN, {"fox"}) == pytest.approx([-1, -3, -5.809143, 0, 9, 1])
    assert features(fox, fox.decoded, 0.0, None, {"fox"}) == [-1, -3]


def test_a_word_with_a_counterpart_is_explained_and_one_without_is_not() -> None:
    original = read("Гуси и мельница", "ru")
    rendering = read("geese mill owls", nats={"geese": (-1, -9), "mill": (-1, -9), "owls": (-14, -5)})
    geese, mill, owls = fits(rendering, original, KNOWN, "en")
    assert (geese.best, mill.best, owls.best) == (0, 2, None)
    for explained in (geese, mill):
        assert explained.unexplained is not None
        assert explained.unexplained < 0.02
        assert explained.probability > 0.85
    assert owls.unexplained is not None
    assert owls.unexplained > 0.7
    assert owls.probability == 0


def test_a_word_in_one_of_the_hypotheses_is_explained() -> None:
    rendering, original = read("owls", nats={"owls": (-9, -7)}), read("Гуси и мельница", "ru")

    def unexplained(said: frozenset[str] | None) -> float:
        (fit,) = fits(rendering, original, KNOWN, "en", said=said)
        assert fit.unexplained is not None
        return fit.unexplained

    assert unexplained(frozenset({"owl", "flew"})) < unexplained(frozenset({"flew"}))


@pytest.mark.parametrize("known", [KNOWN, None])
def test_of_words_that_were_not_decoded_only_links_are_said(known: Lexicon | None) -> None:
    found = fits(read("geese Rybtsev"), read("гуси Рыбцев", "ru"), known, "en")
    assert [fit.unexplained for fit in found] == [None, None]
    assert [fit.best for fit in found] == [0 if known else None, 1]


nats = st.floats(-30, 0)
known_words = st.lists(st.sampled_from(["geese", "mill", "bird", "was", "fox", "2024", "Rybtsev", "é"]), max_size=6)
original_words = st.lists(st.sampled_from(["гуси", "мельница", "птицы", "был", "2024", "Рыбцев"]), max_size=6)


@given(known_words, original_words, nats, nats, st.sampled_from([KNOWN, None]), st.sampled_from(["en", "und", "ko"]))
def test_probabilities_are_probabilities(
    here: list[str], there: list[str], given_: float, prior: float, known: Lexicon | None, lang: str
) -> None:
    one = read(" ".join(here), lang, {word.lower(): (given_, prior) for word in here})
    other = read(" ".join(there), "ru")
    found = fits(one, other, known, lang)
    assert len(found) == len(one)
    for fit in found:
        assert 0 <= fit.probability <= 1
        assert (fit.best is None) == (fit.probability == 0)
        assert fit.best is None or 0 <= fit.best < len(other)
        assert fit.unexplained is None or 0 <= fit.unexplained <= 1
        assert fit.probability + (fit.unexplained or 0.0) <= 1


@given(nats, nats, nats, st.floats(0, 1), st.booleans(), st.sampled_from([None, {"gees"}, {"owl"}]))
def test_the_more_speaks_for_a_word_the_surer_it_is_explained(
    one: float, other: float, prior: float, best: float, known: bool, said: set[str] | None
) -> None:
    lexicon = load("ru", "en") if known else None
    (word,) = read("geese")

    def unexplained(logprob: float, strength: float) -> float:
        return _shipped().probability(features(word, Decoded(word.span, logprob, prior), strength, lexicon, said))

    low, high = sorted((one, other))
    assert unexplained(low, best) >= unexplained(high, best)
    assert unexplained(low, best) >= unexplained(low, 1.0)


def _shipped() -> Model:
    from transcompare.words import _model

    return _model()


def test_the_model_is_logistic_and_asks_for_its_own_features() -> None:
    model = Model(plain=(-1, 1, 0), lexicon=(0, 0, 0, 0, 0, 0), hypotheses=(0, 0, 0, 0, 0, -2, 2), fitted="by hand")
    assert model.probability([-3, -3]) == 0.5
    assert model.probability([-3, -1]) == pytest.approx(0.880797)  # log-odds 3 - 1
    assert model.probability([0] * 5) == 0.5
    assert model.probability([0] * 6) == pytest.approx(0.880797)
    assert model.probability([0, 0, 0, 0, 0, 1]) == 0.5
