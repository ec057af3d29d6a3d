from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcompare.edits import PRIORITY, Edit, edits, languages
from transcompare.schema import CATEGORIES
from transcompare.text import Span

ALL = 10_000
ODD = (
    "we",
    "may",
    "not",
    "all",
    "if",
    ",",
    ".",
    "a",
    "an",
    "5",
    "'s",
    "’",
    "US",
    "May",
    "before",
    "No",
    "one",
    "is",
    "n't",
    "(",
    "-North",
    "Korea",
    "was",
    "sold",
    "by",
    "1,000",
    "İ",
    "ß",
    "не",
    "если",
    "может",
    "ist",
    "nicht",
    "no",
    "es",
    "ne",
    "pas",
    "c'est",
    "",
    "\ud800",
    "\u202e",
)


def versions(text: str, lang: str, category: str) -> list[str]:
    return [edit.apply(text) for edit in edits(text, lang, ALL) if edit.category == category]


@pytest.mark.parametrize(
    ("category", "text", "expected"),
    [
        # negation: taken away
        ("negation", "The mill is not for sale.", "The mill is for sale."),
        ("negation", "The mill isn't for sale.", "The mill is for sale."),
        ("negation", "The mill isn’t for sale.", "The mill is for sale."),
        ("negation", "We do not sell the mill.", "We sell the mill."),
        ("negation", "She does not carry a lamp.", "She carries a lamp."),
        ("negation", "The baker did not go home.", "The baker went home."),
        ("negation", "The baker didn't stop.", "The baker stopped."),
        ("negation", "You cannot enter.", "You can enter."),
        ("negation", "You can't enter.", "You can enter."),
        ("negation", "It won't rain.", "It will rain."),
        ("negation", "We cannot rule out a flood.", "We can rule out a flood."),
        ("negation", "There is no bridge here.", "There is a bridge here."),
        ("negation", "She asked him not to sing.", "She asked him to sing."),
        ("negation", "No one came.", "Everyone came."),
        ("negation", "He has never seen a goose.", "He has seen a goose."),
        ("negation", "They left without a map.", "They left with a map."),
        ("negation", "IT IS NOT OVER", "IT IS OVER"),
        # negation: put in
        ("negation", "The mill is for sale.", "The mill is not for sale."),
        ("negation", "It’s over.", "It’s not over."),
        ("negation", "He plans a bridge.", "He does not plan a bridge."),
        ("negation", "The duke plans to build a bridge.", "The duke does not plan to build a bridge."),
        ("negation", "The duke wants a bridge.", "The duke does not want a bridge."),
        ("negation", "The duke sold the mill.", "The duke did not sell the mill."),
        ("negation", "We sell the mill.", "We do not sell the mill."),
        ("negation", "They have sold the mill.", "They have not sold the mill."),
        ("negation", "She has a lamp.", "She does not have a lamp."),
        ("negation", "We decided to leave.", "We decided not to leave."),
        ("negation", "Everyone came.", "No one came."),
        ("negation", "The duke refused to sing.", "The duke agreed to sing."),
        ("negation", "It would have helped.", "It would not have helped."),
        # quantifier
        ("quantifier", "All the geese are white.", "Most of the geese are white."),
        ("quantifier", "Almost all geese are white.", "All geese are white."),
        ("quantifier", "Only the miller knew.", "The miller knew."),
        ("quantifier", "He always sings.", "He sometimes sings."),
        ("quantifier", "The only baker in town spoke.", "One of the baker in town spoke."),
        ("quantifier", "It was fully repaired.", "It was partly repaired."),
        # direction
        ("direction", "Prices rose in May.", "Prices fell in May."),
        ("direction", "Prices have risen sharply.", "Prices have fallen sharply."),
        ("direction", "Prices have sharply increased.", "Prices have sharply decreased."),
        ("direction", "It accelerated an increase.", "It accelerated a decrease."),
        ("direction", "They came after the storm.", "They came before the storm."),
        ("direction", "Imports of wool matter.", "Exports of wool matter."),
        ("direction", "The gate was opened.", "The gate was closed."),
        ("direction", "Wool is sent to the coast.", "Wool is sent from the coast."),
        # conditional
        ("conditional", "If it rains, we stay.", "We stay."),
        ("conditional", "We stay if it rains.", "We stay."),
        ("conditional", "We will, if asked, stay.", "We will stay."),
        ("conditional", "We stay if it rains.", "We stay unless it rains."),
        ("conditional", "We stay, provided that it rains, and sing.", "We stay and sing."),
        # modality
        ("modality", "The duke may sell the mill.", "The duke will sell the mill."),
        ("modality", "The duke must sell the mill.", "The duke may sell the mill."),
        ("modality", "The duke plans to sell it.", "The duke may sell it."),
        ("modality", "The mill is for sale.", "The mill may be for sale."),
        ("modality", "They demanded a pause.", "They requested a pause."),
        # number
        ("number", "At least 5 geese flew.", "At most 5 geese flew."),
        ("number", "Prices rose by 5 percent.", "Prices rose to 5 percent."),
        ("number", "12 geese came and 7 geese left.", "7 geese came and 12 geese left."),
        ("number", "Twelve mills burned, and six stood.", "Six mills burned, and twelve stood."),
        # who does what
        ("agent-role", "We are late.", "They are late."),
        ("agent-role", "He has come.", "They have come."),
        ("agent-role", "I am late.", "We are late."),
        ("agent-role", "She sings.", "He sings."),
        ("agent-role", "The goose was chased by the dog.", "The goose chased the dog."),
        ("agent-role", "Norway accused Finland.", "Finland accused Norway."),
        # names
        ("named-entity", "North Korea sent geese.", "South Korea sent geese."),
        ("named-entity", "The western gate is shut.", "The eastern gate is shut."),
        ("named-entity", "Slovakia sent geese.", "Slovenia sent geese."),
        # attribution
        ("attribution", "The duke reportedly sold it.", "The duke sold it."),
        ("attribution", "According to the duke, it burned.", "It burned."),
        ("attribution", "An alleged thief ran.", "A proven thief ran."),
        ("attribution", "The duke claimed it.", "The duke proved it."),
        ("attribution", "He seems to know.", "He knows."),
        # tense
        ("tense-aspect", "The mill was sold.", "The mill will be sold."),
        ("tense-aspect", "The mill will open.", "The mill opened."),
        ("tense-aspect", "She has sung.", "She will sing."),
        ("tense-aspect", "It closed last year.", "It closed next year."),
        # word sense and tone
        ("word-sense", "It is a temporary bridge.", "It is a permanent bridge."),
        ("word-sense", "An officer and a minister spoke.", "An officer and a ministry spoke."),
        ("tone", "The regime spoke.", "The government spoke."),
        ("tone", "The duke slammed it.", "The duke criticised it."),
    ],
)
def test_english_texts_have_the_edit(category: str, text: str, expected: str) -> None:
    assert expected in versions(text, "en", category)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("The bridge opens in May.", "will"),
        ("They met on May 5.", "must"),
        ("The US sent geese.", "them"),
        ("It gave us geese.", "UK"),
        ("A must-have lamp.", "may"),
        ("The new plans failed.", "does not plan"),
        ("The measures were announced.", "did not announce"),
        ("He was told by the announced guest.", "did not announce"),
        ("Is he late?", "Is not"),
        ("We want to sing.", "from"),
        ("No more than five came.", "some"),
        ("Not only geese came.", ""),
        ("The wind has been strong.", "does not have"),
        ("Spain and Chile sent geese.", "Chile and Spain"),
        ("What if it rains?", ""),
        ("If only it rained.", ""),
        ("The turkey gobbled.", "Turkmenistan"),
        ("A price of 1,000 if paid", "000"),
    ],
)
def test_look_alikes_are_left_alone(text: str, unwanted: str) -> None:
    assert unwanted not in {edit.replacement for edit in edits(text, "en", ALL)}


