"""The number check: silent where values agree, both spans where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.checks.base import Check, Finding, Link, Pair, Text
from transcompare.checks.number import NumberCheck
from transcompare.text import Span


def findings(original: str, rendering: str, langs: str = "ru-en", links: tuple[Link, ...] = ()) -> list[Finding]:
    there, here = langs.split("-")
    return list(NumberCheck()(Pair(Text(original, there), Text(rendering, here), None, links)))


def whole(original: str, rendering: str) -> tuple[Link, ...]:
    return (Link(Span(0, len(original)), Span(0, len(rendering))),)


def test_is_a_check() -> None:
    check: Check = NumberCheck()
    assert (check.name, check.version) == ("number", "3")


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        ("Завод выпустил сто тысяч насосов.", "The plant made 100,000 pumps."),
        ("Завод выпустил сто тысяч насосов.", "The plant made 100k pumps."),
        ("Завод выпустил 49 800 насосов.", "The plant made almost 50,000 pumps."),
        ("Около тысячи человек.", "About 1,000 people."),
        ("Паром пойдёт пятнадцатого мая.", "The ferry sails on May 15."),
        ("Паром пойдёт 15.05.2024 в 15:00.", "The ferry sails at 3 pm on 15 May 2024."),
        ("Вырастет на 5 процентов.", "It will grow by five per cent."),
        ("От десяти до пятнадцати миллионов рублей.", "10-15 million roubles."),
        ("Инфляция шесть и восемь десятых процента.", "Inflation is 6.8%."),
        ("Две трети жителей согласны.", "Two in three residents agree."),
        ("Это один из лучших маяков.", "No lighthouse is better."),
        ("В девяностые здесь был порт.", "There was a port here in the 1990s."),
        ("Музей двадцатого века.", "A museum of the 20th century."),
        ("Полгода ремонта.", "Six months of repairs."),
        ("Ремонт займёт две недели.", "The repairs will take 14 days."),
        ("Сорокадвухлетний капитан.", "The captain, 42."),
        ("Танк Т-72 и самолёт Ан-24.", "A T-72 tank and an An-24 plane."),
        ("Зеркало два с половиной метра.", "The mirror is 250 cm across."),
        ("Работает круглосуточно.", "It is open 24/7."),
    ],
)
def test_equal_values_in_other_words_are_silent(original: str, rendering: str) -> None:
    assert findings(original, rendering, links=whole(original, rendering)) == []


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "severity", "spans"),
    [
        ("ru-en", "Сто двадцать миллионов тонн.", "Some 12m tonnes.", "critical", ("Сто двадцать миллионов", "12m")),
        ("ru-en", "Погибли 26 чаек.", "20 gulls died.", "major", ("26", "20")),
        ("ru-en", "В 2018 году.", "In 2019.", "major", ("2018", "2019")),
        ("ru-en", "Сеанс в 12:25.", "The show is at 11:25.", "major", ("12:25", "11:25")),
        ("ru-en", "Открытие 3 мая.", "It opens on 3 June.", "major", ("мая", "June")),
        ("ru-es", "На девяти причалах.", "En noventa muelles.", "critical", ("девяти", "noventa")),
        ("uk-en", "Сорок тисяч тонн піску.", "4,000 tonnes of sand.", "critical", ("Сорок тисяч", "4,000")),
        ("ru-en", "Это стоит 5 млрд рублей.", "It costs $5 billion.", "major", ("5 млрд", "$5 billion")),
        ("ru-en", "Выросло в 20 раз за год.", "It grew by 20 per cent in a year.", "major", ("20", "20")),
        ("ru-en", "Ночью было +5.", "It was -5 at night.", "critical", ("5", "5")),
        ("en-ru", "Five buses", "Семь автобусов", "major", ("Five", "Семь")),
    ],
)
def test_another_value_is_found_on_both_sides(
    langs: str, original: str, rendering: str, severity: str, spans: tuple[str, str]
) -> None:
    (finding,) = findings(original, rendering, langs)
    assert finding.original is not None
    assert finding.rendering is not None
    assert (finding.original.of(original), finding.rendering.of(rendering)) == spans
    assert (finding.category, finding.severity) == ("number", severity)


def test_message_shows_both_values_and_words() -> None:
    (finding,) = findings("Сто двадцать миллионов тонн.", "Some 12m tonnes.")
    assert (
        finding.message == "the original has 120,000,000 ('Сто двадцать миллионов'), the rendering 12,000,000 ('12m')"
    )


def test_percent_and_points_are_a_minor_matter() -> None:
    (finding,) = findings("Выросло на 5 процентных пунктов.", "It rose by 5 per cent.")
    assert finding.severity == "minor"


def test_unmarked_rounding_is_a_minor_matter() -> None:
    (finding,) = findings("Пришли 49 800 гостей.", "Guests: 50,000.")
    assert finding.severity == "minor"


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "spans"),
    [
        ("ru-en", "Через шесть месяцев откроем.", "We open in six weeks.", ("шесть месяцев", "six weeks")),
        ("ru-en", "Через две недели откроем.", "We open in two days.", ("две недели", "two days")),
        ("en-en", "It takes 40 minutes.", "It takes 40 hours.", ("40 minutes", "40 hours")),
        ("uk-en", "Через 5 годин.", "In 5 years.", ("5 годин", "5 years")),
        ("ru-de", "Это 12 километров.", "Das sind 12 Meter.", ("12 километров", "12 Meter")),
    ],
)
def test_an_equal_number_of_something_else(langs: str, original: str, rendering: str, spans: tuple[str, str]) -> None:
    (finding,) = findings(original, rendering, langs, links=whole(original, rendering))
    assert finding.original is not None
    assert finding.rendering is not None
    assert (finding.original.of(original), finding.rendering.of(rendering)) == spans
    assert (finding.severity, finding.confidence) == ("major", 0.6)


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        ("Через две недели, то есть через 14 дней.", "In 14 days, that is two weeks."),
        ("Три года, нет, три месяца.", "Three months, no, three years."),
        ("Ей было 12 лет.", "She was 12."),
        ("В 5 часов вечера.", "At 5 p.m."),
        ("Из 5 частей.", "In 5 hours."),  # no measure is named
    ],
)
def test_a_number_that_counts_the_same_or_nothing_known_is_silent(original: str, rendering: str) -> None:
    assert findings(original, rendering, links=whole(original, rendering)) == []


@pytest.mark.parametrize(
    ("original", "rendering", "reckoning"),
    [
        ("Of 140 sirens, 118 worked.", "22 of the 140 sirens were silent.", "22 + 118 = 140"),
        ("It is 71 per cent, two points down.", "After 75 per cent last year, now 71.", None),
        ("He moved on move 31, she ten later.", "At 31 his move, at 41 hers.", "10 + 31 = 41"),
        ("She repaid a loan of 200,000, 25 per cent.", "Repaid: 50,000 of 200,000.", "1/4 x 200,000 = 50,000"),
        ("Half of the 900 complaints.", "450 of 900 complaints.", ""),
        ("It fell by 0.3, not 0.9.", "It fell by 0.3, three times less than feared.", None),
        ("Since 2018 there were 3 fires.", "3 fires since 2021.", None),
        ("Of 212, 22 are unread.", "Of 212, 190 are unread.", None),
    ],
)
def test_values_that_may_tell_the_same(original: str, rendering: str, reckoning: str | None) -> None:
    """None: a finding like any other; nothing: no finding at all."""
    found = findings(original, rendering, "en-en")
    if reckoning == "":
        assert found == []
        return
    (finding, *_) = found
    assert finding.message.partition(", which may be the same: ")[2] == (reckoning or "")
    assert (finding.confidence <= 0.25) == (reckoning is not None)


def test_a_translator_does_no_sums() -> None:
    (finding,) = findings("Из 140 сирен сработали 118.", "Twenty-two of the 140 sirens were silent.")
    assert finding.confidence == 0.75


def test_a_long_table_is_not_reckoned_with() -> None:
    one, other = (" ".join(str(7 * n + odd) for n in range(3000)) for odd in (1000, 1003))
    assert not any("may be the same" in finding.message for finding in findings(one, other, "en-en"))


def test_invented_value_points_at_the_linked_segment() -> None:
    original, rendering = "Мост закрыт. Ждём.", "The bridge is shut. We wait 40 days."
    links = (Link(Span(0, 12), Span(0, 19)), Link(Span(13, 18), Span(20, 36)))
    (finding,) = findings(original, rendering, links=links)
    assert finding.original == Span(13, 18)
    assert finding.rendering is not None
    assert finding.rendering.of(rendering) == "40"
    assert finding.confidence < 0.5


def test_pairs_inside_a_link_come_first() -> None:
    original, rendering = "Пять рек. Восемь озёр.", "Eleven lakes. Seven rivers."
    links = (Link(Span(0, 9), Span(14, 27)), Link(Span(10, 22), Span(0, 13)))
    found = {
        (f.original.of(original), f.rendering.of(rendering))
        for f in findings(original, rendering, links=links)
        if f.original and f.rendering
    }
    assert found == {("Пять", "Seven"), ("Восемь", "Eleven")}


def test_value_left_out_is_a_faint_hint() -> None:
    original, rendering = "Через 30 дней откроем музей.", "We shall open the museum soon."
    (finding,) = findings(original, rendering, links=whole(original, rendering))
    assert (finding.severity, finding.original) == ("minor", Span(6, 8))
    assert finding.confidence <= 0.3


@pytest.mark.parametrize("rendering", ["We shall [...] open the museum.", "We shall … open the museum."])
def test_value_in_a_marked_gap_is_silent(rendering: str) -> None:
    original = "Через 30 дней откроем музей."
    assert findings(original, rendering, links=whole(original, rendering)) == []


def test_value_in_a_segment_without_counterpart_is_silent() -> None:
    links = (Link(Span(0, 28), None), Link(None, Span(0, 8)))
    assert findings("Через 30 дней откроем музей.", "Welcome!", links=links) == []


def test_words_of_a_language_that_is_not_read_are_no_accusation() -> None:
    assert findings("섬이 다섯 개 있다.", "There are five islands.", "ko-en") == []
    assert findings("섬이 5개 있다.", "There are seven islands.", "ko-en") != []


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["ru-en", "en-ru", "und-en", "de-fr", "ko-zh"]))
def test_any_text_gives_findings_with_spans_inside_it(original: str, rendering: str, langs: str) -> None:
    links = whole(original, rendering)
    found = findings(original, rendering, langs, links)
    assert found == findings(original, rendering, langs, links)
    for finding in found:
        assert 0 < finding.confidence <= 1
        assert finding.original is None or finding.original.end <= len(original)
        assert finding.rendering is None or finding.rendering.end <= len(rendering)


@given(st.text(max_size=120))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert findings(text, text, "ru-ru", whole(text, text)) == []
