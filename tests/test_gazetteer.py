from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.gazetteer import Entity, entities, home, label, languages, names, related, resumes, stands_for

# Genitive, dative, accusative, instrumental, prepositional.
RUSSIAN = {
    "RU": "России России Россию Россией России",
    "UA": "Украины Украине Украину Украиной Украине",
    "BY": "Беларуси Беларуси Беларусь Беларусью Беларуси",
    "US": "Соединённых_Штатов Соединённым_Штатам Соединённые_Штаты Соединёнными_Штатами Соединённых_Штатах",
    "KP": "Северной_Кореи Северной_Корее Северную_Корею Северной_Кореей Северной_Корее",
    "KR": "Южной_Кореи Южной_Корее Южную_Корею Южной_Кореей Южной_Корее",
    "AE": "Объединённых_Арабских_Эмиратов Объединённым_Арабским_Эмиратам Объединённые_Арабские_Эмираты "
    "Объединёнными_Арабскими_Эмиратами Объединённых_Арабских_Эмиратах",
    "SA": "Саудовской_Аравии Саудовской_Аравии Саудовскую_Аравию Саудовской_Аравией Саудовской_Аравии",
    "SK": "Словакии Словакии Словакию Словакией Словакии",
    "SI": "Словении Словении Словению Словенией Словении",
    "AT": "Австрии Австрии Австрию Австрией Австрии",
    "AU": "Австралии Австралии Австралию Австралией Австралии",
    "IR": "Ирана Ирану Иран Ираном Иране",
    "IQ": "Ирака Ираку Ирак Ираком Ираке",
    "CN": "Китая Китаю Китай Китаем Китае",
    "EG": "Египта Египту Египет Египтом Египте",
    "IL": "Израиля Израилю Израиль Израилем Израиле",
    "PL": "Польши Польше Польшу Польшей Польше",
    "TR": "Турции Турции Турцию Турцией Турции",
    "MX": "Мексики Мексике Мексику Мексикой Мексике",
    "CU": "Кубы Кубе Кубу Кубой Кубе",
    "NE": "Нигера Нигеру Нигер Нигером Нигере",
    "NG": "Нигерии Нигерии Нигерию Нигерией Нигерии",
    "NL": "Нидерландов Нидерландам Нидерланды Нидерландами Нидерландах",
    "PH": "Филиппин Филиппинам Филиппины Филиппинами Филиппинах",
    "SD": "Судана Судану Судан Суданом Судане",
    "SS": "Южного_Судана Южному_Судану Южный_Судан Южным_Суданом Южном_Судане",
    "GN": "Гвинеи Гвинее Гвинею Гвинеей Гвинее",
    "GW": "Гвинеи-Бисау Гвинее-Бисау Гвинею-Бисау Гвинеей-Бисау Гвинее-Бисау",
    "MK": "Северной_Македонии Северной_Македонии Северную_Македонию Северной_Македонией Северной_Македонии",
    "CF": "Центрально-Африканской_Республики Центрально-Африканской_Республике Центрально-Африканскую_Республику "
    "Центрально-Африканской_Республикой Центрально-Африканской_Республике",
    "BD": "Бангладеш Бангладеш Бангладеш Бангладеш Бангладеш",
    "CL": "Чили Чили Чили Чили Чили",
    "city:Paris": "Парижа Парижу Париж Парижем Париже",
    "city:Kyiv": "Киева Киеву Киев Киевом Киеве",
    "city:Donetsk": "Донецка Донецку Донецк Донецком Донецке",
}
UKRAINIAN = {
    "RU": "Росії Росії Росію Росією Росії",
    "US": "Сполучених_Штатів Сполученим_Штатам Сполучені_Штати Сполученими_Штатами Сполучених_Штатах",
    "KP": "Північної_Кореї Північній_Кореї Північну_Корею Північною_Кореєю Північній_Кореї",
    "GB": "Великої_Британії Великій_Британії Велику_Британію Великою_Британією Великій_Британії",
    "AE": "Об’єднаних_Арабських_Еміратів Об'єднаним_Арабським_Еміратам Обʼєднані_Арабські_Емірати "
    "Об’єднаними_Арабськими_Еміратами Об’єднаних_Арабських_Еміратах",
    "DE": "Німеччини Німеччині Німеччину Німеччиною Німеччині",
    "TR": "Туреччини Туреччині Туреччину Туреччиною Туреччині",
    "PL": "Польщі Польщі Польщу Польщею Польщі",
    "BY": "Білорусі Білорусі Білорусь Білоруссю Білорусі",
    "CN": "Китаю Китаю Китай Китаєм Китаї",
    "IL": "Ізраїлю Ізраїлю Ізраїль Ізраїлем Ізраїлі",
    "city:Kyiv": "Києва Києву Київ Києвом Києві",
    "city:Lviv": "Львова Львову Львів Львовом Львові",
}


