from __future__ import annotations

import pytest

from transcompare.checks.base import Finding, Link, Pair, Text
from transcompare.checks.contrary import ContraryCheck
from transcompare.text import Span


def findings(original: str, rendering: str, langs: str = "ru>en", reference: str | None = None) -> list[Finding]:
    here, there = langs.split(">")
    whole = (Link(Span(0, len(original)), Span(0, len(rendering)), reference),)
    return list(ContraryCheck()(Pair(Text(original, here), Text(rendering, there), reference, whole)))


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "severity"),
    [
        ("ru>en", "Нужно не 5 кранов, а 7.", "We need not 7 cranes but 5.", "critical"),
        ("ru>en", "Нужно не пять кранов, а семь.", "We need five cranes, not seven.", "critical"),
        ("ru>en", "Нужно пять кранов, а не семь.", "We need seven cranes rather than five.", "critical"),
        ("ru>en", "Паром идёт не в Париж, а в Лондон.", "The ferry goes to Paris, not to London.", "critical"),
        ("ru>en", "Паром идёт в Лондон, а не в Париж.", "The ferry goes not to London but to Paris.", "critical"),
        ("ru>en", "Зерно купит Франция, а не Италия.", "Italy and not France will buy the grain.", "critical"),
        ("ru>en", "Это не министр, а инженер.", "This is a minister, not an engineer.", "major"),
        ("ru>en", "Решает парламент, а не рыбаки.", "It is the fishermen who decide, not parliament.", "major"),
        ("ru>en", "Это политика, а не рыбалка.", "This is fishing, not politics.", "major"),
        ("ru>en", "Это не экономика, а политика.", "It is about the economy, not politics.", "major"),
        pytest.param("ru>en", "Вместо субсидий верфь берёт кредиты.", "The yard takes subsidies instead of credits.",
                     "major", marks=pytest.mark.xfail(strict=True, reason="no comma shows where the first half ends")),
        ("ru>en", "Верфь берёт кредиты вместо субсидий.", "The yard takes subsidies instead of credits.", "major"),
        ("ru>en", "Спросите не Зимину, а Громова.", "Ask Zimina, not Gromov.", "critical"),
        ("ru>en", "Не 2019 год, а 2020 год был лучшим.", "Not 2020 but 2019 was the best year.", "critical"),
        ("ru>de", "Нужно не пять кранов, а семь.", "Man braucht nicht sieben Kräne, sondern fünf.", "critical"),
        ("ru>es", "Нужно не 5 кранов, а 7.", "No 7 grúas, sino 5.", "critical"),
        ("ru>fr", "Нужно не 5 кранов, а 7.", "Il faut non pas 7 grues, mais 5.", "critical"),
        ("uk>en", "Пором іде не до Парижа, а до Лондона.", "The ferry goes to Paris, not to London.", "critical"),
        ("uk>en", "Потрібно п'ять кранів, а не сім.", "Seven cranes are needed rather than five.", "major"),
        ("en>ru", "We need not five cranes but seven.", "Нужно пять кранов, а не семь.", "critical"),
        ("de>en", "Nicht Paris, sondern London zahlt.", "Paris pays, not London.", "critical"),
        pytest.param("ru>en", "Это не мост, а причал.", "It is a bridge, not a pier.", "critical",
                     marks=pytest.mark.xfail(strict=True, reason="nothing links the halves without a translation")),
        pytest.param("ru>en", "Это не министр — инженер.", "This is a minister, not an engineer.", "major",
                     marks=pytest.mark.xfail(strict=True, reason="a dash alone is not read as `but`")),
        pytest.param("ru>en", "Нам нужен не газ, а нефть.", "We need gas, not oil.", "major",
                     marks=pytest.mark.xfail(strict=True, reason="words of three letters are alike too often")),
    ],
)  # fmt: skip
def test_a_construction_turned_round_is_found(langs: str, original: str, rendering: str, severity: str) -> None:
    (finding,) = findings(original, rendering, langs)
    assert (finding.category, finding.severity) == ("negation", severity)
    assert finding.original
    assert finding.rendering


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru>en", "Нужно не 5 кранов, а 7.", "We need not 5 cranes but 7."),
        ("ru>en", "Нужно не пять кранов, а семь.", "We need seven cranes, not five."),
        ("ru>en", "Нужно пять кранов, а не семь.", "We need five cranes rather than seven."),
        ("ru>en", "Нужно пять кранов, а не семь.", "Instead of seven cranes, we need five."),
        ("ru>en", "Паром идёт не в Париж, а в Лондон.", "The ferry goes to London, not to Paris."),
        ("ru>en", "Паром идёт не в Париж, а в Лондон.", "The ferry goes to London instead of Paris."),
        ("ru>en", "Это не министр, а инженер.", "This is an engineer and not a minister."),
        ("ru>en", "Решает парламент, а не рыбаки.", "It is parliament who decides, not the fishermen."),
        ("ru>en", "Это не мост, а причал.", "It is a pier, not a bridge."),
        ("ru>en", "Не только Париж, но и Лондон заплатит.", "London will pay, not only Paris."),
        ("ru>en", "Не просто инженер, а министр.", "A minister, not just an engineer."),
        ("ru>en", "Париж не заплатит.", "Paris will not pay."),
        ("ru>en", "Я не знаю, а Париж знает.", "Paris knows, I do not."),
        ("ru>en", "Мы в Лондоне хотим мира, а не войны.", "We in London want not war but peace."),
        ("ru>en", "Вместо субсидий верфь берёт кредиты.", "The yard takes credits instead of subsidies."),
        ("ru>en", "Вместо того, чтобы критиковать, инженер считает.", "Instead of criticising, the engineer counts."),
        ("ru>en", "На обед вместо обычного супа был салат.", "For lunch there was salad instead of the usual soup."),
        ("ru>en", "Спросите не Зимину, а Громова.", "Ask Gromov, not Zimina."),
        ("ru>en", "Не мост, а причал. Не 5, а 7.", "Not 7 but 5."),
        ("ru>en", "", ""),
        ("ru>de", "Нужно не пять кранов, а семь.", "Man braucht nicht fünf Kräne, sondern sieben."),
        ("ru>de", "Нужно не пять кранов, а семь.", "Man braucht sieben Kräne statt fünf."),
        ("ru>es", "Нужно не 5 кранов, а 7.", "No 5 grúas, sino 7."),
        ("ru>fr", "Нужно не 5 кранов, а 7.", "Il faut 7 grues, et non 5."),
        ("uk>en", "Пором іде не до Парижа, а до Лондона.", "The ferry goes to London, not to Paris."),
        ("en>ru", "We need not five cranes but seven.", "Нужно семь кранов, а не пять."),
        ("ru>ko", "Нужно не 5 кранов, а 7.", "7대가 아니라 5대가 필요하다."),
        ("ru>en", "Он успешен не благодаря губернатору, а вопреки ему.",
         "He is successful in spite of the governor, not because of him."),
        pytest.param("ru>en", "Он известен не благодаря парламенту, а вопреки ему.",
                     "He is known in spite of parliament, not because of it.",
                     marks=pytest.mark.xfail(strict=True, reason="a pronoun stands for the word of the other half")),
    ],
)  # fmt: skip
def test_the_same_thing_denied_is_no_finding(langs: str, original: str, rendering: str) -> None:
    assert findings(original, rendering, langs) == []


