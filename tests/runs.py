"""Runs in a directory for the tests, in this process or, as `python -m tests.runs`, in one that kills itself."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.conftest import StubSettings, stub_pipeline
from transcompare.engine import EngineSettings
from transcompare.errors import TranscompareError
from transcompare.pipeline import Pipeline

ROWS_OF_A_PART = 4


def write_quotes(path: Path, statements: int = 9) -> Path:
    """Statements of a port, an original and a rendering each, a few of them not usable."""
    rows = ["quote_id,version_id,lang,text"]
    for i in range(statements):
        rows.append(f"q{i},,ru,Порт примет {i + 20} судов.")
        rows.append(f"q{i},,{'zz' if i % 4 == 3 else 'en'},The port takes {i * 3 + 18} ships.")
    path.write_text("\n".join(rows), "utf-8")
    return path


def light_pipeline() -> Pipeline:
    """The pipeline over the stub engine, without the stages that take long to start."""
    stages = [stage for stage in stub_pipeline().stages if stage.name not in ("contrast", "words")]
    return Pipeline(tuple(stages))


class Known(StubSettings):
    """The stub, which says what its results depend on: besides its settings, the packages that are there."""

    def identity(self) -> str | None:
        return EngineSettings(packages=self.packages).identity()


def known_pipeline(cache: Path | None = None) -> Pipeline:
    """The light pipeline over an engine whose results may be kept, with a cache in this folder."""
    engine = Known(cache=str(cache) if cache else False)
    stages = light_pipeline().stages
    return Pipeline(tuple(s.model_copy(update={"engine": engine}) if hasattr(s, "engine") else s for s in stages))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run but the lock, by its name."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def main() -> None:
    """INPUT OUTPUT EVENT: a run that kills itself at this event on a file in OUTPUT; exit 0 where it ends before."""
    source, output, fatal = sys.argv[1], sys.argv[2], int(sys.argv[3])
    pipeline = light_pipeline()
    events = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal events
        if arguments and isinstance(arguments[0], str | Path) and str(arguments[0]).startswith(output):
            events += 1
            if events == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    try:
        pipeline.stream(source, output, part_rows=ROWS_OF_A_PART)
    except TranscompareError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    print(events)


if __name__ == "__main__":
    main()
