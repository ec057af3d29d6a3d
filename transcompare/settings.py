"""Settings: frozen, validated, picklable, with errors that name the nearest known key."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from transcompare.errors import ConfigError
from transcompare.registry import nearest


class Settings(BaseModel):
    """Base of everything that a table of a pipeline's TOML file describes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    """The table's name."""

    @classmethod
    def from_settings(cls, settings: dict[str, Any]) -> Self:
        """From the keys of a TOML table.

        Raises:
            ConfigError: an unknown key (the nearest known one is named) or a value that does not fit.
        """
        unknown = sorted(set(settings) - set(cls.model_fields))
        if unknown:
            raise ConfigError(f"[{cls.name}] has no setting '{unknown[0]}'. {nearest(unknown[0], cls.model_fields)}")
        try:
            return cls(**settings)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(map(str, first["loc"]))
            raise ConfigError(f"[{cls.name}] {key}: {first['msg']}, not {first['input']!r}.") from error
