"""Keeping freed memory: asked once, and only of a glibc."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from transcompare import memory


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Nothing has been told yet in this process, nor is afterwards."""
    memory.keep_freed_memory.cache_clear()
    yield
    memory.keep_freed_memory.cache_clear()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What a Linux with a listening glibc is told."""
    calls: list[tuple[int, int]] = []

    def mallopt(parameter: int, value: int) -> int:
        calls.append((parameter, value))
        return 1

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(mallopt=mallopt))
    return calls


def test_glibc_is_told_once_a_process(told: list[tuple[int, int]]) -> None:
    assert memory.keep_freed_memory() is True
    first = list(told)
    assert memory.keep_freed_memory() is True
    assert told == first
    assert {parameter for parameter, _ in first} == {-1, -2, -3, -8}  # as in malloc.h
    assert all(0 < value < 2**31 for _, value in first), "mallopt takes an int"


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, told: list[tuple[int, int]], platform: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert memory.keep_freed_memory() is False
    assert told == []


def test_a_linux_without_mallopt_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    assert memory.keep_freed_memory() is False


def test_a_refusal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(mallopt=lambda *_: 0))
    assert memory.keep_freed_memory() is False
