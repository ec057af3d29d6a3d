"""The weights of an exported folder, to go on training from: all but the embeddings, which training leaves alone."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.train_paraphrase.export import HEAD

Array = npt.NDArray[Any]

_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
"""By the number that CTranslate2 gives them."""
_LAYER = {
    "self_attention/linear_1": "attention.output.dense",
    "self_attention/layer_norm": "attention.output.LayerNorm",
    "ffn/linear_0": "intermediate.dense",
    "ffn/linear_1": "output.dense",
    "ffn/layer_norm": "output.LayerNorm",
}


def restore(folder: Path) -> dict[str, Array]:
    """Names of the network to float32 arrays; weights of the encoder are exact to 0.4 % of the largest of their row."""
    found = dict(_encoder(folder / "model" / "model.bin"))
    with np.load(folder / "head.npz", allow_pickle=False) as weights:
        for name, ours in HEAD.items():
            found[f"{ours}.weight"] = weights[f"{name}.weight"].T.astype(np.float32)
            found[f"{ours}.bias"] = weights[f"{name}.bias"].astype(np.float32)
    return found


def blended(new: Mapping[str, Array], old: Mapping[str, Array], part: float) -> dict[str, Array]:
    """`part` of the new weights and the rest of the old ones that training began with, of those that both have.

    Source: Wortsman et al. (2022), Robust fine-tuning of zero-shot models (WiSE-FT): what was learnt last, without
    losing what is right for texts of another kind.
    """
    return {name: part * new[name] + (1 - part) * values for name, values in old.items()}


def _encoder(path: Path) -> Iterator[tuple[str, Array]]:
    variables = _variables(path)
    layers = 1 + max(int(name.split("layer_")[1].split("/")[0]) for name in variables if "encoder/layer_" in name)
    for number in range(layers):
        theirs, ours = f"encoder/layer_{number}", f"bert.encoder.layer.{number}"
        joined = _linear(variables, f"{theirs}/self_attention/linear_0")
        for part, values in joined.items():
            for name, own in zip(("query", "key", "value"), np.split(values, 3), strict=True):
                yield f"{ours}.attention.self.{name}.{part}", own
        for their_name, our_name in _LAYER.items():
            for part, values in _linear(variables, f"{theirs}/{their_name}").items():
                yield f"{ours}.{our_name}.{part}", values


def _linear(variables: Mapping[str, Array], name: str) -> dict[str, Array]:
    """Weight and bias of a linear or normalizing layer."""
    if f"{name}/gamma" in variables:
        return {"weight": variables[f"{name}/gamma"], "bias": variables[f"{name}/beta"]}
    weight = variables[f"{name}/weight"].astype(np.float32)
    if f"{name}/weight_scale" in variables:
        weight /= variables[f"{name}/weight_scale"][:, None]
    return {"weight": weight, "bias": variables[f"{name}/bias"].astype(np.float32)}


class _Reader(NamedTuple):
    """Of CTranslate2's binary format, version 6: `ModelSpec._serialize` writes it."""

    file: BinaryIO

    def number(self, kind: str) -> int:
        (value,) = struct.unpack(f"<{kind}", self.file.read(struct.calcsize(kind)))
        return int(value)

    def text(self) -> str:
        return self.file.read(self.number("H")).rstrip(b"\0").decode()


def _variables(path: Path) -> dict[str, Array]:
    with path.open("rb") as file:
        reader = _Reader(file)
        version = reader.number("I")
        if version != 6:
            raise ValueError(f"{path} is in version {version} of CTranslate2's format; this reads version 6")
        reader.text()
        reader.number("I")
        found = {}
        for _ in range(reader.number("I")):
            name = reader.text()
            shape = [reader.number("I") for _ in range(reader.number("B"))]
            kind = _TYPES[reader.number("B")]
            found[name] = np.frombuffer(file.read(reader.number("I")), kind).reshape(shape).copy()
        return found
