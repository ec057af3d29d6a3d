"""omission: words of the original that the rendering has nothing for, with the packages that ship, and the rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shipped import findings, shares
from transcompare.checks.base import Finding, Link, Pair, Text, Unexplained
from transcompare.checks.omission import OmissionCheck
from transcompare.text import Span

FOUND = (
    (
        "Министр заявил, что завод закроют из-за загрязнения воды и нарушений пожарной безопасности.",
        "The minister said that the plant will be closed.",
        "загрязнения воды и нарушений пожарной безопасности",
    ),
    (
        "Губернатор поблагодарил врачей, пожарных и добровольцев, которые помогали пострадавшим жителям.",
        "The governor thanked the doctors.",
        "пожарных и добровольцев, которые помогали пострадавшим жителям",
    ),
    (
        "Поставки зерна возобновятся весной, если соседняя страна снимет запрет на импорт удобрений.",
        "Grain deliveries will resume in the spring.",
        "соседняя страна снимет запрет на импорт удобрений",
    ),
    (
        "Городской совет одобрил бюджет, несмотря на протесты профсоюзов и возражения оппозиции.",
        "The city council approved the budget.",
        "несмотря на протесты профсоюзов и возражения оппозиции",
    ),
    (
        "Компания уволила директора после проверки, которая выявила хищения и поддельные документы.",
        "The company dismissed its director.",
        "после проверки, которая выявила хищения и поддельные документы",
    ),
    (
        "Посол назвал переговоры дружественными, но договор подписать не удалось из-за разногласий о границе.",
        "The ambassador called the talks friendly.",
        "договор подписать не удалось из-за разногласий о границе",
    ),
    (
        "Больница получит новое оборудование, современные машины скорой помощи и запас лекарств.",
        "The hospital will get new equipment.",
        "современные машины скорой помощи и запас лекарств",
    ),
    (
        "Армия отступила из города, оставив склады боеприпасов и тяжёлую технику.",
        "The army withdrew from the city.",
        "оставив склады боеприпасов и тяжёлую технику",
    ),
    (
        "Поезд опоздал, потому что снег засыпал пути и сломался старый локомотив.",
        "The train was late.",
        "снег засыпал пути и сломался старый локомотив",
    ),
    (
        "Банк снизит ставку осенью, когда замедлится инфляция и укрепится национальная валюта.",
        "The bank will lower the rate in the autumn.",
        "замедлится инфляция и укрепится национальная валюта",
    ),
    (
        "Полиция задержала подозреваемого, изъяла оружие, поддельные паспорта и крупную сумму денег.",
        "The police detained the suspect.",
        "изъяла оружие, поддельные паспорта и крупную сумму денег",
    ),
    (
        "Музей откроет выставку старинных карт, морских приборов и дневников путешественников.",
        "The museum will open an exhibition of old maps.",
        "морских приборов и дневников путешественников",
    ),
    (
        "Дорогу закрыли на ремонт до осени, объезд организован через соседнюю деревню и лесной посёлок.",
        "The road was closed for repairs until autumn.",
        "объезд организован через соседнюю деревню и лесной посёлок",
    ),
    (
        "Наша партия выступает за мир, свободную торговлю и отмену смертной казни.",
        "Our party stands for peace.",
        "свободную торговлю и отмену смертной казни",
    ),
)
"""Russian original, English rendering, and the words of the original that it leaves out."""
FOUND_BACK = (
    (
        "The governor thanked the doctors, the firefighters and the volunteers who rescued trapped miners.",
        "Губернатор поблагодарил врачей.",
        "firefighters and the volunteers who rescued trapped miners",
    ),
    (
        "Grain deliveries will resume in the spring if the neighbouring country lifts its ban on fertiliser imports.",
        "Поставки зерна возобновятся весной.",
        "if the neighbouring country lifts its ban on fertiliser imports",
    ),
    (
        "The city council approved the budget despite union protests and fierce objections from the opposition.",
        "Городской совет одобрил бюджет.",
        "despite union protests and fierce objections from the opposition",
    ),
    (
        "The company dismissed its director after an audit found embezzlement and forged documents.",
        "Компания уволила директора.",
        "after an audit found embezzlement and forged documents",
    ),
    (
        "The court sentenced the official to prison and confiscated his luxury villa and yacht.",
        "Суд приговорил чиновника к тюремному заключению.",
        "confiscated his luxury villa and yacht",
    ),
    (
        "The hospital will get new equipment, modern ambulances and a stock of medicines.",
        "Больница получит новое оборудование.",
        "modern ambulances and a stock of medicines",
    ),
    (
        "The bank will lower the rate in the autumn, when inflation slows and the national currency strengthens.",
        "Банк снизит ставку осенью.",
        "when inflation slows and the national currency strengthens",
    ),
    (
        "Police detained the suspect and seized weapons, forged passports and stolen jewellery.",
        "Полиция задержала подозреваемого.",
        "seized weapons, forged passports and stolen jewellery",
    ),
)
"""English original, Russian rendering."""
GAPS = (
    (
        "Мы построим новый мост через реку и отремонтируем две школы в старом квартале.",
        "We will build a new bridge across the river.",
        "отремонтируем две школы в старом квартале",
    ),
    (
        "Мы поддержим фермеров дешёвыми кредитами, новой техникой и бесплатными консультациями.",
        "We will support farmers with cheap loans.",
        "новой техникой и бесплатными консультациями",
    ),
    (
        "Учёные обнаружили в озере редкую рыбу, которая считалась вымершей уже много десятилетий.",
        "Scientists found a rare fish in the lake.",
        "которая считалась вымершей уже много десятилетий",
    ),
    (
        "Суд приговорил чиновника к тюремному заключению и запретил ему занимать государственные должности.",
        "The court sentenced the official to prison.",
        "запретил ему занимать государственные должности",
    ),
    (
        "Жители требуют убрать свалку, провести воду и построить детскую площадку.",
        "Residents demand that the dump be removed.",
        "провести воду и построить детскую площадку",
    ),
    (
        "Мы благодарны соседям за помощь и никогда не забудем их мужество и щедрость.",
        "We are grateful to our neighbours for their help.",
        "никогда не забудем их мужество и щедрость",
    ),
    (
        "Рыбаки жалуются на низкие цены, дорогое топливо и браконьеров.",
        "Fishermen complain about low prices.",
        "дорогое топливо и браконьеров",
    ),
    (
        "Президент пообещал снизить налоги и посадить коррупционеров в тюрьму.",
        "The president promised to cut taxes.",
        "посадить коррупционеров в тюрьму",
    ),
)
"""Not found: few words, or frequent ones, are left out of many a fair rendering."""
FAIR = (
    (
        "Мы построим новый мост через реку и отремонтируем две школы в старом квартале.",
        "We will build a new bridge across the river [...].",
    ),
    (
        "Мы построим новый мост через реку и отремонтируем две школы в старом квартале.",
        "We will build a new bridge across the river...",
    ),
    (
        "Мы построим новый мост через реку и отремонтируем две школы в старом квартале.",
        "We will build a new bridge across the river…",
    ),
    (
        "Губернатор поблагодарил врачей, пожарных и добровольцев, которые помогали жителям.",
        "The governor thanked the doctors (and the others who helped).",
    ),
    (
        "Мы построим новый мост через реку. Ещё мы отремонтируем две школы в старом квартале.",
        "We will build a new bridge across the river.",
    ),
    (
        "Мы построим новый мост через реку и отремонтируем две школы в старом квартале.",
        "We will build a new bridge across the river and repair two schools in the old quarter.",
    ),
    (
        "На строительство потратили сто двадцать миллионов рублей.",
        "120 million roubles were spent on the construction.",
    ),
    ("В городе живёт около трёх тысяч пятисот человек.", "About 3,500 people live in the town."),
    (
        "Сергей Михайлович Воротынцев встретился с Хасаном Абдулрахимовым.",
        "Sergey Mikhaylovich Vorotyntsev met with Hassan Abdulrakhimov.",
    ),
    ("Ольга Щербакова приехала в Верхнеозёрск.", "Olga Shcherbakova came to Verkhneozersk."),
    ("Он приказал долго жить.", "He passed away."),
    ("Не стоит делать из мухи слона.", "There is no need to make a mountain out of a molehill."),
    ("По словам министра, урожай в этом году будет хорошим.", "This year's harvest will be good, the minister said."),
    (
        "Завод выпустил двадцать пять станков за первый квартал.",
        "The plant produced 25 machine tools in the first quarter.",
    ),
    ("Мы не исключаем, что переговоры продолжатся в марте.", "Further talks in March are not off the table."),
    ("Как вы прекрасно понимаете, решение принимал не я.", "As you know full well, it was not my decision."),
    (
        "Необходимо в кратчайшие сроки принять меры по улучшению ситуации.",
        "Steps to improve the situation must be taken as soon as possible.",
    ),
    ("Дело в том, что денег в бюджете нет.", "The thing is, there is no money in the budget."),
    ("Я хочу ещё раз подчеркнуть: мы никому не угрожаем.", "Let me stress once again that we threaten no one."),
    ("Депутаты проголосовали за законопроект в третьем чтении.", "Lawmakers passed the bill in its third reading."),
    (
        "Снег выпал ночью, и к утру все дороги были закрыты.",
        "Snow fell overnight, and by morning every road was closed.",
    ),
    ("В результате аварии никто не пострадал.", "No one was hurt in the accident."),
    ("Уважаемые коллеги, я рад вас видеть.", "Dear colleagues, I am glad to see you."),
    (
        "Глава государства провёл рабочую встречу с председателем правительства.",
        "The president held a working meeting with the prime minister.",
    ),
    ("Цены на хлеб выросли на пять процентов.", "Bread prices rose by 5%."),
    ("Мы затянем пояса, но выстоим.", "It is going to be lean years, yet we shall come through."),
    ("Нам не привыкать к трудностям.", "Hardship is nothing new to us."),
    ("Он взял слово и долго говорил о рыбалке.", "He took the floor and went on at length about fishing."),
    ("Вопрос закрыт, возвращаться к нему мы не будем.", "The matter is settled and we are not going back to it."),
    ("Вчера он, то есть начальник порта, подал в отставку.", "He [the head of the port] stepped down yesterday."),
    (
        "Мост «простоит сто лет», пообещал инженер, если его красить и вовремя менять опоры.",
        "The bridge “will stand for a hundred years [...] if it is looked after”, the engineer promised.",
    ),
    (
        "Пшеницу, рожь, овёс и ячмень мы продадим, а картофель оставим себе.",
        "We will sell the grain ... and keep the potatoes.",
    ),
    ("Комиссия проверила двенадцать мельниц и семь пекарен.", "The commission inspected 12 mills and 7 bakeries."),
    ("Пожар потушили в половине третьего ночи.", "The fire was put out at 2:30 a.m."),
    ("Жданова, Щукин и Хрущёва получили премии.", "Zhdanova, Shchukin and Khrushcheva received awards."),
    ("Теплоход «Академик Чуйков» вышел из Нижнекамска.", "The motor ship Akademik Chuykov left Nizhnekamsk."),
    ("Это капля в море.", "It is a drop in the ocean."),
    ("Цыплят по осени считают.", "Do not count your chickens before they hatch."),
)
"""Nothing is left out: shortened or explained openly, put freely, names and numbers written in another way."""
FAIR_BACK = (
    ("It is going to be lean years, yet we shall come through.", "Мы затянем пояса, но выстоим."),
    ("Hardship is nothing new to us.", "Нам не привыкать к трудностям."),
    ("They should put their own house in order first.", "Пусть сначала разберутся у себя дома."),
    ("He took the floor and went on at length about fishing.", "Он взял слово и долго говорил о рыбалке."),
    ("Snowploughs are out day and night.", "Снегоуборочная техника работает круглосуточно."),
    ("The matter is settled and we are not going back to it.", "Вопрос закрыт, возвращаться к нему мы не будем."),
    ("He [the head of the port] stepped down yesterday.", "Вчера он, то есть начальник порта, подал в отставку."),
    ("The fire was put out at 2:30 a.m.", "Пожар потушили в половине третьего ночи."),
    ("The motor ship Akademik Chuykov left Nizhnekamsk.", "Теплоход «Академик Чуйков» вышел из Нижнекамска."),
    ("It is a drop in the ocean.", "Это капля в море."),
    ("Do not count your chickens before they hatch.", "Цыплят по осени считают."),
    (
        "Under the project two boiler houses will be built and pipes laid.",
        "Проект предусматривает строительство двух котельных и прокладку труб.",
    ),
)


def found(cases: tuple[tuple[str, ...], ...], langs: str, number: int) -> list[dict[str, str]]:
    return findings(tuple((case[0], case[1]) for case in cases), langs, ("omission",))[number]


@pytest.mark.parametrize("number", range(len(FOUND)))
def test_what_was_left_out_is_found(number: int) -> None:
    (finding,) = found(FOUND, "ru-en", number)
    assert shares(finding["original_text"], FOUND[number][2], FOUND[number][0])
    assert finding["category"] in ("omission",)
    assert finding["severity"] == "minor"


@pytest.mark.parametrize("number", range(len(FOUND_BACK)))
def test_what_was_left_out_is_found_in_the_other_direction(number: int) -> None:
    (finding,) = found(FOUND_BACK, "en-ru", number)
    assert shares(finding["original_text"], FOUND_BACK[number][2], FOUND_BACK[number][0])


@pytest.mark.xfail(strict=True, reason="few words, or frequent ones, are left out of many a fair rendering")
@pytest.mark.parametrize("number", range(len(GAPS)))
def test_known_gaps(number: int) -> None:
    assert found(GAPS, "ru-en", number)


@pytest.mark.parametrize("number", range(len(FAIR)))
def test_fair_renderings(number: int) -> None:
    assert found(FAIR, "ru-en", number) == []


@pytest.mark.parametrize("number", range(len(FAIR_BACK)))
def test_fair_renderings_in_the_other_direction(number: int) -> None:
    assert found(FAIR_BACK, "en-ru", number) == []


# The rule


ORIGINAL, RENDERING = "Мы закроем шахты. Мы затопим штреки.", "We will shut the pits. We will flood the drifts."


def pair(*places: tuple[int, int], rendering: str = RENDERING, links: tuple[Link, ...] = ()) -> Pair:
    """With these places of the original unexplained."""
    unexplained = tuple(Unexplained("original", Span(*place), 0.99) for place in places)
    return Pair(Text(ORIGINAL, "ru"), Text(rendering, "en"), links=links, unexplained=unexplained)


FIRST = ((0, 2), (3, 10), (11, 16))
"""The words of the first sentence: the most that three words can say is 7.5 nats."""
WHOLE = (Link(Span(0, 36), Span(0, len(RENDERING))),)
ALL = (*FIRST, (18, 20), (21, 28), (29, 35))


def test_a_finding_points_at_the_words_and_the_part_of_the_rendering() -> None:
    assert list(OmissionCheck()(pair(*ALL, links=WHOLE))) == [
        Finding(
            "omission",
            "minor",
            0.5,
            f"the rendering has no words for «{ORIGINAL[:-1]}»",
            Span(0, 35),
            Span(0, len(RENDERING)),
        )
    ]


@pytest.mark.parametrize("mark", ["[...]", "[…]", "…", "...", "[that is, we]", "(laughs)"])
def test_what_is_left_out_openly_is_no_finding(mark: str) -> None:
    rendering = f"We {mark} shut"
    links = (Link(Span(0, 36), Span(0, len(rendering))),)
    assert list(OmissionCheck()(pair(*ALL, rendering=rendering, links=links))) == []


@pytest.mark.parametrize("mark", ["[", "]", "(", ")", ". .", "--", "—"])
def test_other_marks_say_nothing_of_that(mark: str) -> None:
    rendering = f"We {mark} shut"
    links = (Link(Span(0, 36), Span(0, len(rendering))),)
    assert len(list(OmissionCheck()(pair(*ALL, rendering=rendering, links=links)))) == 1


def test_a_mark_in_another_segment_does_not_count() -> None:
    rendering = "We will shut […] the pits. We will flood the drifts."
    links = (Link(Span(0, 17), Span(0, 26)), Link(Span(18, 36), Span(27, len(rendering))))
    second = tuple((18 + 3 * i, 20 + 3 * i) for i in range(6))
    (finding,) = OmissionCheck()(pair(*FIRST, *second, rendering=rendering, links=links))
    assert (finding.original, finding.rendering) == (Span(18, 35), Span(27, len(rendering)))


def test_a_sentence_without_a_counterpart_is_shortened_fairly() -> None:
    links = (Link(Span(0, 17), Span(0, len(RENDERING))), Link(Span(18, 36), None))
    assert list(OmissionCheck()(pair((18, 20), (21, 28), (29, 35), links=links))) == []


@pytest.mark.parametrize("places", [(), ((0, 2),), ((0, 2), (29, 35))])
def test_a_few_words_are_usual(places: tuple[tuple[int, int], ...]) -> None:
    assert list(OmissionCheck()(pair(*places, links=WHOLE))) == []


def test_words_of_the_rendering_are_not_looked_at() -> None:
    unexplained = tuple(Unexplained("rendering", Span(*place), 0.99) for place in ALL)
    given_ = Pair(Text(ORIGINAL, "ru"), Text(RENDERING, "en"), links=WHOLE, unexplained=unexplained)
    assert list(OmissionCheck()(given_)) == []


@given(st.lists(st.tuples(st.integers(0, 35), st.floats(0, 1)), max_size=10, unique_by=lambda each: each[0]))
def test_findings_are_hints_that_lie_in_the_original(places: list[tuple[int, float]]) -> None:
    unexplained = tuple(Unexplained("original", Span(at, at + 1), value) for at, value in sorted(places))
    given_ = Pair(Text(ORIGINAL, "ru"), Text(RENDERING, "en"), links=WHOLE, unexplained=unexplained)
    for finding in OmissionCheck()(given_):
        assert finding.original
        assert 0 <= finding.original.start < finding.original.end <= len(ORIGINAL)
        assert 0.4 <= finding.confidence <= 0.5
        assert finding.severity == "minor"