def test_our_own_translation_links_the_halves() -> None:
    original, turned = "Это не мост, а причал.", "It is a bridge, not a pier."
    assert findings(original, turned, reference="It is not a bridge, but a pier.")[0].severity == "critical"
    assert not findings(original, "It is a pier, not a bridge.", reference="It is not a bridge, but a pier.")


def test_a_translation_without_the_construction_links_nothing() -> None:
    assert not findings("Это не мост, а причал.", "It is a bridge, not a pier.", reference="The bridge of a pier.")


def test_the_spans_hold_both_halves() -> None:
    original, rendering = "Вчера он просил не 5 кранов, а 7.", "Yesterday he asked for 5 cranes, not 7."
    (finding,) = findings(original, rendering)
    assert finding.original
    assert finding.rendering
    assert finding.original.of(original) == "5 кранов, а 7"
    assert finding.rendering.of(rendering).endswith("for 5 cranes, not 7")


def test_a_long_text_of_constructions_is_read_to_the_end() -> None:
    original, rendering = "Нужно не 5 кранов, а 7. " * 300, "We need 5 cranes, not 7. " * 300
    assert len(findings(original, rendering)) == 300


PIECES = ["не", "а", ", а не", "вместо", "not", "but", ", not", "rather than", "instead of", "5", "7", "Париж", "Paris"]
