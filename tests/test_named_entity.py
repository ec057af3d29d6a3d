from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.checks.base import Check, Finding, Link, Pair, Text
from transcompare.checks.named_entity import NamedEntityCheck
from transcompare.gazetteer import languages
from transcompare.schema import CATEGORIES, SEVERITY_WEIGHTS
from transcompare.text import Span


def findings(
    original: str,
    rendering: str,
    langs: str = "ru-en",
    reference: str | None = None,
    links: tuple[Link, ...] | None = None,
) -> tuple[Finding, ...]:
    here, there = langs.split("-")
    whole = (Link(Span(0, len(original)), Span(0, len(rendering))),)
    pair = Pair(Text(original, here), Text(rendering, there), reference, whole if links is None else links)
    return NamedEntityCheck()(pair)


def test_it_is_a_check() -> None:
    assert isinstance(NamedEntityCheck(), Check)


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "left", "right", "severity"),
    [
        (
            "ru-en",
            "Паром пришёл из Южной Кореи.",
            "The ferry came from North Korea.",
            "Южной Кореи",
            "North Korea",
            "critical",
        ),
        ("ru-en", "Уголь покупает Словакия.", "Slovenia buys the coal.", "Словакия", "Slovenia", "critical"),
        ("ru-en", "Иранский танкер ушёл.", "The Iraqi tanker left.", "Иранский", "Iraqi", "critical"),
        ("ru-en", "КНДР пришлёт мастеров.", "Seoul will send craftsmen.", "КНДР", "Seoul", "critical"),
        ("ru-en", "Мост открыли в Париже.", "The bridge opened in London.", "Париже", "London", "major"),
        ("ru-en", "Отчёт готовит МАГАТЭ.", "The OSCE is preparing the report.", "МАГАТЭ", "OSCE", "major"),
        ("ru-de", "Греческий повар согласен.", "Der georgische Koch stimmt zu.", "Греческий", "georgische", "critical"),
        ("uk-es", "Пшоно везуть до Австрії.", "Llevan el mijo a Australia.", "Австрії", "Australia", "critical"),
        ("ko-en", "북한이 제안했다.", "South Korea proposed it.", "북한", "South Korea", "critical"),
        ("zh-fr", "韩国同意了。", "La Corée du Nord a accepté.", "韩国", "Corée du Nord", "critical"),
        ("en-ru", "Niger sells onions.", "Нигерия продаёт лук.", "Niger", "Нигерия", "critical"),
    ],
)
def test_an_exchange_points_at_both_sides(
    langs: str, original: str, rendering: str, left: str, right: str, severity: str
) -> None:
    (finding,) = findings(original, rendering, langs)
    assert (finding.category, finding.severity) == ("named-entity", severity)
    assert finding.original is not None
    assert finding.rendering is not None
    assert finding.original.of(original) == left
    assert finding.rendering.of(rendering) == right
    assert left in finding.message
    assert right in finding.message


def test_the_message_names_both_in_english() -> None:
    (finding,) = findings("Сыр везут в Южную Корею.", "The cheese goes to North Korea.")
    expected = "the original names South Korea («Южную Корею»), the rendering North Korea ('North Korea')"
    assert finding.message == expected


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru-en", "Москва согласна.", "Russia agrees."),
        ("ru-en", "Россия согласна.", "The Kremlin agrees."),
        ("ru-en", "Американцы подпишут.", "Washington will sign."),
        ("ru-en", "Европейские столицы молчат.", "The EU is silent."),
        ("ru-en", "Великобритания и Голландия за.", "The British and the Dutch are in favour."),
        ("ru-en", "Эту игру знает Англия.", "Britain knows this game."),
        ("ru-en", "КНДР строит каток.", "North Korea is building a rink."),
        ("ru-en", "Корея строит каток.", "South Korea is building a rink."),
        ("ru-en", "Грузия ждёт автобус.", "Georgia is waiting for a bus."),
        ("ru-en", "Иордания ждёт автобус.", "Jordan is waiting for a bus."),
        ("ru-en", "Внутриливийский спор утих, ливийцы рады.", "The intra-Libyan dispute died down; Libya is glad."),
        ("ru-en", "Это стоит сто долларов.", "It costs a hundred US dollars."),
        ("ru-en", "Об этом пишет Paris Match.", "Paris Match writes about it."),
        ("ru-en", "Эстоноязычный хор поёт.", "The Estonian choir sings."),
        ("ru-en", "Совет Федерации против.", "The Russian upper house is against it."),
        ("ru-en", "Президент туда не поедет.", "The president will not go [to Ukraine]."),
        ("ru-uk", "Украинцы и россияне приехали.", "Українці та росіяни приїхали."),
        ("ru-ko", "США против.", "미국은 반대한다."),
        ("ko-en", "한미 훈련이 끝났다.", "The South Korean and American drill is over."),
        ("ru-en", "И Китай, и Япония, и Индия приедут [в мае].", "China is coming."),
        ("ru-pt", "Иран согласен.", "O Iraque concorda."),
        ("und-en", "Iran agrees.", "Iraq agrees."),
    ],
)
def test_what_stands_for_one_another_is_no_finding(langs: str, original: str, rendering: str) -> None:
    assert findings(original, rendering, langs) == ()


