"""TMX and XLIFF: each unit a statement, its source the original, its targets the renderings."""

from __future__ import annotations

import gzip
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import stub_pipeline
from tests.hostile import LAUGHS, OUTSIDE, TMX, XLIFF
from transcompare.errors import InputError
from transcompare.files import read_files
from transcompare.stages.read import Read

Version = tuple[str, str, str | None, str | None]


def versions(path: Path, content: str | bytes) -> list[Version]:
    """quote_id, role, language and text of every usable version."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    frame = Read()(read_files([path]))
    return frame.filter(pl.col("reject").is_null()).select("quote_id", "role", "lang", "text").rows()


def tmx(units: str, header: str = 'srclang="ru"') -> str:
    return f'<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx><header {header}/><body>{units}</body></tmx>'


def tuv(lang: str, text: str) -> str:
    return f'<tuv xml:lang="{lang}"><seg>{text}</seg></tuv>'


def test_a_tmx_unit_is_a_statement(tmp_path: Path) -> None:
    assert versions(tmp_path / "m.tmx", TMX) == [
        ("m.tmx#ferry", "original", "ru", "Паром вернётся весной."),
        ("m.tmx#ferry", "rendering", "en", "The ferry will be back in spring."),
    ]


@pytest.mark.parametrize(
    ("header", "original"),
    [('srclang="ru"', "ru"), ('srclang="RU"', "ru"), ('srclang="en-US"', "en"), ('srclang="*all*"', "de"), ("", "de")],
)
def test_the_source_is_in_the_language_that_the_header_names_else_the_first(
    tmp_path: Path, header: str, original: str
) -> None:
    unit = f"<tu>{tuv('de', 'Eins.')}{tuv('ru-RU', 'Один.')}{tuv('en', 'One.')}</tu>"
    found = versions(tmp_path / "m.tmx", tmx(unit, header))
    assert [lang for _, role, lang, _ in found if role == "original"] == [original]
    assert len(found) == 3


def test_the_unit_s_own_source_language_comes_first(tmp_path: Path) -> None:
    unit = f'<tu srclang="en">{tuv("ru", "Один.")}{tuv("en", "One.")}</tu>'
    assert versions(tmp_path / "m.tmx", tmx(unit))[0][1:3] == ("original", "en")


def test_inline_mark_up_is_no_text(tmp_path: Path) -> None:
    text = 'Press <bpt i="1">&lt;b></bpt><hi>start</hi><ept i="1">&lt;/b></ept> <ph>{0}</ph>&amp; wait'
    found = versions(tmp_path / "m.tmx", tmx(f"<tu>{tuv('ru', 'Ждите.')}{tuv('en', text)}</tu>"))
    assert found[1][3] == "Press start & wait"


def test_units_without_or_with_the_same_id_stay_apart(tmp_path: Path) -> None:
    unit = f"{tuv('ru', 'Да.')}{tuv('en', 'Yes.')}</tu>"
    found = versions(tmp_path / "m.tmx", tmx(f'<tu>{unit}<tu tuid="a">{unit}<tu tuid="a">{unit}'))
    assert list(dict.fromkeys(row[0] for row in found)) == ["m.tmx#1", "m.tmx#a", "m.tmx#a#3"]


def test_xliff_1_ignores_alternatives_and_takes_languages_from_the_file(tmp_path: Path) -> None:
    extra = "<alt-trans><source>Нет.</source><target>No.</target></alt-trans></trans-unit>"
    found = versions(tmp_path / "f.xlf", XLIFF.replace("</trans-unit>", extra))
    assert found == [
        ("f.xlf#ferry.txt#1", "original", "ru", "Паром вернётся весной."),
        ("f.xlf#ferry.txt#1", "rendering", "en", "The ferry will be back in spring."),
    ]


def test_xliff_2_joins_the_segments_of_a_unit(tmp_path: Path) -> None:
    content = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="ru" trgLang="en">
    <file id="f1"><unit id="u1">
      <segment><source>Порт <pc id="1">закрыт</pc>.</source>
        <target>The port is <pc id="1">closed</pc>.</target></segment>
      <ignorable><source>  </source></ignorable>
      <segment><source>Ждём.</source><target>We wait.</target></segment>
      <segment><source>До мая.</source><target>Until May.</target></segment>
    </unit></file></xliff>"""
    assert versions(tmp_path / "f.xliff", content) == [
        ("f.xliff#f1#u1", "original", "ru", "Порт закрыт.  Ждём. До мая."),
        ("f.xliff#f1#u1", "rendering", "en", "The port is closed.  We wait. Until May."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_encodings_and_gzip(tmp_path: Path, encoding: str) -> None:
    content = TMX.replace('<?xml version="1.0"?>', "").encode(encoding)
    assert len(versions(tmp_path / "m.tmx", content)) == 2
    assert len(versions(tmp_path / "m.tmx.gz", gzip.compress(content))) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (LAUGHS, "declares the entity 'a'"),
        (OUTSIDE, "declares the entity 'x'"),
        (TMX[:200], "not well-formed XML"),
        ("<html/>", "neither TMX nor XLIFF: the root element is html"),
        ("<tmx>" + "<a>" * 300, "over 200 elements within each other"),
        (TMX.replace("?>", ' encoding="nonsense"?>', 1), "encoding"),
    ],
    ids=["billion laughs", "external entity", "cut", "other root", "deep", "unknown encoding"],
)
def test_what_cannot_be_read_is_one_clear_error(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "bad.tmx"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError) as caught:
        read_files([path])
    assert str(caught.value).startswith(str(path))
    assert reason in str(caught.value)


def test_a_unit_that_cannot_be_used_is_rejected_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "m.tmx"
    path.write_text(tmx(f"<tu>{tuv('ru', 'Да.')}{tuv('en', 'Yes.')}</tu><tu/>"), "utf-8")
    rejects = stub_pipeline().run(path).rejects
    assert rejects.select("row", "reason").rows() == [(2, "The row has no text.")]


xml_text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=30)


@settings(max_examples=30)
@given(pairs=st.lists(st.tuples(xml_text, xml_text), min_size=1, max_size=5))
def test_any_text_comes_back_unchanged(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]) -> None:
    units = "".join(f"<tu>{tuv('ru', escape(a))}{tuv('en', escape(b))}</tu>" for a, b in pairs)
    path = tmp_path_factory.mktemp("tmx") / "any.tmx"
    path.write_text(tmx(units), "utf-8")
    frame = read_files([path])
    assert frame.select("original", "rendering").rows() == pairs
    assert frame["_row"].to_list() == list(range(1, len(pairs) + 1))
