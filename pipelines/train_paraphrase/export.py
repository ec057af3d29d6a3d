"""A checkpoint to the folder that `transcompare.paraphrase` reads: CTranslate2 encoder, tokenizer, head, metadata."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.train_paraphrase.network import HEADS
from pipelines.train_paraphrase.sets import COUNTS

HEAD = {
    "query": "q", "key": "k", "value": "proj", "compare1": "cmp.0", "compare2": "cmp.2", "token": "tok",
    "aggregate": "out.0", "cls": "cls", "out": "out.2",
}  # fmt: skip
"""The names in `transcompare.paraphrase.head`, and those of the network."""
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")

Weights = Mapping[str, npt.NDArray[Any]]


def export(weights: Weights, base: Path, lines: Iterable[str], pieces: int, version: str, folder: Path) -> None:
    """Write the folder anew. Of the vocabulary the `pieces` most frequent in `lines` are kept, and single letters."""
    tokenizer = json.loads((base / "tokenizer.json").read_text("utf-8"))
    kept = _frequent(base, tokenizer["model"]["vocab"], lines, pieces)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "model").mkdir(parents=True)
    _write_json(folder / "tokenizer.json", _with_vocabulary(tokenizer, list(kept)))
    spec = _specification(weights, json.loads((base / "config.json").read_text("utf-8")), kept)
    spec.optimize(quantization="int8")
    spec.save(str(folder / "model"))
    head: dict[str, npt.NDArray[Any]] = {"heads": np.array(HEADS), "together": np.array(max(COUNTS))}
    for name, ours in HEAD.items():
        head[f"{name}.weight"] = weights[f"{ours}.weight"].T.astype(np.float16)
        head[f"{name}.bias"] = weights[f"{ours}.bias"].astype(np.float16)
    np.savez(folder / "head.npz", **head)  # type: ignore[arg-type]
    _write_json(folder / "metadata.json", {"name": "paraphrase-en", "version": version, "lang": "en"})


def _frequent(base: Path, vocabulary: Mapping[str, int], lines: Iterable[str], pieces: int) -> dict[str, int]:
    """Pieces to keep and their numbers, in the old order."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(tokenizer.encode(line, add_special_tokens=False).tokens)
    letters = [piece for piece in vocabulary if len(piece.removeprefix("##")) == 1 and ord(piece[-1]) < 0x250]
    wanted = dict.fromkeys([*_MARKS, *letters])
    for piece, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        if len(wanted) >= pieces:
            break
        wanted[piece] = None
    return {piece: vocabulary[piece] for piece in sorted(wanted, key=lambda piece: vocabulary[piece])}


def _with_vocabulary(tokenizer: dict[str, Any], kept: list[str]) -> dict[str, Any]:
    numbers = {piece: number for number, piece in enumerate(kept)}
    tokenizer["model"]["vocab"] = numbers
    tokenizer["truncation"] = tokenizer["padding"] = None
    added = [token for token in tokenizer["added_tokens"] if token["content"] in numbers]
    tokenizer["added_tokens"] = [token | {"id": numbers[token["content"]]} for token in added]
    for token in tokenizer["post_processor"]["special_tokens"].values():
        token["ids"] = [numbers[piece] for piece in token["tokens"]]
    return tokenizer


def _specification(weights: Weights, config: Mapping[str, Any], kept: Mapping[str, int]) -> Any:
    """The encoder as CTranslate2 has it; `ctranslate2.converters.transformers.BertLoader` without its pooling layer."""
    from ctranslate2.specs import common_spec, transformer_spec

    encoder = transformer_spec.TransformerEncoderSpec(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    encoder.scale_embeddings = False

    def norm(layer: Any, name: str) -> None:
        layer.gamma, layer.beta = weights[f"bert.{name}.weight"], weights[f"bert.{name}.bias"]

    def linear(layer: Any, *names: str) -> None:
        layer.weight, layer.bias = (
            np.concatenate([weights[f"bert.{name}.{part}"] for name in names]) for part in ("weight", "bias")
        )

    encoder.embeddings[0].weight = weights["bert.embeddings.word_embeddings.weight"][list(kept.values())]
    encoder.embeddings[1].weight = weights["bert.embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["bert.embeddings.position_embeddings.weight"]
    norm(encoder.layernorm_embedding, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{number}"
        linear(layer.self_attention.linear[0], *(f"{name}.attention.self.{part}" for part in ("query", "key", "value")))
        linear(layer.self_attention.linear[1], f"{name}.attention.output.dense")
        norm(layer.self_attention.layer_norm, f"{name}.attention.output.LayerNorm")
        linear(layer.ffn.linear_0, f"{name}.intermediate.dense")
        linear(layer.ffn.linear_1, f"{name}.output.dense")
        norm(layer.ffn.layer_norm, f"{name}.output.LayerNorm")
    spec.register_vocabulary(list(kept))
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = config["layer_norm_eps"]
    spec.validate()
    return spec


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
