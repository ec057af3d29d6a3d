"""Keep freed memory for the next batch instead of giving it back to the system.

CTranslate2 takes and frees tens of megabytes for every batch. By default glibc returns such blocks to the kernel at
once, which hands them out again page by page, each cleared: nearly half of the time of forced decoding here. Linux with
glibc only; elsewhere nothing is done.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8
"""Parameters of mallopt(3), as in malloc.h."""
_KEEP = 1 << 30
"""Bytes: blocks below this size come from the heap, and so much free memory at its end is kept."""
_STEP = 1 << 26
"""Bytes by which the heap grows at once."""


@cache
def keep_freed_memory() -> bool:
    """Tell glibc, once a process; whether it listened."""
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    # One arena: those of other threads, where CTranslate2 works, are too small for its blocks.
    settings = ((_MMAP_THRESHOLD, _KEEP), (_TRIM_THRESHOLD, _KEEP), (_TOP_PAD, _STEP), (_ARENA_MAX, 1))
    return all(mallopt(parameter, value) == 1 for parameter, value in settings)
