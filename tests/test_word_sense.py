from __future__ import annotations

import pytest

from transcompare.checks.base import Pair, Text
from transcompare.checks.word_sense import WordSenseCheck
from transcompare.concepts import load


def told(original: str, rendering: str, langs: str = "ru>en") -> list[str]:
    source, target = langs.split(">")
    pair = Pair(Text(original, source), Text(rendering, target))
    return [
        f"{d.original.concept} > {d.rendering.concept}"
        for d in WordSenseCheck().differences(pair)
        if d.original and d.rendering
    ]


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "expected"),
    [
        ("ru>en", "Мы отметили отсутствие льда.", "We noted the presence of ice.", "absence > presence"),
        ("ru>en", "Решать будем вместе с рыбаками.", "We will decide instead of the fishermen.", "together > instead"),
        ("ru>en", "Пристань закрыта временно.", "The pier is permanently closed.", "temporary > permanent"),
        ("ru>en", "Смотритель сам подал в отставку.", "The warden was sacked.", "resign > dismissed"),
        ("ru>en", "Капитана уволили весной.", "The captain resigned in the spring.", "dismissed > resign"),
        ("ru>en", "Лодочника отпустили.", "The boatman was arrested.", "released > arrested"),
        ("ru>en", "Трое рыбаков ранены.", "Three fishermen were killed.", "wounded > killed"),
        ("ru>en", "Подозреваемый молчит.", "The convicted man is silent.", "suspect > convicted"),
        ("ru>en", "Верфь получила убыток.", "The shipyard made a profit.", "loss > profit"),
        ("ru>en", "Мельницу построили за лето.", "The mill was demolished over the summer.", "built > destroyed"),
        ("ru>en", "Приношу извинения жителям.", "I thank the residents.", "apologise > thank"),
        ("ru>en", "Об этом сказал министр.", "The ministry said so.", "minister > ministry"),
        ("ru>en", "Так решил парламент.", "The government decided so.", "parliament > government"),
        ("ru>en", "Мэр обещал отремонтировать причал.", "The governor promised to mend the quay.", "mayor > governor"),
        ("ru>en", "Это сказал адвокат.", "The prosecutor said this.", "lawyer > prosecutor"),
        ("ru>en", "Приехала её сестра.", "Her brother has come.", "sister > brother"),
        ("ru>en", "Ремонт займёт месяц.", "The repair will take a week.", "month > week"),
        ("ru>en", "Паром пойдёт во вторник.", "The ferry will sail on Thursday.", "tuesday > thursday"),
        ("ru>en", "Откроемся осенью.", "We will open in the spring.", "autumn > spring"),
        ("ru>en", "На складе кончился уголь.", "The depot has run out of oil.", "coal > oil"),
        ("ru>en", "Над бухтой сбит вертолёт.", "A drone was shot down over the bay.", "helicopter > drone"),
        ("ru>en", "Строим новый детский сад.", "We are building a new school.", "kindergarten > school"),
        ("ru>en", "Сборная взяла серебро.", "The team took gold.", "silver > gold"),
        ("ru>en", "Она вышла в полуфинал.", "She has reached the final.", "semi-final > final"),
        ("ru>en", "У него травма колена.", "He has a shoulder injury.", "knee > shoulder"),
        ("ru>en", "На островах прошли учения.", "An invasion took place on the islands.", "exercises > invasion"),
        ("ru>en", "Хлеб берём в магазине.", "We get bread from the magazine.", "shop > magazine"),
        ("ru>en", "Вопрос очень актуальный.", "It is a very actual question.", "current > actual"),
        ("ru>en", "Она очень симпатичная.", "She is very sympathetic.", "likeable > sympathetic"),
        ("ru>en", "Назовите фамилию.", "State your family.", "surname > family"),
        ("ru>en", "Он претендует на пост.", "He pretends to the post.", "claim-to > pretend"),
        ("ru>en", "Сестра ушла в декрет.", "My sister has gone off on a decree.", "maternity > decree"),
        ("ru>en", "Ракету испытали на полигоне.", "The rocket was tested on the polygon.", "range-ground > polygon"),
        ("ru>en", "Рецепт лежит на столе.", "The receipt is on the table.", "recipe > receipt"),
        ("ru>en", "Не вешайте лапшу на уши.", "Do not hang noodles on our ears.", "idiom-noodles > literal-noodles"),
        ("ru>en", "Денег кот наплакал.", "As for money, the cat cried.", "idiom-cat-cried > cat"),
        (
            "ru>en",
            "Работали спустя рукава.",
            "They worked with lowered sleeves.",
            "idiom-sleeves-down > literal-sleeves-down",
        ),
        ("ru>en", "Ни пуха ни пера!", "Neither fluff nor feather!", "idiom-no-fluff > literal-no-fluff"),
        (
            "en>ru",
            "The jury acquitted the ferryman.",
            "Присяжные вынесли паромщику: он осуждён.",
            "acquitted > convicted",
        ),
        ("en>ru", "He writes for a magazine.", "Он пишет для магазина.", "magazine > shop"),
        (
            "en>ru",
            "The exam was a piece of cake.",
            "Экзамен был куском торта.",
            "idiom-piece-of-cake > literal-piece-of-cake",
        ),
        ("uk>en", "Зустрінемося у вівторок.", "Let us meet on Friday.", "tuesday > friday"),
        ("de>en", "Der Minister wurde entlassen.", "The minister resigned.", "dismissed > resign"),
        ("es>en", "Tres soldados heridos.", "Three soldiers were killed.", "wounded > killed"),
        ("fr>en", "Le maire a parlé.", "The governor spoke.", "mayor > governor"),
        pytest.param(
            "ru>en",
            "Правительство спорит с парламентом.",
            "The parliament argues with the parliament.",
            "government > parliament",
            marks=pytest.mark.xfail(strict=True, reason="the wrong word is in the original, too, at another place"),
        ),
        pytest.param(
            "ru>en",
            "Ключ бьёт из земли.",
            "A key beats out of the ground.",
            "spring > key",
            marks=pytest.mark.xfail(strict=True, reason="the sense of an ambiguous word takes more than a lexicon"),
        ),
    ],
)
def test_a_word_for_another_is_told(langs: str, original: str, rendering: str, expected: str) -> None:
    assert expected in told(original, rendering, langs)


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru>en", "Мы отметили отсутствие льда.", "We noted that there was no ice."),
        ("ru>en", "Решать будем вместе с рыбаками.", "We and the fishermen will decide jointly."),
        ("ru>en", "Пристань закрыта временно.", "The pier is closed for the time being."),
        ("ru>en", "Смотритель сам подал в отставку.", "The warden stepped down of his own accord."),
        ("ru>en", "Его задержали на границе.", "He was arrested at the border."),
        ("ru>en", "Напрямую это нас не касается.", "It does not affect us directly."),
        ("ru>en", "Это нас не напрямую касается.", "It concerns us only indirectly."),
        ("ru>en", "Пострадали трое рыбаков.", "There were three casualties among the fishermen."),
        ("ru>en", "Убиты двое, ранен один.", "Two people were killed and one injured."),
        ("ru>en", "Верфь осталась в убытке.", "The shipyard made no money and ended with losses."),
        ("ru>en", "Об этом сказал премьер-министр.", "The Prime Minister said so."),
        ("ru>en", "Министр и его министерство молчат.", "The ministry and its minister are silent."),
        ("ru>en", "Судно стоит в порту.", "The vessel is in port."),
        ("ru>en", "Суда стоят в порту.", "The ships are in port."),
        ("ru>en", "Муж и жена живут у моря.", "The couple live by the sea."),
        ("ru>en", "Ремонт займёт две недели.", "The repair will take a fortnight."),
        ("ru>en", "Ремонт займёт двенадцать месяцев.", "The repair will take a year."),
        ("ru>en", "Полгода ждали парома.", "For six months they waited for a ferry."),
        ("ru>en", "В ночь на вторник вышли в море.", "They put to sea on Monday night."),
        ("ru>en", "Десятилетний мальчик спас пса.", "A ten-year-old boy saved a dog."),
        ("ru>en", "Берегите окружающую среду.", "Protect the environment on Friday."),
        ("ru>en", "На дороге кончился бензин.", "We ran out of gas on the road."),
        ("ru>en", "Он учится в вузе.", "He is at school in the capital."),
        ("ru>en", "Молодая семья купила дом.", "A young family bought a house."),
        ("ru>en", "В газете написали о нефти.", "The newspaper wrote about oil."),
        ("ru>en", "Хлеб берём в магазине.", "We buy our bread at the shop."),
        ("ru>en", "Журнал лежит в магазине.", "The magazine is in the shop."),
        ("ru>en", "Вопрос очень актуальный.", "The question is highly relevant."),
        ("ru>en", "Вопрос очень актуальный.", "Actually, it is a pressing question."),
        ("ru>en", "Его фамилия Лодкин.", "His family name is Lodkin."),
        ("ru>en", "Он претендует на пост.", "He is in the running for the post."),
        ("ru>en", "Не вешайте лапшу на уши.", "Do not try to fool us."),
        ("ru>en", "Денег кот наплакал.", "There is next to no money."),
        ("ru>en", "Кот спит на лапше.", "The cat is asleep on the noodles."),
        ("ru>en", "Работали спустя рукава.", "Their work was slapdash."),
        ("ru>en", "С потолка капает.", "The ceiling is leaking."),
        ("ru>en", "Волков мы не боимся.", "We are not afraid of wolves."),
        ("en>ru", "The exam was a piece of cake.", "Экзамен был проще простого."),
        ("en>ru", "He writes for a magazine.", "Он пишет для журнала."),
        ("uk>en", "Зустрінемося у вівторок.", "Let us meet on Tuesday."),
        ("de>en", "Der Minister wurde entlassen.", "The minister was dismissed."),
        ("es>en", "Tres soldados heridos.", "Three soldiers were wounded."),
        ("fr>en", "Le maire a parlé.", "The mayor spoke."),
        ("ru>ko", "Паром пойдёт во вторник.", "배는 목요일에 떠난다."),
    ],
)
def test_fair_renderings_are_passed_over(langs: str, original: str, rendering: str) -> None:
    assert told(original, rendering, langs) == []


