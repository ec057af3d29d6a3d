"""Signals: told to stop, a run ends between two parts."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from transcompare.errors import Interrupted


class Stop:
    """Whether a signal asked to stop, and which."""

    signal: int | None = None

    def check(self, finished: str) -> None:
        """End the run here if it was asked for.

        Raises:
            Interrupted: it was.
        """
        if self.signal is not None:
            raise Interrupted(f"Stopped: {finished}. The same command goes on from there.", self.signal)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Within the block SIGINT (Ctrl-C) and SIGTERM ask to stop; a second Ctrl-C stops at once.

    A signal that the process ignores, as under nohup, stays ignored. Outside the main thread, where Python has no
    signals, they do what they did.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(number: int, _frame: FrameType | None) -> None:
        if stop.signal is not None and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.signal = number

    # What is ignored stays ignored: a job in the background of a script is not to hear Ctrl-C.
    heard = [number for number in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, ask) for number in heard}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
