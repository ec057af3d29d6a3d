"""Training: AdamW, a short warm-up, a rate that falls to nothing with the time; measured on the statements held out."""

from __future__ import annotations

import random
import time
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
from pipelines.train_paraphrase.statements import Draw, Drawn, Example, Statement, draw, faithful_pairs, wrong_pairs
from transcompare.text import Span

ENCODER_RATE, HEAD_RATE = 1e-4, 6e-4
WARM_UP = 100
STATEMENTS_A_STEP = 8
STATEMENTS_AT_A_TIME = 2
PAIRS_AT_A_TIME = 30
MAX_TOKENS = 120
"""Of a text; the rest is left off in training."""
SETS_WEIGHT = 0.5
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

    def batch(self, examples: Sequence[Example]) -> Batch:
        """As the network takes them."""
        rows = [(self[example.one].ids, self[example.other].ids) for example in examples]
        longest = max(len(one) + len(other) + 3 for one, other in rows)
        ids, types, mask = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
        for row, (one, other) in enumerate(rows):
            all_ids = [self._begin, *one, self._end, *other, self._end]
            ids[row, : len(all_ids)] = torch.tensor(all_ids)
            types[row, len(one) + 2 : len(all_ids)] = 1
            mask[row, : len(all_ids)] = 1
        first, second = (torch.tensor(lengths) for lengths in zip(*((len(a), len(b)) for a, b in rows), strict=True))
        return Batch(ids, types, mask, first, second)

    def labels(self, examples: Sequence[Example], side: int, like: Tensor) -> Tensor:
        """1 for tokens of changed words, 0 for others, `_UNKNOWN` where that is not known."""
        labels = torch.full(like.shape, _UNKNOWN)
        for row, example in enumerate(examples):
            text, changed = ((example.one, example.in_one), (example.other, example.in_other))[side]
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
    for some in _endless(learnt, random_):
        gone = (time.monotonic() - started) / 60 / run.minutes if run.minutes else 1.0
        if gone >= 1:
            break
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * min(1.0, (step + 1) / WARM_UP) * (1 - (1 - run.last_rate) * gone)
        network.train()
        loss = _step(network, texts, [draw(statement, random_, run.drawn) for statement in some], run.apart)
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
    if held_out:
        print(f"AUROC on {len(held_out)} statements held out: {auroc(network, texts, held_out, run.apart):.3f}")
    return step


def _step(network: Network, texts: Texts, drawn: list[Draw], apart: bool) -> float:
    """Gradients of the mean loss (nats a pair, a token where it is known, a set); the part of the pairs is returned.

    The loss of a set is that of the wrong rendering among the faithful ones as `transcompare.consensus` finds it: by
    the mean logit of its pairs less that of the others.
    """
    drawn = sorted(drawn, key=lambda each: max(len(example.one) + len(example.other) for example in each.examples))
    weight, shown = sum(example.weight for each in drawn for example in each.examples), 0.0
    count, sets = sum(len(each.examples) for each in drawn), sum(len(each.sets) for each in drawn)
    for start in range(0, len(drawn), STATEMENTS_AT_A_TIME):
        some = drawn[start : start + STATEMENTS_AT_A_TIME]
        examples = [example for each in some for example in each.examples]
        with _precision():
            logits: Logits = network(texts.batch(examples), apart)
        wanted = torch.tensor([example.different for example in examples])
        weights = torch.tensor([example.weight for example in examples])
        pairs = (_entropy(logits.pairs, wanted, reduction="none") * weights).sum() / weight
        labels = [texts.labels(examples, side, each) for side, each in enumerate((logits.one, logits.other))]
        known = [each >= 0 for each in labels]
        told = torch.cat([each[where] for each, where in zip((logits.one, logits.other), known, strict=True)])
        right = torch.cat([each[where] for each, where in zip(labels, known, strict=True)])
        words = _entropy(told, right) * len(examples) / count if len(told) else pairs * 0
        (pairs + words + SETS_WEIGHT * _sets(logits.pairs, some) / max(sets, 1)).backward()
        shown += float(pairs.detach())
    return shown


def _sets(logits: Tensor, drawn: Sequence[Draw]) -> Tensor:
    """Nats, summed over the sets."""
    found, first = [logits.sum() * 0], 0
    for each in drawn:
        for wrong, fair in each.sets:
            apart = [logits[[first + number for number in wrong]], logits[[first + number for number in fair]]]
            found.append(functional.cross_entropy(_outliers(*apart)[None], torch.zeros(1, dtype=torch.long)))
        first += len(each.examples)
    return torch.stack(found).sum()


def _outliers(wrong: Tensor, fair: Tensor) -> Tensor:
    """For the wrong rendering, and then for the faithful ones: mean logit of its pairs less that of all others.

    `wrong` is its pairs with the faithful ones, `fair` those of any two of these in the order of `combinations`.
    """
    count = len(wrong)
    pairs = torch.cat([wrong, fair])
    members = [(0, i + 1) for i in range(count)] + [(i + 1, j + 1) for i, j in combinations(range(count), 2)]
    is_own = torch.tensor([[version in pair for pair in members] for version in range(count + 1)])
    own = (pairs * is_own).sum(1) / is_own.sum(1)
    rest = (pairs * ~is_own).sum(1) / (~is_own).sum(1)
    return own - rest


def _entropy(logits: Tensor, labels: Tensor, **options: Any) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, labels, **options)


def auroc(network: Network, texts: Texts, statements: Sequence[Statement], apart: bool = False) -> float:
    """How often a faithful pair is called less different than a wrong one."""
    network.eval()
    with torch.no_grad():
        fair = _logits(network, texts, [each for one in statements for each in faithful_pairs(one)], apart)
        wrong = _logits(network, texts, [each for one in statements for each in wrong_pairs(one)], apart)
    higher = (wrong[:, None] > fair[None, :]).double().mean() + (wrong[:, None] == fair[None, :]).double().mean() / 2
    return float(higher)


def _logits(network: Network, texts: Texts, examples: list[Example], apart: bool) -> Tensor:
    examples = sorted(examples, key=lambda example: len(example.one) + len(example.other))
    with _precision():
        parts = [
            network(texts.batch(examples[start : start + PAIRS_AT_A_TIME]), apart).pairs
            for start in range(0, len(examples), PAIRS_AT_A_TIME)
        ]
    return torch.cat(parts)


def _precision() -> torch.autocast:
    """bfloat16 where the processor has wide instructions; without them it takes 25 times as long as float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled="AVX512" in torch.backends.cpu.get_cpu_capability())


def save(network: Network, checkpoint: Path) -> None:
    """All weights, in one step."""
    temporary = checkpoint.with_suffix(".tmp")
    torch.save(network.state_dict(), temporary)
    temporary.replace(checkpoint)


def _endless(statements: Sequence[Statement], random_: random.Random) -> Iterator[Sequence[Statement]]:
    """Some at a time, all before any comes again."""
    while True:
        shuffled = random_.sample(statements, len(statements))
        for start in range(0, len(shuffled), STATEMENTS_A_STEP):
            yield shuffled[start : start + STATEMENTS_A_STEP]
