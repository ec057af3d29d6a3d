"""Renderings that repeat the original, whole or in part."""

from __future__ import annotations

import pytest

from transcompare.checks.base import Pair, Text
from transcompare.checks.untranslated import UntranslatedCheck

ORIGINAL = "Маяк включат вечером, паромы вернутся завтра утром."


@pytest.mark.parametrize(
    ("rendering", "lang", "confidence"),
    [
        (ORIGINAL, "en", 0.95),
        (ORIGINAL, "und", 0.95),
        ("«Маяк включат вечером, паромы вернутся завтра»", "en", 0.95),
        ("Reported: маяк включат вечером, паромы вернутся завтра утром", "en", 0.8),
        ("The lighthouse goes on tonight, the ferries are back tomorrow morning.", "en", None),
        ("Маяк увімкнуть увечері, пороми повернуться завтра вранці.", "uk", None),
        (ORIGINAL, "ru", None),
        ("Маяк", "en", None),
    ],
)
def test_untranslated(rendering: str, lang: str, confidence: float | None) -> None:
    findings = UntranslatedCheck()(Pair(Text(ORIGINAL, "ru"), Text(rendering, lang)))
    assert [finding.confidence for finding in findings] == ([confidence] if confidence else [])


@pytest.mark.parametrize(
    ("rendering", "lang", "expected"),
    [
        ("The маяк goes on tonight, the ferries are back tomorrow morning.", "en", [("minor", "Маяк", "маяк")]),
        (
            "The lighthouse goes on tonight, паромы вернутся завтра утром.",
            "en",
            [("major", "паромы вернутся завтра утром", "паромы вернутся завтра утром")],
        ),
        # a word of that script which is not the original's may be a name or a title
        ("The lighthouse («Свет») goes on tonight, the ferries are back tomorrow.", "en", []),
        # the same script needs more than a shared word
        ("Маяк увімкнуть увечері, пороми повернуться завтра вранці.", "uk", []),
    ],
)
def test_words_left_in_the_original_s_script(rendering: str, lang: str, expected: list[tuple[str, str, str]]) -> None:
    found = UntranslatedCheck()(Pair(Text(ORIGINAL, "ru"), Text(rendering, lang)))
    spans = [
        (f.severity, f.original and f.original.of(ORIGINAL), f.rendering and f.rendering.of(rendering)) for f in found
    ]
    assert spans == expected


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "expected"),
    [
        # told: a copy, or words that the reader does not get
        ("ru>en", "Мост закроют на ремонт осенью.", "Мост закроют на ремонт осенью.", ["major"]),
        ("ru>en", "Мост закроют на ремонт осенью.", "мост закроют на ремонт осенью", ["major"]),
        ("ru>de", "Мост закроют на ремонт осенью.", "Мост закроют на ремонт осенью!", ["major"]),
        ("uk>en", "Міст закриють на ремонт восени.", "Міст закриють на ремонт восени.", ["major"]),
        ("en>ru", "The bridge closes for repairs in autumn.", "The bridge closes for repairs in autumn.", ["major"]),
        ("de>fr", "Die Brücke wird im Herbst gesperrt.", "Die Brücke wird im Herbst gesperrt.", ["major"]),
        (
            "ko>en",
            "다리는 가을에 수리합니다 그리고 봄에 엽니다",
            "다리는 가을에 수리합니다 그리고 봄에 엽니다",
            ["major"],
        ),
        ("ru>en", "Мост закроют на ремонт осенью.", "The bridge will be closed осенью.", ["minor"]),
        ("ru>en", "Мост закроют на ремонт осенью.", "The bridge закроют на ремонт in autumn.", ["major"]),
        ("ru>en", "Паром стоит у причала.", "The паром is at the причала.", ["minor", "minor"]),
        ("ru>fr", "Мост закроют на ремонт осенью.", "Le pont sera fermé осенью.", ["minor"]),
        ("ru>es", "Паром стоит у причала.", "El паром está en el muelle.", ["minor"]),
        ("uk>de", "Пором стоїть біля причалу.", "Die Fähre liegt біля причалу.", ["minor"]),
        ("ko>en", "다리는 가을에 수리합니다", "The 다리는 will be repaired in autumn.", ["minor"]),
        ("zh>en", "大桥秋天维修", "The 大桥 will be repaired in autumn.", ["minor"]),
        ("ru>en", "Мы продали старую мельницу соседям.", "We sold старую мельницу соседям.", ["major"]),
        ("ru>en", "Мы продали старую мельницу.", "We sold the МЕЛЬНИЦУ.", ["minor"]),
        # passed over: translations, names, titles, quotations of other words, one language
        ("ru>en", "Мост закроют на ремонт осенью.", "The bridge will be closed for repairs in autumn.", []),
        ("ru>en", "Газета «Заря» закрыта.", "The newspaper Zarya has been closed.", []),
        ("ru>en", "Газета закрыта.", "The newspaper («Заря») has been closed.", []),
        ("ru>ru", "Мост закроют на ремонт осенью.", "Мост закроют на ремонт осенью.", []),
        ("en>en", "The bridge closes in autumn for repairs.", "The bridge closes in autumn for repairs.", []),
        ("ru>uk", "Мост закроют на ремонт.", "Міст закриють на ремонт.", []),
        ("ru>bg", "Мост закроют на ремонт осенью.", "Мостът ще бъде затворен за ремонт през есента.", []),
        ("de>en", "Die Software Windows läuft.", "The software Windows is running.", []),
        ("es>fr", "La delegación visita Madrid.", "La délégation visite Madrid.", []),
        ("en>de", "The minister visits Berlin.", "Der Minister besucht Berlin.", []),
        ("en>fr", "The Internet is free in the café.", "Internet est gratuit dans le café.", []),
        ("ru>en", "ВВП вырос на 3%.", "GDP grew by 3%.", []),
        ("ru>en", "NASA запустит зонд Voyager.", "NASA will launch the Voyager probe.", []),
        ("es>en", "São Tomé", "São Tomé", []),
        ("ru>en", "Да.", "Yes.", []),
        ("ru>en", "", "The bridge.", []),
        ("ru>en", "Мост закрыт.", "", []),
        ("ko>en", "다리는 닫혔다", "The bridge is closed.", []),
    ],
)
def test_what_is_left_untranslated_is_told(langs: str, original: str, rendering: str, expected: list[str]) -> None:
    source, target = langs.split(">")
    found = UntranslatedCheck()(Pair(Text(original, source), Text(rendering, target)))
    assert [finding.severity for finding in found] == expected