@pytest.mark.parametrize(
    ("lang", "category", "text", "expected"),
    [
        ("ru", "negation", "Мы не продаём мельницу.", "Мы продаём мельницу."),
        ("ru", "negation", "Цена меняется.", "Цена не меняется."),
        ("ru", "direction", "Выручка увеличилась.", "Выручка уменьшилась."),
        ("ru", "conditional", "Мы останемся, если пойдёт дождь.", "Мы останемся."),
        ("ru", "conditional", "Если пойдёт дождь, мы останемся.", "Мы останемся."),
        ("ru", "modality", "Пекарь может уйти.", "Пекарь должен уйти."),
        ("ru", "number", "Не менее 5 гусей.", "Не более 5 гусей."),
        ("ru", "attribution", "Пекарь якобы ушёл.", "Пекарь ушёл."),
        ("ru", "named-entity", "В северных сёлах снег.", "В южных сёлах снег."),
        ("ru", "quantifier", "Почти все гуси белые.", "Все гуси белые."),
        ("uk", "negation", "Ми не продаємо млин.", "Ми продаємо млин."),
        ("uk", "direction", "Ціни зросли.", "Ціни впали."),
        ("uk", "modality", "Пекар може піти.", "Пекар повинен піти."),
        ("uk", "conditional", "Ми залишимося, якщо піде дощ.", "Ми залишимося."),
        ("de", "negation", "Die Mühle ist nicht alt.", "Die Mühle ist alt."),
        ("de", "negation", "Die Mühle ist alt.", "Die Mühle ist nicht alt."),
        ("de", "direction", "Der Preis steigt.", "Der Preis sinkt."),
        ("de", "number", "Mindestens 5 Gänse kamen.", "Höchstens 5 Gänse kamen."),
        ("de", "modality", "Er kann gehen.", "Er muss gehen."),
        ("es", "negation", "El molino no es viejo.", "El molino es viejo."),
        ("es", "negation", "El molino es viejo.", "El molino no es viejo."),
        ("es", "direction", "El precio subió.", "El precio bajó."),
        ("es", "quantifier", "Casi todos los gansos vuelan.", "Todos los gansos vuelan."),
        ("es", "number", "Vinieron al menos 5 gansos.", "Vinieron como máximo 5 gansos."),
        ("fr", "negation", "Le moulin n’est pas vieux.", "Le moulin est vieux."),
        ("fr", "negation", "Il ne vend pas le moulin.", "Il vend le moulin."),
        ("fr", "negation", "C’est vieux.", "Ce n’est pas vieux."),
        ("fr", "direction", "Le prix augmente.", "Le prix diminue."),
        ("fr", "modality", "Il peut partir.", "Il doit partir."),
    ],
)
def test_other_languages_have_the_basic_edits(lang: str, category: str, text: str, expected: str) -> None:
    assert expected in versions(text, lang, category)


