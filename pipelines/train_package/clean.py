"""The clean stage: which pairs are trained on, and altered copies of them that teach copying."""

from __future__ import annotations

import itertools
import json
import lzma
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipelines.train_package.recipe import Cleaning, Language, Recipe
from transcompare.errors import InputError


class Pair(NamedTuple):
    """A sentence in the first and in the second language."""

    first: str
    second: str


def clean(recipe: Recipe, texts: Path, output: Path) -> dict[str, dict[str, int]]:
    """Write `weight<TAB>first<TAB>second` lines; for each file the counts of pairs kept, and dropped by reason."""
    draw = random.Random(recipe.seed)  # not hashed strings: the same on every machine
    held_out = {
        side.casefold() for test in recipe.evaluations if (file := texts / test.file).is_file() for pair in read(file)
        for side in pair
    }  # fmt: skip
    seen: set[tuple[str, str]] = set()
    counts: dict[str, dict[str, int]] = {}
    kept: list[tuple[int, list[Pair]]] = []
    for text in recipe.texts:
        reasons: Counter[str] = Counter()
        pairs = []
        for pair in map(normalised, read(texts / text.file)):
            key = (pair.first.casefold(), pair.second.casefold())
            reason = "evaluation" if held_out.intersection(key) else "duplicate" if key in seen else None
            reason = reason or fault(pair, recipe.languages, recipe.clean)
            if reason:
                reasons[f"dropped: {reason}"] += 1
            else:
                seen.add(key)
                pairs.append(pair)
        if text.sample and text.sample < len(pairs):
            reasons["dropped: not sampled"] = len(pairs) - text.sample
            pairs = draw.sample(pairs, text.sample)
        kept.append((text.weight, pairs))
        counts[text.file] = {"kept": len(pairs), **dict(sorted(reasons.items()))}

    everything = [pair for _, pairs in kept for pair in pairs]
    codes = (recipe.languages[0].code, recipe.languages[1].code)
    from pipelines.train_package.phrases import phrases  # it needs `Pair` of this module

    added = [
        *altered(everything, recipe.augment.numbers, draw, lambda pair: with_other_numbers(pair, codes, draw)),
        *altered(
            everything,
            recipe.augment.names,
            draw,
            name_swapper(everything, recipe.languages, draw) if recipe.augment.names else None,
        ),
    ]
    counts["altered copies"] = {"kept": len(added)}
    short = [pair for pair in phrases(recipe.phrases, codes, recipe.seed)
             if held_out.isdisjoint(side.casefold() for side in pair)]  # fmt: skip
    counts["phrases"] = {"kept": len(short)}
    temporary = output.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as lines:
        for weight, pairs in [*kept, (1, added), (recipe.phrases.weight, short)]:
            lines.writelines(f"{weight}\t{pair.first}\t{pair.second}\n" for pair in pairs)
    temporary.replace(output)
    return counts


def read(path: Path) -> Iterator[Pair]:
    """The pairs of a `.tsv` or `.tsv.xz` file; a line that has not two columns is a pair with an empty side.

    Raises:
        InputError: there is no such file, or it is damaged.
    """
    try:
        opened = lzma.open if path.suffix == ".xz" else open
        with opened(path, "rt", encoding="utf-8", errors="replace", newline="\n") as file:
            for line in file:
                columns = line.rstrip("\r\n").split("\t")
                yield Pair(*columns) if len(columns) == 2 else Pair(line, "")
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def normalised(pair: Pair) -> Pair:
    """NFC, single spaces, no control characters."""
    return Pair(*(" ".join(_CONTROL.sub("", unicodedata.normalize("NFC", side)).split()) for side in pair))


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u2060\ufeff\xad]")


def fault(pair: Pair, languages: Sequence[Language], settings: Cleaning) -> str | None:
    """Why a normalised pair is not trained on; None where nothing speaks against it. Short sentences are welcome."""
    if not all(pair):
        return "empty"
    if "\ufffd" in pair.first or "\ufffd" in pair.second:
        return "encoding"
    if pair.first.casefold() == pair.second.casefold():
        return "copy"
    shorter, longer = sorted(map(len, pair))
    if longer > settings.ratio_from and longer > settings.max_length_ratio * shorter:
        return "length ratio"
    for side, language in zip(pair, languages, strict=True):
        share = script_share(side, language.script)
        if share is not None and share < settings.min_script_share:
            return "script"
    if settings.balanced and _marks(pair.first) != _marks(pair.second):
        return "quotes or brackets"
    return None


def script_share(text: str, script: str) -> float | None:
    """Share of the letters that are in a script; None for a text without letters."""
    letters = [_in_script(char, script) for char in text if char.isalpha()]
    return sum(letters) / len(letters) if letters else None


@lru_cache(maxsize=65536)
def _in_script(char: str, script: str) -> bool:
    return unicodedata.name(char, "").startswith(script)


