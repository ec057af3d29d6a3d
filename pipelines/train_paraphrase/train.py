"""Training: AdamW, a short warm-up, a rate that falls to nothing with the time; measured on the statements held out."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as functional
from tokenizers import Tokenizer
from torch import Tensor

from pipelines.train_paraphrase.network import Batch, Logits, Network
from pipelines.train_paraphrase.sets import COUNTS, Drawn, Set, draw, held_out_sets
from pipelines.train_paraphrase.statements import Example, Statement
from transcompare.text import Span

ENCODER_RATE, HEAD_RATE = 1e-4, 6e-4
SETS_AT_A_TIME = 8
MAX_TOKENS = 120
"""Of a text; the rest is left off in training."""
_UNKNOWN = -1.0


@dataclass(frozen=True)
class Run:
    """How long, and how."""

    minutes: float
    apart: bool = False
    last_rate: float = 0.02
    """What the rate falls to, as part of its peak."""
    drawn: Drawn = field(default_factory=Drawn)
    seed: int = 0
    sets: int = 32
    """A step."""
    warm_up: int = 100
    """Steps."""
    report_steps: int = 50
    save_minutes: float = 5.0


class _Encoded(NamedTuple):
    ids: list[int]
    spans: list[Span]


class Texts:
    """The tokenizer, and what it has made already."""

    def __init__(self, base: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._begin, self._end = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        self._known: dict[str, _Encoded] = {}

    def __getitem__(self, text: str) -> _Encoded:
        """Ids and places of its tokens."""
        if text not in self._known:
            encoded = self._tokenizer.encode(text, add_special_tokens=False)
            spans = [Span(*offsets) for offsets in encoded.offsets[:MAX_TOKENS]]
            self._known[text] = _Encoded(encoded.ids[:MAX_TOKENS], spans)
        return self._known[text]

    def batch(self, sets: Sequence[Sequence[str]]) -> Batch:
        """As the network takes them; all have as many texts."""
        rows = [[self[text].ids for text in texts] for texts in sets]
        longest = max(1 + sum(len(ids) + 1 for ids in row) for row in rows)
        ids, types, mask = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
        starts = torch.zeros(len(rows), len(rows[0]), dtype=torch.long)
        for number, row in enumerate(rows):
            ids[number, 0], end = self._begin, 1
            for place, one in enumerate(row):
                starts[number, place], start, end = end, end, end + len(one) + 1
                ids[number, start:end] = torch.tensor([*one, self._end])
                types[number, start:end] = place % 2
            mask[number, :end] = 1
        return Batch(ids, types, mask, starts, torch.tensor([[len(one) for one in row] for row in rows]))

    def labels(self, pairs: Sequence[Example], side: int, like: Tensor) -> Tensor:
        """(pairs, tokens): 1 for tokens of changed words, 0 for others, `_UNKNOWN` where that is not known."""
        labels = torch.full(like.shape, _UNKNOWN)
        for row, pair in enumerate(pairs):
            text, changed = ((pair.one, pair.in_one), (pair.other, pair.in_other))[side]
            if changed is not None:
                told = [float(any(span.overlaps(other) for other in changed)) for span in self[text].spans]
                labels[row, : len(told)] = torch.tensor(told)
        return labels


def train(statements: Sequence[Statement], texts: Texts, network: Network, checkpoint: Path, run: Run) -> int:
    """Train until the time is over, and write the weights to `checkpoint`; the number of steps."""
    torch.manual_seed(run.seed)
    random_ = random.Random(run.seed)
    learnt = [statement for statement in statements if not statement.held_out]
    held_out = [statement for statement in statements if statement.held_out]
    weights = {name: tensor for name, tensor in network.named_parameters() if tensor.requires_grad}
    encoder = [tensor for name, tensor in weights.items() if name.startswith("bert.")]
    head = [tensor for name, tensor in weights.items() if not name.startswith("bert.")]
    peaks = (ENCODER_RATE, HEAD_RATE)
    groups = [{"params": some, "lr": peak} for some, peak in zip((encoder, head), peaks, strict=True)]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    started = saved = time.monotonic()
    step, shown = 0, 0.0
    endless = _endless(learnt, random_)
    while True:
        gone = (time.monotonic() - started) / 60 / run.minutes if run.minutes else 1.0
        if gone >= 1:
            break
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * min(1.0, (step + 1) / run.warm_up) * (1 - (1 - run.last_rate) * gone)
        network.train()
        counts = random_.choices([*COUNTS], [*COUNTS.values()], k=max(1, run.sets // SETS_AT_A_TIME))
        sets = [draw(next(endless), count, random_, run.drawn) for count in counts for _ in range(SETS_AT_A_TIME)]
        loss = _step(network, texts, sets, run.apart)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        shown = loss if step == 1 else 0.97 * shown + 0.03 * loss
        if step % run.report_steps == 0:
            print(f"step {step} loss {shown:.4f} minutes {(time.monotonic() - started) / 60:.1f}", flush=True)
        if time.monotonic() - saved > run.save_minutes * 60:
            save(network, checkpoint)
            saved = time.monotonic()
    save(network, checkpoint)
    sets = [each for statement in held_out for each in held_out_sets(statement)]
    if sets:
        print(f"outlier first in {first(network, texts, sets, run.apart):.3f} of {len(sets)} sets held out")
    return step


def _step(network: Network, texts: Texts, sets: Sequence[Set], apart: bool) -> float:
    """Gradients of the mean loss (nats a pair, a token where it is known, a set); the part of the pairs is returned.

    The loss of a set is that of the wrong rendering among the faithful ones as `transcompare.consensus` finds it: by
    the mean logit of its pairs less that of the others.
    """
    shown = 0.0
    for some in _alike(sets):
        with _precision():
            logits: Logits = network(texts.batch([each.texts for each in some]), apart)
        examples = [pair for each in some for pair in each.pairs]
        wanted, weights = (
            torch.tensor([getattr(pair, name) for pair in examples]).view_as(logits.pairs)
            for name in ("different", "weight")
        )
        pairs = (_entropy(logits.pairs, wanted, reduction="none") * weights).sum() / weights.sum().clamp(min=1)
        sides = [logits.one.flatten(0, 1), logits.other.flatten(0, 1)]
        labels = [texts.labels(examples, number, side) for number, side in enumerate(sides)]
        told = torch.cat([side[each >= 0] for side, each in zip(sides, labels, strict=True)])
        right = torch.cat([each[each >= 0] for each in labels])
        words = _entropy(told, right) if len(told) else pairs * 0
        part = len(some) / len(sets)
        ((pairs + words + _sets(logits.pairs, some) / len(some)) * part).backward()
        shown += float(pairs.detach()) * part
    return shown


def _alike(sets: Sequence[Set]) -> Iterator[list[Set]]:
    """Some at a time that have as many texts."""
    by_count: defaultdict[int, list[Set]] = defaultdict(list)
    for each in sets:
        by_count[len(each.texts)].append(each)
    for some in by_count.values():
        some.sort(key=lambda each: sum(map(len, each.texts)))
        yield from (some[start : start + SETS_AT_A_TIME] for start in range(0, len(some), SETS_AT_A_TIME))


def _sets(logits: Tensor, sets: Sequence[Set]) -> Tensor:
    """Nats, summed over the sets that have an outlier."""
    known = {number: each.outlier for number, each in enumerate(sets) if each.outlier is not None}
    if not known:
        return logits.sum() * 0
    return functional.cross_entropy(_outliers(logits[[*known]]), torch.tensor([*known.values()]), reduction="sum")


def _outliers(logits: Tensor) -> Tensor:
    """(sets, texts) from (sets, pairs): the mean logit of a text's pairs less that of all others, of three or more."""
    count = (1 + math.isqrt(1 + 8 * logits.shape[1])) // 2
    members = [[float(text in pair) for pair in combinations(range(count), 2)] for text in range(count)]
    own = torch.tensor(members).T
    return logits @ own / own.sum(0) - logits @ (1 - own) / (1 - own).sum(0)


def _entropy(logits: Tensor, labels: Tensor, **options: Any) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, labels, **options)


def first(network: Network, texts: Texts, sets: Sequence[Set], apart: bool = False) -> float:
    """In what part of the sets, which have an outlier each, it comes first."""
    network.eval()
    found = 0
    for some in _alike(sets):
        with torch.no_grad(), _precision():
            places = _outliers(network(texts.batch([each.texts for each in some]), apart).pairs).argmax(1)
        found += sum(place == each.outlier for place, each in zip(places.tolist(), some, strict=True))
    return found / len(sets)


def _precision() -> torch.autocast:
    """bfloat16 where the processor has wide instructions; without them it takes 25 times as long as float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled="AVX512" in torch.backends.cpu.get_cpu_capability())


def save(network: Network, checkpoint: Path) -> None:
    """All weights, in one step."""
    temporary = checkpoint.with_suffix(".tmp")
    torch.save(network.state_dict(), temporary)
    temporary.replace(checkpoint)


def _endless(statements: Sequence[Statement], random_: random.Random) -> Iterator[Statement]:
    """All before any comes again."""
    while True:
        yield from random_.sample(statements, len(statements))
