"""Fit the model that says how probably the other text has nothing for a word (`transcompare.words`).

    uv run --group fit python pipelines/fit_words.py FAIR.ru-en.tsv[.xz] ... [--lines N] [--write]

The files are fair translations, one pair a line, their languages in the name. In each pair one content word of one
side is exchanged for another word of the file that is about as rare; the model learns to tell it from all others.
Prints how well it does on each file when it is fitted on the others. Then counts the unexplained stretches of the pairs
as they are (`transcompare.unexplained`). `--write` replaces words.json and unexplained.json in transcompare/data. Run
it after a change of package or lexicon.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

sys.path.insert(0, str(Path(__file__).parents[1]))  # the reader is the recipe's, which is not installed
from pipelines.train_package.clean import read
from transcompare.engine import EngineSettings
from transcompare.errors import PackageMissing
from transcompare.forced import both_ways, decode
from transcompare.lexicon import load
from transcompare.stems import stem, stems
from transcompare.text import Span
from transcompare.unexplained import stretch
from transcompare.words import Decoded, Model, Word, decoded, features, is_content, strengths, words

DATA = Path(__file__).parents[1] / "transcompare" / "data"
MODEL, STRETCHES = DATA / "words.json", DATA / "unexplained.json"
SIDES = ("original", "rendering")
NEIGHBOURS = 300
"""The new word is one of so many that are next to the old one in rarity, on either side."""


class Case(NamedTuple):
    """A pair of texts, and where the exchanged word stands in which of them."""

    file: str
    texts: tuple[str, str]
    side: int
    exchanged: Span


class Row(NamedTuple):
    """A word: what the models see of it, and whether it was exchanged."""

    file: str
    case: int
    side: int
    span: Span
    values: list[float]
    exchanged: bool


def main() -> None:
    """Exchange, decode, fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--lines", type=int, default=1500, help="of each file, the first ones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    rows: list[Row] = []
    fair: list[Row] = []
    for file in arguments.files:
        found = re.search(r"\.([a-z]{2})-([a-z]{2})\.", file.name)
        if not found:
            parser.error(f"{file.name}: the name must say the languages, as in news.ru-en.tsv")
        langs = (found[1], found[2])
        if load(*langs) is None:
            parser.error(f"{file.name}: there is no lexicon for {langs[0]} and {langs[1]}; see train_lexicon.py")
        pairs = list(islice(read(file), arguments.lines))
        rows += look(list(exchange(file.name, pairs, langs, draw)), langs)
        fair += look([Case(file.name, pair, 0, Span(0, 0)) for pair in pairs], langs)
    print(f"{len(rows)} words, {sum(row.exchanged for row in rows)} of them exchanged")
    kinds = {"plain": 2, "lexicon": 5, "hypotheses": 6}
    report = {kind: evaluate(rows, features) for kind, features in kinds.items()}
    weights = {kind: fit(rows, features) for kind, features in kinds.items()}
    model = Model(**weights, fitted=f"{len(rows)} words of {', '.join(f.name for f in arguments.files)}; {report}")
    found_stretches = stretches(fair, model)
    if arguments.write:
        MODEL.write_text(model.model_dump_json(indent=1) + "\n", "utf-8")
        STRETCHES.write_text(json.dumps(found_stretches) + "\n", "utf-8")


def stretches(rows: Sequence[Row], model: Model) -> dict[str, Any]:
    """For each side the scores of the best stretch in every pair that has one, ascending, and the number of pairs."""
    usual = [model.probability(row.values) for row in rows]
    print(f"a content word of a fair translation is unexplained with {sum(usual) / len(usual):.3f} (USUAL in the code)")
    table: dict[str, Any] = {"segments": len({(row.file, row.case) for row in rows})}
    for side, name in enumerate(SIDES):
        of_pair: defaultdict[tuple[str, int], list[tuple[Span, float]]] = defaultdict(list)
        for row, probability in zip(rows, usual, strict=True):
            if row.side == side:
                of_pair[row.file, row.case].append((row.span, probability))
        best = filter(None, map(stretch, of_pair.values()))
        table[name] = sorted(round(found.score, 2) for found in best)
    return table