def test_an_entity_out_of_nowhere_is_major_with_low_confidence() -> None:
    original, rendering = "Паром пришёл поздно.", "The ferry from Denmark came late."
    (finding,) = findings(original, rendering)
    assert (finding.severity, finding.original) == ("major", None)
    assert finding.rendering is not None
    assert finding.rendering.of(rendering) == "Denmark"
    assert finding.confidence < 0.5


def test_our_own_translation_accounts_for_an_addition() -> None:
    original, rendering = "Датчо паром пришёл.", "The ferry from Norway came."
    assert findings(original, rendering)
    assert findings(original, rendering, reference="The Norwegian ferry came.") == ()


def test_an_entity_lost_from_a_rendering_of_equal_length_is_minor() -> None:
    original, rendering = "Норвежский паром пришёл рано утром.", "The ferry arrived early in the morning."
    (finding,) = findings(original, rendering)
    assert (finding.severity, finding.rendering) == ("minor", None)
    assert finding.original is not None
    assert finding.original.of(original) == "Норвежский"


@pytest.mark.parametrize(
    "rendering", ["It arrived early in the morning there.", "Ferry arrived.", "Early in the country it was."]
)
def test_an_entity_resumed_or_cut_is_not_missed(rendering: str) -> None:
    assert findings("Норвежский паром пришёл рано утром.", rendering) == ()


def test_an_unaligned_segment_is_not_missed() -> None:
    original, rendering = "Паром ушёл. Норвегия ждёт.", "The ferry has left."
    links = (Link(Span(0, 11), Span(0, len(rendering))), Link(Span(12, 26), None))
    assert findings(original, rendering, links=links) == ()


def test_a_name_repeated_in_place_of_another_is_found() -> None:
    original, rendering = "Германия и Франция молчат.", "France and France are silent."
    (finding,) = findings(original, rendering)
    assert (finding.severity, finding.rendering) == ("critical", Span(0, 6))


def test_a_related_name_in_both_texts_answers_nothing() -> None:
    original = "ООН пришлёт людей, если Совет Безопасности не против."
    rendering = "The OSCE will send people if the Security Council does not object."
    (finding,) = findings(original, rendering)
    assert finding.original == Span(0, 3)
    assert finding.rendering == Span(4, 8)


def test_exchanges_are_sought_inside_aligned_segments_first() -> None:
    original, rendering = "Едем в Данию. Потом в Кению.", "Then to Peru. We go to Oman."
    crossed = (Link(Span(0, 13), Span(14, 28)), Link(Span(14, 28), Span(0, 13)))
    linked = findings(original, rendering, links=crossed)
    assert [f.rendering and f.rendering.of(rendering) for f in linked] == ["Oman", "Peru"]
    anywhere = findings(original, rendering, links=())
    assert [f.rendering and f.rendering.of(rendering) for f in anywhere] == ["Peru", "Oman"]
    assert anywhere[0].confidence < linked[0].confidence


pieces = st.lists(
    st.sampled_from(
        [
            "Северная Корея ",
            "North Korea ",
            "US ",
            "США ",
            "Конго. ",
            "한국",
            "美国",
            "[UN] ",
            "Moscow ",
            "Киев ",
            "\ud800",
            "İ",
        ]
    )
    | st.text(max_size=4)
).map("".join)


@given(pieces, pieces, st.sampled_from(sorted(languages())), st.sampled_from(sorted(languages())))
def test_findings_are_well_formed_and_repeatable(original: str, rendering: str, here: str, there: str) -> None:
    found = findings(original, rendering, f"{here}-{there}")
    for finding in found:
        assert finding.category in CATEGORIES
        assert finding.severity in SEVERITY_WEIGHTS
        assert 0 <= finding.confidence <= 1
        assert finding.original or finding.rendering
        assert finding.original is None or finding.original.of(original)
        assert finding.rendering is None or finding.rendering.of(rendering)
    assert found == findings(original, rendering, f"{here}-{there}")


@given(pieces, st.sampled_from(sorted(languages())))
def test_a_text_agrees_with_itself(text: str, lang: str) -> None:
    assert findings(text, text, f"{lang}-{lang}") == ()


@pytest.mark.parametrize(
    "text", ["Южная " * 16_000, "U.S. Корея " * 9_000, "[" * 100_000, "Россия, Перу, Oman " * 5_000]
)
def test_long_texts_end(text: str) -> None:
    findings(text, text.replace("Перу", "Куба"))