def named(text: str, lang: str) -> list[str]:
    return [entity.id for entity in entities(text, lang)]


def cases(table: dict[str, str], lang: str) -> list[tuple[str, str, str]]:
    return [
        (lang, form.replace("_", " "), entity)
        for entity, forms in table.items()
        for form in dict.fromkeys(forms.split())
    ]


@pytest.mark.parametrize(("lang", "form", "entity"), cases(RUSSIAN, "ru") + cases(UKRAINIAN, "uk"))
def test_a_name_is_found_in_every_case(lang: str, form: str, entity: str) -> None:
    text = f"Вчера, {form}!"
    (found,) = entities(text, lang)
    assert (found.id, found.span.of(text)) == (entity, form)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "северокорейских и южнокорейскими", "KP KR"),
        ("ru", "россияне, американца, китайцами, корейцу", "RU US CN region:korea"),
        ("ru", "российско-украинская граница", "RU UA"),
        ("ru", "чехами и словаками", "CZ SK"),
        ("ru", "РОССИЯ, Росси\u0301я, россия", "RU RU"),
        (
            "ru",
            "ООН, НАТО, МАГАТЭ, ВОЗ, ОБСЕ, ЕС",
            " ".join(f"organisation:{o}" for o in ["UN", "NATO", "IAEA", "WHO", "OSCE", "EU"]),
        ),
        ("ru", "в Совете Безопасности ООН", "organisation:UNSC"),
        ("ru", "советский и российский", "SU RU"),
        ("uk", "українців, росіянами, німецькою", "UA RU DE"),
        ("en", "Russians, the Russian's and Ukraine's", "RU RU UA"),
        ("en", "the U.S., the US and us", "US US"),
        ("en", "a US-led, EU-funded mission", "US organisation:EU"),
        ("en", "the DPRK, the ROK, the UAE, the U.K.", "KP KR AE GB"),
        ("en", "a turkey in Turkey", "TR"),
        ("en", "who funds the WHO", "organisation:WHO"),
        ("en", "the Security Council", "organisation:UNSC"),
        ("en", "St. Petersburg and St Petersburg", "city:Saint Petersburg city:Saint Petersburg"),
        ("en", "the Democratic Republic of the Congo and the Republic of the Congo", "CD CG"),
        ("en", "Myanmar, Burma, Türkiye", "MM MM TR"),
        ("de", "die russischen Schiffe in den Vereinigten Staaten", "RU US"),
        ("de", "Südkoreas Regierung und die EU-Kommission", "KR organisation:EC"),
        ("es", "rusas y franceses en EE. UU. y EE.UU.", "RU FR US US"),
        ("es", "Corea del Norte no es Corea del Sur", "KP KR"),
        ("fr", "l’Ukraine, la Côte d'Ivoire, les États-Unis", "UA CI US"),
        ("fr", "les négociateurs nord-coréens", "KP"),
        ("ko", "북한은 한국과 인도네시아에서 회담했다", "KP KR ID"),
        ("ko", "인도적 지원은 인도에서", "IN"),
        ("ko", "한미 회담", "KR US"),
        ("zh", "朝鲜和韩国在印度尼西亚会谈", "KP KR ID"),
        ("zh", "中美两国", "CN US"),
    ],
)
def test_other_names_adjectives_inhabitants_and_acronyms(lang: str, text: str, expected: str) -> None:
    found = " ".join(named(text, lang))
    assert found == expected


