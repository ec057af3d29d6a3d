"""Runs on many machines, over Ray Data: the same rows as on one machine, whatever dies on the way.

Workers read the files, Ray brings the versions of a statement together, and actors, each with its models loaded once,
compare part after part and write it themselves. A part is the statements with one hash of their `quote_id`, so it is
the same on every try, and a part that is made twice is the same file. The folder may be a URL of any file system that
fsspec knows:

OUTPUT/
├── report/part-00000.parquet    the report, a file a part
├── rejects/part-00000.parquet   rows that could not be used, where the part has any
├── done/part-00000.json         counts and checksums: written last, so the part is whole
├── late.json                    rows whose version_id is taken by an earlier row, where there are version_ids
└── manifest.json                what the run is of: input, config, signature, packages
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from transcompare.errors import ConfigError
from transcompare.runner import PART_ROWS, State

if TYPE_CHECKING:
    from transcompare.pipeline import Pipeline
    from transcompare.summary import Summary

INSTALL = "pip install 'transcompare[ray]'"

__all__ = ["INSTALL", "stream"]


def stream(
    pipeline: Pipeline,
    source: str | Path | Iterable[str | Path],
    output: str | Path,
    *,
    workers: int | None = None,
    part_rows: int = PART_ROWS,
    fresh: bool = False,
    top: int = 20,
    progress: Callable[[State], None] | None = None,
) -> Summary:
    """Run `pipeline` on files into the folder `output` with Ray, or go on with the run that is there.

    Files and folder are paths or URLs (`s3://bucket/quotes/*.parquet`) that all machines can open. Ray is the one that
    runs in this process or that `RAY_ADDRESS` names, else one on this machine until the run ends. `workers` is the
    largest number of actors, by default one a processor. A part has `part_rows` rows of the input on average.

    Raises:
        ConfigError: Ray is not installed.
        RunError: what is in the folder is a run of other input, config or packages.
        InputError: a file cannot be read, or changes meanwhile.
        OutputError: the folder cannot be written.
        EngineError: a machine has other translation packages, or workers die again and again.
        Interrupted: SIGINT or SIGTERM; the parts that are done stay.
    """
    if find_spec("ray") is None or find_spec("pyarrow") is None:
        raise ConfigError(f"The engine 'ray' takes one more package: {INSTALL}")
    if part_rows < 1 or (workers is not None and workers < 1):
        raise ConfigError("A part must have at least one row, and a run at least one worker.")
    from transcompare.distributed.run import run

    sources = [source] if isinstance(source, str | Path) else list(source)
    return run(
        pipeline,
        list(map(str, sources)),
        str(output),
        workers=workers,
        part_rows=part_rows,
        fresh=fresh,
        top=top,
        progress=progress or (lambda state: None),
    )
