"""The store: what is put comes back whole or not at all, whatever happens to the file."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from transcompare.cache import FILE, Store, store
from transcompare.errors import ConfigError

ITEMS = {f"key {i}".encode(): f"the goose number {i}".encode() * 5 for i in range(200)}


@pytest.fixture
def filled(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.put(ITEMS)
    return made


def file(tmp_path: Path) -> Path:
    return tmp_path / FILE


@given(st.dictionaries(st.binary(min_size=1, max_size=20), st.binary(max_size=50)), st.binary(min_size=1, max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_what_is_put_comes_back_in_this_and_the_next_process(
    tmp_path: Path, items: dict[bytes, bytes], other: bytes
) -> None:
    one = Store(tmp_path)
    one.clear()
    one.put(items)
    for each in (one, Store(tmp_path)):
        assert each.get([*items, other]) == items
        assert each.info().entries == len(items)


def test_a_value_that_was_changed_is_forgotten_and_can_be_put_again(tmp_path: Path, filled: Store) -> None:
    content = file(tmp_path).read_bytes()
    file(tmp_path).write_bytes(content.replace(b"number 7t", b"number 8t", 1))
    assert content != file(tmp_path).read_bytes()
    changed = b"key 7"
    again = Store(tmp_path)
    assert again.get(ITEMS) == {key: value for key, value in ITEMS.items() if key != changed}
    again.put({changed: ITEMS[changed]})
    assert again.get(ITEMS) == ITEMS


def test_a_value_under_another_key_is_forgotten(tmp_path: Path, filled: Store) -> None:
    with sqlite3.connect(file(tmp_path)) as connection:
        connection.execute("UPDATE entries SET value = (SELECT value FROM entries WHERE key = ?)", (b"key 3",))
    connection.close()
    assert filled.get(ITEMS) == {b"key 3": ITEMS[b"key 3"]}


@pytest.mark.parametrize("content", [b"this is no database" * 500, b"SQLite format 3\x00" + bytes(5000), b"x"])
@pytest.mark.parametrize("opened", [True, False])
def test_a_file_that_is_no_database_is_made_anew(tmp_path: Path, filled: Store, content: bytes, opened: bool) -> None:
    file(tmp_path).write_bytes(content)
    made = filled if opened else Store(tmp_path)
    assert made.get(ITEMS) == {}
    made.put(ITEMS)
    made.put(ITEMS)  # the first may have found the file broken and removed it
    assert made.get(ITEMS) == Store(tmp_path).get(ITEMS) == ITEMS


@example(place=4054, damage=b"\x80")  # in the name of a table: SQLite's own message about it is no UTF-8
@given(place=st.integers(0, 10**6), damage=st.binary(min_size=1, max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_damage_anywhere_loses_entries_but_changes_none(tmp_path: Path, place: int, damage: bytes) -> None:
    file(tmp_path).unlink(missing_ok=True)
    Store(tmp_path).put(ITEMS)
    content = bytearray(file(tmp_path).read_bytes())
    start = place % (len(content) - len(damage))
    content[start : start + len(damage)] = damage
    file(tmp_path).write_bytes(content)
    broken = Store(tmp_path)
    assert broken.get(ITEMS).items() <= ITEMS.items()
    for _ in range(3):
        broken.put(ITEMS)
    assert broken.get(ITEMS).items() <= ITEMS.items()


@pytest.mark.parametrize("rest", [0, 100, 4096, 9000])
def test_a_file_that_was_cut_is_made_anew(tmp_path: Path, filled: Store, rest: int) -> None:
    os.truncate(file(tmp_path), rest)
    assert filled.get(ITEMS).items() <= ITEMS.items()
    for _ in range(2):
        filled.put(ITEMS)
    assert filled.get(ITEMS) == ITEMS


def test_a_file_that_was_removed_is_made_anew(tmp_path: Path, filled: Store) -> None:
    file(tmp_path).unlink()
    assert filled.get(ITEMS) == {}
    filled.put(ITEMS)
    assert Store(tmp_path).get(ITEMS) == ITEMS


def test_a_file_of_another_format_is_made_anew(tmp_path: Path, filled: Store) -> None:
    with sqlite3.connect(file(tmp_path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert Store(tmp_path).get(ITEMS) == {}


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Store(tmp_path, limit=115_000)
    groups = [{f"{name} {i}".encode(): bytes(400) for i in range(60)} for name in "abcd"]
    for day, items in enumerate(groups):
        monkeypatch.setattr(store, "_today", lambda day=day: day)
        assert small.get(groups[0]) == (groups[0] if day else {})
        small.put(items)
    kept = [len(small.get(items)) for items in groups]
    assert kept[0] == kept[2] == kept[3] == 60
    assert kept[1] < 60


def test_the_file_does_not_outgrow_its_limit(tmp_path: Path) -> None:
    small = Store(tmp_path, limit=200_000)
    for batch in range(30):
        small.put({f"{batch} {i}".encode(): os.urandom(500) for i in range(20)})
    assert file(tmp_path).stat().st_size < 220_000
    assert 200 < small.info().entries < 400


def test_a_locked_file_costs_the_entries_and_no_more(
    tmp_path: Path, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_WAIT", 0.0)
    late = Store(tmp_path)
    other = sqlite3.connect(file(tmp_path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert late.get(ITEMS) == {}
    late.put({b"new": b"egg"})
    with pytest.raises(ConfigError, match="Try again"):
        late.clear()
    other.close()
    assert late.get([*ITEMS, b"new"]) == ITEMS


def test_a_forked_process_opens_the_file_itself(tmp_path: Path, filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    parents = filled._connection
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert filled.get(ITEMS) == ITEMS
    assert parents is not None
    assert filled._connection is not parents
    parents.close()


def work(folder: Path, number: int) -> int:
    """What one of several processes does; how many entries it sees that were never put."""
    mine = Store(folder)
    wrong = 0
    for batch in range(20):
        mine.put({f"{i}".encode(): f"value {i}".encode() * 20 for i in range(batch, 100, number + 1)})
        found = mine.get(str(i).encode() for i in range(100))
        wrong += sum(value != (b"value " + key) * 20 for key, value in found.items())
    return wrong


def test_several_processes_share_it(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.starmap(work, [(tmp_path, number) for number in range(3)]) == [0, 0, 0]
    assert Store(tmp_path).get(str(i).encode() for i in range(100)).keys() == {str(i).encode() for i in range(100)}


def test_clear_leaves_no_text_in_the_file(tmp_path: Path, filled: Store) -> None:
    assert b"goose" in file(tmp_path).read_bytes()
    filled.clear()
    assert b"goose" not in file(tmp_path).read_bytes()
    assert filled.info().entries == 0
    filled.put(ITEMS)
    assert filled.get(ITEMS) == ITEMS


def test_a_broken_file_can_be_cleared(tmp_path: Path, filled: Store) -> None:
    file(tmp_path).write_bytes(b"goose" * 5000)
    Store(tmp_path).clear()
    assert b"goose" not in file(tmp_path).read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    made = Store(tmp_path / "new" / "folder")
    assert made.path.stat().st_mode & 0o077 == 0
    assert made.path.parent.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ConfigError, match="Name another folder"):
        Store(tmp_path / "taken")
