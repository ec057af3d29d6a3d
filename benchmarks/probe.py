"""Does a package's forced-decoding score tell the true translation from a wrong one?

    uv run python benchmarks/probe.py FILE.tsv... [--from ru --to en] [--packages DIR] [--limit 1000] [--json]

For every `source<TAB>target` pair the true target is scored against one with a single change: another sentence of the
same length, another number, another name, a negation added or taken away. The share that the package ranks right is
what counts when it judges renderings; BLEU is not.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from transcompare.engine import Engine, EngineSettings
from transcompare.errors import PackageMissing

Change = Callable[[str, random.Random], str | None]

_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[a-zа-яё,] )[A-ZА-ЯЁ][a-zа-яё]{3,}")
_ADD = {
    "en": (re.compile(r"\b(is|are|was|were|will|can|could|should|would|has|have)\b(?! not|n't)"), r"\1 not"),
    "ru": (re.compile(r"\b(будет|будут|был|была|были|может|могут|стал|стали|является)\b"), r"не \1"),
}
_DROP = {"en": re.compile(r" not\b|n't\b|\bno "), "ru": re.compile(r"\bне ")}


def other_number(text: str, draw: random.Random) -> str | None:
    """One number with its first digit replaced."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = draw.choice(found)
    first = draw.choice([digit for digit in "123456789" if digit != match.group()[0]])
    return text[: match.start()] + first + text[match.start() + 1 :]


def names_of(texts: list[str]) -> list[str]:
    """Capitalised words inside sentences, once each, sorted."""
    return sorted({name for text in texts for name in _NAME.findall(text)})


def other_name(names: list[str]) -> Change:
    """One capitalised word inside the sentence replaced by another one of `names`."""

    def change(text: str, draw: random.Random) -> str | None:
        found = list(_NAME.finditer(text))
        if not found:
            return None
        match = draw.choice(found)
        name = draw.choice([name for name in names if name != match.group()])
        return text[: match.start()] + name + text[match.end() :]

    return change


def other_polarity(language: str) -> Change:
    """A negation taken away where there is one, else one added to the first verb of a short list."""

    def change(text: str, _draw: random.Random) -> str | None:
        dropped = _DROP[language].sub("", text, count=1)
        if dropped != text:
            return dropped
        pattern, replacement = _ADD[language]
        added = pattern.sub(replacement, text, count=1)
        return added if added != text else None

    return change


def main() -> None:
    """Score everything in one batch and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--from", dest="source", default="ru")
    parser.add_argument("--to", dest="target", default="en")
    parser.add_argument("--packages", action="append", default=[])
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    pair = arguments.source, arguments.target
    route = EngineSettings(packages=tuple(arguments.packages)).routes([pair])[pair]
    if isinstance(route, PackageMissing) or route.engine is None:
        raise SystemExit(str(route))
    results = {}
    for path in arguments.files:
        lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()][: arguments.limit]
        pairs = [(a, b) if arguments.source == "ru" else (b, a) for a, b in lines]
        results[path.name] = probe(_means(route.engine), pairs, arguments.target)
    if arguments.json:
        print(json.dumps({"package": route.label, "results": results}))
        return
    print(route.label)
    for name, shares in results.items():
        print(
            name,
            *(f"{kind} {right}/{total} = {right / total:.1%}" for kind, (right, total) in shares.items()),
            sep="\n  ",
        )


def probe(
    score: Callable[[list[str], list[str]], list[float | None]], pairs: list[tuple[str, str]], language: str
) -> dict[str, tuple[int, int]]:
    """Kind of change to (ranked right, tried); ties count as wrong."""
    draw = random.Random(0)
    by_length = sorted((target for _, target in pairs), key=len)
    position = {target: i for i, target in enumerate(by_length)}
    changes: dict[str, Change] = {
        "another sentence": lambda text, _: by_length[(position[text] + 1) % len(by_length)],
        "another number": other_number,
        "another name": other_name(names_of(by_length)),
        "another polarity": other_polarity(language),
    }
    true = dict(zip(pairs, score([source for source, _ in pairs], [target for _, target in pairs]), strict=True))
    shares = {}
    for kind, change in changes.items():
        tried = [(pair, changed) for pair in pairs if (changed := change(pair[1], draw)) and changed != pair[1]]
        wrong = score([source for (source, _), _ in tried], [changed for _, changed in tried])
        scored = [(true[pair], other) for (pair, _), other in zip(tried, wrong, strict=True)]
        both = [(right, other) for right, other in scored if right is not None and other is not None]
        shares[kind] = (sum(right > other for right, other in both), len(both))
    return shares


def _means(engine: Engine) -> Callable[[list[str], list[str]], list[float | None]]:
    def score(sources: list[str], targets: list[str]) -> list[float | None]:
        return [scored.mean if scored else None for scored in engine.score(sources, targets)]

    return score


if __name__ == "__main__":
    main()
