"""Numbers as values: digits of every locale, number words, scales, units, dates."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.quantities import Quantity, quantities, reads_words

LANGUAGES = ["ru", "uk", "en", "de", "es", "fr", "ko", "zh", "ja", "und", "xx", ""]


def strong(text: str, lang: str) -> list[tuple[str, Fraction]]:
    return [(q.span.of(text), q.value) for q in quantities(text, lang) if not q.weak]


def only(text: str, lang: str) -> Quantity:
    (quantity,) = quantities(text, lang)
    return quantity


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("ru", "1 000 000", 1_000_000),
        ("en", "1,000,000", 1_000_000),
        ("de", "1.000.000", 1_000_000),
        ("ru", "35 400", 35_400),
        ("ru", "1,5", "3/2"),
        ("en", "1.5", "3/2"),
        ("en", "1,234.5", "2469/2"),
        ("de", "1.234,5", "2469/2"),
        ("en", "10,000", 10_000),
        ("de", "10.000", 10_000),
        ("ru", "100 тыс", 100_000),
        ("ru", "1,5 млрд", 1_500_000_000),
        ("ru", "2 трлн", 2_000_000_000_000),
        ("en", "100k", 100_000),
        ("en", "120m", 120_000_000),
        ("en", "5bn", 5_000_000_000),
        ("en", "7 mn", 7_000_000),
        ("en", "3-billion", 3_000_000_000),
        ("ru", "3-миллиардного", 3_000_000_000),
        ("de", "2,5 Mrd", 2_500_000_000),
        ("es", "3 millones", 3_000_000),
        ("fr", "3 milliards", 3_000_000_000),
        ("ko", "10만", 100_000),
        ("ko", "1억 2000만", 120_000_000),
        ("ko", "2만5천", 25_000),
        ("zh", "100万", 1_000_000),
        ("zh", "1.5亿", 150_000_000),
        ("ja", "三百二十五", 325),
        ("xx", "10 000", 10_000),
    ],
)
def test_digits_and_scales_are_read_in_every_locale(lang: str, text: str, value: int | str) -> None:
    assert strong(text, lang) == [(text, Fraction(value))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("сто тысяч", 100_000),
        ("ста тысячам", 100_000),
        ("сто двадцать миллионов", 120_000_000),
        ("двумястами пятьюдесятью", 250),
        ("тремястами сорока семью", 347),
        ("девяноста", 90),
        ("два миллиона триста тысяч", 2_300_000),
        ("тысяча", 1000),
        ("пять сотен", 500),
        ("два десятка", 20),
        ("полтора миллиона", 1_500_000),
        ("полутора тысяч", 1_500),
        ("полмиллиона", 500_000),
        ("два с половиной миллиона", 2_500_000),
        ("две трети", "2/3"),
        ("шести и восьми десятых", "34/5"),
        ("шесть целых и две десятых", "31/5"),
        ("тысяч двадцать", 20_000),
        ("двадцать пятого", 25),
        ("две тысячи двадцать четвёртого", 2024),
        ("5-й", 5),
        ("2024-го", 2024),
    ],
)
def test_russian_words_are_read_in_every_case(text: str, value: int | str) -> None:
    assert strong(text, "ru") == [(text, Fraction(value))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two hundred and fifty thousand", 250_000),
        ("twenty-five", 25),
        ("half a million", 500_000),
        ("one and a half million", 1_500_000),
        ("two dozen", 24),
        ("two-thirds", "2/3"),
        ("three-and-a-half", "7/2"),
        ("a year and a half", "3/2"),
        ("nineteen ninety-five", 1995),
        ("two thousand and five", 2005),
        ("twenty-first", 21),
        ("5th", 5),
    ],
)
def test_english_words_are_read(text: str, value: int | str) -> None:
    assert strong(text, "en") == [(text, Fraction(value))]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("uk", "сорок тисяч", 40_000),
        ("uk", "п’ятнадцятого", 15),
        ("de", "zweihundertfünfzig Tausend", 250_000),
        ("de", "anderthalb Millionen", 1_500_000),
        ("es", "ciento veinte mil", 120_000),
        ("es", "dos millones y medio", 2_500_000),
        ("fr", "quatre-vingt-dix mille", 90_000),
        ("fr", "un an et demi", "3/2"),
    ],
)
def test_words_of_other_languages_are_read(lang: str, text: str, value: int | str) -> None:
    assert strong(text, lang) == [(text, Fraction(value))]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "no one in the first half, both of them, a couple, twice"),
        ("en", "thousands of letters and hundreds of calls"),
        ("en", "the F-16, the G7, a 4WD car, COVID-19, @user77, https://a.example/2024"),
        ("en", "the Four Seasons, a third-party report, million-dollar views"),
        ("en", "We may march on."),
        ("ru", "один из них, во-первых, вдвое, оба, пара"),
        ("ru", "тысячи писем, сотни звонков, миллионы людей"),
        ("ru", "Т-72, трёхдневный, двадцатилетний, полгода, он любит семью"),
        ("ru", "XX век"),
        ("en", "version 1.2.3"),
    ],
)
def test_traps_are_weak(lang: str, text: str) -> None:
    assert strong(text, lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "reading"),
    [
        ("ru", "трёхдневный", 3),
        ("ru", "сорокадвухлетний", 42),
        ("ru", "пятимиллионный", 5_000_000),
        ("ru", "полгода", 6),
        ("ru", "90-х", 1990),
        ("ru", "1,000", 1000),
        ("ru", "1,000", 1),
        ("en", "100m", 100),
        ("en", "two-thirds", 3),
        ("en", "15:00", 3),
        ("en", "every fifth", "1/5"),
        ("ru", "XXI", 21),
        ("en", "half a year", 6),
        ("en", "a quarter of an hour", 15),
        ("en", "a quarter of a kilo, no more", 250),
    ],
)
def test_words_with_several_readings_have_all_of_them(lang: str, text: str, reading: int | str) -> None:
    assert any(Fraction(reading) in quantity.readings for quantity in quantities(text, lang))


@pytest.mark.parametrize(
    ("lang", "text", "unit"),
    [
        ("ru", "5 процентов", "percent"),
        ("en", "5 per cent", "percent"),
        ("en", "5%", "percent"),
        ("ru", "5 процентных пунктов", "points"),
        ("en", "five percentage points", "points"),
        ("en", "$5bn", "USD"),
        ("en", "five billion dollars", "USD"),
        ("ru", "5 млрд рублей", "RUB"),
        ("es", "cuarenta por ciento", "percent"),
    ],
)
def test_units_are_recognised(lang: str, text: str, unit: str) -> None:
    assert only(text, lang).unit == unit


def test_first_end_of_a_range_has_the_scale_and_unit_of_the_second() -> None:
    left, right = quantities("от десяти до пятнадцати миллионов рублей", "ru")
    assert (left.unit, right.unit) == ("RUB", "RUB")
    assert Fraction(10_000_000) in left.readings


@pytest.mark.parametrize(
    ("lang", "text"),
    [("en", "May 15"), ("en", "15 May"), ("ru", "пятнадцатого мая"), ("ru", "15.05"), ("ko", "5월 15일")],
)
def test_day_and_month_of_a_date_are_told_apart(lang: str, text: str) -> None:
    text = f"{text}.2024" if text == "15.05" else text
    found = {(q.kind == "month", int(q.value)) for q in quantities(text, lang)}
    assert {(True, 5), (False, 15)} <= found


def test_sign_is_kept_apart_from_the_value() -> None:
    assert [(q.sign, int(q.value)) for q in quantities("минус 5, -7, +3, 10-15", "ru")] == [
        (-1, 5),
        (-1, 7),
        (1, 3),
        (0, 10),
        (0, 15),
    ]


def test_lists_of_digits_are_several_numbers() -> None:
    assert [value for _, value in strong("1,2,3", "en")] == [1, 2, 3]


def test_languages_without_words_have_their_digits_read() -> None:
    assert not reads_words("xx")
    assert reads_words("ru")
    assert strong("zzz 40 yyy", "xx") == [("40", Fraction(40))]


HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=4),
        st.sampled_from(list("0123456789.,:-/ %$½万억xXVI'’\ud800\u200f٣")),
        st.sampled_from(
            [" сто ", " тысяч ", " двадцать ", " half ", " a ", " million ", " and ", " mil ", " ein ", " et demi"]
        ),
    ),
    max_size=40,
).map("".join)


@given(HOSTILE, st.sampled_from(LANGUAGES))
def test_spans_are_in_order_and_inside_the_text(text: str, lang: str) -> None:
    found = quantities(text, lang)
    assert found == quantities(text, lang)
    end = 0
    for quantity in found:
        assert end <= quantity.span.start < quantity.span.end <= len(text)
        assert quantity.value >= 0
        end = quantity.span.end


@given(st.integers(3, 10**12))
def test_separators_do_not_change_the_value(number: int) -> None:
    english = f"{number:,}"
    assert number in only(english, "en").readings
    assert number in only(english.replace(",", " "), "ru").readings
    assert number in only(english.replace(",", "."), "de").readings


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_sentence_in_front_does_not_move_a_number_but_by_its_length(before: str, after: str) -> None:
    text = f"{before}. [сто тысяч] {after}"
    spans = [q.span.of(text) for q in quantities(text, "ru")]
    assert "сто тысяч" in spans


@pytest.mark.parametrize("piece", ["1 ", "1,", " 000", "half a ", "двух", "тысяч ", "a-", "two hundred and ", "万"])
@pytest.mark.parametrize("lang", ["ru", "en", "de", "zh"])
def test_long_text_is_read_to_its_end(piece: str, lang: str) -> None:
    text = piece * (20_000 // len(piece)) + " = 77"
    assert quantities(text, lang)[-1].span.end == len(text)