@pytest.mark.parametrize(
    ("lang", "names_apart"),
    [
        (
            "en",
            [
                "Niger",
                "Nigeria",
                "Austria",
                "Australia",
                "Slovakia",
                "Slovenia",
                "Iran",
                "Iraq",
                "Sudan",
                "South Sudan",
            ],
        ),
        ("en", ["Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea", "Ireland", "Northern Ireland"]),
        (
            "en",
            ["North Korea", "South Korea", "Korea", "North Ossetia", "South Ossetia", "Dominica", "Dominican Republic"],
        ),
        ("en", ["America", "the Americas", "South America", "North America", "Latin America", "American Samoa"]),
        ("ru", ["Нигер", "Нигерия", "Австрия", "Австралия", "Словакия", "Словения", "Иран", "Ирак", "Судан"]),
        (
            "ru",
            ["Гвинея", "Гвинея-Бисау", "Экваториальная Гвинея", "Корея", "КНДР", "Республика Корея", "СССР", "Россия"],
        ),
        ("ru", ["Северная Осетия", "Южная Осетия", "Осетия", "Туркмения", "Турция", "ЮАР", "Северная Африка"]),
        ("de", ["Niger", "Nigeria", "Österreich", "Australien", "Slowakei", "Slowenien", "Georgien", "Griechenland"]),
    ],
)
def test_similar_names_are_kept_apart(lang: str, names_apart: list[str]) -> None:
    found = [named(name, lang) for name in names_apart]
    assert [len(ids) for ids in found] == [1] * len(found)
    assert len({ids[0] for ids in found}) == len(found)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "New Mexico and New England pay in US dollars"),
        ("en", "give us the turkey, the china and the chad"),
        ("en", "the pace of an icc, a united front, states of mind"),
        ("ru", "Нью-Мексико и Индийский океан за доллары США"),
        ("ru", "куб, чад, у самой вены; тунец и перо"),
        ("ru", "Самое смешное: Бен опоздал"),
        ("zh", "其中可以"),
        ("ko", "인도주의"),
        ("de", "tausend US-Dollar"),
        ("pt", "Rússia"),
        ("und", "Russia"),
        ("en", ""),
    ],
)
def test_words_that_only_look_like_names_are_none(lang: str, text: str) -> None:
    assert [entity for entity in entities(text, lang) if not entity.weak] == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [("en", "Georgia"), ("en", "Jordan"), ("en", "CONTACT US"), ("en", "THE IRAN TALKS"), ("ru", "Того"), ("zh", "美")],
)
def test_doubtful_names_are_weak(lang: str, text: str) -> None:
    assert [entity.weak for entity in entities(text, lang)] == [True]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("RU", "RU", True),
        ("RU", "city:Moscow", True),
        ("city:Moscow", "RU", True),
        ("organisation:Kremlin", "RU", True),
        ("organisation:EU", "region:150", True),
        ("GB-ENG", "GB", True),
        ("region:korea", "KP", True),
        ("organisation:UNSC", "organisation:UN", True),
        ("KP", "KR", False),
        ("RU", "SU", False),
        ("city:Moscow", "city:Kyiv", False),
    ],
)
def test_who_accounts_for_whom(one: str, other: str, expected: bool) -> None:
    assert related(one, other) is expected


def test_only_capitals_stand_for_their_country() -> None:
    assert [stands_for(e) for e in ("city:Seoul", "city:Osaka", "KR")] == ["KR", "city:Osaka", "KR"]


def test_labels_are_english_names() -> None:
    ids = ["KP", "US", "SU", "region:150", "region:korea", "city:Saint Petersburg", "organisation:UN", "XX-none"]
    expected = ["North Korea", "United States", "Soviet Union", "Europe", "Korea", "Saint Petersburg", "UN", "XX-none"]
    assert [label(entity) for entity in ids] == expected


def test_names_lists_dictionary_forms_of_both_sources() -> None:
    assert {"КНДР", "Северная Корея", "северокорейский"} <= set(names("KP", "ru"))
    assert "Москва" in names("city:Moscow", "ru")
    assert names("KP", "pt") == ()


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "There it ends.", True),
        ("en", "The ferry sails.", False),
        ("ru", "В этой стране тихо.", True),
        ("zh", "我国很大", True),
        ("pt", "o país", False),
    ],
)
def test_words_that_resume_a_name(lang: str, text: str, expected: bool) -> None:
    assert resumes(text, lang) is expected


@pytest.mark.parametrize(("lang", "territory"), [("ru", "RU"), ("uk", "UA"), ("ko", "KR"), ("zh", "CN"), ("qqq", "")])
def test_the_home_of_a_language(lang: str, territory: str) -> None:
    assert home(lang) == territory


@pytest.mark.parametrize("lang", sorted(languages()))
def test_every_name_is_found_in_its_own_spelling(lang: str) -> None:
    ids = {"US", "RU", "UA", "KP", "KR", "CN", "DE", "FR", "GB", "TR", "city:Moscow", "city:Seoul", "organisation:UN"}
    for entity in sorted(ids):
        for name in names(entity, lang):
            assert entity in named(name, lang), name


texts = st.lists(
    st.sampled_from(
        ["Южная Корея", "North Korea", "U.S.", "Конго", "한국", "美国", " ", "-", "’s", "\ud800", "[", "İ", "x"]
    )
    | st.text(max_size=5)
).map("".join)


@given(texts, st.sampled_from(sorted(languages())))
def test_spans_are_in_order_apart_and_inside_the_text(text: str, lang: str) -> None:
    found = entities(text, lang)
    edges = [edge for entity in found for edge in entity.span]
    assert edges == sorted(edges)
    assert all(isinstance(entity, Entity) and entity.span.of(text) for entity in found)
    assert found == entities(text, lang)
