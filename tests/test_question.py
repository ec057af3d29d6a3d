from __future__ import annotations

import pytest

from transcompare.checks.base import Finding, Link, Pair, Text
from transcompare.checks.question import QuestionCheck
from transcompare.text import Span


def findings(original: str, rendering: str, langs: str = "ru-en", links: tuple[Link, ...] = ()) -> list[Finding]:
    here, there = langs.split("-")
    return list(QuestionCheck()(Pair(Text(original, here), Text(rendering, there), None, links)))


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "question"),
    [
        ("ru-en", "Паром выйдет завтра?", "The ferry leaves tomorrow.", "Паром выйдет завтра"),
        ("ru-en", "Вы уверены, что маяк нужен?", "The lighthouse is needed, I am sure.", "Вы уверены, что маяк нужен"),
        (
            "ru-en",
            "Почему маяк закрывают сейчас?",
            "The lighthouse is being closed now.",
            "Почему маяк закрывают сейчас",
        ),
        ("ru-en", "Кто сказал, что верфь закроют?", "The yard will close, we heard.", "Кто сказал, что верфь закроют"),
        ("ru-en", "Когда починят мотор?!", "The engine has been repaired.", "Когда починят мотор"),
        ("ru-en", "«Когда починят мотор?» - спросили нас.", "The engine has been repaired, we heard.", None),
        ("ru-en", "Паром выйдет завтра.", "Does the ferry leave tomorrow?", "Does the ferry leave tomorrow"),
        ("ru-en", "Мы продаём старую верфь.", "Are we selling the old yard?", "Are we selling the old yard"),
        ("en-ru", "Is the ferry leaving tomorrow?", "Паром уходит завтра.", "Is the ferry leaving tomorrow"),
        ("en-ru", "The ferry leaves tomorrow.", "Паром уходит завтра?", "Паром уходит завтра"),
        ("uk-en", "Коли відремонтують мотор?", "The engine has been repaired.", "Коли відремонтують мотор"),
        ("de-en", "Wann fährt die Fähre?", "The ferry is leaving.", "Wann fährt die Fähre"),
        ("es-en", "¿Cuándo sale el barco?", "The boat is leaving.", "Cuándo sale el barco"),
        ("fr-en", "Le bateau part demain ?", "The boat leaves tomorrow.", "Le bateau part demain"),
        ("ru-fr", "Паром выйдет завтра?", "Le bateau part demain.", "Паром выйдет завтра"),
        ("ru-de", "Паром выйдет завтра.", "Fährt die Fähre morgen?", "Fährt die Fähre morgen"),
        ("ru-es", "Паром выйдет завтра?", "El barco sale mañana.", "Паром выйдет завтра"),
        ("ru-uk", "Паром выйдет завтра?", "Пором вийде завтра.", "Паром выйдет завтра"),
    ],
)
def test_a_question_stated_or_a_statement_asked_is_found(
    langs: str, original: str, rendering: str, question: str | None
) -> None:
    found = findings(original, rendering, langs)
    if question is None:  # a quoted question inside a sentence is not told from its frame
        assert found == []
        return
    (finding,) = found
    assert (finding.category, finding.severity) == ("question", "major")
    assert f"«{question}»" in finding.message
    spans = (finding.original, original), (finding.rendering, rendering)
    assert question in {span.of(text) for span, text in spans if span is not None}


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru-en", "Паром выйдет завтра?", "Will the ferry leave tomorrow?"),
        ("ru-en", "Паром выйдет завтра.", "The ferry leaves tomorrow."),
        ("ru-en", "Выйдет ли паром завтра?", "He asked whether the ferry would leave tomorrow."),
        ("ru-en", "Выйдет ли паром завтра?", "I wonder when the ferry leaves."),
        ("ru-en", "Выйдет ли паром завтра?", "The question is the ferry."),
        ("ru-en", "Интересно, выйдет ли паром завтра.", "Is the ferry going to leave tomorrow, I wonder?"),
        ("ru-en", "Кому это нужно?", "Nobody needs that."),
        ("ru-en", "Кто же этого не знает?", "Everybody knows that."),
        ("ru-en", "Разве это не чудо?", "It is a marvel."),
        ("ru-en", "Зачем нам ждать весны?", "There is no point in waiting for spring."),
        ("ru-en", "Паром ушёл, не так ли?", "The ferry has left."),
        ("ru-en", "Паром ушёл, верно?", "The ferry has left."),
        ("ru-en", "Паром ушёл.", "The ferry has left, hasn't it?"),
        ("ru-en", "Паром ушёл.", "The ferry has left, you see, right?"),
        ("ru-en", "Не могли бы вы подождать?", "Please wait."),
        ("ru-en", "Можно я подожду здесь?", "I will wait here."),
        ("ru-en", "Сколько можно ждать этот паром?", "How long this ferry takes!"),
        ("ru-en", "А вы?", "You are next."),
        ("ru-en", "Почему закрыли маяк?", "Why the lighthouse was closed."),
        ("ru-en", "Как починить старый мотор?", "How to repair an old engine."),
        ("ru-en", "Порт закрыт? Кто его закрыл?", "Is the port closed, and who closed it?"),
        ("ru-en", "Порт закрыт, но кем и почему?", "The port is closed. But by whom? And why?"),
        ("ru-en", "Когда же придёт паром на остров?", "[...] the ferry"),
        ("ru-en", "Когда же придёт паром на остров?", "The ferry..."),
        ("ru-en", "Когда наконец придёт паром на дальний остров?", "The ferry."),
        ("ru-en", "Что??? Паром опять не пришёл???", "What? The ferry did not come again?"),
        ("en-ru", "Who needs it?", "Это никому не нужно."),
        ("en-ru", "The ferry has left, right?", "Паром ушёл."),
        ("uk-en", "Невже це не диво?", "It is a marvel."),
        ("de-en", "Die Fähre ist weg, oder?", "The ferry has left."),
        ("es-en", "El barco salió, ¿verdad?", "The boat has left."),
        ("fr-en", "Le bateau est parti, non ?", "The boat has left."),
        ("ko-en", "배가 언제 떠납니까?", "The boat is leaving."),
    ],
)
def test_fair_renderings_of_questions_are_silent(langs: str, original: str, rendering: str) -> None:
    assert findings(original, rendering, langs) == []


