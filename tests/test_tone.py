from __future__ import annotations

import pytest

from tests.telling import exchanges
from transcompare.checks.base import Pair, Text
from transcompare.checks.tone import ToneCheck
from transcompare.concepts import load


def told(original: str, rendering: str, langs: str = "ru>en") -> list[str]:
    return exchanges(ToneCheck(), original, rendering, langs)


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "expected"),
    [
        ("ru>en", "Правительство закрыло порт.", "The regime closed the port.", "rule-1 > rule-3"),
        ("ru>en", "Режим закрыл порт.", "The government closed the port.", "rule-3 > rule-1"),
        ("ru>en", "Повстанцы взяли холм.", "Terrorists took the hill.", "arms-1 > arms-3"),
        ("ru>en", "Боевики взяли холм.", "Terrorists took the hill.", "arms-2 > arms-3"),
        ("ru>en", "Террористы взяли холм.", "Rebels took the hill.", "arms-3 > arms-1"),
        ("ru>en", "Шахтёры погибли на рассвете.", "The miners were massacred at dawn.", "kill-1 > kill-3"),
        ("ru>en", "Рыбаки просят снизить пошлину.", "Fishermen demand a lower duty.", "ask-1 > ask-4"),
        ("ru>en", "Рыбаки требуют снизить пошлину.", "Fishermen ask for a lower duty.", "ask-4 > ask-1"),
        ("ru>en", "Мэр раскритиковал проект.", "The mayor slammed the project.", "criticise-2 > criticise-4"),
        ("ru>en", "Посол предупредил соседей.", "The ambassador threatened the neighbours.", "warn-1 > warn-3"),
        ("ru>en", "Посол угрожал соседям.", "The ambassador warned the neighbours.", "warn-3 > warn-1"),
        ("ru>en", "В отчёте есть неточность.", "There is a lie in the report.", "false-1 > false-3"),
        ("ru>en", "Это неправда.", "This is a lie.", "false-2 > false-3"),
        ("ru>en", "Это ложь.", "This is an error.", "false-3 > false-1"),
        ("ru>en", "У нас трудности с хлебом.", "We have a catastrophe with bread.", "trouble-1 > trouble-3"),
        ("ru>en", "Кризис на рынке рыбы.", "A disaster in the fish market.", "trouble-2 > trouble-3"),
        ("ru>en", "Мы разочарованы ответом.", "We are furious about the answer.", "anger-1 > anger-4"),
        ("ru>en", "Жители обеспокоены шумом.", "Residents are in panic about the noise.", "fear-1 > fear-3"),
        ("ru>en", "Операция в бухте закончена.", "The invasion of the bay is over.", "war-1 > war-4"),
        ("ru>en", "Конфликт на границе утих.", "The war at the border has subsided.", "war-2 > war-3"),
        ("ru>en", "Митинг прошёл у ратуши.", "There was a riot outside the town hall.", "protest-1 > protest-3"),
        ("ru>en", "Соглашение двух верфей.", "A conspiracy of two shipyards.", "deal-1 > deal-3"),
        ("ru>en", "Присоединение острова к области.", "The annexation of the island by the region.", "land-1 > land-3"),
        ("ru>en", "Освобождение города.", "The capture of the city.", "take-1 > take-3"),
        ("ru>en", "Добровольцы прибыли вечером.", "Mercenaries arrived in the evening.", "volunteer-1 > volunteer-3"),
        ("ru>en", "Патриоты вышли на площадь.", "Nazis went to the square.", "nation-1 > nation-4"),
        ("ru>en", "Активисты заняли пирс.", "Extremists occupied the pier.", "active-1 > active-3"),
        ("ru>en", "Разведчик вернулся домой.", "The spies came home.", "spy-1 > spy-3"),
        ("ru>en", "Лидер страны уехал.", "The dictator has gone.", "leader-1 > leader-3"),
        ("ru>en", "Инцидент у причала.", "An attack at the pier.", "incident-1 > incident-3"),
        ("en>ru", "The government closed the port.", "Режим закрыл порт.", "rule-1 > rule-3"),
        ("uk>en", "Бойовики захопили пагорб.", "Terrorists seized the hill.", "arms-2 > arms-3"),
        ("de>en", "Die Fischer bitten um Hilfe.", "The fishermen demand help.", "ask-1 > ask-4"),
        ("es>en", "El gobierno cerró el puerto.", "The regime closed the port.", "rule-1 > rule-3"),
        ("fr>en", "Le gouvernement a fermé le port.", "The regime closed the port.", "rule-1 > rule-3"),
        pytest.param(
            "ru>en",
            "Эти горе-строители устали.",
            "These builders are tired.",
            "scorn > none",
            marks=pytest.mark.xfail(strict=True, reason="a mocking word that is only left out is not looked for"),
        ),
        pytest.param(
            "ru>en",
            "Ультиматумов нет, нас просят уйти.",
            "There is no ultimatum, they demand that we leave.",
            "ask-1 > ask-4",
            marks=pytest.mark.xfail(strict=True, reason="the sharper word is in the original as well"),
        ),
    ],
)
def test_what_became_its_opposite_is_told(langs: str, original: str, rendering: str, expected: str) -> None:
    assert expected in told(original, rendering, langs)


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru>en", "Правительство закрыло порт.", "The authorities closed the port."),
        ("ru>en", "Режим прекращения огня соблюдается.", "The ceasefire holds, the government says."),
        ("ru>en", "Боевики взяли холм.", "Militants took the hill."),
        ("ru>en", "Боевики взяли холм.", "The fighters took the hill."),
        ("ru>en", "Террористы взяли холм.", "The terrorists took the hill."),
        ("ru>en", "Шахтёры погибли на рассвете.", "The miners were killed at dawn."),
        ("ru>en", "Его убили ночью.", "He was murdered in the night."),
        ("ru>en", "Боевик ликвидирован.", "The militant was killed."),
        ("ru>en", "Рыбаки просят снизить пошлину.", "Fishermen are asking for a lower duty."),
        ("ru>en", "Рыбаки призвали снизить пошлину.", "Fishermen called for a lower duty."),
        ("ru>en", "Рыбаки требуют снизить пошлину.", "Fishermen insist on a lower duty."),
        ("ru>en", "Мэр раскритиковал проект.", "The mayor criticised the project."),
        ("ru>en", "Посол предупредил соседей.", "The ambassador cautioned the neighbours."),
        ("ru>en", "Это неправда.", "This is not true."),
        ("ru>en", "Это ложь.", "That is a lie."),
        ("ru>en", "У нас проблемы с хлебом.", "We have trouble with bread."),
        ("ru>en", "Мы разочарованы ответом.", "The answer has disappointed us."),
        ("ru>en", "Операция прошла успешно, больной спит.", "The surgery went well, the patient is asleep."),
        ("ru>en", "Военные построили мост.", "The army built a bridge."),
        ("ru>en", "Преступника задержали.", "The criminal was arrested."),
        ("ru>en", "Соглашение подписано.", "The deal is signed."),
        ("ru>en", "Инцидент исчерпан.", "The matter is closed."),
        ("en>ru", "The government closed the port.", "Власти закрыли порт."),
        ("uk>en", "Бойовики захопили пагорб.", "Militants seized the hill."),
        ("de>en", "Die Fischer bitten um Hilfe.", "The fishermen ask for help."),
        ("es>en", "El gobierno cerró el puerto.", "The authorities closed the port."),
        ("fr>en", "Le gouvernement a fermé le port.", "The government closed the port."),
    ],
)
def test_fair_renderings_are_passed_over(langs: str, original: str, rendering: str) -> None:
    assert told(original, rendering, langs) == []


def test_far_degrees_are_major_and_near_ones_minor() -> None:
    for rendering, severity in (("There is an untruth in it.", "minor"), ("There is a lie in it.", "major")):
        found = list(ToneCheck()(Pair(Text("В нём неточность.", "ru"), Text(rendering, "en"), "It is inaccurate.")))
        assert [finding.severity for finding in found] in ([severity], [])


def test_the_degrees_of_a_scale_name_or_answer_each_other() -> None:
    concepts = load("tone").concepts
    for name, concept in concepts.items():
        scale, _, degree = name.rpartition("-")
        others = {other for other in concepts if other.rpartition("-")[0] == scale and other != name}
        assert degree.isdecimal()
        assert degree == "0" or others <= {*concept.opposites, *concept.answers}
