"""The parts on disk, and the journal of those that are done."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from transcompare.errors import OutputError
from transcompare.flow import Result
from transcompare.stages.write import TEMPORARY, write_parquet

REPORT, REJECTS, JOURNAL = "report", "rejects", "parts.jsonl"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """A line of the journal: a part whose files are whole."""

    number: int
    rows: int
    """Of the input."""
    reported: int
    rejected: int
    verdicts: dict[str, int]
    report: str | None
    """SHA-256 of the file."""
    rejects: str | None
    """SHA-256; None where there is no file, as nothing was rejected."""


def path_of(folder: Path, kind: str, number: int) -> Path:
    """Where a part of the report or of the rejects is."""
    return folder / kind / f"part-{number:05}.parquet"


def write(folder: Path, number: int, rows: int, result: Result, metadata: Mapping[str, str]) -> Part:
    """Write the files of a part, then its line in the journal: only with that it counts as done.

    Raises:
        OutputError: there is no room, or the folder cannot be written.
    """
    report, rejects = (path_of(folder, kind, number) for kind in (REPORT, REJECTS))
    if result.rejects.height:
        with writing(rejects):
            rejects.parent.mkdir(exist_ok=True)
        write_parquet(result.rejects, rejects, metadata)
    write_parquet(result.report, report, metadata)
    part = Part(
        number,
        rows,
        result.report.height,
        result.rejects.height,
        dict(sorted(Counter(result.report["verdict"].drop_nulls()).items())),
        _sha256(report),
        _sha256(rejects) if result.rejects.height else None,
    )
    journal = folder / JOURNAL
    with writing(journal), journal.open("ab") as file:
        file.write(_line(part))
        file.flush()
        os.fsync(file.fileno())
    return part


def done(folder: Path) -> dict[int, Part]:
    """The parts in the journal whose files are there and as they were written; the journal is put right.

    A part that has been damaged or deleted since is made again.
    """
    journal = folder / JOURNAL
    found: dict[int, Part] = {}
    with writing(journal):
        lines = journal.read_bytes().splitlines(keepends=True) if journal.exists() else []
    for line in lines:
        try:
            part = Part(**json.loads(line))
        except (ValueError, TypeError):
            continue  # the last line, where the process was killed while writing it
        if _is_whole(folder, part):
            found[part.number] = part
        else:
            _logger.warning("Part %d in %s is missing or damaged: it is made again.", part.number, folder)
            found.pop(part.number, None)
    record(folder, found.values())
    return found


def record(folder: Path, parts: Iterable[Part]) -> None:
    """Make these parts the whole journal, in order."""
    whole = b"".join(_line(part) for part in sorted(parts, key=lambda part: part.number))
    journal = folder / JOURNAL
    if not journal.exists() or journal.read_bytes() != whole:
        replace(journal, whole)


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written."""
    for place in (folder, folder / REPORT, folder / REJECTS):
        for file in place.glob(f".*{TEMPORARY}"):
            file.unlink(missing_ok=True)


def replace(path: Path, content: bytes) -> None:
    """Write a small file, atomically.

    Raises:
        OutputError: there is no room, or the folder cannot be written.
    """
    with writing(path):
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=TEMPORARY)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the system says into an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"Cannot write {path}: {error.strerror or error}. Make room or give another place with -o; "
            "the same command goes on where this one stopped."
        ) from error


def _line(part: Part) -> bytes:
    return json.dumps(asdict(part), ensure_ascii=False).encode() + b"\n"


def _is_whole(folder: Path, part: Part) -> bool:
    report = _sha256(path_of(folder, REPORT, part.number))
    return (
        report is not None
        and report == part.report
        and (part.rejects is None or _sha256(path_of(folder, REJECTS, part.number)) == part.rejects)
    )


def _sha256(path: Path) -> str | None:
    """Of a file; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
