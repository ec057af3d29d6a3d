"""Where packages are looked for, and which of them lead from one language to another."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from transcompare.errors import ConfigError, EngineError, PackageInvalid, PackageMissing
from transcompare.packages.installed import InstalledPackage, Source, argos_folder, read
from transcompare.registry import nearest

PACKAGES_VARIABLE = "TRANSCOMPARE_PACKAGES"
"""Environment variable: folders to look in, separated as in PATH."""
PIVOT = "en"
"""Where no package translates directly, two are chained through this language."""


@dataclass(frozen=True)
class Problem:
    """Something on the search path that cannot be used."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True)
class Scan:
    """What is on the search path, in order of precedence."""

    places: tuple[tuple[Source, Path], ...]
    packages: tuple[InstalledPackage, ...]
    """The one in use for each language pair."""
    problems: tuple[Problem, ...]
    others: tuple[InstalledPackage, ...] = ()
    """The usable ones that another one of the same pair comes before."""


def find(extra: Sequence[Path] = (), prefer: Sequence[str] = ()) -> tuple[InstalledPackage, ...]:
    """The package in use for each language pair; `scan` also says what could not be used, and why.

    Raises:
        ConfigError: there is no package of a name in `prefer`.
    """
    return scan(extra, prefer).packages


def scan(extra: Sequence[Path] = (), prefer: Sequence[str] = ()) -> Scan:
    """Look in `extra`, TRANSCOMPARE_PACKAGES, Argos Translate's folder, and among the packages that ship with us.

    A place is a package folder or a folder of them. For one language pair the packages named in `prefer` (by name,
    folder, or label) come first; then the earlier place wins, within a place the higher version.

    Raises:
        ConfigError: there is no package of a name in `prefer`.
    """
    places: list[tuple[Source, Path]] = [("option", folder) for folder in extra]
    listed = os.environ.get(PACKAGES_VARIABLE, "").split(os.pathsep)
    places += [("environment", Path(folder)) for folder in listed if folder]
    problems: list[Problem] = []
    try:
        places.append(("argos", argos_folder()))
    except EngineError as error:
        problems.append(Problem(Path("argos-translate"), str(error)))
    places += [("bundled", folder) for folder in bundled_folders()]

    found: list[InstalledPackage] = []
    for source, folder in places:
        packages, bad = packages_in(folder, source)
        found += packages
        problems += bad
    winners: dict[tuple[str, str], InstalledPackage] = {}
    for package in [*(_named(name, found, problems) for name in prefer), *found]:
        winners.setdefault((package.from_code, package.to_code), package)
    used = {package.path for package in winners.values()}
    others = tuple(package for package in found if package.path not in used)
    return Scan(tuple(places), tuple(winners.values()), tuple(problems), others)


def _named(name: str, packages: Sequence[InstalledPackage], problems: Sequence[Problem]) -> InstalledPackage:
    """The first package of that name."""
    for package in packages:
        if name in (package.name, package.path.name):
            return package
        if name.startswith(f"{package.name}@") and package.label in (name, f"{name}(bundled)"):
            return package
    reasons = "".join(f" Not usable: {problem}." for problem in problems if problem.path.name == name)
    known = nearest(name, {package.name for package in packages})
    raise ConfigError(f"There is no translation package '{name}'.{reasons} {known}")


def path_for(
    source: str, target: str, packages: Sequence[InstalledPackage], extra: Sequence[Path] = ()
) -> tuple[InstalledPackage, ...]:
    """The packages that lead from one language to another: none, one, or two through English.

    `extra` are the folders given to `find`, for the message.

    Raises:
        PackageMissing: the pair cannot be served; says where was looked and what to do.
    """
    if source == target:
        return ()
    by_pair = {(package.from_code, package.to_code): package for package in reversed(packages)}
    direct = [(source, target)]
    pivoted = direct if PIVOT in direct[0] else [(source, PIVOT), (PIVOT, target)]
    for route in (direct, pivoted):
        if all(leg in by_pair for leg in route):
            return tuple(by_pair[leg] for leg in route)

    looked = scan(extra)
    commands = " and ".join(f"`transcompare models install {a} {b}`" for a, b in pivoted if (a, b) not in by_pair)
    missing = f"No translation package {source}→{target}{'.' if pivoted is direct else ', nor a way through English.'}"
    lines = [
        missing,
        "Looked in: " + "; ".join(f"{folder} ({kind})" for kind, folder in looked.places) + ".",
        *(f"Not usable: {problem}" for problem in looked.problems),
        f"Install it with {commands}, or name the folder that has it with --packages DIR.",
    ]
    raise PackageMissing("\n".join(lines), f"{missing} Install it with {commands}.")


def bundled_folders() -> tuple[Path, ...]:
    """The packages that ship with transcompare; none where it is not installed as plain files."""
    folder = resources.files("transcompare") / "data" / "packages"
    return (folder,) if isinstance(folder, Path) and folder.is_dir() else ()


def packages_in(folder: Path, source: Source) -> tuple[list[InstalledPackage], list[Problem]]:
    """The packages of one place, higher versions first, and what in it looks like a package and cannot be used."""
    packages: list[InstalledPackage] = []
    problems: list[Problem] = []
    try:
        children = [folder] if _looks_like_package(folder) else sorted(folder.iterdir())
    except PackageInvalid as error:
        return packages, [Problem(folder, str(error))]
    except OSError as error:
        return packages, [Problem(folder, f"cannot be read: {error.strerror}")]
    for child in children:
        try:
            if _looks_like_package(child):
                packages.append(read(child, source))
        except PackageInvalid as error:
            problems.append(Problem(child, str(error)))
        except OSError as error:
            problems.append(Problem(child, f"cannot be read: {error.strerror}"))
    if not packages and not problems and source in ("option", "environment"):
        problems.append(Problem(folder, "there is no package in it"))
    return sorted(packages, key=_by_version, reverse=True), problems


def _looks_like_package(path: Path) -> bool:
    """Whether to read it as a package; PackageInvalid for one that is still an archive."""
    if path.suffix == ".argosmodel" and path.is_file():
        raise PackageInvalid(f"not unpacked yet: install it with `transcompare models install {path}`")
    return (path / "metadata.json").exists() or (path / "model").exists()


def _by_version(package: InstalledPackage) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"[0-9]{1,9}", package.version)], package.name
