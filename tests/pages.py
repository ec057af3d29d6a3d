"""The README and the pages of docs/, taken apart: their blocks of code, what those need, and their links.

A line `<!-- needs: ray -->` before a block names what it cannot run without (a library, or `network`), and
`<!-- exits: 1 -->` the exit code of its commands. A block with a `title` is a file that the blocks after it use.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from transcompare.cli import app

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>needs|exits): (?P<of>\w+) -->\n)?"
    r"^```(?P<language>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_COMMAND = re.compile(r"^(?P<shown>\$ )?uv run transcompare (?P<words>.*)$", re.MULTILINE)
_FINDING = re.compile(r"\b(?:minor|major|critical) [a-z]+(?:-[a-z]+)? 0\.\d\d\b")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    title: str | None
    text: str
    needs: str | None
    exits: int


def text_of(page: str) -> str:
    """The page as it is in the repository."""
    return (ROOT / page).read_text("utf-8")


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [
        Block(
            found["language"],
            found["title"],
            found["text"],
            needs=found["of"] if found["mark"] == "needs" else None,
            exits=int(found["of"]) if found["mark"] == "exits" else 0,
        )
        for found in _BLOCK.finditer(text_of(page))
    ]


def follow(page: str, needs: str | None = None) -> dict[str, Any]:
    """Do what the page shows, in the current folder: write its files, run its commands and its Python, in order.

    Blocks that need something are run where that is `needs`, and passed over else. Returns the names that the page's
    Python leaves.
    """
    names: dict[str, Any] = {}
    for block in blocks(page):
        if block.needs not in (None, needs):
            continue
        if block.title:
            Path(block.title).write_text(block.text, "utf-8")
        elif block.language == "python":
            exec(compile(block.text, page, "exec"), names)
        else:
            _run(block)
    return names


def _run(block: Block) -> None:
    text = block.text.replace("\\\n", " ")
    for command in _COMMAND.finditer(text):
        done = CliRunner().invoke(app, shlex.split(command["words"]), catch_exceptions=False)
        assert done.exit_code == block.exits, f"{command[0]}\n{done.output}"
        if command["shown"]:  # its output follows
            for finding in _FINDING.findall(text[command.end() :].partition("\n$ ")[0]):
                assert finding in done.stdout, f"{command[0]} no longer says '{finding}':\n{done.stdout}"
