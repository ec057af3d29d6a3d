"""The export stage: averaged weights to a CTranslate2 model and package folders; weights in parts for the way there.

Weights are NumPy arrays here, so that torch is needed only to read a checkpoint.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from pipelines.train_package.recipe import Language, Recipe, Size
from pipelines.train_package.tokenize import load_tokenizer
from transcompare.errors import InputError
from transcompare.settings import Settings

PART_BYTES = 15 * 1024**2
MAX_POSITIONS = 512

Weights = Mapping[str, npt.NDArray[Any]]
Floats = npt.NDArray[np.float32]


class Record(Settings):
    """What a training came to."""

    name: ClassVar[str] = "record"

    steps: int = 0
    seen: int = 0
    """Source sentences, both directions counted."""
    epochs: float = 0.0
    seconds: float = 0.0
    hardware: tuple[str, ...] = ()
    final: bool = False
    """Whether the learning rate went down at the end."""

    def with_hardware(self, machine: str, earlier_seconds: float = 0.0) -> Record:
        """With a machine and time added."""
        machines = tuple(dict.fromkeys((*self.hardware, machine)))
        return self.model_copy(update={"hardware": machines, "seconds": self.seconds + earlier_seconds})


def positions(width: int) -> Floats:
    """Sinusoids for each position, all sines before all cosines and counted from 1, as CTranslate2 has them."""
    rates = np.exp(np.arange(width // 2) * -(math.log(10_000) / (width // 2 - 1)))
    angles = np.arange(1, MAX_POSITIONS + 1)[:, None] * rates
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def numpy_weights(state: Mapping[str, Any]) -> dict[str, npt.NDArray[Any]]:
    """A torch state dictionary as NumPy arrays, without the table of positions."""
    return {name: tensor.float().cpu().numpy() for name, tensor in state.items() if name != "pos"}


def from_checkpoint(path: Path) -> tuple[Weights, Record]:
    """The averaged weights of a checkpoint; this needs torch."""
    import torch

    state = torch.load(path, map_location="cpu", weights_only=True)
    record = Record(**{**state.get("record", {}), "steps": state["step"], "seen": state["seen"]})
    return numpy_weights(state["e"]), record


def split(weights: Weights, record: Record, folder: Path) -> None:
    """Write weights in float16 as files below 16 MiB with a manifest, to bring them back from another machine."""
    packed = io.BytesIO()
    np.savez(packed, **{name: array.astype(np.float16) for name, array in weights.items()})  # type: ignore[arg-type]
    content = packed.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for start in range(0, len(content), PART_BYTES):
        names.append(f"weights-{start // PART_BYTES:03}.part")
        (folder / names[-1]).write_bytes(content[start : start + PART_BYTES])
    manifest = {"parts": names, "sha256": hashlib.sha256(content).hexdigest(), "record": record.model_dump(mode="json")}
    (folder / "weights.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def join(folder: Path) -> tuple[Weights, Record]:
    """What `split` wrote, in float32.

    Raises:
        InputError: a part is missing or damaged.
    """
    try:
        manifest = json.loads((folder / "weights.json").read_text("utf-8"))
        content = b"".join((folder / name).read_bytes() for name in manifest["parts"])
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"The weights in {folder} cannot be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != manifest["sha256"]:
        raise InputError(f"The weights in {folder} are damaged: fetch all files of the folder again.")
    with np.load(io.BytesIO(content)) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}, Record(**manifest["record"])


def export(
    weights: Weights, size: Size, vocabulary: Path, recipe: Recipe, folder: Path, quantization: str | None
) -> None:
    """Write one package folder for each direction, with the same model: `folder`/translate-ru_en and so on.

    `quantization` is CTranslate2's; None keeps float32.
    """
    tokenizer = load_tokenizer(vocabulary)
    pieces = [tokenizer.id_to_piece(number) for number in range(tokenizer.get_piece_size())]
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "model").mkdir(parents=True)
    spec = specification(weights, size, pieces)
    spec.optimize(quantization=quantization)
    spec.save(str(folder / "model"))
    for source, target in recipe.directions:
        package = folder / package_name(source, target)
        shutil.copytree(folder / "model", package / "model")
        shutil.copyfile(vocabulary, package / "sentencepiece.model")
        metadata = {
            "package_version": recipe.version,
            "argos_version": "1.9",
            "from_code": source.code,
            "from_name": source.english_name,
            "to_code": target.code,
            "to_name": target.english_name,
            "target_prefix": target.token,
        }
        (package / "metadata.json").write_text(json.dumps(metadata, indent=1) + "\n", "utf-8")
    shutil.rmtree(folder / "model")


def package_name(source: Language, target: Language) -> str:
    """The folder's name, as Argos names its packages."""
    return f"translate-{source.code}_{target.code}"


def specification(weights: Weights, size: Size, pieces: Sequence[str]) -> Any:  # ctranslate2 ships no types
    """The model as CTranslate2 wants it. Names of weights are those of `model.Transformer`."""
    from ctranslate2.specs import TransformerSpec, common_spec

    def array(name: str) -> Floats:
        return np.array(weights[name], dtype=np.float32)  # a copy: optimize() quantises in place

    def linear(part: Any, *names: str) -> None:
        part.weight = np.concatenate([array(f"{name}.weight") for name in names])
        part.bias = np.concatenate([array(f"{name}.bias") for name in names])

    def norm(part: Any, name: str) -> None:
        part.gamma, part.beta = array(f"{name}.weight"), array(f"{name}.bias")

    layers = (size.encoder_layers, size.decoder_layers)
    relu = common_spec.Activation.RELU
    spec = TransformerSpec.from_config(layers, size.heads, pre_norm=True, activation=relu)
    for side, part, last_norm in (("enc", spec.encoder, "ne"), ("dec", spec.decoder, "nd")):
        table = part.embeddings[0] if isinstance(part.embeddings, list) else part.embeddings
        table.weight = array("emb.weight")
        part.scale_embeddings = True
        part.position_encodings.encodings = positions(size.width)
        norm(part.layer_norm, last_norm)
        for number, layer in enumerate(part.layer):
            name = f"{side}.{number}"
            norm(layer.self_attention.layer_norm, f"{name}.n1")
            linear(layer.self_attention.linear[0], f"{name}.sa.q", f"{name}.sa.k", f"{name}.sa.v")
            linear(layer.self_attention.linear[1], f"{name}.sa.o")
            if side == "dec":
                norm(layer.attention.layer_norm, f"{name}.n2")
                linear(layer.attention.linear[0], f"{name}.ca.q")
                linear(layer.attention.linear[1], f"{name}.ca.k", f"{name}.ca.v")
                linear(layer.attention.linear[2], f"{name}.ca.o")
            norm(layer.ffn.layer_norm, f"{name}.n3")
            linear(layer.ffn.linear_0, f"{name}.f1")
            linear(layer.ffn.linear_1, f"{name}.f2")
    spec.decoder.projection.weight, spec.decoder.projection.bias = array("emb.weight"), array("bias")
    spec.register_source_vocabulary(list(pieces))
    spec.register_target_vocabulary(list(pieces))
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"
    spec.validate()
    return spec