def exchange(
    name: str, pairs: Sequence[tuple[str, str]], langs: tuple[str, str], draw: random.Random
) -> Iterator[Case]:
    """One word of each pair exchanged, on a side drawn by chance; pairs without such a word are left out."""
    pools: list[list[tuple[float, str]]] = []
    for side, lang in enumerate(langs):
        known = load(langs[1 - side], lang)
        found = {
            (known.rarity(word.stem) if known else 0.0, word.text)
            for pair in pairs
            for word in words(pair[side], lang, Span(0, len(pair[side])), {})
            if is_content(word, known, lang) and not word.capital
        }
        pools.append(sorted(found))
    for pair in pairs:
        side = draw.randrange(2)
        known = load(langs[1 - side], langs[side])
        text = pair[side]
        able = [
            word
            for word in words(text, langs[side], Span(0, len(text)), {})
            if is_content(word, known, langs[side]) and not word.capital
        ]
        if not able:
            continue
        old, pool = draw.choice(able), pools[side]
        place = bisect(pool, (known.rarity(old.stem) if known else 0.0, ""))
        near = [text for _, text in pool[max(0, place - NEIGHBOURS) : place + NEIGHBOURS]]
        others = [text for text in near if stem(text, langs[side]) != old.stem]
        if not others:
            continue
        new = draw.choice(others)
        texts = [*pair]
        texts[side] = text[: old.span.start] + new + text[old.span.end :]
        yield Case(name, (texts[0], texts[1]), side, Span(old.span.start, old.span.start + len(new)))


def look(cases: Sequence[Case], langs: tuple[str, str]) -> Iterator[Row]:
    """The content words of both sides of every case."""
    asked = [both_ways(*langs, *case.texts) for case in cases]
    settings = EngineSettings()
    scored = decode(settings, (job for jobs in asked for job in jobs.values()))
    route = settings.routes([langs])[langs]
    if isinstance(route, PackageMissing) or route.engine is None:
        sys.exit(f"There is no package from {langs[0]} to {langs[1]}.")
    translations = route.engine.translate([case.texts[0] for case in cases])
    for number, (case, jobs, translation) in enumerate(zip(cases, asked, translations, strict=True)):
        said = stems((translation.text, *translation.alternatives), langs[1])
        sides: list[list[Word]] = []
        for side, names in enumerate((("logprob_reverse", "logprob_reverse_prior"), ("logprob", "logprob_prior"))):
            given, without = (scored.get(jobs[name]) for name in names)
            text = case.texts[side]
            found: dict[Span, Decoded] = {}
            if given and without:
                found = {d.span: d for d in decoded(text, given.pieces, given.logprobs, without.logprobs)}
            sides.append(words(text, langs[side], Span(0, len(text)), found))
        for side, lang in enumerate(langs):
            known = load(langs[1 - side], lang)
            for word in sides[side]:
                if word.decoded and is_content(word, known, lang):
                    best = max(strengths(word, sides[1 - side], known), default=0.0)
                    values = features(word, word.decoded, best, known, said if side else None)
                    exchanged = side == case.side and word.span == case.exchanged
                    yield Row(case.file, number, side, word.span, values, exchanged)


def evaluate(rows: Sequence[Row], features: int) -> str:
    """AUROC and average precision on each file, fitted on the others, of the words with so many features."""
    rows = [row for row in rows if len(row.values) >= features]
    figures = defaultdict(str)
    for file in sorted({row.file for row in rows}):
        seen, unseen = [row for row in rows if row.file != file], [row for row in rows if row.file == file]
        if not seen:
            return "one file only"
        *weights, intercept = fit(seen, features)
        scores = np.array([row.values[:features] for row in unseen]) @ np.array(weights) + intercept
        labels = [row.exchanged for row in unseen]
        figures[file] = f"AUROC {roc_auc_score(labels, scores):.3f}, AP {average_precision_score(labels, scores):.3f}"
        print(f"{file}: {figures[file]} ({len(weights)} features)")
    return "; ".join(f"{file}: {text}" for file, text in figures.items())


def fit(rows: Sequence[Row], features: int) -> tuple[float, ...]:
    """Weights, then the intercept; of the words with so many features."""
    rows = [row for row in rows if len(row.values) >= features]
    model = LogisticRegression(C=10, max_iter=1000)
    model.fit([row.values[:features] for row in rows], [row.exchanged for row in rows])
    return (*(round(float(weight), 4) for weight in model.coef_[0]), round(float(model.intercept_[0]), 4))


if __name__ == "__main__":
    main()
