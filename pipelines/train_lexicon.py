"""Learn a bilingual lexicon of stems from parallel text, with IBM Model 1 in both directions.

    uv run python pipelines/train_lexicon.py ru en TEXT.tsv[.xz][:N] ... -o transcompare/data/lexicons/ru-en.parquet

A line of a file is a pair, `source<TAB>target`; `:N` takes N of its lines, spread evenly. Needs about 60 bytes for each
pair of words that stand in one pair of sentences (500,000 pairs: 8 GB, four minutes).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))  # the reader is the recipe's, which is not installed
from pipelines.train_package.clean import read
from transcompare.patterns import cut
from transcompare.stems import stem

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

LONGEST = 50
"""Words of a sentence: longer ones say little about which word translates which."""
ITERATIONS = 5
SMOOTHING = 0.5
"""Added to the count of every source word, so that rare words are sure of nothing."""
FEWEST = 1.0
"""Expected number of times that an entry was seen, at least."""
WEAKEST = 0.01


def main() -> None:
    """Read, count, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("files", nargs="+")
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    languages = (arguments.source, arguments.target)
    pairs = [pair for file in arguments.files for pair in sentences(file, languages)]
    if not pairs:
        parser.error(f"no pair of up to {LONGEST} words on each side in {', '.join(arguments.files)}")
    table = learn([source for source, _ in pairs], [target for _, target in pairs])
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    table.write_parquet(arguments.output, compression="zstd", metadata={"sentences": str(len(pairs))})
    print(f"{len(pairs)} pairs, {table.height} entries, {arguments.output.stat().st_size} bytes")


def sentences(file: str, languages: tuple[str, str]) -> Iterator[tuple[list[str], list[str]]]:
    """The stems of both sides of each pair, each stem once, in order."""
    name, _, limit = file.partition(":")
    pairs = list(read(Path(name)))
    count = min(len(pairs), int(limit or len(pairs)))
    for pair in (pairs[i * len(pairs) // count] for i in range(count)):
        source, target = (stems(text, lang) for text, lang in zip(pair, languages, strict=True))
        if 0 < len(source) <= LONGEST and 0 < len(target) <= LONGEST:
            yield source, target


def stems(text: str, lang: str) -> list[str]:
    """The different stems of the words of a text, in order."""
    return list(dict.fromkeys(stem(token.word, lang) for token in cut(text) if token.is_word))


def learn(sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> pl.DataFrame:
    """source, target (stems), strength (0..1), source_count, target_count (sentences with the stem)."""
    left, right = _Side(sources), _Side(targets)
    forward, back = (
        model1(left.ids, right.ids, left.size, right.size),
        model1(right.ids, left.ids, right.size, left.size),
    )
    both = forward.join(
        back.rename({"source": "target", "target": "source"}), on=["source", "target"], suffix="_back"
    ).with_columns(strength=(pl.col("probability") * pl.col("probability_back")).sqrt())
    kept = both.filter(
        pl.col("source") > 0,
        pl.col("target") > 0,
        pl.max_horizontal("count", "count_back") >= FEWEST,
        pl.col("strength") >= WEAKEST,
    )
    return kept.select(
        left.column("source", kept["source"]),
        right.column("target", kept["target"]),
        pl.col("strength").round(3).cast(pl.Float32),
        left.counts("source_count", kept["source"]),
        right.counts("target_count", kept["target"]),
    ).sort("source", "target")


def model1(sources: Sequence[Integers], targets: Sequence[Integers], width: int, height: int) -> pl.DataFrame:
    """IBM Model 1 with an empty word (0) on the source side: source, target, probability, expected count."""
    with_empty = [np.concatenate([np.zeros(1, np.int64), ids]) for ids in sources]
    keys = np.concatenate([(s[:, None] * height + t[None]).ravel() for s, t in zip(with_empty, targets, strict=True)])
    starts = np.cumsum([0, *map(len, targets)])
    place = np.concatenate(
        [
            np.tile(np.arange(start, start + len(t), dtype=np.int32), len(s))
            for start, s, t in zip(starts, with_empty, targets, strict=False)
        ]
    )
    entries, entry = np.unique(keys, return_inverse=True)
    del keys
    entry = entry.astype(np.int32)
    probability: Floats = np.ones(len(entries))
    for _ in range(ITERATIONS):
        share = probability[entry]
        total = np.bincount(place, share, minlength=int(starts[-1]))
        count = np.bincount(entry, share / total[place], minlength=len(entries))
        of_source = np.bincount(entries // height, count, minlength=width)
        probability = count / (of_source[entries // height] + SMOOTHING)
    columns: dict[str, Any] = {
        "source": entries // height,
        "target": entries % height,
        "probability": probability,
        "count": count,
    }
    return pl.DataFrame(columns)


class _Side:
    """The stems of one language as numbers, from 1; those seen once have none."""

    def __init__(self, sentences: Sequence[Sequence[str]]) -> None:
        counts = Counter(stem for sentence in sentences for stem in sentence)
        self._stems = [("", 0), *((stem, count) for stem, count in counts.most_common() if count > 1)]
        numbers = {stem: number for number, (stem, _) in enumerate(self._stems) if number}
        self.size = len(self._stems)
        self.ids = [
            np.array([numbers[stem] for stem in sentence if stem in numbers], np.int64) for sentence in sentences
        ]

    def column(self, name: str, ids: pl.Series) -> pl.Series:
        return pl.Series(name, [self._stems[i][0] for i in ids], pl.String)

    def counts(self, name: str, ids: pl.Series) -> pl.Series:
        return pl.Series(name, [self._stems[i][1] for i in ids], pl.UInt32)


if __name__ == "__main__":
    main()
