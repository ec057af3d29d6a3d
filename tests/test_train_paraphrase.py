"""The recipe of the paraphrase model: from a sentence encoder to a folder that judges as the network does."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from pipelines.train_paraphrase.statements import SAME, Example, read, reword
from tests.test_paraphrase import STATEMENT

PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *"abcdefghijklmnopqrstuvwxyz.",
    *(f"##{x}" for x in "abcdefghijklmnopqrstuvwxyz"),
]


def encoder(folder: Path) -> Path:
    """A sentence encoder of two narrow layers that knows nothing."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate([*PIECES, "dam", "the", "zebra"])}))
    tokenizer.model.unk_token = "[UNK]"
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)]
    )
    folder.mkdir()
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    size = {"hidden_size": 192, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    config = transformers.BertConfig(vocab_size=tokenizer.get_vocab_size(), layer_norm_eps=1e-12, **size)
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def test_from_an_encoder_to_judgements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base, work, out = encoder(tmp_path / "base"), tmp_path / "work", tmp_path / "xx"
    import torch

    from pipelines.train_paraphrase.__main__ import main
    from pipelines.train_paraphrase.network import Network
    from pipelines.train_paraphrase.train import Texts
    from transcompare.paraphrase import ParaphraseModel

    several = [STATEMENT.model_copy(update={"id": f"x-{number:03}"}) for number in range(1, 10)]
    statements = tmp_path / "statements.jsonl.xz"
    with lzma.open(statements, "wt", encoding="utf-8") as lines:
        lines.writelines(one.model_dump_json() + "\n" for one in several)
    assert read(statements) == several
    options = ["--base", str(base), "--work", str(work), "--statements", str(statements)]
    for more in (
        ["train", "--apart", "--minutes", "0.02"],
        ["train", "--minutes", "0.02"],
        ["export", "--out", str(out)],
    ):
        monkeypatch.setattr(
            "sys.argv", ["train_paraphrase", more[0], *options, *more[1:], "--pieces", str(len(PIECES) + 2)]
        )
        main()
    assert "AUROC on 1 statements held out" in capsys.readouterr().out
    assert "zebra" not in json.loads((out / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]

    network = Network(base, dropout=0.0).eval()
    network.load_state_dict(torch.load(work / "checkpoint.pt", weights_only=True))
    texts = Texts(base)
    for pair in (("A dam is possible.", "The dam may be built."), ("Dam.", "The old dam fell to the sea.")):
        with torch.no_grad():
            logits = network(texts.batch([Example(*pair, 0.0), Example(*pair, 0.0)]))
        (judged,) = ParaphraseModel(out).judge([pair])
        assert judged is not None
        assert judged.different == pytest.approx(float(logits.pairs.sigmoid()[0]), abs=0.02)
        with torch.no_grad():
            company = network(texts.batch([Example(*pair, 0.0), Example("A " * 50, "B " * 50, 0.0)]))
            apart = network(texts.batch([Example(*pair, 0.0), Example("A " * 50, "B " * 50, 0.0)]), apart=True)
            alone = network(texts.batch([Example(*pair, 0.0)]), apart=True)
        assert float(company.pairs[0]) == pytest.approx(float(logits.pairs[0]), abs=1e-4)
        assert float(apart.pairs[0]) == pytest.approx(float(alone.pairs[0]), abs=1e-4)


def test_words_for_the_same() -> None:
    import random

    lines = [line for line in SAME.read_text("utf-8").splitlines() if not line.startswith("#")]
    words = [word for line in lines for word in line.split("|")]
    assert len(words) == len(set(words)), "a word stands in two groups"
    assert all(len(line.split("|")) > 1 for line in lines)
    assert reword("Nothing to exchange.", random.Random(0)) == "Nothing to exchange."
    assert reword("Two visitors came.", random.Random(0)) == "2 guests came."
    assert reword("He has 2,000 and 2.5 and isn't.", random.Random(0)) == "He has 2,000 and 2.5 and is not."
