"""A glossary: how certain words of an original must, must not or may be rendered, as a newsroom or a client has it.

    source_lang,source,target_lang,target,kind,note,severity
    ru,прекращени* огня,en,ceasefire | cease-fire,must,house style,major
    ru,спецслужб*,en,special service*,must_not,say: intelligence service,
    ,,en,regime,must_not,,minor
    uk,Харк*,en,Kharkiv | Kharkov,name,,

CSV, or TSV by its name, UTF-8. `source` and `target` are patterns (`transcompare.patterns`): `стем*` is any word that
begins so, which is how inflected words are written down, `*ending`, `_` any one word, `#` a number; case does not
matter, ` | ` separates alternatives. Kinds: `must`, where the source is said one of the targets has to stand in the
same part of the rendering; `name`, likewise for the accepted spellings of a name, which the other checks then leave
alone; `must_not`, the target must not stand there, or nowhere if there is no source. `note` and `severity` (minor,
major, critical; else major) may be left out.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from transcompare.errors import ConfigError, InputError, LanguageError
from transcompare.patterns import tokens
from transcompare.registry import nearest

if TYPE_CHECKING:
    from transcompare.pipeline import Pipeline

REQUIRED = ("source_lang", "source", "target_lang", "target", "kind")
OPTIONAL = ("note", "severity")
_ANY = frozenset("_#")


class Term(BaseModel):
    """One row of a glossary."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: Literal["must", "must_not", "name"]
    source_lang: str = Field(default="", validate_default=True)
    """ISO 639-1; empty with an empty source."""
    source: str = Field(default="", validate_default=True)
    """Alternatives, as written; empty in a `must_not` that holds everywhere."""
    target_lang: str
    target: str
    note: str = ""
    """Told with every finding."""
    severity: Literal["minor", "major", "critical"] = "major"

    @field_validator("source_lang", "target_lang")
    @classmethod
    def _canonical(cls, value: str, info: ValidationInfo) -> str:
        from transcompare.languages import canonical

        if not value and info.field_name == "source_lang" and info.data.get("kind") == "must_not":
            return value
        try:
            return canonical(value)
        except LanguageError as error:
            raise ValueError(str(error)) from error

    @field_validator("source")
    @classmethod
    def _with_language(cls, value: str, info: ValidationInfo) -> str:
        if bool(value) != bool(info.data.get("source_lang", value)):
            raise ValueError("a source and its source_lang are given together, or neither")
        if value:
            patterns(value)
        return value

    @field_validator("target")
    @classmethod
    def _readable(cls, value: str) -> str:
        patterns(value)
        return value


def patterns(cell: str) -> tuple[str, ...]:
    """The alternatives of a cell as `transcompare.patterns` has them: lower case, tokens apart.

    Raises:
        ValueError: one is empty, nothing but wildcards, or has a `*` where none can be.
    """
    return tuple(_pattern(phrase) for phrase in cell.split("|"))


def read(path: str | Path) -> tuple[Term, ...]:
    """The terms of a glossary file, in order.

    Raises:
        InputError: the file cannot be read, a column is missing or unknown, or a cell does not fit; the message names
            file, row and column.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",", strict=True)
            header = [name.strip() for name in next(rows, [])]
            _check_header(path, header)
            terms = [_term(path, number, header, row) for number, row in enumerate(rows, start=1) if _filled(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"Cannot read the glossary {path}: {error}.") from error
    if not terms:
        raise InputError(f"The glossary {path} has no terms: there are no rows after the header.")
    return tuple(terms)


def add(pipeline: Pipeline, terms: Iterable[Term]) -> Pipeline:
    """The same pipeline, its check stage with these terms besides those that it has.

    Raises:
        ConfigError: there is no stage to take them.
    """
    added = tuple(terms)
    stages = tuple(
        stage.model_copy(update={"glossary": (*getattr(stage, "glossary", ()), *added)})
        if "glossary" in type(stage).model_fields
        else stage
        for stage in pipeline.stages
    )
    if stages == pipeline.stages and added:
        raise ConfigError("The pipeline has no stage 'check', so that a glossary does nothing. Add it to its stages.")
    return type(pipeline)(stages)


def _pattern(phrase: str) -> str:
    words: list[str] = []
    for piece in unicodedata.normalize("NFC", phrase).lower().split():
        inner = piece.strip("*")
        found = [piece] if piece in _ANY else [token.word for token in tokens(inner)]
        open_both = piece.startswith("*") and piece.endswith("*") and len(found) == 1
        if not found or "*" in found or open_both:
            raise ValueError(f"'{piece[:40]}' is no pattern: a `*` stands at the beginning or at the end of a word")
        if piece.startswith("*"):
            found[0] = f"*{found[0]}"
        if piece.endswith("*"):
            found[-1] += "*"
        words += found
    if all(word in _ANY for word in words):
        raise ValueError("a pattern needs a word" if words else "it is empty, or an alternative is")
    return " ".join(words)


def _check_header(path: Path, header: list[str]) -> None:
    known = (*REQUIRED, *OPTIONAL)
    for name in REQUIRED:
        if name not in header:
            raise InputError(f"The glossary {path} has no column '{name}'. It needs {', '.join(REQUIRED)}.")
    for name in header:
        if name not in known or header.count(name) > 1:
            raise InputError(f"The glossary {path} has a column '{name[:40]}' too many. {nearest(name[:40], known)}")


def _filled(row: list[str]) -> bool:
    return any(cell.strip() for cell in row)


def _term(path: Path, number: int, header: list[str], row: list[str]) -> Term:
    if len(row) != len(header):
        raise InputError(
            f"The glossary {path}, row {number}: {len(row)} cells, but {len(header)} columns. "
            "A cell with a comma in it goes in quotation marks."
        )
    cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
    try:
        return Term.model_validate({name: cell for name, cell in cells.items() if cell or name in REQUIRED})
    except ValidationError as error:
        first = error.errors()[0]
        column = str(first["loc"][0])
        reason = first["msg"].removeprefix("Value error, ")
        raise InputError(
            f"The glossary {path}, row {number}, column '{column}': {reason} ('{cells.get(column, '')[:40]}')."
        ) from error
