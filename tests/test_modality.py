from __future__ import annotations

import pytest

from tests.telling import changes, pair
from transcompare.checks.modality import ModalityCheck
from transcompare.concepts import load


def differences(original: str, rendering: str, langs: str = "ru-en") -> list[str]:
    return changes(ModalityCheck(), original, rendering, langs)


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "expected"),
    [
        ("ru-en", "Паром может выйти завтра.", "The ferry must leave tomorrow.", "changed might>must"),
        ("ru-en", "Возможно, паром выйдет завтра.", "The ferry leaves tomorrow.", "lost may"),
        ("ru-en", "Возможно, паром выйдет завтра.", "The ferry will certainly leave tomorrow.", "changed may>future"),
        ("ru-en", "Волна может повредить пирс.", "The wave has damaged the pier.", "lost might"),
        ("ru-en", "Капитан должен подать отчёт.", "The captain may submit a report.", "changed must>may"),
        ("ru-en", "Капитан обязан подать отчёт.", "The captain can submit a report.", "changed must>can"),
        ("ru-en", "Нам придётся закрыть маяк.", "We have closed the lighthouse.", "lost must"),
        ("ru-en", "Мы вправе закрыть маяк.", "We have to close the lighthouse.", "changed allowed>must"),
        ("ru-en", "Лоцману стоило бы подождать.", "The pilot may wait.", "changed should>may"),
        ("ru-en", "Рыбакам не обязательно платить.", "The fishermen must not pay.", "changed unneeded>forbidden"),
        (
            "ru-en",
            "Рыбаки не должны платить вперёд.",
            "The fishermen need not pay up front.",
            "changed forbidden>unneeded",
        ),
        ("ru-en", "Мы намерены купить буксир.", "We have bought a tug.", "lost intend"),
        ("ru-en", "Мы надеемся купить буксир.", "We will buy a tug.", "changed hope>future"),
        ("ru-en", "Надеюсь, буксир отремонтируют.", "I promise the tug will be repaired.", "changed hope>promise"),
        ("ru-en", "Мы готовы продать верфь.", "We have sold the yard.", "lost ready"),
        ("ru-en", "Видимо, катер затонул.", "The launch has sunk.", "lost likely"),
        ("ru-en", "Вероятно, катер затонул.", "The launch has certainly sunk.", "changed likely>certain"),
        ("ru-en", "Мы обдумываем продажу верфи.", "We intend to sell the yard.", "changed considered>intend"),
        ("en-ru", "The ferry might leave tomorrow.", "Паром должен выйти завтра.", "changed may>must"),
        ("en-ru", "The captain must file a report.", "Капитан вправе подать отчёт.", "changed must>allowed"),
        ("uk-en", "Капітан повинен подати звіт.", "The captain may submit a report.", "changed must>may"),
        ("uk-ru", "Можливо, пором вийде завтра.", "Паром выйдет завтра.", "lost may"),
        ("de-en", "Der Kapitän muss einen Bericht vorlegen.", "The captain may submit a report.", "changed must>may"),
        ("es-en", "El capitán debe presentar un informe.", "The captain may submit a report.", "changed must>may"),
        ("fr-en", "Le capitaine doit remettre un rapport.", "The captain may submit a report.", "changed must>may"),
        ("ru-de", "Возможно, паром выйдет завтра.", "Die Fähre fährt morgen.", "lost may"),
    ],
)
def test_modality_exchanged_or_lost_is_found(langs: str, original: str, rendering: str, expected: str) -> None:
    assert differences(original, rendering, langs) == [expected]


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru-en", "Паром может выйти завтра.", "The ferry may leave tomorrow."),
        ("ru-en", "Паром может выйти завтра.", "The ferry could leave tomorrow."),
        ("ru-en", "Паром может взять сто машин.", "The ferry can carry a hundred cars."),
        ("ru-en", "Паром может взять сто машин.", "The ferry is capable of carrying a hundred cars."),
        ("ru-en", "Может быть, паром выйдет завтра.", "Perhaps the ferry will leave tomorrow."),
        ("ru-en", "Не исключено, что паром выйдет завтра.", "It is possible that the ferry will leave tomorrow."),
        ("ru-en", "Это может быть сделано зимой.", "This can be done in winter."),
        ("ru-en", "Паром не может выйти.", "The ferry cannot leave."),
        ("ru-en", "Паром не может выйти.", "The ferry is unable to leave."),
        ("ru-en", "Нельзя закрывать маяк.", "The lighthouse must not be closed."),
        ("ru-en", "Нельзя не сказать о маяке.", "The lighthouse must be mentioned."),
        ("ru-en", "Капитан должен подать отчёт.", "The captain has to submit a report."),
        ("ru-en", "Капитан должен подать отчёт.", "The captain should submit a report."),
        ("ru-en", "Капитан должен подать отчёт.", "The captain is required to submit a report."),
        ("ru-en", "Паром должен был выйти утром.", "The ferry was to leave in the morning."),
        ("ru-en", "Должность капитана вакантна.", "The post of captain is vacant."),
        ("ru-en", "Билет стоит 5 крон.", "A ticket costs 5 crowns."),
        ("ru-en", "Не нужно драматизировать.", "There is no need to dramatise."),
        ("ru-en", "Мы намерены купить буксир.", "We plan to buy a tug."),
        ("ru-en", "Мы планируем купить буксир.", "We are going to buy a tug."),
        ("ru-en", "Надеемся купить буксир.", "We are counting on buying a tug."),
        ("ru-en", "Мы готовы продать верфь.", "We are prepared to sell the yard."),
        ("ru-en", "Похоже, что катер затонул.", "The launch appears to have sunk."),
        ("ru-en", "Судя по всему, катер затонул.", "It looks as if the launch sank."),
        ("ru-en", "Маяк закрыли в мае.", "The lighthouse was closed in May."),
        ("en-ru", "We must close the lighthouse.", "Надо закрыть маяк."),
        ("uk-en", "Пором може вийти завтра.", "The ferry may leave tomorrow."),
        ("de-en", "Die Fähre könnte morgen fahren.", "The ferry could leave tomorrow."),
        ("de-en", "Man muss nicht warten.", "You do not have to wait."),
        ("es-en", "Tenemos que cerrar el faro.", "We have to close the lighthouse."),
        ("fr-en", "Il faut fermer le phare.", "The lighthouse must be closed."),
        ("ko-en", "배가 떠날 수도 있습니다.", "The ferry must leave."),
        ("ru-en", "Входить никому нельзя.", "No one may enter."),
        ("en-en", "We plan to visit five harbours.", "Five harbours are on the itinerary."),
    ],
)
def test_fair_renderings_of_modality_are_silent(langs: str, original: str, rendering: str) -> None:
    assert differences(original, rendering, langs) == []
    assert list(ModalityCheck()(pair(original, rendering, langs))) == []


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        pytest.param(
            "Капитан должен подать отчёт.",
            "The captain will submit a report.",
            marks=pytest.mark.xfail(strict=True, reason="`will` fairly renders «должен» too often to be reported"),
        ),
        pytest.param(
            "Мы хотим купить буксир.",
            "We have bought a tug.",
            marks=pytest.mark.xfail(strict=True, reason="wishes have too many other names to be missed"),
        ),
        pytest.param(
            "Пилот может ждать.",
            "The pilot has the right to wait.",
            marks=pytest.mark.xfail(strict=True, reason="«может» is ambiguous: ability, possibility, permission"),
        ),
    ],
)
def test_known_gaps(original: str, rendering: str) -> None:
    assert differences(original, rendering)


def test_an_exchange_points_at_the_words_of_both_sides() -> None:
    original, rendering = "Мы знаем: капитан обязан подать отчёт.", "We know that the captain may file a report."
    (finding,) = ModalityCheck()(pair(original, rendering, reference="The captain must file a report."))
    assert finding.original is not None
    assert finding.rendering is not None
    assert (finding.original.of(original), finding.rendering.of(rendering)) == ("обязан", "may")
    assert "«обязан»" in finding.message
    assert "«may»" in finding.message


def test_obligation_and_possibility_are_opposites() -> None:
    concepts = load("modality").concepts
    assert {"may", "might", "allowed"} <= set(concepts["must"].opposites)
    assert "may" in concepts["certain"].opposites
