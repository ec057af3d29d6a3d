from __future__ import annotations

import pytest

from tests.telling import changes, pair
from transcompare.checks.quantifier import QuantifierCheck
from transcompare.concepts import load


def differences(original: str, rendering: str, langs: str = "ru-en") -> list[str]:
    return changes(QuantifierCheck(), original, rendering, langs)


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "expected"),
    [
        ("ru-en", "Погибло не менее 40 чаек.", "At most 40 gulls died.", "changed at_least>at_most"),
        ("ru-en", "В большинстве случаев хватает слова.", "In all cases a word is enough.", "changed usually>always"),
        (
            "ru-en",
            "Ремонт займёт не больше трёх недель.",
            "The repairs will take at least three weeks.",
            "changed at_most>at_least",
        ),
        (
            "ru-en",
            "Ремонт займёт не более трёх недель.",
            "The repairs will take more than three weeks.",
            "changed at_most>at_least",
        ),
        ("ru-en", "Свыше 300 лодок вышли в море.", "Fewer than 300 boats put to sea.", "changed at_least>at_most"),
        (
            "ru-en",
            "Более половины лодок вышли в море.",
            "Less than half of the boats put to sea.",
            "changed at_least>at_most",
        ),
        ("ru-en", "Почти 300 лодок вышли в море.", "More than 300 boats put to sea.", "changed almost>at_least"),
        ("ru-en", "Почти все лодки вышли в море.", "All the boats put to sea.", "changed almost_all>all"),
        ("ru-en", "Все лодки вышли в море.", "Almost all of the boats put to sea.", "changed all>almost_all"),
        ("ru-en", "Все лодки вышли в море.", "Some boats put to sea.", "changed all>some"),
        ("ru-en", "Большинство лодок вышло в море.", "All the boats put to sea.", "changed most>all"),
        ("ru-en", "Некоторые лодки вышли в море.", "Every boat put to sea.", "changed some>all"),
        ("ru-en", "Некоторые лодки вышли в море.", "The boats put to sea.", "lost some"),
        ("ru-en", "Многие лодки вышли в море.", "Few boats put to sea.", "changed many>few"),
        ("ru-en", "Немногие лодки вышли в море.", "Many boats put to sea.", "changed few>many"),
        (
            "ru-en",
            "Ни одна из жалоб не подтвердилась.",
            "Every one of the complaints has been confirmed.",
            "changed none>all",
        ),
        ("ru-en", "Не все лодки вернулись.", "None of the boats came back.", "changed not_all>none"),
        ("ru-en", "Это одна из лучших верфей края.", "This is the best yard in the region.", "lost one_of"),
        ("ru-en", "Мы чиним только катера.", "We repair launches.", "lost only"),
        ("ru-en", "Мы чиним не только катера.", "We repair only launches.", "changed not_only>only"),
        ("ru-en", "Паром обычно опаздывает.", "The ferry is always late.", "changed usually>always"),
        ("ru-en", "Паром иногда опаздывает.", "The ferry is always late.", "changed sometimes>always"),
        ("ru-en", "Паром редко опаздывает.", "The ferry is often late.", "changed rarely>often"),
        ("ru-en", "Откроем не раньше 15 мая.", "We will open no later than May 15.", "changed not_before>not_after"),
        ("en-ru", "At least 40 gulls died.", "Погибло не более 40 чаек.", "changed at_least>at_most"),
        ("en-ru", "Some of the boats came back.", "Все лодки вернулись.", "changed some>all"),
        ("uk-en", "Загинуло щонайменше 40 чайок.", "At most 40 gulls died.", "changed at_least>at_most"),
        ("de-en", "Mindestens 40 Möwen starben.", "At most 40 gulls died.", "changed at_least>at_most"),
        (
            "ru-de",
            "Ремонт займёт не более трёх недель.",
            "Die Reparatur dauert mindestens drei Wochen.",
            "changed at_most>at_least",
        ),
        ("es-en", "Murieron al menos 40 gaviotas.", "At most 40 gulls died.", "changed at_least>at_most"),
        ("fr-en", "Au moins 40 mouettes sont mortes.", "At most 40 gulls died.", "changed at_least>at_most"),
    ],
)
def test_quantifiers_exchanged_or_lost_are_found(langs: str, original: str, rendering: str, expected: str) -> None:
    assert differences(original, rendering, langs) == [expected]


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru-en", "Погибло не менее 40 чаек.", "At least 40 gulls died."),
        ("ru-en", "Погибло не менее 40 чаек.", "More than 40 gulls died."),
        ("ru-en", "Ремонт займёт не больше трёх недель.", "The repairs will take up to 3 weeks."),
        ("ru-en", "Ремонт займёт не больше трёх недель.", "The repairs will take three weeks at most."),
        ("ru-en", "Больше 300 лодок вышли в море.", "Over 300 boats put to sea."),
        ("ru-en", "Около 300 лодок вышли в море.", "Nearly 300 boats put to sea."),
        ("ru-en", "Почти все лодки вышли в море.", "Nearly every boat put to sea."),
        ("ru-en", "Почти во всех портах шторм.", "There is a storm in almost every port."),
        ("ru-en", "Все лодки вышли в море.", "The boats put to sea."),
        ("ru-en", "Лодки вышли в море.", "All the boats put to sea."),
        ("ru-en", "Все лодки вышли в море.", "Every boat put to sea."),
        ("ru-en", "Все равно шторм пройдёт.", "The storm will pass anyway."),
        ("ru-en", "Тем не менее шторм пройдёт.", "Nevertheless, the storm will pass."),
        ("ru-en", "Большинство лодок вышло в море.", "Most boats put to sea."),
        ("ru-en", "Подавляющее большинство лодок вышло в море.", "Nearly all boats put to sea."),
        ("ru-en", "Некоторые лодки вышли в море.", "Several boats put to sea."),
        ("ru-en", "Несколько лодок вышли в море.", "A few boats put to sea."),
        ("ru-en", "Многие лодки вышли в море.", "Lots of boats put to sea."),
        ("ru-en", "Никто не вернулся.", "Nobody came back."),
        ("ru-en", "Никто не вернулся.", "They have not come back."),
        ("ru-en", "Не все лодки вернулись.", "Some boats did not come back."),
        ("ru-en", "Это одна из лучших верфей края.", "The yard is among the best in the region."),
        ("ru-en", "Мы чиним только катера.", "We repair nothing but launches."),
        ("ru-en", "Мы чиним только катера.", "We just repair launches."),
        ("ru-en", "Мы чиним не только катера.", "We do not just repair launches."),
        ("ru-en", "Как только починим катер, выйдем.", "Once the launch is repaired, we sail."),
        ("ru-en", "Паром часто опаздывает.", "The ferry is frequently late."),
        ("ru-en", "Откроем не раньше 15 мая.", "We will not open until May 15."),
        ("ru-en", "Паром выйдет в мае.", "The ferry will leave by the end of May."),
        ("en-ru", "Only one boat came back.", "Вернулась всего одна лодка."),
        ("uk-en", "Майже всі човни вийшли в море.", "Almost all the boats put to sea."),
        ("de-en", "Fast alle Boote liefen aus.", "Nearly all the boats put to sea."),
        ("es-en", "Casi todos los barcos salieron.", "Almost all the boats left."),
        ("fr-en", "Presque tous les bateaux sont partis.", "Almost all the boats left."),
        ("fr-en", "Il ne reste que deux bateaux.", "Only two boats are left."),
        ("ko-en", "거의 모든 배가 떠났습니다.", "Some boats left."),
        ("en-en", "The board left everything as it was.", "The board talked, and nothing was changed."),
        ("en-en", "They discussed a new pier.", "They talked about a new pier."),
        ("en-en", "We cannot force them.", "We can't force them."),
        ("ru-en", "В большинстве случаев хватает замечания.", "More often than not a word is enough."),
    ],
)
def test_fair_renderings_of_quantifiers_are_silent(langs: str, original: str, rendering: str) -> None:
    assert differences(original, rendering, langs) == []
    assert list(QuantifierCheck()(pair(original, rendering, langs))) == []


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        pytest.param(
            "Все лодки вышли в море.",
            "Boats put to sea.",
            marks=pytest.mark.xfail(strict=True, reason="«все» and `all` come and go in fair translations"),
        ),
        pytest.param(
            "Осталось два крана из девяти.",
            "All but two of the nine cranes are left.",
            marks=pytest.mark.xfail(strict=True, reason="numbers that no word of quantity comes with"),
        ),
        pytest.param(
            "Мы торгуем с теми, кто готов.",
            "We trade with everybody.",
            marks=pytest.mark.xfail(strict=True, reason="a relative clause that restricts"),
        ),
    ],
)
def test_known_gaps(original: str, rendering: str) -> None:
    assert differences(original, rendering)


def test_at_least_for_at_most_is_an_exchange_of_opposites() -> None:
    concepts = load("quantifier").concepts
    assert "at_most" in concepts["at_least"].opposites
    assert "at_least" in concepts["at_most"].opposites


def test_an_exchange_points_at_the_words_of_both_sides() -> None:
    original, rendering = "По нашим данным, погибло не менее 40 чаек.", "By our count at most 40 gulls died."
    (difference,) = QuantifierCheck().differences(pair(original, rendering))
    assert difference.original is not None
    assert difference.rendering is not None
    assert difference.original.span.of(original) == "не менее"
    assert difference.rendering.span.of(rendering) == "at most"
