from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.checks.base import Check, Finding, Link, Pair, Text
from transcompare.checks.negation import NegationCheck
from transcompare.schema import CATEGORIES, SEVERITY_WEIGHTS
from transcompare.text import Span


def findings(
    original: str, rendering: str, langs: str = "ru-en", reference: str | None = None, links: tuple[Link, ...] = ()
) -> list[Finding]:
    here, there = langs.split("-")
    return list(NegationCheck()(Pair(Text(original, here), Text(rendering, there), reference, links)))


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "denied", "asserted"),
    [
        ("ru-en", "Мы завод не продаём.", "We are selling the mill.", "не продаём", "We are selling the mill"),
        ("ru-en", "Мы не исключаем забастовки.", "We rule out a strike.", "не исключаем", "rule out"),
        ("ru-fr", "Закон не запрещает ловлю.", "La loi interdit la pêche.", "не запрещает", "interdit"),
        ("uk-en", "Ми завод не продаємо.", "We are selling the mill.", "не продаємо", "We are selling the mill"),
        ("de-uk", "Die Fähre fährt nicht.", "Пором ходить щодня.", "fährt nicht", "Пором ходить щодня"),
        ("en-es", "The ferry is not running.", "El ferry funciona.", "not running", "El ferry funciona"),
    ],
)
def test_a_lost_negation_is_critical_and_points_at_both_sides(
    langs: str, original: str, rendering: str, denied: str, asserted: str
) -> None:
    (finding,) = findings(original, rendering, langs)
    assert (finding.category, finding.severity) == ("negation", "critical")
    assert finding.original is not None
    assert finding.rendering is not None
    assert finding.original.of(original) == denied
    assert finding.rendering.of(rendering) == asserted
    assert denied in finding.message
    assert asserted in finding.message


def test_an_added_negation_is_found_the_other_way_round() -> None:
    original, rendering = "Паром ходит по расписанию.", "The ferry does not run to schedule."
    (finding,) = findings(original, rendering)
    assert finding.severity == "critical"
    assert finding.original == Span(0, len(original) - 1)
    assert finding.rendering is not None
    assert finding.rendering.of(rendering) == "not run"
    assert finding.message.startswith("the rendering negates («not run»)")


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        ("Мы завод не продаём.", "We aren’t selling the mill."),
        ("Мы завод не продаём.", "The mill is staying with us rather than with them."),
        ("Мы не исключаем забастовки.", "We cannot exclude a strike."),
        ("Мы не исключаем забастовки.", "A strike is possible."),
        ("Исключать забастовку нельзя.", "A strike can't be ruled out."),
        ("Никто никогда этого не говорил.", "Nobody has ever said that."),
        ("Я не виню ни капитана, ни лоцмана.", "I blame no one: not the captain, not the pilot."),
        ("Ремонт займёт не менее года.", "The repairs will take at least a year."),
        ("Откроем не раньше марта.", "It won't open before March."),
        ("Это не только порт, но и верфь.", "It is both a port and a shipyard."),
        ("Ждём, пока не растает лёд.", "We are waiting for the ice to melt."),
        ("Нельзя не признать: стало лучше.", "It must be admitted that things are better."),
        ("Мы не смогли договориться.", "We failed to agree."),
        ("Средств не хватает.", "We are short of funds."),
        ("Он не уходит.", "He remains."),
        ("Он едва не утонул.", "He almost drowned."),
        ("Без разрешения туда ходу нет.", "Entry is by permit; unauthorised visits are forbidden."),
        ("Порт ещё не достроен.", "The port has yet to be completed."),
        ("Причал № 4 закрыт.", "Pier No. 4 is closed."),
        ("Вряд ли мы успеем.", "We are not likely to make it."),
    ],
)
def test_fair_renderings_of_a_negation_are_silent_or_doubtful(original: str, rendering: str) -> None:
    assert [f.message for f in findings(original, rendering) if f.confidence > 0.5] == []
    assert all(finding.severity == "major" for finding in findings(original, rendering))


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru-en", "Лоцман не рекомендовал ждать.", "The pilot cautioned people over waiting."),
        ("ru-en", "Лоцман не советовал ждать.", "The pilot advised them against waiting."),
        ("ru-en", "Цены на рыбу не изменились.", "Fish prices were flat."),
        ("ru-en", "Расписание не меняется.", "The timetable stays as it is."),
        ("ru-en", "Лодок не хватало.", "Boats ran out."),
        ("ru-en", "Паром не работает.", "The ferry is out of service."),
        ("ru-en", "Проезд бесплатный.", "There is no charge for the ride."),
        ("ru-en", "Отвечать необязательно.", "There is no need to reply."),
        ("ru-en", "Отвечать необязательно до весны.", "There is no need to reply until spring."),
        ("ru-en", "Это была бестолковая затея.", "The idea made no sense."),
        ("ru-en", "Смотритель молчал.", "The keeper said nothing."),
        ("ru-en", "Вы не хотите чаю?", "Would you like tea?"),
        ("ru-en", "Спросили, не идёт ли паром.", "They asked whether the ferry was coming."),
        ("ru-en", "Он вводит слово «nobody».", "He types the word «nobody»."),
        ("ru-en", "Мы этого не знали.", "We didn 't know that."),
        ("ru-en", "Соседи удивляются, откуда вода.", "The neighbours cannot understand where the water is from."),
        (
            "ru-en",
            "Соседи удивляются: колодец пуст. Рыть новый я бы не стала.",
            "The neighbours cannot understand why the well is empty. I would not dig a new one.",
        ),
        ("ru-en", "Лоцман недоумевает.", "The pilot doesn't see why."),
        ("uk-en", "Ціни не змінилися.", "Prices held steady."),
        ("uk-en", "Вхід безкоштовний.", "There is no charge."),
        ("en-ru", "The rules are unchanged.", "Правила не изменились."),
        ("en-ru", "The light is motionless.", "Огонь не движется."),
    ],
)
def test_paraphrases_of_a_negation_are_silent_or_doubtful(langs: str, original: str, rendering: str) -> None:
    assert [f.message for f in findings(original, rendering, langs) if f.confidence > 0.4] == []