def _marks(text: str) -> tuple[int, int]:
    """Number of double quotation marks of any kind and of brackets, each opening and closing."""
    return len(re.findall(r"[«»„“”\"]", text)), len(re.findall(r"[()\[\]{}]", text))


Alter = Callable[[Pair], Pair | None]


def altered(pairs: Iterable[Pair], share: float, draw: random.Random, alter: Alter | None) -> Iterator[Pair]:
    """An altered copy of each pair drawn, where there is something to alter."""
    if share and alter:
        for pair in pairs:
            if draw.random() < share and (copy := alter(pair)):
                yield copy


_NUMBER = re.compile(r"(?<![\w.,:/-])[1-9][0-9]{1,5}(?![\w%]|[.,:/-]\w)")


_KINDS = [(10, 32), (32, 100), (100, 1000), (1900, 2100), (1000, 10_000), (10_000, 100_000), (100_000, 1_000_000)]
"""Ranges that a number is replaced within, the first that has it: days, years, and as many digits."""


def with_other_numbers(pair: Pair, codes: tuple[str, str], draw: random.Random) -> Pair | None:
    """The pair with each whole number of 2 to 6 digits replaced on both sides by another of as many digits.

    None where the two sides have not the same such numbers. The new number calls for the same plural forms in both
    languages (CLDR), so that the words around it stay right: `41 год` becomes `51 год`, not `57 год`. What may
    be a day or a year stays one.
    """
    found = [_NUMBER.findall(side) for side in pair]
    if not found[0] or Counter(found[0]) != Counter(found[1]):
        return None
    new: dict[str, str] = {}
    for old in dict.fromkeys(found[0]):
        forms = [_plural_form(code, int(old)) for code in codes]
        low, high = next((low, high) for low, high in _KINDS if low <= int(old) < high)
        candidates = (draw.randrange(low, high) for _ in range(50))
        fitting = (c for c in candidates if [_plural_form(code, c) for code in codes] == forms)
        new[old] = str(next(fitting, old))
    copy = Pair(*(_NUMBER.sub(lambda match: new[match[0]], side) for side in pair))
    return copy if copy != pair else None


def _plural_form(code: str, number: int) -> str:
    return _plural_rule(code)(number)


@lru_cache
def _plural_rule(code: str) -> Callable[[int], str]:
    from babel import Locale

    rule: Callable[[int], str] = Locale(code).plural_form
    return rule


_NAME = re.compile(r"(?<=[\w,;] )[^\W\d_a-zа-яё][^\W\d_]{3,}(?![\w-])")
"""A capitalised word of four letters or more that does not start a sentence."""


def name_swapper(pairs: Iterable[Pair], languages: Sequence[Language], draw: random.Random) -> Alter:
    """A function that swaps one transliterated name of a pair for another one of the same text.

    A name is a capitalised word, in the script of its language, that sounds like one on the other side: so it is in its
    dictionary form. The other name has the same last two letters, and with them declension and gender.
    """
    pool: dict[str, dict[tuple[str, str], None]] = {}
    for pair in pairs:
        for first, second in _names(pair, languages):
            pool.setdefault(first[-2:], {})[first, second] = None
    choices = {ending: list(names) for ending, names in pool.items() if len(names) > 1}

    def swap(pair: Pair) -> Pair | None:
        names = [name for name in _names(pair, languages) if name[0][-2:] in choices]
        if not names:
            return None
        old = draw.choice(names)
        new = draw.choice(choices[old[0][-2:]])
        if new == old or any(side.count(word) != 1 for side, word in zip(pair, old, strict=True)):
            return None
        return Pair(*(side.replace(a, b) for side, a, b in zip(pair, old, new, strict=True)))

    return swap


def _names(pair: Pair, languages: Sequence[Language]) -> list[tuple[str, str]]:
    first, second = (
        {_sound(word): word for word in _NAME.findall(side) if _in_script(word[0], language.script)}
        for side, language in zip(pair, languages, strict=True)
    )
    return [(word, second[sound]) for sound, word in first.items() if sound in second]


@lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    from anyascii import anyascii

    return re.sub(r"[^a-z]", "", anyascii(word).casefold())


def report(counts: dict[str, dict[str, int]]) -> str:
    """The counts as lines to print."""
    return "\n".join(f"{file:24} {json.dumps(reasons)}" for file, reasons in counts.items())


def weighted(path: Path) -> Iterator[tuple[int, Pair]]:
    """Weight and pair of each line that `clean` wrote."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            weight, first, second = line.rstrip("\n").split("\t")
            yield int(weight), Pair(first, second)


def chunks(pairs: Iterable[tuple[int, Pair]], size: int) -> Iterator[list[tuple[int, Pair]]]:
    """Lists of `size` pairs, the last one shorter."""
    iterator = iter(pairs)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk
