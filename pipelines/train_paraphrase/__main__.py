"""Train the paraphrase model, or write it as transcompare reads it: see the package's docstring."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import torch

from pipelines.train_package.clean import read as read_pairs
from pipelines.train_paraphrase.export import export
from pipelines.train_paraphrase.network import Network
from pipelines.train_paraphrase.restore import blended, restore
from pipelines.train_paraphrase.statements import STATEMENTS, Statement, read
from pipelines.train_paraphrase.train import Run, Texts, train
from pipelines.train_paraphrase.transfer import transfer

PIECES = 20_000
TRANSFERRED = 240
"""Statements that a head is fitted to another encoder with."""


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(prog="pipelines.train_paraphrase", description=__doc__)
    parser.add_argument("what", choices=("train", "export"))
    parser.add_argument("--base", type=Path, required=True, help="folder of the sentence encoder")
    parser.add_argument("--work", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument(
        "--start", type=Path, help="an exported folder to go on from, without a checkpoint, or to blend"
    )
    parser.add_argument(
        "--teacher",
        type=Path,
        help="the base of --start, whose head is put behind another --base of the same vocabulary",
    )
    parser.add_argument(
        "--blend", type=float, default=1.0, help="export: the part of the checkpoint, the rest of --start"
    )
    parser.add_argument("--statements", type=Path, default=STATEMENTS)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--last-rate", type=float, default=0.02, help="what the rate falls to, as part of its peak")
    parser.add_argument("--sets", type=int, default=Run.sets, help="of versions, a step, by eights")
    parser.add_argument("--warm-up", type=int, default=Run.warm_up, help="steps until the rate is at its peak")
    parser.add_argument(
        "--seed", type=int, default=0, help="another for each run that goes on: what is drawn, in which order"
    )
    parser.add_argument("--apart", action="store_true", help="read each text by itself: the first phase")
    parser.add_argument("--out", type=Path, help="export: the folder to write")
    parser.add_argument(
        "--text", type=Path, action="append", default=[], help="export: `x<TAB>english` lines, xz or not"
    )
    parser.add_argument("--pieces", type=int, default=PIECES, help="export: size of the vocabulary")
    parser.add_argument("--version", default="1.0", help="export: of the model")
    arguments = parser.parse_args()
    if (arguments.blend != 1 or arguments.teacher) and arguments.start is None:
        parser.error("--blend and --teacher need --start FOLDER, the weights to blend with or to transfer")
    checkpoint = arguments.work / "checkpoint.pt"
    statements = read(arguments.statements)
    if arguments.what == "export":
        if arguments.out is None:
            parser.error("export needs --out FOLDER")
        weights = torch.load(checkpoint, map_location="cpu", weights_only=True)
        lines = _english(statements, arguments.text)
        arrays = {name: tensor.float().numpy() for name, tensor in weights.items()}
        if arguments.start:
            arrays |= blended(arrays, restore(arguments.start), arguments.blend)
        export(arrays, arguments.base, lines, arguments.pieces, arguments.version, arguments.out)
        return
    arguments.work.mkdir(parents=True, exist_ok=True)
    texts, network = Texts(arguments.base), Network(arguments.base)
    if checkpoint.exists():
        network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
    elif arguments.start and arguments.teacher:
        batches = (texts.batch(some) for some in _some(statements))
        transfer(network, _with_weights(Network(arguments.teacher), arguments.start), batches)
    elif arguments.start:
        _with_weights(network, arguments.start)
    run = Run(
        arguments.minutes,
        arguments.apart,
        arguments.last_rate,
        seed=arguments.seed,
        sets=arguments.sets,
        warm_up=arguments.warm_up,
    )
    steps = train(statements, texts, network, checkpoint, run)
    print(f"{steps} steps, {checkpoint}")


def _with_weights(network: Network, folder: Path) -> Network:
    """The network with those of an exported folder; the embeddings stay those of its base."""
    weights = {name: torch.from_numpy(values) for name, values in restore(folder).items()}
    network.load_state_dict(weights, strict=False)
    return network


def _some(statements: list[Statement]) -> Iterator[list[tuple[str, ...]]]:
    """Sets of three faithful renderings and a wrong one, from all writers."""
    learnt = [statement for statement in statements if not statement.held_out]
    chosen = learnt[:: max(1, len(learnt) // TRANSFERRED)]
    for start in range(0, len(chosen), 4):
        yield [(*each.faithful[:3], each.wrong[0].text) for each in chosen[start : start + 4]]


def _english(statements: list[Statement], files: list[Path]) -> Iterator[str]:
    """The text that says which pieces are frequent: the faithful renderings, and at most 100,000 lines of each file."""
    yield from (text for statement in statements for text in statement.faithful)
    for path in files:
        yield from (pair.second for pair in islice(read_pairs(path), 100_000))


if __name__ == "__main__":
    main()