def test_words_of_the_same_concept_say_the_same() -> None:
    assert findings("Цены на рыбу не изменились.", "Fish prices were flat.") == []
    (finding,) = findings("Мы рыбу, увы, не продали.", "The fish prices were flat.")
    assert finding.severity == "major"


def test_a_sentence_that_a_cut_elsewhere_may_have_taken_is_not_missed() -> None:
    original = "Порт наш уже много лет. Завод мы не продаём. Вот и всё."
    rendering = "The port has been ours for many years now. [...] That is all."
    links = (Link(Span(0, 44), Span(0, 42)), Link(Span(45, 55), Span(49, 60)))
    assert findings(original, rendering, links=links) == []


def test_a_sentence_that_may_have_been_left_out_is_doubtful() -> None:
    original, rendering = "Порт наш уже много лет. Завод мы не продаём.", "The port has been ours for many years."
    links = (Link(Span(0, len(original)), Span(0, len(rendering))),)
    (finding,) = findings(original, rendering, links=links)
    assert (finding.severity, finding.confidence) == ("major", 0.4)


@pytest.mark.parametrize("rendering", ["[...] The port is ours.", "[…] the port is ours", "The port … ours for good"])
def test_a_marked_cut_explains_a_missing_negation(rendering: str) -> None:
    assert findings("Порт наш, завод мы не продаём.", rendering) == []


def test_a_much_shorter_rendering_explains_a_missing_negation() -> None:
    assert findings("Порт остаётся нашим, а завод мы никому и никогда не продадим.", "The port is ours.") == []


def test_an_unaligned_segment_is_not_missed() -> None:
    original, rendering = "Порт наш. Завод не продаём.", "The port is ours."
    links = (Link(Span(0, 9), Span(0, 17)), Link(Span(10, 27), None))
    assert findings(original, rendering, links=links) == []


def test_aligned_segments_are_compared_one_by_one() -> None:
    original, rendering = "Порт не наш. Завод не продаём.", "The mill is for sale. The port is not ours."
    links = (Link(Span(13, 30), Span(0, 21)), Link(Span(0, 12), Span(22, 43)))
    (finding,) = findings(original, rendering, links=links)
    assert finding.original == Span(19, 29)
    assert finding.rendering == Span(0, 20)


def test_a_negation_that_moved_to_another_segment_is_doubtful() -> None:
    original, rendering = "Порт не наш. Завод тоже наш.", "The port is ours. The mill is not ours."
    links = (Link(Span(0, 12), Span(0, 17)), Link(Span(13, 28), Span(18, 39)))
    assert [f.severity for f in findings(original, rendering, links=links)] == ["major", "major"]
    assert findings(original, rendering) == []


def test_the_reference_moves_the_confidence() -> None:
    texts = "Мы завод не продаём.", "We are selling the mill."
    alone, agreeing, disagreeing = (
        findings(*texts, reference=reference)[0].confidence
        for reference in (None, "We do not sell the mill.", "We sell the mill.")
    )
    assert disagreeing < alone < agreeing


def test_a_question_is_more_doubtful_than_a_statement() -> None:
    statement = findings("Это сказали мы.", "Nobody said that.")[0]
    question = findings("Кто это сказал?", "Nobody said that.")[0]
    assert question.confidence < statement.confidence


@pytest.mark.parametrize(("original", "rendering"), [("", "No."), ("Нет.", ""), ("...", "Not so"), ("", "")])
def test_nothing_is_said_about_a_text_without_words(original: str, rendering: str) -> None:
    assert findings(original, rendering) == []


@pytest.mark.parametrize("langs", ["ko-en", "ru-und", "und-und"])
def test_unknown_languages_are_left_alone(langs: str) -> None:
    assert findings("Завод не продаём.", "We are selling the mill.", langs) == []


def test_it_is_a_check() -> None:
    assert isinstance(NegationCheck(), Check)
    assert (NegationCheck.name, NegationCheck.version) == ("negation", "3")


WORDS = [
    "не",
    "нет",
    "исключаем",
    "завод",
    "?",
    ".",
    ",",
    "[...]",
    "not",
    "rule out",
    "mill",
    "n't",
    "\ud800",
    "\u202e",
    "ни",
]
TEXTS = st.text(st.characters(exclude_categories=()), max_size=60) | st.lists(st.sampled_from(WORDS), max_size=25).map(
    " ".join
)


@given(TEXTS, TEXTS, st.booleans())
def test_findings_keep_the_contract_on_any_text(original: str, rendering: str, linked: bool) -> None:
    links = (Link(Span(0, len(original)), Span(0, len(rendering))),) if linked else ()
    found = findings(original, rendering, links=links)
    assert found == findings(original, rendering, links=links)
    for finding in found:
        assert finding.category in CATEGORIES
        assert finding.severity in SEVERITY_WEIGHTS
        assert 0 <= finding.confidence <= 1
        assert finding.original is not None
        assert finding.rendering is not None
        assert 0 <= finding.original.start < finding.original.end <= len(original)
        assert 0 <= finding.rendering.start < finding.rendering.end <= len(rendering)
