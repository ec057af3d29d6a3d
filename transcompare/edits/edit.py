"""One edit, and how it is applied."""

from __future__ import annotations

from typing import NamedTuple

from transcompare.text import Span

_NO_SPACE_BEFORE = frozenset(",.;:!?…)]»”")
_SENTENCE_END = frozenset(".!?…")


class Edit(NamedTuple):
    """One small change of meaning of a text."""

    category: str
    span: Span
    """The printed words, in code points of the text."""
    printed: str
    replacement: str
    """Empty where the printed words are only left out."""

    def apply(self, text: str) -> str:
        """`text` with this edit, spaces, commas and the first capital put in order where words are left out."""
        left, right = text[: self.span.start], text[self.span.end :]
        if self.replacement:
            return left + self.replacement + right
        before, after = left.rstrip(), right.lstrip()
        gap = left[len(before) :] or right[: len(right) - len(after)]
        if not before or before[-1] in _SENTENCE_END:
            after = after.lstrip(", ")
            if self.printed[:1].isupper():
                after = after[:1].upper() + after[1:]
        elif before[-1] == "," and after[:1] in (",", ".", ";"):
            before = before[:-1]
            after = after.lstrip(", ")
        if not before:
            return left + after
        return before + after if not after or after[0] in _NO_SPACE_BEFORE else before + gap + after
