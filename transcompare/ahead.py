"""Work on the next items while the last one is in use."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def ahead(function: Callable[[T], R], items: Iterable[T], depth: int = 1) -> Generator[R, None, None]:
    """As `map`, `depth` items ahead, each in a thread. `items` is drawn from in the caller's.

    A call that raises does so when its turn comes.
    """
    pool = ThreadPoolExecutor(depth)
    begun: deque[Future[R]] = deque()
    try:
        for item in items:
            begun.append(pool.submit(function, item))
            if len(begun) > depth:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
