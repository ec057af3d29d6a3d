from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.patterns import clauses, sentences
from transcompare.polarity import cues, languages
from transcompare.text import Span


def kinds(text: str, lang: str) -> list[tuple[str, str]]:
    return [(cue.kind, cue.span.of(text)) for cue in cues(text, lang) if cue.kind != "weak"]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "Мы завод не продаём.", "не"),
        ("ru", "Денег на ремонт пока нет.", "нет"),
        ("ru", "Трогать сваи нельзя.", "нельзя"),
        ("ru", "НЕ верю", "НЕ"),
        ("uk", "Ми завод не продаємо.", "не"),
        ("en", "We did not sell the mill.", "not"),
        ("en", "We didn't sell the mill.", "n't"),
        ("en", "We didn’t sell the mill.", "n’t"),
        ("en", "You cannot touch the piles.", "cannot"),
        ("en", "Nobody came.", "Nobody"),
        ("de", "Wir verkaufen die Mühle nicht.", "nicht"),
        ("es", "El molino no se vende.", "no"),
        ("fr", "Le moulin est à nous, pas à eux.", "pas"),
    ],
)
def test_explicit_negation_is_found_where_it_stands(lang: str, text: str, expected: str) -> None:
    assert kinds(text, lang) == [("negation", expected)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Никто никогда ничего об этом не говорил"),
        ("ru", "Я не виню ни капитана, ни лоцмана, ни портовых"),
        ("uk", "Ніхто ніколи про це не говорив"),
        ("en", "Neither the captain nor the pilot was told"),
        ("es", "No vino nunca nadie"),
        ("fr", "Personne n’a jamais vu ce bateau"),
        ("fr", "Nous n'avons pas signé"),
    ],
)
def test_concord_and_chains_are_one_negation(lang: str, text: str) -> None:
    assert [cue.kind for cue in cues(text, lang) if cue.kind != "weak"] == ["negation"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Ремонт займёт не менее двух лет"),
        ("ru", "Откроем не раньше марта"),
        ("ru", "Это не только порт"),
        ("ru", "Я едва не опоздал"),
        ("ru", "Ждём, пока не растает лёд"),
        ("ru", "Нельзя не заметить перемен"),
        ("ru", "Я не могу не поблагодарить вас"),
        ("ru", "Какой бы ни была погода"),
        ("ru", "Почему бы не начать сегодня"),
        ("ru", "Это, не говоря уже о порте, дорого"),
        ("uk", "Ремонт триватиме не менше року"),
        ("en", "It takes no less than two years"),
        ("en", "It opens no earlier than March"),
        ("en", "This is not only a port"),
        ("en", "No wonder they came"),
        ("en", "The ships, not to mention the port"),
        ("en", "You saw it, didn't you?"),
        ("en", "Track No. 7 is closed"),
        ("de", "Es ist nicht nur ein Hafen"),
        ("fr", "C’est non seulement un port"),
        ("es", "Es no solo un puerto"),
    ],
)
def test_idioms_that_only_look_negative_are_neutral(lang: str, text: str) -> None:
    assert {kind for kind, _ in kinds(text, lang)} == {"neutral"}


