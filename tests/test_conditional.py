from __future__ import annotations

import pytest

from tests.telling import changes, pair
from transcompare.checks.conditional import ConditionalCheck


def differences(original: str, rendering: str, langs: str = "ru-en") -> list[str]:
    return changes(ConditionalCheck(), original, rendering, langs)


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "expected"),
    [
        ("ru-en", "Если погода позволит, паром выйдет.", "The weather is fine and the ferry is leaving.", "lost if"),
        (
            "ru-en",
            "Паром выйдет, если починят мотор.",
            "The engine has been repaired, the ferry is leaving.",
            "lost if",
        ),
        (
            "ru-en",
            "Паром выйдет, если починят мотор.",
            "The ferry leaves because the engine has been repaired.",
            "lost if",
        ),
        (
            "ru-en",
            "Закроем маяк, только если шторм усилится.",
            "The storm is growing, we are closing the lighthouse.",
            "lost only_if",
        ),
        (
            "ru-en",
            "Закроем маяк, только если шторм усилится.",
            "We will close the lighthouse if the storm grows.",
            "changed only_if>if",
        ),
        (
            "ru-en",
            "Если шторм усилится, закроем маяк.",
            "We will close the lighthouse only if the storm grows.",
            "changed if>only_if",
        ),
        (
            "ru-en",
            "Мы продадим верфь при условии, что цех сохранят.",
            "We are selling the yard, and the shop will be kept.",
            "lost provided",
        ),
        (
            "en-en",
            "We sell the yard on one condition: the shop stays.",
            "We are selling, and it stays.",
            "lost provided",
        ),
        ("en-en", "The lock opens only if there is a flood.", "There was a flood and the lock opened.", "lost only_if"),
        ("ru-en", "В случае аварии порт закроют.", "There has been an accident and the port is shut.", "lost event"),
        (
            "ru-en",
            "Даже если мотор починят, паром не выйдет.",
            "The ferry will sail only if the engine is repaired.",
            "changed even_if>only_if",
        ),
        ("ru-en", "Мы не знаем, уцелел ли катер.", "We know that the launch is lost.", "lost whether"),
        (
            "ru-en",
            "Верфь закроют, если только не найдут денег.",
            "The yard is closing, they have found no money.",
            "lost unless",
        ),
        (
            "ru-en",
            "Паром выйдет завтра в полдень.",
            "If all goes well, the ferry will leave at noon tomorrow.",
            "added if",
        ),
        ("en-ru", "We will sail if the engine is repaired.", "Мы выйдем в море, мотор починили.", "lost if"),
        ("en-ru", "The yard will close unless money is found.", "Верфь закроют, денег не нашли.", "lost unless"),
        ("en-ru", "We cannot say whether the launch is safe.", "Нам нечего сказать про катер.", "lost whether"),
        ("uk-en", "Якщо погода дозволить, пором вийде.", "The weather is fine and the ferry is leaving.", "lost if"),
        ("uk-ru", "Якщо встигнемо, відкриємо порт.", "Мы успели и открываем порт.", "lost if"),
        ("de-en", "Wenn das Wetter hält, fährt die Fähre.", "The weather is fine and the ferry is leaving.", "lost if"),
        (
            "es-en",
            "El barco saldrá si reparan el motor.",
            "The engine has been repaired and the boat is leaving.",
            "lost if",
        ),
        (
            "fr-en",
            "Le bateau partira si le moteur est réparé.",
            "The engine has been repaired and the boat is leaving.",
            "lost if",
        ),
    ],
)
def test_conditionals_exchanged_or_lost_are_found(langs: str, original: str, rendering: str, expected: str) -> None:
    assert differences(original, rendering, langs) == [expected]


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru-en", "Если погода позволит, паром выйдет.", "If the weather holds, the ferry will leave."),
        ("ru-en", "Если погода позволит, паром выйдет.", "Weather permitting, the ferry would leave."),
        ("ru-en", "Если погода позволит, паром выйдет.", "The ferry will leave when the weather allows it."),
        ("ru-en", "Если погода позволит, паром выйдет.", "As long as the weather holds, the ferry will leave."),
        ("ru-en", "Если погода позволит, паром выйдет.", "Should the weather hold, the ferry will leave."),
        ("ru-en", "Если погода позволит, паром выйдет.", "Provided the weather holds, the ferry will leave."),
        (
            "ru-en",
            "Если бы мотор починили, паром вышел бы.",
            "Had the engine been repaired, the ferry would have left.",
        ),
        ("ru-en", "Если не найдут денег, верфь закроют.", "Unless money is found, the yard will close."),
        ("ru-en", "Если не найдут денег, верфь закроют.", "Without new money the yard will close."),
        ("ru-en", "Без денег верфь закроют.", "If there is no money, the yard will close."),
        ("ru-en", "В случае шторма порт закроют.", "In the event of a storm the port will close."),
        ("ru-en", "В случае шторма порт закроют.", "If there is a storm, the port will close."),
        ("ru-en", "В случае с верфью всё иначе.", "The yard is another matter."),
        ("ru-en", "При условии, что цех сохранят, мы согласны.", "We agree on condition that the shop is kept."),
        (
            "ru-en",
            "Закроем маяк, только если шторм усилится.",
            "We will not close the lighthouse unless the storm grows.",
        ),
        (
            "ru-en",
            "Даже если мотор починят, паром опоздает.",
            "Even if the engine is repaired, the ferry will be late.",
        ),
        ("ru-en", "Мы не знаем, уцелел ли катер.", "We do not know if the launch survived."),
        ("ru-en", "Мы не знаем, уцелел ли катер.", "We do not know whether the launch survived."),
        ("ru-en", "Вряд ли катер уцелел.", "The launch hardly survived."),
        ("ru-en", "Уцелел ли катер?", "Did the launch survive?"),
        ("ru-en", "Тысячи, если не миллионы чаек.", "Thousands of gulls, if not millions."),
        ("ru-en", "Он вёл себя так, как если бы не слышал.", "He behaved as if he could not hear."),
        ("en-ru", "The ferry sails if the engine is repaired.", "Когда мотор починят, паром выйдет."),
        ("en-ru", "He talks as if he owned the port.", "Он говорит так, будто порт его."),
        ("uk-en", "Якщо встигнемо, відкриємо порт.", "We will open the port if we are in time."),
        ("de-en", "Falls der Motor hält, fahren wir.", "We sail if the engine holds."),
        ("de-en", "Sobald es hell wird, fahren wir.", "If it is light, we sail."),
        ("es-en", "Si el motor aguanta, salimos.", "We sail if the engine holds."),
        ("fr-en", "À moins d'une panne, nous partons.", "Unless something breaks, we sail."),
        ("fr-en", "S'il fait beau, nous partons.", "If the weather is fine, we sail."),
        ("ko-en", "날씨가 좋으면 배가 떠납니다.", "The ferry is leaving."),
        ("en-en", "If you do not want to wait, we return the fare.", "Anyone unwilling to wait gets the fare back."),
        ("en-en", "Made for hard working conditions.", "Made for demanding work on the quay."),
        ("en-en", "The stamps were sold only in kiosks.", "Kiosks alone sold the stamps."),
        ("en-en", "The lock opens only in case of flood.", "The lock is only opened if there is a flood."),
        ("ru-en", "Шлюз откроют, только если будет паводок.", "The lock will only open if there is a flood."),
        ("ru-en", "Шлюз можно открыть, если будет паводок.", "The lock can only open if there is a flood."),
        ("ru-en", "Билеты вернут только после проверки.", "The fare is returned only after a check."),
        ("ru-en", "Если погода позволит, выйдем в пятницу.", "We sail on Friday, weather permitting."),
    ],
)
def test_fair_renderings_of_conditionals_are_silent(langs: str, original: str, rendering: str) -> None:
    assert differences(original, rendering, langs) == []
    assert list(ConditionalCheck()(pair(original, rendering, langs))) == []


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        pytest.param(
            "Если врач разрешит, она выйдет на лёд.",
            "She is going on the ice when the doctor says so.",
            marks=pytest.mark.xfail(strict=True, reason="a condition and a time are told by the same words too often"),
        ),
        pytest.param(
            "Починят мотор - выйдем в море.",
            "The engine has been repaired and we are leaving.",
            marks=pytest.mark.xfail(strict=True, reason="a condition that no word names"),
        ),
        pytest.param(
            "Даже если мотор починят, паром не выйдет.",
            "If the engine is repaired, the ferry will not sail.",
            marks=pytest.mark.xfail(strict=True, reason="`if` may say as much as `even if`"),
        ),
        pytest.param(
            "Не буди я его, он бы спал.",
            "I woke him.",
            marks=pytest.mark.xfail(strict=True, reason="the imperative of a condition"),
        ),
    ],
)
def test_known_gaps(original: str, rendering: str) -> None:
    assert differences(original, rendering)


def test_a_lost_condition_points_at_its_word_and_at_the_part_that_lacks_it() -> None:
    original, rendering = "Скажу так: если мотор починят, выйдем.", "The engine has been repaired and we are leaving."
    (difference,) = ConditionalCheck().differences(pair(original, rendering))
    assert difference.original is not None
    assert difference.original.span.of(original) == "если"
    assert difference.unit.rendering.of(rendering).startswith("The engine")


def test_a_much_shorter_rendering_explains_a_missing_condition() -> None:
    assert differences("Порт работает круглый год, и если шторм не усилится, паром выйдет.", "The port is open.") == []
