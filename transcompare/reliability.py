"""Doubt about ourselves: signs that a translation of ours is broken, so that no outlet is blamed for it.

Small neural models loop ("pre-pre-pre-"), copy their input, or stop far too early, most of all on short or odd input.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from transcompare.detection import script_of

LOOP_LIMIT = 3
"""An n-gram seen this often, one right after the other, is a loop."""


def loops(words: Sequence[str]) -> bool:
    """Whether a run of one to six words is repeated at once: 5 times for one word, `LOOP_LIMIT` for longer runs.

    A 4-gram that comes back `LOOP_LIMIT` times anywhere counts too.
    """
    if max(Counter(words).values(), default=0) < LOOP_LIMIT:
        return False
    if any(count >= LOOP_LIMIT for count in Counter(zip(*(words[i:] for i in range(4)), strict=False)).values()):
        return True
    for size in range(1, 7):
        limit = 5 if size == 1 else LOOP_LIMIT
        run = 0
        for i in range(size, len(words)):
            run = run + 1 if words[i] == words[i - size] else 0
            if run >= size * (limit - 1):
                return True
    return False


def doubt(source: str, translation: str, *, same_script: bool = False) -> str | None:
    """Why `translation` should not be trusted as a rendering of `source`; None when nothing speaks against it.

    The limits are wide on purpose: they catch what is broken, not what is merely poor.
    """
    words = re.findall(r"\w+", translation.casefold())
    letters = sum(map(str.isalnum, source))
    if not words:
        return "it is empty" if letters else None
    if loops(words):
        return "it repeats itself"
    length = sum(map(str.isalnum, translation))
    if length > 3 * letters + 20:
        return "it is far longer than the original"
    if letters > 40 and length < 0.2 * letters:
        return "it is far shorter than the original"
    written = [word for word in words if not word[0].isdigit()]
    if not same_script and written:
        theirs = _script_of(source)
        foreign = [word for word in written if script_of(word[0]) == theirs]
        if len(foreign) > len(written) / 2:
            return "it is a copy of the original"
    return None


def _script_of(text: str) -> str:
    scripts = Counter(script_of(word[0]) for word in re.findall(r"[^\W\d_]+", text))
    return scripts.most_common(1)[0][0] if scripts else ""
