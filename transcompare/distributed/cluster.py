"""The Ray that a run uses, and what its errors mean here."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

# Before Ray is imported: it sends no statistics, and takes the environment as it is, also under `uv run`.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")

import ray
import ray.data

from transcompare.errors import EngineError, TranscompareError

_ADVICE = "\nFailed to apply UDF"
"""What Ray Data adds to the message of an error, about settings of its own."""


@contextmanager
def connected(workers: int | None) -> Iterator[int]:
    """Ray while the block runs; how many actors the run may have.

    One that is there already stays; one that was started here ends with the block.
    """
    own = not ray.is_initialized()
    if own:
        logging.getLogger("ray").setLevel(logging.ERROR)
        # One processor more than actors: what reads and shuffles does not wait for those.
        here = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": (workers or _processors()) + 1}
        try:
            ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR, **here)
        except (ConnectionError, OSError, RuntimeError, ValueError) as error:
            raise EngineError(f"Cannot reach or start Ray: {error}. See RAY_ADDRESS, or leave it out.") from error
    context = ray.data.DataContext.get_current()
    before = context.enable_progress_bars, context.print_on_execution_start
    context.enable_progress_bars = context.print_on_execution_start = False
    logger = logging.getLogger("ray.data")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # what goes wrong is raised; the rest is about Ray's own affairs
    try:
        yield workers or max(1, int(ray.cluster_resources().get("CPU", 2)) - own)
    finally:
        context.enable_progress_bars, context.print_on_execution_start = before
        logger.setLevel(level)
        if own:
            ray.shutdown()


@contextmanager
def errors() -> Iterator[None]:
    """Gives an error that a worker raised on purpose as it is, and to any other of Ray's what to do about it."""
    try:
        yield
    except ray.exceptions.RayError as error:
        for each in _causes(error):
            # Ray's own error is of the class of its cause, too, but says where it was raised rather than what it is.
            if isinstance(each, TranscompareError) and not isinstance(each, ray.exceptions.RayError):
                each.args = (str(each).partition(_ADVICE)[0], *each.args[1:])
                raise each from None
        last = str(error).strip().splitlines()[-1:]
        raise EngineError(
            f"Ray gave up: {''.join(last)} The parts that are done stay: the same command goes on from there."
        ) from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those behind it; Ray keeps that of a worker in `cause`."""
    while isinstance(error, BaseException):
        yield error
        error = getattr(error, "cause", None) or error.__cause__


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
