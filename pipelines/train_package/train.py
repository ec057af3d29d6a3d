"""The train stage: the only one that needs torch. It can stop at any step and go on from there.

Sources: Muon for the hidden matrices (Jordan et al. 2024), AdamW for the rest (Loshchilov and Hutter 2019); label
smoothing (Szegedy et al. 2016); an exponential moving average of the weights is what is exported (Polyak and Juditsky
1992); warm-up, then the inverse square root of the step (Vaswani et al. 2017), and a linear decay to zero at the end.
"""

from __future__ import annotations

import math
import platform
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import torch
import torch.nn.functional as functional
from torch import Tensor

from pipelines.train_package.batches import Batches
from pipelines.train_package.export import Record, numpy_weights, split
from pipelines.train_package.model import Transformer
from pipelines.train_package.recipe import Size
from pipelines.train_package.tokenize import PAD, Corpus, embeddings
from transcompare.errors import ConfigError

LABEL_SMOOTHING = 0.1
EMA_DECAY = 0.9995
FINAL_EMA_DECAY = 0.997
"""In the last run, where the falling learning rate averages too, and weights from before it are no longer wanted."""


@dataclass(frozen=True)
class Run:
    """How long one run goes on, and where."""

    minutes: float = math.inf
    steps: int | None = None
    """In this run; None for no limit."""
    final: bool = False
    """Let the learning rate go down to zero: after it, more training does not help."""
    cool_down: float = 0.15
    """Share of a final run in which the learning rate goes down; 1 for a run that does nothing else."""
    device: str = field(default_factory=lambda: "cuda" if torch.cuda.is_available() else "cpu")
    compiled: bool = False
    save_minutes: float = 5.0
    report_steps: int = 50
    parts: Path | None = None
    """Also write the averaged weights there whenever a checkpoint is written (see `export.split`)."""
    earlier_minutes: float = 0.0
    """Training time that the checkpoint does not know about."""


def train(corpus: Corpus, size: Size, vocabulary_size: int, seed: int, checkpoint: Path, run: Run) -> Record:
    """Train, from `checkpoint` on where there is one, until the run's time is over or SIGTERM comes.

    The checkpoint is a dictionary: m (weights), e (averaged weights), o (states of Muon and AdamW), step, seen (source
    sentences) and record. It is replaced as a whole, so that an interrupted write costs nothing.

    Raises:
        ConfigError: the checkpoint is of another size, or there is no text to train on.
    """
    torch.manual_seed(seed)
    torch.set_float32_matmul_precision("high")
    model = Transformer(size, vocabulary_size).to(run.device)
    average = Transformer(size, vocabulary_size).to(run.device).eval()
    optimizers, peaks = _optimizers(model, size)
    record = Record()
    if checkpoint.exists():
        record = _resume(checkpoint, model, average, optimizers)
    else:
        _start(model, corpus)
        average.load_state_dict(model.state_dict())
    record = record.with_hardware(hardware(run.device), run.earlier_minutes * 60)
    batches = Batches(corpus, seed, size.batch_tokens, size.max_pieces)
    if not batches.sentences:
        raise ConfigError(f"No pair has at most max_pieces = {size.max_pieces} pieces. Raise it, or look at the text.")
    network = torch.compile(model, dynamic=True) if run.compiled else model
    network.train()

    def save(now: Record) -> None:
        state = {"m": model.state_dict(), "e": average.state_dict(), "o": [o.state_dict() for o in optimizers]}
        temporary = checkpoint.with_suffix(".tmp")
        torch.save({**state, "step": now.steps, "seen": now.seen, "record": now.model_dump(mode="json")}, temporary)
        temporary.replace(checkpoint)
        if run.parts:
            split(numpy_weights(average.state_dict()), now, run.parts)

    first_step, before = record.steps, record
    started = saved = reported = time.monotonic()
    loss_sum, predicted = torch.zeros((), device=run.device), 0
    with _asked_to_stop() as stop:
        while True:
            elapsed = time.monotonic() - started
            step = record.steps
            left = 1 - max(elapsed / 60 / run.minutes, (step - first_step) / run.steps if run.steps else 0)
            if left <= 0 or stop:
                break
            batch = batches.batch(step)
            rate = min((step + 1) / size.warmup_steps, math.sqrt(size.warmup_steps / (step + 1)))
            rate *= min(1.0, left / run.cool_down) if run.final else 1.0
            for optimizer, peak in zip(optimizers, peaks, strict=True):
                for group in optimizer.param_groups:
                    group["lr"] = peak * rate
            torch.manual_seed(seed * 1_000_003 + step)  # dropout, too, is a function of the step
            loss = _loss(model, network, *(torch.from_numpy(table).to(run.device) for table in batch))
            for optimizer in optimizers:
                optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for optimizer in optimizers:
                optimizer.step()
            _average(average, model, step + 1, FINAL_EMA_DECAY if run.final else EMA_DECAY)
            loss_sum += loss.detach() * len(batch.predicted)
            predicted += len(batch.predicted)
            now = time.monotonic()
            record = before.model_copy(
                update={
                    "steps": step + 1,
                    "seen": record.seen + len(batch.source),
                    "seconds": before.seconds + now - started,
                    "epochs": (record.seen + len(batch.source)) / batches.sentences,
                    "final": run.final,
                }
            )
            if record.steps % run.report_steps == 0:
                print(_line(record, loss_sum.item() / predicted, rate, predicted / (now - reported)), flush=True)
                loss_sum.zero_()
                predicted, reported = 0, now
            if now - saved > run.save_minutes * 60:
                save(record)
                saved = now
    save(record)
    return record


