"""An engine that asks the store first, and keeps there what it had to make."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from transcompare.cache.store import Store
from transcompare.engine import Attending, Attention, Engine, Scored, Translation

_CODE = ("engine.py", "reliability.py", "cache/engine.py")
"""Modules that decide what is kept: a change of theirs makes other keys."""
_KEY = 20
"""Bytes of a key."""

T = TypeVar("T")


@dataclass(frozen=True)
class CachedEngine:
    """`engine`, with what it has made before from `store`; equal texts are asked for once."""

    engine: Engine
    store: Store
    context: str
    """Names all that the results depend on but the texts: packages by their hash, versions, settings."""

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        """As the engine translates."""
        return self._kept(
            "translate",
            [(text,) for text in texts],
            lambda missing: self.engine.translate([text for (text,) in missing]),
            _pack_translation,
            _unpack_translation,
        )

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[Scored | None]:
        """As the engine scores."""
        return self._kept(
            "score",
            list(zip(sources, targets, strict=True)),
            lambda missing: self.engine.score([source for source, _ in missing], [target for _, target in missing]),
            _pack_scored,
            _unpack_scored,
        )

    def attend(self, sources: Sequence[str], targets: Sequence[str]) -> list[Attention | None]:
        """As the engine attends; not kept, since it is large and seldom asked for."""
        return self.engine.attend(sources, targets) if isinstance(self.engine, Attending) else [None] * len(sources)

    def _kept(
        self,
        kind: str,
        asked: Sequence[tuple[str, ...]],
        make: Callable[[list[tuple[str, ...]]], Sequence[T]],
        pack: Callable[[T], bytes],
        unpack: Callable[[bytes], T],
    ) -> list[T]:
        start = _digest(kind, self.context, _code())
        keys = {texts: _digest(*texts, key=start) for texts in asked}
        stored = self.store.get(keys.values())
        known = {texts: unpack(stored[key]) for texts, key in keys.items() if key in stored}
        missing = [texts for texts in keys if texts not in known]
        if missing:
            made = dict(zip(missing, make(missing), strict=True))
            self.store.put({keys[texts]: pack(value) for texts, value in made.items()})
            known |= made
        return [known[texts] for texts in asked]


def _digest(*parts: str, key: bytes = b"") -> bytes:
    """Of texts in a row, each after its length, so that no two rows are the same bytes."""
    total = hashlib.blake2b(digest_size=_KEY, key=key)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        total.update(len(content).to_bytes(8, "little") + content)
    return total.digest()


@cache
def _code() -> str:
    """Fingerprint of the modules that decide the results beside what the context names."""
    folder = files("transcompare")
    return hashlib.sha256(b"\0".join(folder.joinpath(name).read_bytes() for name in _CODE)).hexdigest()


def _pack_translation(translation: Translation) -> bytes:
    return json.dumps(astuple(translation)).encode()


def _unpack_translation(value: bytes) -> Translation:
    text, doubt, alternatives, logprob = json.loads(value)
    return Translation(text, doubt, tuple(alternatives), logprob)


def _pack_scored(scored: Scored | None) -> bytes:
    """Nothing for None; else the type of the numbers, the numbers, and the pieces as JSON.

    CTranslate2 gives single precision, in four bytes; a number that needs eight gets them.
    """
    if scored is None:
        return b""
    numbers = array("f", scored.logprobs)
    if tuple(numbers) != scored.logprobs:
        numbers = array("d", scored.logprobs)
    head = numbers.typecode.encode() + len(numbers).to_bytes(4, "little")
    return head + numbers.tobytes() + json.dumps(scored.pieces, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _unpack_scored(value: bytes) -> Scored | None:
    if not value:
        return None
    numbers = array(value[:1].decode())
    end = 5 + int.from_bytes(value[1:5], "little") * numbers.itemsize
    numbers.frombytes(value[5:end])
    return Scored(tuple(json.loads(value[end:].decode("utf-8", "surrogatepass"))), tuple(numbers))
