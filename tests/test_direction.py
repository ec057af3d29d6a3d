from __future__ import annotations

import pytest

from tests.telling import exchanges
from transcompare.checks.direction import DirectionCheck


def told(original: str, rendering: str, langs: str = "ru>en") -> list[str]:
    return exchanges(DirectionCheck(), original, rendering, langs)


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "expected"),
    [
        ("ru>en", "Тариф на паром вырос втрое.", "The ferry fare has fallen to a third.", "up > down"),
        ("ru>en", "Уровень воды в озере снижается.", "The water level in the lake is rising.", "down > up"),
        (
            "ru>en",
            "Строительство моста замедлилось.",
            "Construction of the bridge has accelerated.",
            "decelerate > accelerate",
        ),
        ("ru>en", "Зерно мы импортируем через этот порт.", "We export grain through this port.", "import > export"),
        ("ru>en", "Экспорт яблок запрещать никто не будет.", "Nobody will stop imports of apples.", "export > import"),
        ("ru>en", "Город купил старую мельницу.", "The town has sold the old mill.", "buy > sell"),
        ("ru>en", "После встречи министр молчал.", "Before the meeting the minister kept silent.", "after > before"),
        (
            "ru>en",
            "До начала сезона всё починим.",
            "We will mend everything after the season starts.",
            "before > after",
        ),
        ("ru>en", "Катер придёт раньше.", "The boat will come later.", "earlier > later"),
        (
            "ru>en",
            "Область войдёт в союз весной.",
            "The region will withdraw from the union in spring.",
            "enter > leave",
        ),
        ("ru>en", "Границу открыли ночью.", "The border was closed during the night.", "open > close"),
        ("ru>en", "Сенатор выступил против плотины.", "The senator supported the dam.", "oppose > support"),
        ("ru>en", "Санкции введены в мае.", "Sanctions were lifted in May.", "introduce > lift"),
        ("ru>en", "Пошлину отменят осенью.", "The duty will be imposed in autumn.", "lift > introduce"),
        ("ru>en", "Наша команда одержала победу.", "Our team suffered defeat.", "victory > defeat"),
        ("ru>en", "Такие лодки стали дешевле.", "Such boats are now more expensive.", "cheap > expensive"),
        (
            "ru>en",
            "Меньше ста рыбаков подписали письмо.",
            "More than a hundred fishermen signed the letter.",
            "less > more",
        ),
        ("ru>en", "Пожары идут на севере острова.", "There are fires in the south of the island.", "north > south"),
        (
            "ru>en",
            "Запад уезда остался без света.",
            "The eastern half of the district is without power.",
            "west > east",
        ),
        ("ru>en", "Суд разрешил вырубку.", "The court banned the felling.", "allow > ban"),
        ("ru>en", "Совет одобрил бюджет.", "The council rejected the budget.", "approve > reject"),
        ("ru>en", "Ведомство подтвердило утечку.", "The agency denied the leak.", "confirm > deny"),
        ("ru>en", "Давление слабеет, меры смягчат.", "Measures will be tightened.", "weaken > strengthen"),
        ("ru>en", "Положение ухудшилось.", "The situation has improved.", "worsen > improve"),
        ("ru>en", "Это меньшинство депутатов.", "That is a majority of the deputies.", "minority > majority"),
        ("ru>en", "Штраф в сто крон — потолок.", "A fine of a hundred crowns is the minimum.", "maximum > minimum"),
        ("ru>en", "Действия инспектора незаконны.", "What the inspector did is legal.", "illegal > legal"),
        ("ru>en", "Грузы идут к нам через перевал.", "The cargo goes out from us over the pass.", "to-us > from-us"),
        ("en>ru", "Prices fell sharply.", "Цены резко выросли.", "down > up"),
        ("en>ru", "They opened the lock at noon.", "Шлюз закрыли в полдень.", "open > close"),
        ("uk>en", "Тарифи підвищили у травні.", "Tariffs were cut in May.", "up > down"),
        ("de>en", "Die Mieten sind gestiegen.", "Rents have fallen.", "up > down"),
        ("es>en", "Las exportaciones crecen.", "Imports are growing.", "export > import"),
        ("fr>en", "Le port est fermé depuis lundi.", "The port has been open since Monday.", "close > open"),
        pytest.param(
            "ru>en",
            "Дожди начались с юга, а не с севера.",
            "The rain came from the north, not the south.",
            "south > north",
            marks=pytest.mark.xfail(strict=True, reason="both opposites are in both texts: word order is not compared"),
        ),
        pytest.param(
            "ru>en",
            "Фон в норме.",
            "Radiation is up on the norm.",
            "down > up",
            marks=pytest.mark.xfail(strict=True, reason="nothing in the original names the opposite"),
        ),
    ],
)
def test_what_became_its_opposite_is_told(langs: str, original: str, rendering: str, expected: str) -> None:
    assert expected in told(original, rendering, langs)


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru>en", "Тариф на паром вырос втрое.", "The ferry fare has tripled."),
        ("ru>en", "Тариф на паром вырос втрое.", "Ferries cost three times as much."),
        ("ru>en", "Уровень воды в озере снижается.", "The lake is getting lower."),
        ("ru>en", "Рост цен замедлился.", "Prices are growing more slowly."),
        ("ru>en", "Зерно мы импортируем.", "We bring in the grain from abroad."),
        ("ru>en", "Город купил мельницу у банка.", "The bank sold the mill to the town."),
        ("ru>en", "После встречи министр молчал.", "Once the meeting was over, the minister said nothing."),
        ("ru>en", "Не раньше мая.", "Not until May."),
        ("ru>en", "Отдохнули друг от друга и помирились.", "They took a break from each other and made up."),
        ("ru>en", "Он победил чемпиона.", "He defeated the champion."),
        ("ru>en", "Он лишь немного хуже.", "He is only a little less good."),
        ("ru>en", "Южная Корея строит верфь.", "South Korea is building a shipyard."),
        ("ru>en", "Границу закрыли, но откроют весной.", "The border was closed but will open again in spring."),
        ("ru>en", "Цены то росли, то падали.", "Prices rose and fell."),
        ("ru>en", "Возраст моста — сто лет.", "The bridge is a hundred years old, and down by the river."),
        ("ru>en", "Усилия рыбаков были напрасны.", "The fishermen were undermined, their work in vain."),
        ("ru>en", "Министр иностранных дел приедет в среду.", "The foreign minister is coming on Wednesday."),
        ("ru>en", "Ему не удалось уйти.", "He failed to get away."),
        ("ru>en", "Совет не согласился на сделку.", "The council refused the deal."),
        ("ru>en", "В три часа ночи пошёл снег.", "It began to snow at three in the morning."),
        ("ru>en", "Прибыль порта упала.", "The port made less money."),
        ("ru>en", "Возражать он не стал.", "He raised no objection."),
        ("ru>en", "Больше он не приедет.", "He will no longer come."),
        ("en>ru", "This fall we will raise fares.", "Этой осенью мы повысим тарифы."),
        ("en>ru", "The lock opens at noon.", "Шлюз открывается в полдень."),
        ("uk>en", "Тарифи підвищили у травні.", "Tariffs went up in May."),
        ("de>en", "Die Mieten sind gestiegen.", "Rents have risen."),
        ("es>en", "Las exportaciones crecen.", "Exports are growing."),
        ("fr>en", "Le port est fermé depuis lundi.", "The port has been closed since Monday."),
        ("ru>ko", "Цены выросли.", "가격이 내렸다."),
        ("en>en", "It would be no bad thing to publish it.", "It would be good to publish it."),
    ],
)
def test_fair_renderings_are_passed_over(langs: str, original: str, rendering: str) -> None:
    assert told(original, rendering, langs) == []
