"""What the words of an original say about an edit of its rendering."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.edits import PRIORITY, Edit, edits
from transcompare.evidence import verdict
from transcompare.text import Span


def said(original: str, rendering: str, printed: str, replacement: str, category: str, langs: str = "ru-en") -> str:
    start = rendering.index(printed)
    edit = Edit(category, Span(start, start + len(printed)), printed, replacement)
    here, there = langs.split("-")
    return verdict(edit, original, here, rendering, there)


@pytest.mark.parametrize(
    ("original", "rendering", "printed", "replacement", "category", "expected"),
    [
        # negation: for the change where the rendering has too many or too few, else for the print
        ("Мы не продаём мельницу.", "We sell the mill.", "sell", "do not sell", "negation", "change"),
        ("Пекарь не приехал.", "The baker came.", "came", "did not come", "negation", "change"),
        ("Гуси не улетели.", "The geese flew away.", "flew", "did not fly", "negation", "change"),
        ("Мы продаём мельницу.", "We do not sell the mill.", "do not sell", "sell", "negation", "change"),
        ("Мост открыт.", "The bridge is not open.", "is not", "is", "negation", "change"),
        ("Мы продаём мельницу.", "We sell the mill.", "sell", "do not sell", "negation", "printed"),
        ("Мы не продаём мельницу.", "We do not sell the mill.", "do not sell", "sell", "negation", "printed"),
        ("Мы не продаём мельницу.", "We do not sell it.", "sell it", "not sell it", "negation", "printed"),
        ("Мы не продаём и не сдаём.", "We do not sell or let.", "do not sell", "sell", "negation", "printed"),
        ("Мост открыт.", "The bridge is open.", "open", "closed", "negation", "printed"),
        ("Мы не продаём мельницу.", "We sell the mill.", "mill", "barn", "negation", "printed"),
        # modality
        ("Мы должны продать мельницу.", "We may sell the mill.", "may", "must", "modality", "change"),
        ("Пекарь обязан уйти.", "The baker may leave.", "may", "must", "modality", "change"),
        ("Нам запрещено входить.", "We may enter.", "may", "may not", "modality", "nothing"),
        ("Возможно, мост откроют.", "The bridge will certainly open.", "certainly", "possibly", "modality", "change"),
        ("Мы должны продать мельницу.", "We must sell the mill.", "must", "may", "modality", "printed"),
        ("Возможно, мост откроют.", "The bridge may be opened.", "may", "must", "modality", "printed"),
        ("Может быть, пойдёт дождь.", "It may rain.", "may", "must", "modality", "printed"),
        ("Мы продаём мельницу.", "We may sell the mill.", "may", "must", "modality", "nothing"),
        # conditional
        ("Если пойдёт дождь, останемся.", "When it rains, we stay.", "When", "If", "conditional", "printed"),
        ("Если пойдёт дождь, мы останемся.", "If it rains, we stay.", "If it rains, ", "", "conditional", "printed"),
        ("Мы останемся.", "We stay if it rains.", " if it rains", "", "conditional", "nothing"),
        # quantifier
        ("Все гуси белые.", "Some geese are white.", "Some", "All", "quantifier", "change"),
        ("Почти все гуси белые.", "All geese are white.", "All", "Almost all", "quantifier", "change"),
        ("Все гуси белые.", "All geese are white.", "All", "Some", "quantifier", "printed"),
        ("Некоторые гуси белые.", "Some geese are white.", "Some", "All", "quantifier", "printed"),
        ("Гуси белые.", "Most geese are white.", "Most", "Few", "quantifier", "nothing"),
        # direction
        ("Цены упали.", "Prices rose.", "rose", "fell", "direction", "change"),
        ("Экспорт прекращён.", "Imports stopped.", "Imports", "Exports", "direction", "change"),
        ("Цены выросли.", "Prices rose.", "rose", "fell", "direction", "printed"),
        ("Рост цен продолжается.", "Prices are rising.", "rising", "falling", "direction", "printed"),
        ("Цены изменились.", "Prices rose.", "rose", "fell", "direction", "nothing"),
        # attribution
        ("Пекарь ушёл.", "The baker allegedly left.", "allegedly ", "", "attribution", "nothing"),
        ("Пекарь якобы ушёл.", "The baker allegedly left.", "allegedly ", "", "attribution", "printed"),
        ("Пекарь якобы ушёл.", "The baker really left.", "really", "allegedly", "attribution", "change"),
        # tense
        ("Мост откроется.", "The bridge opened.", "opened", "will open", "tense-aspect", "change"),
        ("Мост открылся.", "The bridge opened.", "opened", "will open", "tense-aspect", "printed"),
        ("Завтра откроем мост.", "The bridge opened tomorrow.", "opened", "will open", "tense-aspect", "change"),
        # persons: for the print also where the original names none
        ("Они ушли.", "We left.", "We", "They", "agent-role", "change"),
        ("Мы ушли.", "We left.", "We", "They", "agent-role", "printed"),
        ("Ушли.", "We left.", "We", "They", "agent-role", "printed"),
        # numbers: only those that change places
        ("5 гусей и 7 уток.", "7 geese and 5 ducks.", "7 geese and 5", "5 geese and 7", "number", "nothing"),
        ("5 гусей.", "At least 5 geese.", "At least", "At most", "number", "printed"),
        ("5 миллионов.", "5 billion.", "billion", "million", "number", "printed"),
        # categories without words of their own
        ("Мост временный.", "The bridge is permanent.", "permanent", "temporary", "word-sense", "change"),
        ("Гуси в Норвегии.", "Geese in Finland.", "Finland", "Norway", "named-entity", "nothing"),
        ("Мельница сгорела.", "The mill burned.", "burned.", " Nobody was hurt.", "omission", "nothing"),
        # whole clauses
        ("Мельница сгорела.", "The mill burned, say geese.", ", say geese", "", "addition", "nothing"),
        ("Мельница сгорела.", "The mill burned. Geese wept.", " Geese wept.", "", "hallucination", "nothing"),
    ],
)
def test_verdicts(original: str, rendering: str, printed: str, replacement: str, category: str, expected: str) -> None:
    assert said(original, rendering, printed, replacement, category) == expected


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "printed", "replacement", "category", "expected"),
    [
        ("en-ru", "We must sell.", "Мы можем продать.", "можем", "должны", "modality", "change"),
        ("en-ru", "We do not sell.", "Мы продаём.", "продаём", "не продаём", "negation", "change"),
        ("en-ru", "Prices rose.", "Цены выросли.", "выросли", "упали", "direction", "printed"),
        ("ko-en", "가격이 올랐다.", "Prices rose.", "rose", "fell", "direction", "nothing"),
        ("und-en", "Цены упали.", "Prices rose.", "rose", "fell", "direction", "nothing"),
        ("und-en", "Не продаём.", "We sell.", "sell", "do not sell", "negation", "printed"),
    ],
)
def test_in_other_languages(
    langs: str, original: str, rendering: str, printed: str, replacement: str, category: str, expected: str
) -> None:
    assert said(original, rendering, printed, replacement, category, langs) == expected


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(PRIORITY), st.text(max_size=9))
def test_any_text_has_a_verdict(original: str, rendering: str, category: str, replacement: str) -> None:
    edit = Edit(category, Span(0, len(rendering)), rendering, replacement)
    for langs in (("ru", "en"), ("en", "ru"), ("und", "xx")):
        found = verdict(edit, original, langs[0], rendering, langs[1])
        assert found in ("printed", "change", "nothing")
        assert found == verdict(edit, original, langs[0], rendering, langs[1])


@pytest.mark.parametrize(
    "text", ["We must not sell all mills.", "If prices rise, they may buy 5 geese.", "She allegedly left yesterday."]
)
def test_a_text_never_speaks_for_a_change_of_its_own_words(text: str) -> None:
    assert [edit for edit in edits(text, "en", 50) if verdict(edit, text, "en", text, "en") == "change"] == []