@pytest.mark.parametrize(
    ("original", "rendering"),
    [
        pytest.param(
            "Выйдет ли паром, неизвестно.",
            "The ferry is leaving.",
            marks=pytest.mark.xfail(strict=True, reason="indirect questions are the conditional check's business"),
        ),
        pytest.param(
            "Порт закрыт? Почему его закрыли?",
            "The port is closed. Why has it been closed?",
            marks=pytest.mark.xfail(strict=True, reason="without alignment a question may have been merged"),
        ),
        pytest.param(
            "Маяк нужен острову?",
            "Nobody knows if it does, the island needs the lighthouse.",
            marks=pytest.mark.xfail(strict=True, reason="any indirect question on the other side is an answer"),
        ),
    ],
)
def test_known_gaps(original: str, rendering: str) -> None:
    whole = (Link(Span(0, len(original)), Span(0, len(rendering))),)
    assert findings(original, rendering, links=whole)


def test_aligned_segments_are_compared_one_by_one() -> None:
    original, rendering = "Порт закрыт? Почему его закрыли?", "The port is closed. Why has it been closed?"
    links = (Link(Span(0, 12), Span(0, 19)), Link(Span(13, 32), Span(20, 43)))
    assert findings(original, rendering, links=links) == []  # two words: too short to be missed
    original = "Порт уже закрыт? Почему его закрыли?"
    links = (Link(Span(0, 16), Span(0, 19)), Link(Span(17, 36), Span(20, 43)))
    (finding,) = findings(original, rendering, links=links)
    assert finding.original == Span(0, 15)
    assert finding.rendering == Span(0, 19)


def test_a_question_without_counterpart_is_an_omission() -> None:
    original, rendering = "Порт закрыт. Почему его закрыли?", "The port is closed."
    assert findings(original, rendering, links=(Link(Span(0, 12), Span(0, 19)), Link(Span(13, 32), None))) == []
