"""addition: words of the rendering that the original has nothing for, with the packages that ship, and the rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shipped import findings, shares
from transcompare.checks.addition import AdditionCheck
from transcompare.checks.base import Finding, Link, Pair, Text, Unexplained
from transcompare.text import Span

FOUND = (
    (
        "Поезд опоздал.",
        "The train was late because snow buried the tracks and the old locomotive broke down.",
        "because snow buried the tracks and the old locomotive broke down",
    ),
    (
        "Музей откроет выставку старинных карт.",
        "The museum will open an exhibition of old maps. Visitors will receive free chocolate and balloons.",
        "Visitors will receive free chocolate and balloons",
    ),
    (
        "Завод закроют.",
        "The plant will be closed because of water pollution and fire safety violations.",
        "because of water pollution and fire safety violations",
    ),
    (
        "Губернатор поблагодарил врачей.",
        "The governor thanked the doctors, the firefighters and the volunteers who rescued trapped miners.",
        "firefighters and the volunteers who rescued trapped miners",
    ),
    (
        "Поставки зерна возобновятся весной.",
        "Grain deliveries will resume in the spring if the neighbouring country lifts its ban on fertiliser imports.",
        "if the neighbouring country lifts its ban on fertiliser imports",
    ),
    (
        "Городской совет одобрил бюджет.",
        "The city council approved the budget despite union protests and fierce objections from the opposition.",
        "despite union protests and fierce objections from the opposition",
    ),
    (
        "Компания уволила директора.",
        "The company dismissed its director after an audit found embezzlement and forged documents.",
        "after an audit found embezzlement and forged documents",
    ),
    (
        "Мы поддержим фермеров.",
        "We will support farmers with cheap loans, new tractors and free legal advice.",
        "with cheap loans, new tractors and free legal advice",
    ),
    (
        "Суд приговорил чиновника к тюремному заключению.",
        "The court sentenced the official to prison and confiscated his luxury villa and yacht.",
        "confiscated his luxury villa and yacht",
    ),
    (
        "Больница получит новое оборудование.",
        "The hospital will get new equipment, modern ambulances and a stock of medicines.",
        "modern ambulances and a stock of medicines",
    ),
    (
        "Армия отступила из города.",
        "The army withdrew from the city, leaving behind ammunition depots and burning tanks.",
        "leaving behind ammunition depots and burning tanks",
    ),
    (
        "Банк снизит ставку осенью.",
        "The bank will lower the rate in the autumn, when inflation slows and the national currency strengthens.",
        "when inflation slows and the national currency strengthens",
    ),
    (
        "Полиция задержала подозреваемого.",
        "Police detained the suspect and seized weapons, forged passports and stolen jewellery.",
        "seized weapons, forged passports and stolen jewellery",
    ),
    (
        "Рыбаки жалуются на низкие цены.",
        "Fishermen complain about low prices. Their wives are planning a hunger strike outside parliament.",
        "Their wives are planning a hunger strike outside parliament",
    ),
    (
        "Наша партия выступает за мир.",
        "Our party stands for peace, free trade and the abolition of the death penalty.",
        "free trade and the abolition of the death penalty",
    ),
    (
        "Выборы пройдут в сентябре.",
        "Elections will be held in September under the supervision of foreign mercenaries.",
        "under the supervision of foreign mercenaries",
    ),
)
"""Russian original, English rendering, and the words that it adds."""
FOUND_BACK = (
    (
        "The minister said that the plant will be closed.",
        "Министр заявил, что завод закроют из-за загрязнения воды и нарушений пожарной безопасности.",
        "загрязнения воды и нарушений пожарной безопасности",
    ),
    (
        "Grain deliveries will resume in the spring.",
        "Поставки зерна возобновятся весной, если соседняя страна снимет запрет на импорт удобрений.",
        "соседняя страна снимет запрет на импорт удобрений",
    ),
    (
        "The ambassador called the talks friendly.",
        "Посол назвал переговоры дружественными, но договор подписать не удалось из-за разногласий о границе.",
        "договор подписать не удалось из-за разногласий о границе",
    ),
    (
        "The hospital will get new equipment.",
        "Больница получит новое оборудование, современные машины скорой помощи и запас лекарств.",
        "современные машины скорой помощи и запас лекарств",
    ),
    (
        "The bank will lower the rate in the autumn.",
        "Банк снизит ставку осенью, когда замедлится инфляция и укрепится национальная валюта.",
        "замедлится инфляция и укрепится национальная валюта",
    ),
    (
        "The police detained the suspect.",
        "Полиция задержала подозреваемого, изъяла оружие, поддельные паспорта и крупную сумму денег.",
        "изъяла оружие, поддельные паспорта и крупную сумму денег",
    ),
    (
        "The museum will open an exhibition of old maps.",
        "Музей откроет выставку старинных карт, морских приборов и дневников путешественников.",
        "морских приборов и дневников путешественников",
    ),
    (
        "The road was closed for repairs until autumn.",
        "Дорогу закрыли на ремонт до осени, объезд организован через соседнюю деревню и лесной посёлок.",
        "объезд организован через соседнюю деревню и лесной посёлок",
    ),
)
"""English original, Russian rendering."""
GAPS = (
    (
        "Мы построим новый мост.",
        "We will build a new bridge and repair two schools in the old quarter.",
        "repair two schools in the old quarter",
    ),
    (
        "Учёные обнаружили в озере редкую рыбу.",
        "Scientists found a rare fish in the lake that was believed extinct for decades.",
        "that was believed extinct for decades",
    ),
    (
        "Жители требуют убрать свалку.",
        "Residents demand that the dump be removed, and threaten to block the highway with tractors.",
        "threaten to block the highway with tractors",
    ),
    (
        "Дорогу закрыли на ремонт.",
        "The road was closed for repairs after a drunk contractor stole the asphalt.",
        "after a drunk contractor stole the asphalt",
    ),
    (
        "Президент пообещал снизить налоги.",
        "The president promised to cut taxes and throw corrupt oligarchs in jail.",
        "throw corrupt oligarchs in jail",
    ),
    (
        "Мы благодарны соседям за помощь.",
        "We are grateful to our neighbours for their help, weapons and secret intelligence.",
        "weapons and secret intelligence",
    ),
)
"""Not found: few words, or frequent ones, are added in many a fair rendering."""
FAIR = (
    ("Мы построим новый мост.", "We will build a new bridge [across the Lower Orlyanka river, near the old sawmill]."),
    ("Мы построим новый мост.", "We will build a new bridge (the mayor has promised it to voters twice before)."),
    ("Он уехал вчера.", "He [the deputy minister of agriculture] left yesterday."),
    ("КНДР отвергла предложение.", "North Korea rejected the proposal."),
    ("ВОЗ объявила эпидемию.", "The World Health Organization declared an epidemic."),
    ("МИД выразил протест.", "The Ministry of Foreign Affairs lodged a protest."),
    (
        "На строительство потратили 120 млн рублей.",
        "One hundred and twenty million roubles were spent on the construction.",
    ),
    ("В посёлке живёт 3500 человек.", "Three thousand five hundred people live in the settlement."),
    ("Ольга Щербакова приехала в Верхнеозёрск.", "Olga Shcherbakova came to Verkhneozersk."),
    ("Хасан Абдулрахимов поблагодарил Сергея Воротынцева.", "Hassan Abdulrakhimov thanked Sergey Vorotyntsev."),
    ("Он приказал долго жить.", "He has kicked the bucket."),
    ("Не стоит делать из мухи слона.", "There is no need to make a mountain out of a molehill."),
    ("Урожай в этом году будет хорошим.", "The harvest is going to be a good one this year."),
    ("Бюджет принят.", "The budget has been adopted."),
    ("Переговоры продолжатся в марте.", "Talks are set to continue in March."),
    ("Мы никому не угрожаем.", "We pose no threat to anyone."),
    ("В результате аварии никто не пострадал.", "There were no casualties in the accident."),
    ("Уважаемые коллеги, я рад вас видеть.", "Ladies and gentlemen, it is a pleasure to see you here."),
    (
        "Снег выпал ночью, и к утру все дороги были закрыты.",
        "It snowed overnight, and by the morning every single road had been closed.",
    ),
    ("Цены на хлеб выросли на 5 %.", "The price of bread went up by five percent."),
    ("Депутаты приняли закон.", "Members of parliament passed the law."),
    ("Сутки напролёт работали спасатели.", "Rescuers worked around the clock."),
    ("Послезавтра откроется ярмарка.", "The fair opens the day after tomorrow."),
    ("Завод выпустил двадцать пять станков.", "The plant turned out 25 machine tools."),
    ("Президент не будет баллотироваться.", "The president will not run for office again."),
    ("Мы затянем пояса, но выстоим.", "It is going to be lean years, yet we shall come through."),
    ("Пусть сначала разберутся у себя дома.", "They should put their own house in order first."),
    ("Снегоуборочная техника работает круглосуточно.", "Snowploughs are out day and night."),
    ("Комиссия проверила двенадцать мельниц и семь пекарен.", "The commission inspected 12 mills and 7 bakeries."),
    ("Пожар потушили в половине третьего ночи.", "The fire was put out at 2:30 a.m."),
    ("Это капля в море.", "It is a drop in the ocean."),
    (
        "Проект предусматривает строительство двух котельных и прокладку труб.",
        "Under the project two boiler houses will be built and pipes laid.",
    ),
    (
        "Наши рыбаки имеют полное право ловить рыбу в этих водах.",
        "Our fishermen are fully entitled to fish these waters.",
    ),
    ("Снижения цен ожидать не приходится.", "Do not expect prices to come down."),
    ("Ни о каких уступках не может быть и речи.", "Concessions are out of the question."),
    ("Я хотел бы поблагодарить вас за то, что вы нашли время приехать.", "Thank you for making the time to come."),
    ("В настоящее время ведутся работы по восстановлению водоснабжения.", "Crews are now restoring the water supply."),
    ("Как говорится, лучше поздно, чем никогда.", "Better late than never, as they say."),
    ("Поезд тронулся 🚂, все махали руками 👋👋.", "The train set off 🚂 and everyone waved 👋👋."),
    ("Кафе́ на наб́ережной закр́ыли.", "The café on the embankment was closed."),
    ("Сторож проспал, и козы съели капусту.", "The watchman overslept and the goats ate the cabbages."),
)
"""Nothing is added: shortened or explained openly, put freely, names and numbers written in another way."""
FAIR_BACK = (
    ("Do not count your chickens before they hatch.", "Цыплят по осени считают."),
    (
        "Under the project two boiler houses will be built and pipes laid.",
        "Проект предусматривает строительство двух котельных и прокладку труб.",
    ),
    (
        "Our fishermen are fully entitled to fish these waters.",
        "Наши рыбаки имеют полное право ловить рыбу в этих водах.",
    ),
    ("Do not expect prices to come down.", "Снижения цен ожидать не приходится."),
    ("Concessions are out of the question.", "Ни о каких уступках не может быть и речи."),
    ("Thank you for making the time to come.", "Я хотел бы поблагодарить вас за то, что вы нашли время приехать."),
    ("Crews are now restoring the water supply.", "В настоящее время ведутся работы по восстановлению водоснабжения."),
    ("Better late than never, as they say.", "Как говорится, лучше поздно, чем никогда."),
    ("Thanks, that was delicious.", "Спасибо, было очень вкусно."),
    (
        "The fair opens at 10 a.m. on Saturday in the square in front of the town hall.",
        "Ярмарка откроется в субботу в десять утра на площади перед ратушей.",
    ),
    (
        "The old mayor retired and a young agronomist took his place.",
        "Старый мэр ушёл на покой, его место занял молодой агроном.",
    ),
    ("Vegetables now cost three times as much.", "Овощи подорожали втрое."),
    ("The train set off 🚂 and everyone waved 👋👋.", "Поезд тронулся 🚂, все махали руками 👋👋."),
    ("The café on the embankment was closed.", "Кафе́ на наб́ережной закр́ыли."),
    ("The watchman overslept and the goats ate the cabbages.", "Сторож проспал, и козы съели капусту."),
)


def found(cases: tuple[tuple[str, ...], ...], langs: str, number: int) -> list[dict[str, str]]:
    return findings(tuple((case[0], case[1]) for case in cases), langs, ("addition",))[number]


@pytest.mark.parametrize("number", range(len(FOUND)))
def test_what_was_added_is_found(number: int) -> None:
    (finding,) = found(FOUND, "ru-en", number)
    assert shares(finding["rendering_text"], FOUND[number][2], FOUND[number][1])
    assert finding["category"] in ("addition", "hallucination")
    alone = finding["message"].startswith("no sentence of the original")
    assert finding["severity"] == ("major" if alone else "minor")


@pytest.mark.parametrize("number", range(len(FOUND_BACK)))
def test_what_was_added_is_found_in_the_other_direction(number: int) -> None:
    (finding,) = found(FOUND_BACK, "en-ru", number)
    assert shares(finding["rendering_text"], FOUND_BACK[number][2], FOUND_BACK[number][1])


@pytest.mark.xfail(strict=True, reason="few words, or frequent ones, are added in many a fair rendering")
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


ORIGINAL, RENDERING = "Мы закроем шахты.", "We will shut the pits and flood every drift below. Nobody objects."


def pair(*words: str, rendering: str = RENDERING, links: tuple[Link, ...] | None = None) -> Pair:
    """With these words of the rendering unexplained."""
    places = [Span(rendering.index(word), rendering.index(word) + len(word)) for word in words]
    return Pair(
        Text(ORIGINAL, "ru"),
        Text(rendering, "en"),
        links=(Link(Span(0, 17), Span(0, len(rendering))),) if links is None else links,
        unexplained=tuple(Unexplained("rendering", place, 0.99) for place in places),
    )


def test_a_finding_points_at_the_words_and_the_part_of_the_original() -> None:
    (finding,) = AdditionCheck()(pair("pits", "flood", "every", "drift"))
    assert finding == Finding(
        "addition",
        "minor",
        finding.confidence,
        "the original has no words for «pits and flood every drift»",
        Span(0, 17),
        Span(17, 43),
    )
    assert 0.4 <= finding.confidence <= 0.5


@pytest.mark.parametrize(
    ("words", "rendering", "category"),
    [
        ("flood every drift below", "We will shut the pits and flood every drift below.", "addition"),
        ("shut the pits and flood every drift", "We will shut the pits and flood every drift below.", "hallucination"),
        ("Nobody ever objects", "We shut the pits. Nobody ever objects.", "hallucination"),
        (
            "and flood every drift. Nobody",
            "We will now shut the pits and flood every drift. Nobody objects to it.",
            "addition",
        ),
        ("every drift. Nobody ever objects to", "We flood every drift. Nobody ever objects to it.", "hallucination"),
    ],
)
def test_most_of_a_sentence_is_a_hallucination(words: str, rendering: str, category: str) -> None:
    start = rendering.index(words)
    spans = [Span(start + i, start + i + 1) for i in range(0, len(words), max(1, len(words) // 8))]
    spans = [*spans[:-1], Span(spans[-1].start, start + len(words))]
    given_ = Pair(
        Text(ORIGINAL, "ru"),
        Text(rendering, "en"),
        links=(Link(Span(0, 17), Span(0, len(rendering))),),
        unexplained=tuple(Unexplained("rendering", span, 0.99) for span in spans),
    )
    (finding,) = AdditionCheck()(given_)
    assert finding.rendering == Span(start, start + len(words))
    assert finding.category == category


@pytest.mark.parametrize("brackets", ["[]", "()"])
def test_what_stands_in_brackets_is_openly_the_outlets(brackets: str) -> None:
    rendering = f"We will {brackets[0]}flood every drift below and{brackets[1]} shut the pits."
    assert list(AdditionCheck()(pair("flood", "every", "drift", "below", rendering=rendering))) == []


@pytest.mark.parametrize("brackets", ["[)", "(]", "((", "«»"])
def test_other_marks_do_not_hide_words(brackets: str) -> None:
    rendering = f"We will {brackets[0]}flood every drift below and{brackets[1]} shut the pits."
    assert len(list(AdditionCheck()(pair("flood", "every", "drift", "below", rendering=rendering)))) == 1


def test_a_part_that_no_part_of_the_original_belongs_to_is_left_to_others() -> None:
    links = (Link(Span(0, 17), Span(0, 50)), Link(None, Span(51, len(RENDERING))))
    assert list(AdditionCheck()(pair("Nobody", "objects", links=links))) == []


@pytest.mark.parametrize("words", [(), ("pits",), ("We", "objects")])
def test_a_few_words_are_usual(words: tuple[str, ...]) -> None:
    assert list(AdditionCheck()(pair(*words))) == []


@given(st.lists(st.tuples(st.integers(0, len(RENDERING) - 1), st.floats(0, 1)), max_size=10, unique_by=lambda p: p[0]))
def test_findings_are_hints_that_lie_in_the_rendering(places: list[tuple[int, float]]) -> None:
    unexplained = tuple(Unexplained("rendering", Span(at, at + 1), value) for at, value in sorted(places))
    links = (Link(Span(0, 17), Span(0, len(RENDERING))),)
    for finding in AdditionCheck()(Pair(Text(ORIGINAL, "ru"), Text(RENDERING, "en"), None, links, (), unexplained)):
        assert finding.rendering
        assert 0 <= finding.rendering.start < finding.rendering.end <= len(RENDERING)
        assert 0.4 <= finding.confidence <= 0.5
        assert finding.severity == "minor"
