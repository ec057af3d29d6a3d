from __future__ import annotations

import pytest

from transcompare.checks.base import Finding, Link, Pair, Text
from transcompare.checks.person import PersonCheck
from transcompare.names import likeness, names
from transcompare.text import Span


def findings(original: str, rendering: str, langs: str = "ru>en") -> list[Finding]:
    here, there = langs.split(">")
    whole = (Link(Span(0, len(original)), Span(0, len(rendering))),)
    return list(PersonCheck()(Pair(Text(original, here), Text(rendering, there), None, whole)))


def told(original: str, rendering: str, langs: str = "ru>en") -> list[tuple[str, str, str]]:
    return [
        (f.severity, f.original.of(original), f.rendering.of(rendering))
        for f in findings(original, rendering, langs)
        if f.original and f.rendering
    ]


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "expected"),
    [
        ("ru>en", "Мост открыла Анна Зимина.", "Anna Gromova opened the bridge.", ("critical", "Зимина", "Gromova")),
        ("ru>en", "Паром ведёт Пётр Ольхин.", "Peter Lavrov steers the ferry.", ("critical", "Ольхин", "Lavrov")),
        ("ru>en", "По словам Михаила Тучина, всё готово.", "All is ready, Michael Bersenev said.",
         ("critical", "Тучина", "Bersenev")),
        ("ru>en", "Об этом сказал Билял Дёмин.", "This was said by Bilyal Karpov.", ("critical", "Дёмин", "Karpov")),
        ("ru>en", "Вчера министр Кротов уехал.", "Yesterday Minister Salnikov left.",
         ("critical", "Кротов", "Salnikov")),
        ("ru>en", "С докладом выступил В. В. Серов.", "The report was given by V. V. Panin.",
         ("critical", "Серов", "Panin")),
        ("ru>en", "Это письмо Громовой.", "This is a letter from Tereshchenko.",
         ("critical", "Громовой", "Tereshchenko")),
        ("ru>en", "Сегодня Джордж Харлоу молчит.", "Today George Pemberton is silent.",
         ("critical", "Харлоу", "Pemberton")),
        ("ru>en", "Здесь жил Жан Вальтье.", "Jean Dubosc lived here.", ("critical", "Вальтье", "Dubosc")),
        ("ru>en", "Президент Квилл подписал закон.", "President Barstow signed the law.",
         ("critical", "Квилл", "Barstow")),
        ("ru>en", "Отчёт прочёл Сергей Щегольков.", "Sergey Shcheglov read the report.",
         ("major", "Щегольков", "Shcheglov")),
        ("ru>en", "Её сменила Ольга Верещагина.", "She was replaced by Olga Verina.",
         ("major", "Верещагина", "Verina")),
        ("ru>en", "Порт строит Павел Черненко.", "Pavel Cherenko is building the port.",
         ("minor", "Черненко", "Cherenko")),
        ("ru>en", "Там был Кузютин.", "There was Kyzyutin.", ("minor", "Кузютин", "Kyzyutin")),
        ("ru>en", "Приехала Мария Лунина.", "Olga Lunina has come.", ("major", "Мария", "Olga")),
        ("ru>en", "Приехал Тимофей Лунин.", "Eduard Lunin has come.", ("major", "Тимофей", "Eduard")),
        ("uk>en", "Міст відкрила Олена Верба.", "Olena Koval opened the bridge.", ("critical", "Верба", "Koval")),
        ("uk>en", "Про це сказав Тарас Гриценко.", "This was said by Taras Melnyk.",
         ("critical", "Гриценко", "Melnyk")),
        ("en>ru", "The ferry is steered by Anna Gromova.", "Паром ведёт Анна Зимина.",
         ("critical", "Gromova", "Зимина")),
        ("en>ru", "This was said by Minister Salnikov.", "Об этом сказал министр Кротов.",
         ("critical", "Salnikov", "Кротов")),
        ("en>uk", "This was said by Taras Melnyk.", "Про це сказав Тарас Гриценко.",
         ("critical", "Melnyk", "Гриценко")),
        pytest.param("ru>en", "Об этом заявил Обручев.", "Cameron announced this.", ("critical", "Обручев", "Cameron"),
                     marks=pytest.mark.xfail(strict=True, reason="a word that opens a sentence is no evidence")),
        pytest.param("ru>en", "Вчера Харлоу уехал.", "Yesterday Pemberton left.", ("critical", "Харлоу", "Pemberton"),
                     marks=pytest.mark.xfail(strict=True, reason="neither name nor company says that it is a person")),
        ("ru>en", "Это сказала Анна Лавина.", "This was said by Anna Levina.", ("minor", "Лавина", "Levina")),
        pytest.param("ru>en", "Это сказал Тарас Гриценко.", "This was said by Taras Lysenko.",
                     ("critical", "Гриценко", "Lysenko"),
                     marks=pytest.mark.xfail(strict=True, reason="two surnames in -enko share half their sounds")),
        pytest.param("ru>de", "Мост открыла Анна Зимина.", "Anna Gromowa eröffnete die Brücke.",
                     ("critical", "Зимина", "Gromowa"),
                     marks=pytest.mark.xfail(strict=True, reason="German has capital letters on all nouns")),
    ],
)  # fmt: skip
def test_a_wrong_name_is_found_on_both_sides(
    langs: str, original: str, rendering: str, expected: tuple[str, str, str]
) -> None:
    assert told(original, rendering, langs) == [expected]