@pytest.mark.parametrize(
    ("text", "printed", "replacement", "expected"),
    [
        ("It was, reportedly, sold.", "reportedly", "", "It was sold."),
        ("Reportedly, it was sold.", "Reportedly", "", "It was sold."),
        ("It was sold reportedly.", "reportedly", "", "It was sold."),
        ("Come. Only then go.", "Only", "", "Come. Then go."),
        ("It is not so", "not", "", "It is so"),
        ("Only", "Only", "", ""),
        ("so, only geese", "only", "", "so, geese"),
        ("It is so", "is", "is not", "It is not so"),
    ],
)
def test_text_is_tidy_where_words_are_left_out(text: str, printed: str, replacement: str, expected: str) -> None:
    start = text.index(printed)
    edit = Edit("negation", Span(start, start + len(printed)), printed, replacement)
    assert edit.apply(text) == expected


def test_most_telling_edits_come_first_and_no_category_takes_all() -> None:
    text = "We may sell all mills, we may not sell them, and we may sell them if prices rise by at least 5 percent."
    few = edits(text, "en", limit=6)
    assert few == edits(text, "en", limit=12)[:6]
    assert few[0].category == "negation"
    assert len({edit.category for edit in few}) >= 4


def test_limit_holds_for_each_sentence() -> None:
    text = "We may sell all mills before winter. They will not buy all mills before summer."
    cut = text.index("They")
    found = edits(text, "en", limit=3)
    assert [edit.span.start < cut for edit in found] == [True] * 3 + [False] * 3


def test_unknown_language_and_empty_text_have_no_edits() -> None:
    assert edits("Kita tidak menjual", "id") == ()
    assert edits("We may go", "../en") == ()
    assert edits("", "en") == ()
    assert edits("We may go", "en", limit=0) == ()


def test_languages_and_categories_are_those_of_the_project() -> None:
    assert languages() == {"en", "ru", "uk", "de", "es", "fr"}
    assert set(PRIORITY) <= set(CATEGORIES)
    assert len(set(PRIORITY)) == len(PRIORITY)


@pytest.mark.parametrize("lang", sorted(languages()))
def test_every_phrase_of_the_data_can_be_replaced(lang: str) -> None:
    data = files("transcompare").joinpath(f"data/edits/{lang}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(data)
    assert set(table["categories"]) <= set(PRIORITY)
    forms = {"base": "sing", "third": "sings", "past": "sang", "participle": "sung", "gerund": "singing"}
    for category in table["categories"].values():
        phrases = [phrase for key in ("swap", "replace") for group in category.get(key, []) for phrase in group]
        phrases += [phrase for rule in category.get("rules", []) for phrase in rule["match"]]
        for phrase in filter(None, phrases):
            named = re.sub(r"<(\w+)>", lambda match: str(table["words"][match[1]][0]), phrase)
            text = re.sub(r"(?<!\w)_(?!\w)", "goose", named.format_map(forms)).replace("#", "5").replace("*", "abc")
            for edit in edits(text, lang, ALL):
                assert not re.search(r"[<>{}*_#]", edit.replacement), (phrase, edit)


@given(
    st.sampled_from(sorted(languages())),
    st.lists(
        st.one_of(
            st.sampled_from(ODD),
            st.text(max_size=5),
        ),
        max_size=30,
    ).map(" ".join),
)
@settings(max_examples=150)
def test_edits_are_exact_distinct_and_repeatable(lang: str, text: str) -> None:
    found = edits(text, lang, ALL)
    assert found == edits(text, lang, ALL)
    assert len({(edit.span, edit.replacement) for edit in found}) == len(found)
    for edit in found:
        assert 0 <= edit.span.start <= edit.span.end <= len(text)
        assert edit.span.of(text) == edit.printed != edit.replacement
        assert edit.category in PRIORITY
        if edit.replacement:
            assert edit.apply(text) == text[: edit.span.start] + edit.replacement + text[edit.span.end :]
        else:
            assert len(edit.apply(text)) < len(text)


@pytest.mark.parametrize(
    "unit", ["if ", "may-", "(may ", "’", "5 ", "not ", ". ", "Norway told Finland ", "\ud800 no "]
)
def test_long_odd_text_is_no_trouble(unit: str) -> None:
    assert len(edits(unit * 500, "en")) <= 12 * 501
