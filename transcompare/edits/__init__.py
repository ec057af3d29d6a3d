"""Counterfactual edits: what a text would say if one small thing in it were the other way round.

Rules exchange, drop or insert a few words each: `will` for `may`, `rose` for `fell`, `is not` for `is`, a condition
left out, two numbers exchanged. An edit is a hypothesis, no finding: whoever scores the versions decides, so an
ungrammatical one costs time and nothing else. Pure, and linear in the text.
"""

from __future__ import annotations

from transcompare.edits.edit import Edit
from transcompare.edits.generate import PRIORITY, edits
from transcompare.edits.tables import languages

__all__ = ["PRIORITY", "Edit", "edits", "languages"]
