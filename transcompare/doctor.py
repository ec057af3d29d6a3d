"""What works here and what does not: versions, packages, language paths, the machine, a self-test, and what to do."""

from __future__ import annotations

import os
import platform
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from transcompare._version import __version__
from transcompare.errors import EngineError, PackageMissing, TranscompareError
from transcompare.packages.installed import InstalledPackage
from transcompare.packages.search import Scan, path_for, scan

ORIGINAL = "Мы не исключаем, что паром снова пойдёт летом."
RENDERING = "We rule out that the ferry will run again in summer."
"""The pair of the self-test, with the negation lost."""
PAIR = ("ru", "en")
EXPECTED = "negation"
MEMORY = 2 * 2**30
"""Bytes that a run with full packages takes; with less a warning."""


@dataclass(frozen=True)
class Problem:
    """Something that does not work and what to do about it."""

    what: str
    advice: str
    essential: bool = False
    """Whether nothing can be translated and compared before it is solved."""


@dataclass(frozen=True)
class Examination:
    """What `examine` found; `facts` is ready for JSON."""

    facts: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing essential is missing."""
        return not any(problem.essential for problem in self.problems)


def examine(folders: Sequence[Path] = (), prefer: Sequence[str] = ()) -> Examination:
    """Look at everything; the self-test translates, scores and checks one pair with the package that comes first."""
    problems: list[Problem] = []
    versions = _versions(problems)
    facts: dict[str, Any] = {"versions": versions, "machine": _machine(problems)}
    try:
        found = scan(folders, prefer)
    except (TranscompareError, ImportError) as error:
        problems.append(Problem(f"Packages cannot be looked for: {error}", "Correct what it names.", essential=True))
        return Examination(facts | {"healthy": False}, tuple(problems))
    facts |= _packages(found, problems)
    facts["self_test"] = _self_test(found.packages, folders, prefer, problems)
    facts["problems"] = [vars(problem) for problem in problems]
    examination = Examination(facts, tuple(problems))
    facts["healthy"] = examination.healthy
    return examination


def _versions(problems: list[Problem]) -> dict[str, str | None]:
    """Our version, Python's, and those of all packages that we ask for; None for one that is not installed."""
    versions: dict[str, str | None] = {"transcompare": __version__, "python": platform.python_version()}
    for requirement in metadata.requires("transcompare") or ():
        match = re.match(r"[A-Za-z0-9._-]+", requirement)
        name, extra = match[0] if match else requirement, re.search(r"extra\s*==\s*['\"](\w+)", requirement)
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
            if extra:
                advice = f"If you need it: pip install 'transcompare[{extra[1]}]'"
                problems.append(Problem(f"{name} is not installed (extra '{extra[1]}').", advice))
            else:
                problems.append(Problem(f"{name} is not installed.", f"pip install {name}", essential=True))
    return versions


def _machine(problems: list[Problem]) -> dict[str, Any]:
    """Processors that this process may use, what limits threads, memory in bytes (None where it cannot be told)."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = _memory()
    if memory is not None and memory < MEMORY:
        what = f"{memory / 2**30:.1f} GiB of memory: large packages and long originals may need more."
        problems.append(Problem(what, "Run smaller files, or use pipelines/fast.toml."))
    return {
        "platform": platform.platform(terse=True),
        "processors": processors,
        "omp_num_threads": os.environ.get("OMP_NUM_THREADS"),
        "memory": memory,
    }


def _memory() -> int | None:
    """Bytes of memory, or of the container's share of it."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
    except OSError:
        limit = "max"
    return min(memory, int(limit)) if limit.isdecimal() else memory


