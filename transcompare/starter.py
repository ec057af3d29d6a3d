"""The files that `init` writes: the default pipeline with its comments, and a few statements to try it on."""

from __future__ import annotations

import os
import shlex
import subprocess
from importlib import resources
from pathlib import Path

from transcompare.errors import OutputError

CONFIG, SAMPLE = "transcompare.toml", "statements.csv"


def default_config() -> str:
    """The text of `pipelines/default.toml`: package data where it is installed, the file itself in a checkout."""
    packaged = resources.files("transcompare") / "data" / "default.toml"
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[1] / "pipelines" / "default.toml").read_text("utf-8")


def sample() -> str:
    """A small quote file of invented statements."""
    return (resources.files("transcompare") / "data" / "starter.csv").read_text("utf-8")


def write_starter(folder: Path) -> list[Path]:
    """Write both files into `folder`, which is made where it does not exist.

    Raises:
        OutputError: one of the files is there already (then none is written), or they cannot be written.
    """
    texts = {folder / CONFIG: default_config(), folder / SAMPLE: sample()}
    for path in texts:
        if os.path.lexists(path):
            raise OutputError(f"{path} is there already, nothing was written. Name another folder, or move it away.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
    except OSError as error:
        raise OutputError(f"Cannot write into {folder}: {error.strerror or error}. Name another folder.") from error
    return list(texts)


def next_command(folder: Path) -> str:
    """What to type after `init`."""
    config, source, report = (str(folder / name) for name in (CONFIG, SAMPLE, "report.parquet"))
    return command("run", source, "--config", config, "-o", report)


def command(*words: str) -> str:
    """A command of ours as a shell takes it; with `uv run` in front where uv ran us."""
    words = (*(("uv", "run") if "UV_RUN_RECURSION_DEPTH" in os.environ else ()), "transcompare", *words)
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
