"""Links two lists without common ids: which original does each rendering come from, if any?

`reading` (any quote files), `terms` and `circumstances` (what a text is looked up by), `index` (a few candidates),
`scoring` (their probabilities), `linking` (all of that, batch by batch), `matching` (the table for `run`).
"""

from transcompare.matching.matching import LINKED, SURE, Matching, match_lists

__all__ = ["LINKED", "SURE", "Matching", "match_lists"]
