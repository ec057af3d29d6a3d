"""Signs that a translation of ours is broken."""

from __future__ import annotations

import pytest

from transcompare.reliability import doubt, loops


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pre pre pre pre pre", True),
        ("very very very good", False),
        ("each time again each time again each time again", True),
        ("on the one hand and on the other hand", False),
        ("we will wait and see we will wait and go we will wait and stay", True),
        ("", False),
    ],
)
def test_loops(text: str, expected: bool) -> None:
    assert loops(text.split()) is expected


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("Заранее", "pre-pre-pre-pre-pre-pre", "it repeats itself"),
        ("Мы подождём до весны и тогда вернёмся к этому разговору", "We", "it is far shorter than the original"),
        ("Да.", "Yes, and it is certainly what we all agreed to do next summer", "it is far longer than the original"),
        ("Порт откроется в понедельник", "Порт откроется в понедельник", "it is a copy of the original"),
        ("ТАСС, 12 июля", "12 июля", "it is a copy of the original"),
        ("ТАСС", "ТАСС", "it is a copy of the original"),
        ("ТАСС, 12 июля", "TASS, July 12", None),
        ("12", "12", None),
        ("Порт откроется", "...", "it is empty"),
        ("...", "", None),
        ("Порт откроется в понедельник", "The port will open on Monday", None),
        ("Да.", "Yes.", None),
    ],
)
def test_doubt(source: str, translation: str, expected: str | None) -> None:
    assert doubt(source, translation) == expected
