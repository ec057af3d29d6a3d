"""TMX and XLIFF: one translation unit is one statement, its source the original, its targets renderings.

Read with the standard library's expat, unit by unit. Whatever declares entities is refused, nothing outside the file is
ever fetched. Sources: TMX 1.4b; XLIFF 1.2; XLIFF 2.0 and 2.1 (OASIS).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from transcompare.errors import InputError
from transcompare.formats import Record

MAX_DEPTH = 200
"""Elements within each other; a file of translations has a dozen."""
MAX_TARGETS = 99
"""Targets of one unit, as many as the wide form has columns for."""

_CODES = frozenset(("bpt", "ept", "it", "ph", "ut"))
"""Elements whose content is mark-up of the document the unit comes from, not words (XLIFF 2 leaves them empty)."""
_UNITS = frozenset(("tu", "trans-unit", "unit"))
_SCOPES = frozenset(("tmx", "header", "xliff", "file"))
"""Elements whose attributes say something about the units in them."""
_XML_LANG = "http://www.w3.org/XML/1998/namespace lang"
_CHUNK = 1 << 16


class _Text(NamedTuple):
    """One side of a unit."""

    text: str
    lang: str | None


def records(stream: io.BufferedReader, name: str) -> Iterator[Record]:
    """The units of a TMX, XLIFF 1.2 or XLIFF 2 file, told apart by the root element: rows in the wide form.

    A unit without an id of its own gets its number; the name of the file comes before it, for ids start anew in each.

    Raises:
        InputError: it is no such file, not well-formed, or it declares entities.
    """
    parser = _Parser(name)
    seen: set[str] = set()
    for row, (element, scopes) in enumerate(parser.units(stream), start=1):
        source, targets, own_id = _READERS[_local(element.tag)](element, scopes)
        quote_id = f"{PurePath(name).name}#{own_id or row}"
        if quote_id in seen:
            quote_id = f"{quote_id}#{row}"
        seen.add(quote_id)
        yield _record(quote_id, source, targets)
    if not parser.is_bitext:
        raise InputError(f"{name}: neither TMX nor XLIFF: the root element is {parser.root or 'missing'}.")


def _record(quote_id: str, source: _Text | None, targets: list[_Text]) -> Record:
    cells: dict[str, str | None] = {"quote_id": quote_id}
    if source:
        cells |= {"original": source.text, "original_lang": source.lang}
    for number, target in enumerate(targets[:MAX_TARGETS], start=1):
        column = "rendering" if number == 1 else f"rendering_{number}"
        cells |= {column: target.text, f"{column}_lang": target.lang}
    reject = f"Over {MAX_TARGETS} targets in one unit: split it." if len(targets) > MAX_TARGETS else None
    return Record(cells, reject)


# --- the three dialects ----------------------------------------------------------------------------------

_Unit = tuple[_Text | None, list[_Text], str | None]
_Scopes = dict[str, dict[str, str]]


def _tmx(unit: Element, scopes: _Scopes) -> _Unit:
    """A `tu`: the `tuv` in the language of `srclang` is the source, the first one where that names none."""
    versions = [
        _Text(_words(segment), tuv.get(_XML_LANG) or tuv.get("lang"))
        for tuv in _children(unit, "tuv")
        for segment in _children(tuv, "seg")
    ]
    wanted = unit.get("srclang") or scopes.get("header", {}).get("srclang") or "*all*"
    order = sorted(range(len(versions)), key=lambda i: (-_likeness(versions[i].lang, wanted), i))
    if not order:
        return None, [], unit.get("tuid")
    return versions[order[0]], [v for i, v in enumerate(versions) if i != order[0]], unit.get("tuid")


def _likeness(lang: str | None, wanted: str) -> int:
    """2 for the same language tag, 1 for the same language in another region, else 0."""
    a, b = (lang or "").lower().replace("_", "-"), wanted.lower().replace("_", "-")
    return 2 if a == b else 1 if a.partition("-")[0] == b.partition("-")[0] else 0


def _xliff_1(unit: Element, scopes: _Scopes) -> _Unit:
    """A `trans-unit`: `source` and `target`; what `alt-trans` proposes is nobody's rendering."""
    file = scopes.get("file", {})
    sources = [_Text(_words(e), e.get(_XML_LANG) or file.get("source-language")) for e in _children(unit, "source")]
    targets = [_Text(_words(e), e.get(_XML_LANG) or file.get("target-language")) for e in _children(unit, "target")]
    return next(iter(sources), None), targets, _id(file.get("original"), unit.get("id"))


