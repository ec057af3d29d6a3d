"""What a recipe's TOML file says: one file makes the packages of one language pair."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter, ValidationError, field_validator, model_validator

from transcompare.errors import ConfigError
from transcompare.settings import Settings

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]


class Language(Settings):
    """One of the two languages."""

    name: ClassVar[str] = "language"

    code: Annotated[str, Field(pattern="^[a-z]{2,3}$")]
    english_name: str
    script: Annotated[str, Field(pattern="^[A-Z]+$")]
    """As Unicode names its letters: CYRILLIC, LATIN."""

    @property
    def token(self) -> str:
        """The piece that a decoding into this language starts with; Argos calls it `target_prefix`."""
        return f"__{self.code}__"


class Text(Settings):
    """A file of pairs, first language first."""

    name: ClassVar[str] = "text"

    file: str
    """`.tsv` or `.tsv.xz`, relative to the text folder."""
    what: str
    licence: str
    weight: Count = 1
    """How often each pair is seen in an epoch."""
    sample: Count | None = None
    """Keep so many of the clean pairs, drawn at random."""


class Cleaning(Settings):
    """What is kept of the text."""

    name: ClassVar[str] = "clean"

    max_length_ratio: Annotated[float, Field(gt=1)] = 2.0
    """Characters of the longer side to those of the shorter; not asked of pairs shorter than `ratio_from`."""
    ratio_from: int = 25
    min_script_share: Share = 0.5
    """Of a side's letters, in the script of its language."""
    balanced: bool = False
    """Drop pairs where one side has quotation marks or brackets and the other has none, or not as many."""


class Augmentation(Settings):
    """Altered copies that teach copying: a share of the pairs that can be altered gets one each."""

    name: ClassVar[str] = "augment"

    numbers: Share = 0.0
    names: Share = 0.0


class Phrases(Settings):
    """Short phrases without a sentence around them, made from the Unicode CLDR: see `phrases.py`."""

    name: ClassVar[str] = "phrases"

    count: Annotated[int, Field(ge=0)] = 0
    """At most so many different pairs."""
    weight: Count = 1
    agencies: tuple[tuple[str, str], ...] = ()
    """News agencies and outlets, for datelines."""
    frames: tuple[tuple[str, str], ...] = ()
    """Besides those that the CLDR has. `{agency}`, `{city}`, `{country}`, `{countries}`, `{language}`, and `{date:...}`
    with a CLDR pattern (UTS 35): `{date:d MMMM y}`."""
    leave_out: tuple[str, ...] = ()
    """No phrase has all words of one of these: what is tested with is not trained on."""

    @field_validator("frames")
    @classmethod
    def _frames_are_alike(cls, frames: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        from babel.dates import parse_pattern

        for frame in frames:
            parsed = [[(part[1], part[2] or "") for part in Formatter().parse(s) if part[1] is not None] for s in frame]
            first, second = ({name for name, _ in fields} for fields in parsed)
            if first != second:
                raise ValueError(f"the sides of {frame} have not the same fields")
            if unknown := first - _FIELDS:
                raise ValueError(f"{frame} has a field {min(unknown)!r}; there are {', '.join(sorted(_FIELDS))}")
            for name, spec in parsed[0] + parsed[1]:
                if (name == "date") != bool(spec):
                    raise ValueError(f"in {frame} {{date:...}} needs a pattern, and the others take none")
                parse_pattern(spec)
        return frames

    @model_validator(mode="after")
    def _agencies_for_frames(self) -> Phrases:
        if not self.agencies and any("{agency}" in side for frame in self.frames for side in frame):
            raise ValueError("frames with {agency} need agencies")
        return self


_FIELDS = {"agency", "city", "country", "countries", "language", "date"}


class Size(Settings):
    """A model's size, and the training settings that go with it."""

    name: ClassVar[str] = "size"

    vocabulary: Annotated[int, Field(ge=300, le=65535)]
    width: Count
    feed_forward: Count
    heads: Count
    encoder_layers: Count
    decoder_layers: Count
    dropout: Share = 0.1
    batch_tokens: Count
    """Of the longer side with padding, in one step."""
    max_pieces: Count
    """Longer pairs are not trained on."""
    warmup_steps: Count
    learning_rate: Annotated[float, Field(gt=0)]
    """Peak, of AdamW: embeddings, biases, norms."""
    muon_learning_rate: Annotated[float, Field(gt=0)]
    """Peak, of Muon: hidden matrices."""

    @model_validator(mode="after")
    def _heads_divide_width(self) -> Size:
        if self.width % self.heads or self.width % 2:
            raise ValueError("width must be even and a multiple of heads")
        return self


class Evaluation(Settings):
    """A test set, first language first; its sentences are kept out of training."""

    name: ClassVar[str] = "evaluation"

    file: str
    """Relative to the text folder."""
    title: str


class Recipe(Settings):
    """How to make the packages of one language pair."""

    name: ClassVar[str] = "recipe"

    version: str
    text_folder: str
    """Relative to the recipe."""
    seed: int = 1
    languages: tuple[Language, Language]
    clean: Cleaning = Cleaning()
    augment: Augmentation = Augmentation()
    phrases: Phrases = Phrases()
    sizes: dict[str, Size]
    texts: tuple[Text, ...]
    evaluations: tuple[Evaluation, ...] = ()
    weaknesses: tuple[str, ...] = ()
    """For the model card."""

    @property
    def directions(self) -> tuple[tuple[Language, Language], tuple[Language, Language]]:
        """(from, to), there and back."""
        first, second = self.languages
        return (first, second), (second, first)


def load(path: Path) -> Recipe:
    """The recipe in a TOML file.

    Raises:
        ConfigError: it cannot be read, or something in it does not fit.
    """
    try:
        return TypeAdapter(Recipe).validate_python(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{path}: {key}: {first['msg']}, not {first['input']!r:.80}") from error


def fingerprint(*parts: Any) -> str:
    """Of settings and earlier fingerprints, to tell whether a result is still what they would give."""
    plain = [part.model_dump(mode="json") if isinstance(part, Settings) else part for part in parts]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]