def _loss(model: Transformer, network: Any, source: Tensor, target: Tensor, predicted: Tensor) -> Tensor:
    """Mean cross-entropy (nats a piece, smoothed) of the pieces that are to be predicted."""
    with torch.autocast(source.device.type, dtype=torch.bfloat16):
        states = network(source, target[:, :-1])
        logits = model.logits(states.flatten(0, 1)[predicted])
    labels = target[:, 1:].flatten()[predicted]
    return functional.cross_entropy(logits.float(), labels, label_smoothing=LABEL_SMOOTHING)


def _optimizers(model: Transformer, size: Size) -> tuple[list[Any], list[float]]:
    """Muon for the matrices between layers, AdamW for embeddings, biases and norms; and their peak learning rates."""
    named = list(model.named_parameters())
    is_hidden = [parameter.ndim == 2 and not name.startswith("emb") for name, parameter in named]
    hidden = [parameter for (_, parameter), yes in zip(named, is_hidden, strict=True) if yes]
    rest = [parameter for (_, parameter), yes in zip(named, is_hidden, strict=True) if not yes]
    peaks = [size.muon_learning_rate, size.learning_rate]
    muon = torch.optim.Muon(hidden, lr=peaks[0], weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    return [muon, torch.optim.AdamW(rest, lr=peaks[1], betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0)], peaks


def _start(model: Transformer, corpus: Corpus) -> None:
    """Give the embeddings their cross-lingual start."""
    vectors = embeddings(corpus, *model.emb.weight.shape)
    with torch.no_grad():
        model.emb.weight.copy_(torch.from_numpy(vectors))
        model.emb.weight[PAD] = 0


def _resume(path: Path, model: Transformer, average: Transformer, optimizers: list[Any]) -> Record:
    state = torch.load(path, map_location="cpu", weights_only=True)  # load_state_dict puts it where it belongs
    try:
        model.load_state_dict(state["m"])
        average.load_state_dict(state["e"])
        for optimizer, saved in zip(optimizers, state["o"], strict=True):
            optimizer.load_state_dict(saved)
    except RuntimeError as error:
        raise ConfigError(f"{path} is of another size or vocabulary than the recipe's: {error}"[:500]) from error
    return Record(**{**state.get("record", {}), "steps": state["step"], "seen": state["seen"]})


def _average(average: Transformer, model: Transformer, step: int, most: float) -> None:
    """Move the average towards the weights; in the first steps faster, so that the start is forgotten."""
    decay = min(most, (step + 1) / (step + 10))
    with torch.no_grad():
        for mean, parameter in zip(average.parameters(), model.parameters(), strict=True):
            mean.lerp_(parameter, 1 - decay)


def hardware(device: str) -> str:
    """The machine, for the model card."""
    if device.startswith("cuda"):
        return str(torch.cuda.get_device_name())
    return f"{torch.get_num_threads()} CPU cores ({platform.machine()})"


def _line(record: Record, loss: float, rate: float, speed: float) -> str:
    return (
        f"step {record.steps} epoch {record.epochs:.2f} loss {loss:.3f} rate {rate:.4f} tokens/s {speed:.0f} "
        f"minutes {record.seconds / 60:.1f}"
    )


@contextmanager
def _asked_to_stop() -> Iterator[list[int]]:
    """A list that is filled when SIGTERM or SIGINT comes."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    previous = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield received
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