@pytest.mark.parametrize(
    ("langs", "original", "rendering"),
    [
        ("ru>en", "Отчёт прочёл Сергей Щегольков.", "Sergei Shchegolkov read the report."),
        ("ru>en", "Встреча с Анной Зиминой прошла.", "The meeting with Anna Zimina is over."),
        ("ru>en", "Слово взяла Екатерина Чайковская.", "Catherine Tchaikovskaya took the floor."),
        ("ru>en", "Это сказал Фёдор Хрущёв.", "This was said by Theodore Khrushchev."),
        ("ru>en", "Это сказал Фёдор Горбачёв.", "This was said by Fyodor Gorbachov."),
        ("ru>en", "Мы спросили Юлию Цыбину.", "We asked Yulia Tsybina."),
        ("ru>en", "Мы спросили Илью Ежова.", "We asked Ilya Yezhov."),
        ("ru>en", "Паром ведёт Игорь Жуховицкий.", "The ferry is steered by Igor Zhukhovitsky."),
        ("ru>en", "Здесь был Джордж Уиллоуби.", "George Willoughby was here."),
        ("ru>en", "Здесь был Жан-Мишель Лефевр.", "Jean-Michel Lefèvre was here."),
        ("ru>en", "Здесь был Юрген Шойфеле.", "Jürgen Schäufele was here."),
        ("ru>en", "Здесь был Хуан Хименес.", "Juan Jiménez was here."),
        ("ru>en", "Вчера Анна Зимина уехала.", "Yesterday Zimina left."),
        ("ru>en", "Вчера министр Кротов уехал.", "Yesterday the minister left."),
        ("ru>en", "Вчера В. В. Серов уехал.", "Yesterday Vasily Serov left."),
        ("ru>en", "Вчера Саша Лунин уехал.", "Yesterday Alexander Lunin left."),
        ("ru>en", "Вчера Иван Петрович Лунин уехал.", "Yesterday Ivan Lunin left."),
        ("ru>en", "Вчера Лунин уехал.", "On Tuesday he left for the Northern Fleet."),
        ("ru>en", "Помощь прислал Красный Крест.", "The Red Cross sent help."),
        ("ru>en", "За это проголосовала «Единая Весна».", "United Spring voted for it."),
        ("ru>en", "Минобороны молчит, сказал Тучин.", "The Defence Ministry is silent, Tuchin said."),
        ("ru>en", "Паром ушёл из Невской губы.", "The ferry left the Neva Bay."),
        ("ru>en", "Здесь жил русский поэт, сказал Дёмин.", "A Russian poet lived here, Dyomin said."),
        ("ru>en", "МОСТ ОТКРЫЛА АННА ЗИМИНА", "BRIDGE OPENED BY ANNA GROMOVA"),
        ("ru>en", "Книги Толи Волкова раскуплены.", "The books of Anatoly Volkov are sold out."),
        ("ru>en", "Приехали Анна Зимина и Пётр Ольхин.", "Peter Olkhin and Anna Zimina have come."),
        ("ru>en", "Он говорил о Сент-Моррисе.", "He spoke about Saint Morris."),
        ("ru>en", "", "Anna Gromova opened the bridge."),
        ("uk>en", "Це сказав Володимир Гончаренко.", "This was said by Volodymyr Honcharenko."),
        ("uk>en", "Це сказав Сергій Їжакевич.", "This was said by Serhiy Yizhakevych."),
        ("uk>ru", "Це сказала Олена Верба.", "Это сказала Елена Верба."),
        ("ru>uk", "Это сказал Никита Дёмин.", "Це сказав Микита Дьомін."),
        ("en>ru", "This was said by Michael Quill.", "Это сказал Майкл Квилл."),
        ("en>ru", "This was said by Catherine Harlow.", "Это сказала Кэтрин Харлоу."),
    ],
)
def test_another_way_to_write_or_to_leave_out_a_name_is_no_finding(langs: str, original: str, rendering: str) -> None:
    assert findings(original, rendering, langs) == []


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Щербакова", "Shcherbakov"), ("Щербаков", "Scherbakoff"), ("Хрящев", "Hryashchev"), ("Юшина", "Iushin"),
        ("Громовой", "Gromova"), ("Зимним", "Zimniy"), ("Левицкого", "Levitsky"), ("Левицкого", "Levitskiy"),
        ("Гриненко", "Hrynenko"), ("Александров", "Aleksandrov"), ("Александров", "Alexandrov"), ("Пётр", "Pierre"),
    ],
)  # fmt: skip
def test_transliterations_of_a_name_are_alike(cyrillic: str, latin: str) -> None:
    assert likeness(cyrillic, latin) == 1


def test_names_are_runs_of_words_with_capital_letters() -> None:
    found = names("Yesterday Mr. J. Quill met Anna-Maria Harlow's NATO friends.", "en")
    assert [[word.text for word in name.words] for name in found] == [
        ["Yesterday"],
        ["Quill"],
        ["Anna", "Maria", "Harlow"],
    ]
    assert [name.titled for name in found] == [False, True, False]


def test_a_list_of_very_many_names_is_left_out() -> None:
    original = " и ".join(f"Анна {a}{b}ова" for a in "БВГДЖЗК" for b in ("ар", "ен", "ил") * 30)
    rendering = " and ".join(f"Olga {a}{b}ina" for a in "LMNPRST" for b in ("us", "ok", "ab") * 30)
    assert findings(original, rendering) == []
