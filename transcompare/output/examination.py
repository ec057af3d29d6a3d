"""What `doctor` found, on the terminal."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from transcompare.doctor import Examination
from transcompare.output.blocks import indented
from transcompare.printable import printable
from transcompare.terminal import console

_LABEL = 12
_SHOWN = ("translate", "score", "check")
"""The stages whose seconds are shown."""


def show(examination: Examination) -> None:
    """Facts first, then the problems with what to do about each, the essential ones first."""
    facts = examination.facts
    out = console()

    def say(label: str, text: str) -> None:
        for number, line in enumerate(indented(Text(printable(text)), out.width, first=_LABEL, rest=_LABEL)):
            out.print(
                Text.assemble((label.ljust(_LABEL), "bold"), line[_LABEL:]) if not number else line, soft_wrap=True
            )

    say("versions", "  ".join(f"{name} {version or 'missing'}" for name, version in facts["versions"].items()))
    machine = facts["machine"]
    threads = f", OMP_NUM_THREADS={machine['omp_num_threads']}" if machine["omp_num_threads"] else ""
    memory = f", {machine['memory'] / 2**30:.1f} GiB of memory" if machine["memory"] else ""
    say("machine", f"{machine['platform']}, {machine['processors']} processors{threads}{memory}")
    for place in facts.get("looked_in", ()):
        say("looked in", f"{place['path']} ({place['source']})")
    for package in facts.get("packages", ()):
        say("package", _package(package))
    for package in facts.get("not_used", ()):
        say("not used", f"{_package(package)}: {package['reason']}")
    if facts.get("paths"):
        say("languages", "  ".join(facts["paths"]))
    test = facts.get("self_test", {})
    if test.get("ran"):
        stages = ", ".join(f"{name} {test['stages'][name]:.2f} s" for name in _SHOWN if name in test["stages"])
        peak = f"; {test['peak_memory'] / 2**20:.0f} MiB at most" if test["peak_memory"] else ""
        say("self-test", f"{test['verdict']}, {', '.join(test['categories']) or 'no findings'}")
        say("", f"{test['seconds']:.2f} s with loading ({stages}){peak}")
    out.print()
    for problem in sorted(examination.problems, key=lambda problem: not problem.essential):
        mark = ("error", "bold red") if problem.essential else ("note", "yellow")
        lines = indented(Text(printable(problem.what)), out.width, first=7, rest=7)
        for number, line in enumerate(lines):
            out.print(line if number else Text.assemble((mark[0].ljust(7), mark[1]), line[7:]), soft_wrap=True)
        for line in indented(Text(printable(problem.advice), "dim"), out.width, first=11, rest=11):
            out.print(line, soft_wrap=True)
    out.print("Everything essential works." if examination.healthy else "Something essential is missing.")


def _package(package: dict[str, Any]) -> str:
    return (
        f"{package['pair']} {package['name']} {package['version']} {package['sha256'][:12]} "
        f"{package['size'] / 1e6:.0f} MB ({package['source']})"
    )
