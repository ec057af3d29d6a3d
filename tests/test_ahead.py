from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.ahead import ahead


@given(st.lists(st.integers()), st.integers(1, 4))
def test_the_results_come_in_order(items: list[int], depth: int) -> None:
    assert list(ahead(lambda item: item * 2, items, depth)) == [item * 2 for item in items]


@pytest.mark.parametrize("depth", [1, 3])
def test_so_many_items_are_drawn_ahead_and_no_more(depth: int) -> None:
    drawn: list[int] = []

    def items() -> Iterator[int]:
        for item in range(10):
            drawn.append(item)
            yield item

    results = ahead(str, items(), depth)
    assert drawn == []
    assert next(results) == "0"
    assert drawn == list(range(depth + 1))
    results.close()


def test_the_next_item_is_worked_on_while_the_last_is_in_use() -> None:
    begun = threading.Event()

    def work(item: int) -> int:
        if item == 1:
            begun.set()
        return item

    results = ahead(work, range(3))
    next(results)
    assert begun.wait(10)
    results.close()


def test_an_error_comes_when_it_is_its_turn() -> None:
    results = ahead(lambda item: 6 // item, [3, 2, 0, 1])
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert list(results) == []


def test_items_are_drawn_in_the_thread_of_the_caller() -> None:
    threads = set()

    def items() -> Iterator[int]:
        for item in range(3):
            threads.add(threading.current_thread())
            yield item

    list(ahead(str, items()))
    assert threads == {threading.current_thread()}