def test_the_words_of_both_sides_are_shown() -> None:
    original, rendering = "Завтра пойдём в магазин.", "Tomorrow we will go to the magazine."
    [finding] = WordSenseCheck()(Pair(Text(original, "ru"), Text(rendering, "en")))
    assert finding.category == "word-sense"
    assert finding.original
    assert finding.original.of(original) == "магазин"
    assert finding.rendering
    assert finding.rendering.of(rendering) == "magazine"
    assert "магазин" in finding.message
    assert "magazine" in finding.message


@pytest.mark.parametrize(
    ("original", "rendering", "severity"),
    [
        ("Лёд отсутствует.", "There is ice present, a presence felt.", "critical"),
        ("Паром пойдёт во вторник.", "The ferry sails on Friday.", "major"),
        ("Паром пойдёт во вторник.", "The ferry sails on Tuesday.", None),
    ],
)
def test_severity_is_that_of_the_word(original: str, rendering: str, severity: str | None) -> None:
    found = list(WordSenseCheck()(Pair(Text(original, "ru"), Text(rendering, "en"))))
    assert [finding.severity for finding in found] == [severity] * (severity is not None)


def test_nothing_is_its_own_opposite_or_answers_what_it_opposes() -> None:
    for name, concept in load("word-sense").concepts.items():
        assert name not in concept.opposites
        assert not {*concept.opposites} & {*concept.answers}
