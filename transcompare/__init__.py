"""transcompare: find where a rendering of a statement may say something else than the original.

import transcompare

transcompare.compare("Мы не исключаем этого.", "We rule this out.").verdict
transcompare.match("originals.csv", "renderings.csv")  # two lists without common ids, linked
transcompare.run("quotes.csv")                      # a polars.DataFrame, one row a comparison
transcompare.run("million.jsonl", output="reports/")  # in parts; goes on where it stopped; a polars.LazyFrame
transcompare.Pipeline.from_toml("pipelines/strict.toml").run(["a.csv", "b.jsonl"]).rejects
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transcompare._version import __version__

if TYPE_CHECKING:
    from transcompare.api import compare, match, run
    from transcompare.comparison import Comparison, LocatedFinding, findings
    from transcompare.errors import (
        ConfigError,
        EngineError,
        InputError,
        Interrupted,
        LanguageError,
        OutputError,
        PackageInvalid,
        PackageMissing,
        RunError,
        SchemaError,
        TranscompareError,
    )
    from transcompare.flow import Result
    from transcompare.pipeline import Pipeline
    from transcompare.reports import read_report, scan_report
    from transcompare.stages.base import Stage
    from transcompare.summary import Summary

_HOMES = {
    "api": ("compare", "match", "run"),
    "comparison": ("Comparison", "LocatedFinding", "findings"),
    "errors": (
        "ConfigError",
        "EngineError",
        "InputError",
        "Interrupted",
        "LanguageError",
        "OutputError",
        "PackageInvalid",
        "PackageMissing",
        "RunError",
        "SchemaError",
        "TranscompareError",
    ),
    "flow": ("Result",),
    "pipeline": ("Pipeline",),
    "reports": ("read_report", "scan_report"),
    "stages.base": ("Stage",),
    "summary": ("Summary",),
}

__all__ = [
    "Comparison",
    "ConfigError",
    "EngineError",
    "InputError",
    "Interrupted",
    "LanguageError",
    "LocatedFinding",
    "OutputError",
    "PackageInvalid",
    "PackageMissing",
    "Pipeline",
    "Result",
    "RunError",
    "SchemaError",
    "Stage",
    "Summary",
    "TranscompareError",
    "__version__",
    "compare",
    "findings",
    "match",
    "read_report",
    "run",
    "scan_report",
]


def __getattr__(name: str) -> Any:
    """Import the public names at first use (PEP 562): Polars takes half a second, `--help` must not."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"transcompare.{module}"), name)
    raise AttributeError(f"module 'transcompare' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
