"""Every error transcompare raises on purpose.

    TranscompareError
    ├── InputError       a quote file cannot be read at all (a single bad row is rejected, not raised)
    ├── SchemaError      a frame lacks a column that a stage requires, or has it with another type
    ├── ConfigError      a setting, stage or check name that does not exist or does not fit
    ├── LanguageError    a language code that is none
    ├── OutputError      the report cannot be written
    │   └── RunError         a run directory is in use, or belongs to another input or config
    ├── Interrupted      a run was told to stop; what is finished stays, and the same command goes on
    └── EngineError      translation
        ├── PackageMissing   no package for a language pair
        └── PackageInvalid   a package that is broken, unsafe or of another kind

The message says what happened, where, and what to do next. `exit_code` is the command line's.
"""

from __future__ import annotations


class TranscompareError(Exception):
    """Root of all errors raised on purpose; catch this one to catch them all."""

    exit_code = 2


class InputError(TranscompareError):
    """A quote file cannot be read at all."""


class SchemaError(TranscompareError):
    """A frame lacks a column that a stage requires, or has it with another type."""


class ConfigError(TranscompareError):
    """A setting, stage or check that does not exist or does not fit."""


class LanguageError(TranscompareError):
    """Not a language code."""


class OutputError(TranscompareError):
    """The report cannot be written."""


class RunError(OutputError):
    """A run directory is in use, is none, or belongs to another input or config."""


class Interrupted(TranscompareError):  # noqa: N818 - reads as the state it names
    """A run was told to stop by a signal; its exit code is 128 and the signal's number."""

    def __init__(self, message: str, signal: int) -> None:
        super().__init__(message, signal)
        self.exit_code = 128 + signal

    def __str__(self) -> str:
        return str(self.args[0])


class EngineError(TranscompareError):
    """Translation or scoring failed."""


class PackageMissing(EngineError):  # noqa: N818 - reads as the state it names
    """No translation package for a language pair."""

    def __init__(self, message: str, note: str = "") -> None:
        super().__init__(message, note)
        self.note = note or message
        """The message without this machine's folders: it goes into reports, which are the same everywhere."""

    def __str__(self) -> str:
        return str(self.args[0])


class PackageInvalid(EngineError):  # noqa: N818 - reads as the state it names
    """A translation package that is broken, unsafe or of another kind."""