def _packages(found: Scan, problems: list[Problem]) -> dict[str, Any]:
    for bad in found.problems:
        again = f"Remove {bad.path}, or install it again with `transcompare models install`."
        advice = "Look at the folder, or name another one with --packages DIR." if bad.path.is_dir() else again
        problems.append(Problem(f"Not usable: {bad}", advice))
    if not found.packages:
        advice = "transcompare models install ru en"
        problems.append(Problem("There is no translation package.", advice, essential=True))
    for package in found.packages:
        if package.source == "bundled":
            what = f"{package.pair}: only the small package that ships with transcompare; it makes mistakes."
            problems.append(Problem(what, f"transcompare models install {package.from_code} {package.to_code}"))
    return {
        "looked_in": [{"source": source, "path": str(path)} for source, path in found.places],
        "packages": [_record(package) for package in found.packages],
        "not_used": [_record(other) | {"reason": _reason(other, found.packages)} for other in found.others],
        "paths": _paths(found.packages),
    }


def _record(package: InstalledPackage) -> dict[str, Any]:
    return {
        "pair": package.pair,
        "name": package.name,
        "version": package.version,
        "source": package.source,
        "sha256": package.sha256,
        "size": package.size,
        "path": str(package.path),
    }


def _reason(other: InstalledPackage, used: Sequence[InstalledPackage]) -> str:
    winner = next(package for package in used if package.pair == other.pair)
    why = "has a higher version" if winner.path.parent == other.path.parent else f"comes first ({winner.source})"
    return f"{winner.name} {winner.version} {why}; to use it all the same: --package {other.path.name}"


def _paths(packages: Sequence[InstalledPackage]) -> list[str]:
    """Every way from one language to another: `ru→en`, or `ru→en→de` through English."""
    languages = sorted({code for package in packages for code in (package.from_code, package.to_code)})
    paths = []
    for source in languages:
        for target in languages:
            try:
                steps = path_for(source, target, packages)
            except PackageMissing:
                continue
            if steps:
                paths.append("→".join([source, *(step.to_code for step in steps)]))
    return sorted(paths, key=lambda path: (path.count("→"), path))


def _self_test(
    packages: Sequence[InstalledPackage], folders: Sequence[Path], prefer: Sequence[str], problems: list[Problem]
) -> dict[str, Any]:
    """Compare the built-in pair; seconds of the whole and of each stage, the loading of the models among them."""
    fault = partial(Problem, essential=True)
    if not any((package.from_code, package.to_code) == PAIR for package in packages):
        if packages:
            what = f"No self-test: there is no package {'→'.join(PAIR)}."
            problems.append(Problem(what, f"transcompare models install {' '.join(PAIR)}"))
        return {"ran": False}
    started = time.perf_counter()
    moments: list[tuple[str, float]] = []
    try:
        import polars as pl

        from transcompare.pipeline import Pipeline

        pipeline = Pipeline.default().with_packages(folders, prefer)
        frame = pl.DataFrame(
            {"quote_id": "1", "role": ["original", "rendering"], "lang": PAIR, "text": [ORIGINAL, RENDERING]}
        )
        result = pipeline.run(frame, lambda name, *_: moments.append((name, time.perf_counter())))
    except (EngineError, ImportError, OSError, RuntimeError, ValueError) as error:  # CTranslate2's own among them
        problems.append(fault(f"The self-test failed: {error}", "Remove or reinstall the package that it names."))
        return {"ran": False, "error": str(error)}
    ended = time.perf_counter()
    row = result.report.row(0, named=True)
    if row["status"] != "ok":
        what = f"The self-test was not scored ({row['status']}): {'; '.join(row['notes'])}"
        problems.append(fault(what, "transcompare models verify ru en"))
    elif EXPECTED not in row["categories"]:
        what = f"The self-test did not find the {EXPECTED} that was lost: the installation is damaged."
        problems.append(fault(what, "Install transcompare again."))
    edges = [*moments, ("", ended)]
    return {
        "ran": True,
        "translation": row["reference_translation"],
        "verdict": row["verdict"],
        "divergence": row["divergence"],
        "categories": list(row["categories"]),
        "seconds": round(ended - started, 3),
        "stages": {name: round(edges[i + 1][1] - at, 3) for i, (name, at) in enumerate(moments)},
        "peak_memory": _peak_memory(),
    }


def _peak_memory() -> int | None:
    """Bytes that this process has had at most."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # Windows
        return None
    return getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