@pytest.mark.parametrize(
    ("lang", "text", "concept"),
    [
        ("ru", "Мы не исключаем новых рейсов", "exclude"),
        ("ru", "Исключать нельзя ничего", "exclude"),
        ("ru", "Закон этого не запрещает", "forbid"),
        ("uk", "Ми не виключаємо нових рейсів", "exclude"),
        ("en", "We do not rule out new sailings", "exclude"),
        ("en", "We can't rule it out", "exclude"),
        ("en", "It was never banned", "forbid"),
        ("de", "Wir schließen das ein, verbieten nicht", "forbid"),
        ("es", "No descartamos nuevas rutas", "exclude"),
        ("fr", "La règle n’interdit pas de pêcher", "forbid"),
    ],
)
def test_a_negated_lexical_negator_is_a_double_of_its_concept(lang: str, text: str, concept: str) -> None:
    doubles = [cue.concept for cue in cues(text, lang) if cue.kind == "double"]
    assert doubles == [concept]
    assert all(cue.kind != "negation" for cue in cues(text, lang) if cue.span.end <= len(text) // 2)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "безопасная гавань и нефтяной причал"),
        ("ru", "на прошлой неделе несколько немецких судов"),
        ("ru", "Тем не менее мы идём"),
        ("ru", "Он не раз бывал здесь"),
        ("en", "the UN and the United Kingdom understand"),
        ("en", "Nevertheless, we go"),
        ("de", "und unser Unternehmen"),
    ],
)
def test_words_that_merely_begin_like_a_negation_are_no_cues(lang: str, text: str) -> None:
    assert kinds(text, lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "scope"),
    [
        ("ru", "Мы его не приглашали", "не приглашали"),
        ("ru", "Ответа нет", "Ответа нет"),
        ("ru", "Мы не в порту", "не в порту"),
        ("en", "It has not been confirmed", "not been confirmed"),
        ("en", "no", "no"),
    ],
)
def test_scope_reaches_to_the_negated_word(lang: str, text: str, scope: str) -> None:
    assert [cue.scope.of(text) for cue in cues(text, lang) if cue.kind == "negation"] == [scope]


@pytest.mark.parametrize(
    ("lang", "word"),
    [
        ("ru", "несговорчивый"),
        ("ru", "бессонный"),
        ("ru", "безветренный"),
        ("uk", "недоречний"),
        ("uk", "безхмарно"),
        ("en", "unmoored"),
        ("en", "discontented"),
        ("en", "nonstop"),
        ("en", "rudderless"),
    ],
)
def test_words_with_a_negative_prefix_or_suffix_may_answer(lang: str, word: str) -> None:
    assert kinds(word, lang) == [("lexical", word)]


@pytest.mark.parametrize(
    "text", ['User "nobody" logged in', "A do-nothing policy", "A no-sail zone", "The «none» option"]
)
def test_negators_that_are_named_or_compounded_need_no_answer(text: str) -> None:
    assert {kind for kind, _ in kinds(text, "en")} == {"lexical"}


def test_tokenised_contractions_are_negations() -> None:
    assert kinds("They don 't sail", "en") == [("negation", "n 't")]


@pytest.mark.parametrize("lang", ["", "und", "xx", "EN", "ru-RU"])
def test_a_language_without_a_table_has_no_cues(lang: str) -> None:
    assert cues("We do not know. Мы не знаем.", lang) == ()


def test_unknown_languages_have_no_cues() -> None:
    assert cues("We do not know.", "und") == ()
    assert "ko" not in languages()
    assert {"ru", "en", "uk", "de", "es", "fr"} <= languages()


def test_sentences_and_clauses_are_cut_at_punctuation() -> None:
    text = "Rates fell 6.8%, we think. Not so!"
    assert [span.of(text) for span in sentences(text)] == ["Rates fell 6.8%, we think", "Not so"]
    assert [span.of(text) for span in clauses(text, Span(0, 26))] == ["Rates fell 6.8", "we think"]


ODD = st.text(st.characters(exclude_categories=()), max_size=80)
NEGATIVE = st.lists(
    st.sampled_from(
        [
            "не",
            "нет",
            "ни",
            "пока",
            "исключать",
            "not",
            "rule",
            "out",
            "n't",
            "don't",
            ",",
            ".",
            "\u202e",
            "É",
            "\ud800",
            "7",
            "ne",
            "pas",
        ]
    ),
    max_size=30,
).map(" ".join)


@given(ODD | NEGATIVE, st.sampled_from(sorted(languages())))
def test_cues_are_ordered_disjoint_and_inside_the_text(text: str, lang: str) -> None:
    found = cues(text, lang)
    assert found == cues(text, lang)
    assert all(0 <= cue.scope.start <= cue.span.start < cue.span.end <= cue.scope.end <= len(text) for cue in found)
    assert all(one.span.end <= two.span.start for one, two in pairwise(found))


@given(ODD)
def test_sentences_lie_in_order_inside_the_text(text: str) -> None:
    found = sentences(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize("unit", ["не ", "n't", "a", ".", "пока _ не ", "бы "])
def test_a_long_monotonous_text_is_read(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert all(cue.span.end <= len(text) for lang in ("ru", "en") for cue in cues(text, lang))
