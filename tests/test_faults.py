"""What goes wrong during a long run, a test for each row of docs/faults.md: nothing is lost, nothing counted twice."""

from __future__ import annotations

import errno
import io
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import filelock
import polars as pl
import pytest

from tests.conftest import StubEngine
from tests.runs import contents, known_pipeline, light_pipeline, write_quotes
from transcompare import cli, files
from transcompare.cache import FILE, open_store
from transcompare.commands import options
from transcompare.engine import Translation
from transcompare.errors import EngineError, InputError, Interrupted, OutputError, RunError
from transcompare.packages import find
from transcompare.runner import State, parts


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_quotes(tmp_path / "q.csv")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def expected(tmp_path: Path, source: Path) -> dict[str, bytes]:
    """The files of a run that nothing disturbed."""
    stream(source, tmp_path / "undisturbed")
    return contents(tmp_path / "undisturbed")


@pytest.fixture(autouse=True)
def _python_hears_ctrl_c() -> Iterator[None]:
    """Also where the tests run in the background of a script, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def stream(source: Path | str, output: Path, progress: Callable[[State], None] | None = None, **options: Any) -> None:
    light_pipeline().stream(source, output, part_rows=4, progress=progress, **options)


def after_parts(number: int, act: Callable[[], None]) -> Callable[[State], None]:
    """Calls `act` once, when so many parts are done."""
    seen = 0

    def progress(state: State) -> None:
        nonlocal seen
        seen += state.step == "compare"
        if state.step == "compare" and seen == number:
            act()

    return progress


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The system refuses to write beyond so many bytes, as when a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# --- told to stop --------------------------------------------------------------------------------------


def test_ctrl_c_finishes_the_part_and_the_run_goes_on(source: Path, output: Path, expected: dict[str, bytes]) -> None:
    def interrupt(state: State) -> None:
        if state.step == "align":
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted, match=r"1 of 5 parts are done\. The same command goes on") as stopped:
        stream(source, output, interrupt)
    assert stopped.value.exit_code == 130
    assert len(list((output / "report").iterdir())) == 1
    stream(source, output)
    assert contents(output) == expected


def test_a_second_ctrl_c_stops_at_once(source: Path, output: Path, expected: dict[str, bytes]) -> None:
    def twice(state: State) -> None:
        if state.step == "align":
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        stream(source, output, twice)
    assert not list((output / "report").iterdir())
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    stream(source, output)
    assert contents(output) == expected


def test_an_ignored_signal_stays_ignored(source: Path, output: Path, expected: dict[str, bytes]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stream(source, output, lambda state: os.kill(os.getpid(), signal.SIGINT))
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert contents(output) == expected


def test_sigterm_gives_the_part_up(source: Path, output: Path, expected: dict[str, bytes]) -> None:
    def term(state: State) -> None:
        if state.step == "align" and state.done == 8:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Interrupted, match="2 of 5 parts are done") as stopped:
        stream(source, output, term)
    assert stopped.value.exit_code == 143
    assert len(list((output / "report").iterdir())) == 2
    stream(source, output)
    assert contents(output) == expected


def test_ctrl_c_while_the_input_is_read(source: Path, output: Path, expected: dict[str, bytes]) -> None:
    def interrupt(state: State) -> None:
        if state.done:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted, match="the input was being read"):
        stream(source, output, interrupt)
    stream(source, output)
    assert contents(output) == expected


def test_the_exit_code_is_that_of_the_signal(
    source: Path, output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(options, "load_pipeline", lambda *_: light_pipeline())
    write = parts.write

    def interrupting(*part: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return write(*part)

    command = ["transcompare", "run", str(source), "-o", str(output), "--part-rows", "4"]
    monkeypatch.setattr(sys, "argv", command)
    for done in range(1, 5):
        with monkeypatch.context() as patch:
            patch.setattr(parts, "write", interrupting)
            with pytest.raises(SystemExit) as left:
                cli.main()
        assert left.value.code == 130
        assert capsys.readouterr().err.startswith(f"transcompare: Stopped: {done} of 5 parts are done.")
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0
    assert "9 renderings of 9 statements" in capsys.readouterr().out


# --- disks and folders ---------------------------------------------------------------------------------


def test_a_full_disk_ends_the_run_and_room_lets_it_go_on(
    source: Path, output: Path, expected: dict[str, bytes]
) -> None:
    def fill() -> None:
        limit.enter_context(largest_file(2_000))

    with ExitStack() as limit, pytest.raises(OutputError, match=r"part-00002\.parquet: .*File too large.*make room"):
        stream(source, output, after_parts(2, fill))
    assert sorted(path.name for path in (output / "report").iterdir()) == ["part-00000.parquet", "part-00001.parquet"]
    stream(source, output)
    assert contents(output) == expected


def test_a_full_disk_while_the_input_is_read(source: Path, output: Path, expected: dict[str, bytes]) -> None:
    with largest_file(20_000), pytest.raises(OutputError, match=r"spool.*make room"):
        stream(source, output)
    stream(source, output)
    assert contents(output) == expected


def test_a_full_disk_leaves_no_half_of_a_line_in_the_journal(
    source: Path, output: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fill() -> None:
        monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OutputError, match="No space left on device"):
        stream(source, output, after_parts(2, fill))
    monkeypatch.undo()
    with (output / "parts.jsonl").open("ab") as journal:
        journal.write(b'{"number": 3, "ro')
    stream(source, output)
    assert contents(output) == expected


def test_an_output_that_cannot_be_written(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputError, match=r"q\.csv.*give another place with -o"):
        stream(source, source / "out")
    with pytest.raises(OutputError, match="File exists"):
        stream(source, source)

    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", read_only)
    with pytest.raises(OutputError, match="Read-only file system"):
        stream(source, tmp_path / "out")


def test_a_folder_of_other_things_is_left_alone(source: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"has other things in it \(q\.csv\)"):
        stream(source, tmp_path, fresh=True)
    assert [path.name for path in tmp_path.iterdir()] == ["q.csv"]


def test_two_runs_into_one_folder(source: Path, output: Path, expected: dict[str, bytes]) -> None:
    output.mkdir()
    with (
        filelock.FileLock(output / "lock"),
        pytest.raises(RunError, match="Another run is at work in"),
    ):
        stream(source, output)
    stream(source, output)
    assert contents(output) == expected


# --- the input -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["shrinks", "grows", "other bytes"])
def test_an_input_that_changes_while_it_is_read(
    source: Path, output: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    before = source.read_bytes()
    after = {"shrinks": before[:300], "grows": before + b"\nq9,,en,More", "other bytes": before.replace(b"26", b"27")}
    read_batches = files.read_batches

    def changing(*arguments: Any) -> Iterator[pl.DataFrame]:
        for frame in read_batches(*arguments):
            source.write_bytes(after[change])
            os.utime(source, ns=(0, 0))
            yield frame

    with monkeypatch.context() as patch:
        patch.setattr(files, "read_batches", changing)
        patch.setattr(files, "BATCH", 5)
        with pytest.raises(InputError, match=r"q\.csv changed while it was read"):
            stream(source, output)
    assert not (output / "spool.sqlite").exists()
    source.write_bytes(before)
    stream(source, output)
    assert contents(output) == expected


def test_an_input_that_is_gone_when_the_run_goes_on(source: Path, output: Path, expected: dict[str, bytes]) -> None:
    before = source.read_bytes()
    with pytest.raises(ZeroDivisionError):
        stream(source, output, after_parts(2, lambda: [][1 // 0]))
    source.unlink()
    with pytest.raises(InputError, match=r"q\.csv: there is no such file"):
        stream(source, output)
    source.write_bytes(before)
    stream(source, output)
    assert contents(output) == expected


def test_an_unreadable_parquet_input(source: Path, output: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    pl.read_csv(source, infer_schema=False).write_parquet(good, row_group_size=5)
    damaged = bytearray(good.read_bytes())
    damaged[200:1200] = bytes(1000)
    bad.write_bytes(damaged)
    with pytest.raises(InputError, match=r"bad\.parquet: cannot be read"):
        light_pipeline().stream([good, bad], output)
    assert not list((output / "report").iterdir())
    assert not list(output.glob("input-*"))


def test_a_text_too_large_for_a_model_never_reaches_it(
    tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def translate(self: StubEngine, texts: Sequence[str]) -> list[Translation]:
        seen.extend(map(len, texts))
        return [Translation(text) for text in texts]

    monkeypatch.setattr(StubEngine, "translate", translate)
    path = tmp_path / "large.csv"
    rows = ["q,ru,Порт закрыт.", "q,en," + "x" * 5_000_000, "q,en," + "y " * 300_000, "q,en,The port is shut."]
    path.write_text("\n".join(["quote_id,lang,text", *rows]), "utf-8")
    stream(path, output)
    rejects = pl.read_parquet(output / "rejects")
    assert rejects["row"].to_list() == [2, 3]
    assert rejects["reason"][0].startswith("5,000,000 characters in one cell: over 1,000,000.")
    assert rejects["reason"][1].startswith("longer than 500000 characters")
    assert pl.read_parquet(output / "report").height == 1
    assert 0 < max(seen) < 100


def test_standard_input_is_given_again(
    source: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give(text: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))

    whole = source.read_bytes()
    give(whole)
    with pytest.raises(ZeroDivisionError):
        stream("-", output, after_parts(2, lambda: [][1 // 0]))
    give(whole[:200])
    with pytest.raises(RunError, match="input - has changed: 713 bytes, now 200"):
        stream("-", output)
    give(whole)
    stream("-", output)
    stream(source, tmp_path / "file")
    assert pl.read_parquet(output / "report").equals(pl.read_parquet(tmp_path / "file" / "report"))


# --- what is in the folder -----------------------------------------------------------------------------


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize("how", ["deleted", "damaged", "rejects deleted"])
def test_a_part_that_is_deleted_or_damaged_is_made_again(
    source: Path, output: Path, expected: dict[str, bytes], finished: bool, how: str
) -> None:
    if finished:
        stream(source, output)
    else:
        with pytest.raises(ZeroDivisionError):
            stream(source, output, after_parts(4, lambda: [][1 // 0]))
    part = output / ("rejects" if how == "rejects deleted" else "report") / "part-00001.parquet"
    if how == "damaged":
        part.write_bytes(part.read_bytes()[:-100])
    else:
        part.unlink()
    stream(source, output)
    assert contents(output) == expected


def test_a_damaged_manifest_or_spool_is_named(source: Path, output: Path, expected: dict[str, bytes]) -> None:
    with pytest.raises(ZeroDivisionError):
        stream(source, output, after_parts(2, lambda: [][1 // 0]))
    spool = output / "spool.sqlite"
    spool.write_bytes(b"no database" * 1000)
    with pytest.raises(OutputError, match=r"spool\.sqlite: file is not a database.*delete it"):
        stream(source, output)
    spool.unlink()
    stream(source, output)
    assert contents(output) == expected
    (output / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(RunError, match=r"manifest\.json cannot be read.*--fresh"):
        stream(source, output)
    stream(source, output, fresh=True)
    assert contents(output) == expected


# --- the packages, the clock ---------------------------------------------------------------------------


def test_a_package_that_is_deleted_in_the_middle(source: Path, output: Path, tmp_path: Path) -> None:
    folder = tmp_path / "packages" / "mine"
    bundled = next(package for package in find() if package.from_code == "ru")
    shutil.copytree(bundled.path, folder)
    pipeline = light_pipeline().with_packages([folder.parent])
    with pytest.raises(EngineError, match=r"packages changed during the run \(mine@.*run the same command again"):
        pipeline.stream(source, output, part_rows=4, progress=after_parts(2, lambda: shutil.rmtree(folder)))
    assert len(list((output / "report").iterdir())) == 2
    with pytest.raises(RunError, match=r"packages: mine@.*, now .*bundled"):
        pipeline.stream(source, output, part_rows=4)
    shutil.copytree(bundled.path, folder)
    pipeline.stream(source, output, part_rows=4)
    assert len(list((output / "report").iterdir())) == 5


def test_a_package_that_vanishes_during_a_part_leaves_no_row_unscored(
    source: Path, output: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "packages" / "mine"
    shutil.copytree(next(package for package in find() if package.from_code == "ru").path, folder)
    pipeline = light_pipeline().with_packages([folder.parent])

    def remove(state: State) -> None:
        if state.step == "align" and folder.exists():
            shutil.rmtree(folder)

    with pytest.raises(EngineError, match="packages changed during the run"):
        pipeline.stream(source, output, part_rows=4, progress=remove)
    assert not list((output / "report").iterdir())


def test_a_package_that_vanishes_leaves_nothing_in_the_cache(source: Path, output: Path, tmp_path: Path) -> None:
    folder, cache = tmp_path / "packages" / "mine", tmp_path / "cache"
    shutil.copytree(next(package for package in find() if package.from_code == "ru").path, folder)
    pipeline = known_pipeline(cache).with_packages([folder.parent])

    def remove(state: State) -> None:
        if state.step == "translate" and state.done == 8:
            shutil.rmtree(folder)

    with pytest.raises(EngineError, match="packages changed during the run"):
        pipeline.stream(source, output, part_rows=4, progress=remove)
    assert open_store(cache).info().entries == 4  # of two parts with two statements each


@pytest.mark.parametrize("whole", [True, False])
def test_a_damaged_cache_is_made_again_and_not_trusted(
    source: Path, output: Path, tmp_path: Path, expected: dict[str, bytes], whole: bool
) -> None:
    cache = tmp_path / "cache"
    known_pipeline(cache).stream(source, output, part_rows=4)
    entries = open_store(cache).info().entries
    assert entries == 9
    content = bytearray((cache / FILE).read_bytes())
    start = 0 if whole else content.index(b"x\x01", len(content) // 2)  # where zlib's values begin
    content[start : start + 100] = bytes(100)
    (cache / FILE).write_bytes(content)
    open_store.cache_clear()  # as a new process would find it
    steps = []
    for _ in range(2):
        steps.append(0)
        shutil.rmtree(output)

        def count(state: State) -> None:
            steps[-1] += state.step == "align"

        known_pipeline(cache).stream(source, output, part_rows=4, progress=count)
        assert contents(output) == expected
    assert steps[0] > 0
    assert steps[1] == 0
    assert open_store(cache).info().entries == entries


def test_a_clock_that_changes_changes_nothing(
    source: Path, output: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ZeroDivisionError):
        stream(source, output, after_parts(2, lambda: [][1 // 0]))
    monkeypatch.setattr(time, "time", lambda: 0.0)
    for path in (source, *output.rglob("*")):
        os.utime(path, ns=(0, 0))
    stream(source, output)
    assert contents(output) == expected
