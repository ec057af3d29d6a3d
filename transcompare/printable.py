"""Text from other people's files, made safe to show on a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """`text` with one printable character for each of its own, so that offsets still hold.

    White space becomes a space; escape sequences, direction overrides and half characters lose their effect.
    """
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}" for char in text
    )
