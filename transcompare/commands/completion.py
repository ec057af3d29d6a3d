"""Values that a shell completes: languages and packages. Quick, and silent where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator

COLUMNS = (
    "quote_id", "text", "lang", "role", "version_id", "speaker", "date", "outlet", "url", "original", "rendering",
)  # fmt: skip
"""Of `transcompare.schema.INPUT`, which takes Polars to load, and of the wide form."""


def columns(incomplete: str) -> Iterator[str]:
    """What `--column` can name, up to the `=`."""
    return (f"{name}=" for name in COLUMNS if name.startswith(incomplete))


def languages(incomplete: str) -> Iterator[tuple[str, str]]:
    """Two-letter codes of all languages, with their English names."""
    from transcompare.languages import two_letter

    return ((code, name) for code, name in two_letter().items() if code.startswith(incomplete))


def installed_languages(incomplete: str) -> Iterator[tuple[str, str]]:
    """The languages that a package is there for."""
    from transcompare.packages import find

    here = {code for package in find() for code in (package.from_code, package.to_code)}
    return ((code, name) for code, name in languages(incomplete) if code in here)


def package_names(incomplete: str) -> Iterator[tuple[str, str]]:
    """The names of all usable packages, with their languages."""
    from transcompare.packages import scan

    found = scan()
    names = {package.name: package.pair for package in (*found.packages, *found.others)}
    return ((name, pair) for name, pair in sorted(names.items()) if name.startswith(incomplete))
