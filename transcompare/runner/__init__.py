"""Runs of any size, in a directory: the input part by part, each part written whole, and gone on with after any end.

DIRECTORY/
├── report/part-00000.parquet    the report, a file a part; a part has whole statements
├── rejects/part-00000.parquet   rows that could not be used, where the part has any
├── manifest.json                what the run is of: input, config, signature, packages
├── parts.jsonl                  the parts that are done, with their counts and checksums
├── spool.sqlite                 the input, in the order of its statements; only until the run is finished
└── lock                         held by the run that is at work here
"""

from __future__ import annotations

from transcompare.runner.run import PART_ROWS, State, stream

__all__ = ["PART_ROWS", "State", "stream"]