def _xliff_2(unit: Element, scopes: _Scopes) -> _Unit:
    """A `unit`: its segments, and the space between them, in order."""
    file, root = scopes.get("file", {}), scopes.get("xliff", {})
    parts = [part for part in unit if _local(part.tag) in ("segment", "ignorable")]
    source, target = (_joined([_side(part, side) for part in parts]) for side in ("source", "target"))
    targets = [_Text(target, root.get("trgLang"))] if target.strip() else []
    return _Text(source, root.get("srcLang")), targets, _id(file.get("id"), unit.get("id"))


_READERS: dict[str, Callable[[Element, _Scopes], _Unit]] = {"tu": _tmx, "trans-unit": _xliff_1, "unit": _xliff_2}


def _id(file: str | None, unit: str | None) -> str | None:
    return f"{file}#{unit}" if file and unit else unit


def _side(part: Element, side: str) -> str:
    """Source or target of a segment; the space between segments is rarely translated, so the source's will do."""
    found = next(_children(part, side), None)
    if found is None and _local(part.tag) == "ignorable":
        found = next(_children(part, "source"), None)
    return "" if found is None else _words(found)


def _joined(parts: list[str]) -> str:
    """The parts one after the other, with a space where neither has one."""
    text = ""
    for part in parts:
        glue = " " if text and part and not text[-1].isspace() and not part[0].isspace() else ""
        text += glue + part
    return text


def _words(element: Element) -> str:
    """The text of an element, without the mark-up that its inline elements hold."""
    parts = [element.text or ""]
    for child in element:
        if _local(child.tag) not in _CODES:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _children(element: Element, tag: str) -> Iterator[Element]:
    return (child for child in element if _local(child.tag) == tag)


def _local(tag: str) -> str:
    """A name without its namespace, which expat puts before a space."""
    return tag.rpartition(" ")[2]


# --- expat -----------------------------------------------------------------------------------------------


class _Parser:
    """Gives each unit as soon as it is complete, so that a large memory takes little memory here."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.root: str | None = None
        self._depth = 0
        self._scopes: _Scopes = {}
        self._builder: TreeBuilder | None = None
        self._unit_depth = 0
        self._done: list[tuple[Element, _Scopes]] = []
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._data
        self._expat.EntityDeclHandler = self._entity

    @property
    def is_bitext(self) -> bool:
        return self.root in ("tmx", "xliff")

    def units(self, stream: io.BufferedReader) -> Iterator[tuple[Element, _Scopes]]:
        """Complete units with the attributes of the scopes that they stand in."""
        last = False
        while not last:
            chunk = stream.read(_CHUNK)
            last = not chunk
            try:
                self._expat.Parse(chunk, last)
            except expat.ExpatError as error:
                raise InputError(
                    f"{self._name}: line {error.lineno}, column {error.offset}: not well-formed XML: "
                    f"{expat.ErrorString(error.code)}."
                ) from error
            except (ValueError, LookupError) as error:  # of an encoding it does not know
                raise InputError(f"{self._name}: its encoding cannot be read: {error}. Convert it to UTF-8.") from error
            yield from self._done
            self._done.clear()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = _local(tag)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise InputError(f"{self._name}: over {MAX_DEPTH} elements within each other: this is no translation.")
        if self.root is None:
            self.root = local
        if self._builder is None and local in _UNITS and self.is_bitext:
            self._builder, self._unit_depth = TreeBuilder(), self._depth
        if self._builder is not None:
            self._builder.start(tag, attributes)
        elif local in _SCOPES:
            self._scopes = self._scopes | {local: attributes}

    def _end(self, tag: str) -> None:
        if self._builder is not None:
            self._builder.end(tag)
            if self._depth == self._unit_depth:
                self._done.append((self._builder.close(), self._scopes))
                self._builder = None
        self._depth -= 1

    def _data(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)

    def _entity(self, name: str, *_: object) -> None:
        raise InputError(
            f"{self._name}: it declares the entity '{name[:40]}'. A file of translations needs none, and one that "
            "grows without end is made of them. Remove the declaration."
        )
