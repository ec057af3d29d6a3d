"""The recipe of the paraphrase model: from a sentence encoder to a folder that judges as the network does."""

from __future__ import annotations

import json
import lzma
import math
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.train_paraphrase.sets import Drawn, draw
from pipelines.train_paraphrase.speakers import Speaker, frames
from pipelines.train_paraphrase.statements import SAME, Statement, read, reword
from tests.test_paraphrase import STATEMENT
from transcompare.consensus import Relation, standing
from transcompare.text import Span

PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *"abcdefghijklmnopqrstuvwxyz.",
    *(f"##{x}" for x in "abcdefghijklmnopqrstuvwxyz"),
]


@cache
def statements() -> list[Statement]:
    """Those that ship: almost a second."""
    return read()


def encoder(folder: Path, layers: int = 2) -> Path:
    """A sentence encoder of a few narrow layers that knows nothing."""
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
    size = {"hidden_size": 192, "num_hidden_layers": layers, "num_attention_heads": 4, "intermediate_size": 64}
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
    from pipelines.train_paraphrase.restore import blended, restore
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
    assert "of 2 sets held out" in capsys.readouterr().out
    restored = restore(out)
    trained = torch.load(work / "checkpoint.pt", weights_only=True)
    assert {*trained} - {*restored} == {name for name in trained if name.startswith("bert.embeddings.")}
    for name, values in restored.items():
        rows = trained[name].reshape(len(values), -1)
        exact = rows.abs().max(1, keepdim=True).values / 127 + 1e-3
        assert bool(((torch.from_numpy(values).reshape(rows.shape) - rows).abs() <= exact).all()), name
    again = [*options, "--minutes", "0", "--work", str(tmp_path / "again"), "--start", str(out)]  # the last one counts
    monkeypatch.setattr("sys.argv", ["train_paraphrase", "train", *again])
    main()
    gone_on = torch.load(tmp_path / "again" / "checkpoint.pt", weights_only=True)
    assert all(torch.equal(gone_on[name], torch.from_numpy(values)) for name, values in restored.items())
    half = {name: values + 1 for name, values in restored.items()}
    assert all(
        blended(half, restored, 0.5)[name] == pytest.approx(values + 0.5, abs=1e-5) for name, values in restored.items()
    )
    assert "zebra" not in json.loads((out / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]

    network = Network(base, dropout=0.0).eval()
    network.load_state_dict(torch.load(work / "checkpoint.pt", weights_only=True))
    texts = Texts(base)
    several_texts = (
        ("A dam is possible.", "The dam may be built."),
        ("A dam fell.", "Dam.", "The dam is old.", "The old dam fell to the sea."),  # as the model orders them
    )
    for set_ in several_texts:
        company = [*(["A " * 50] * len(set_),), set_]
        with torch.no_grad():
            logits = network(texts.batch([set_])).pairs[0]
            beside = network(texts.batch(company)).pairs[1]
            apart, alone = (network(texts.batch(each), apart=True).pairs[-1] for each in (company, [set_]))
        pairs = list(combinations(set_, 2))
        (judged,), (shuffled,) = (ParaphraseModel(out).judge([some]) for some in (pairs, pairs[::-1]))
        assert shuffled == judged[::-1]
        different = [each.different for each in judged if each]
        assert different == pytest.approx(logits.sigmoid().tolist(), abs=0.02)
        assert beside.tolist() == pytest.approx(logits.tolist(), abs=1e-4)
        assert apart.tolist() == pytest.approx(alone.tolist(), abs=1e-4)


def test_a_head_goes_behind_another_encoder(tmp_path: Path) -> None:
    base, deeper = encoder(tmp_path / "base"), encoder(tmp_path / "deeper", layers=3)
    import torch

    from pipelines.train_paraphrase.network import Network
    from pipelines.train_paraphrase.train import Texts
    from pipelines.train_paraphrase.transfer import transfer

    torch.manual_seed(1)
    teacher, same, other = (Network(folder, dropout=0.0).eval() for folder in (base, base, deeper))
    torch.nn.init.normal_(teacher.cls.weight)
    texts = Texts(base)
    batches = [texts.batch([(one, *STATEMENT.faithful)]) for one in PIECES[4:] * 2]
    batch = texts.batch([STATEMENT.faithful])

    def unlike(network: Network) -> float:
        with torch.no_grad():
            return max(float((own - theirs).abs().max()) for own, theirs in zip(network(batch), wanted, strict=True))

    with torch.no_grad():
        wanted = teacher(batch)
    other.load_state_dict({name: value for name, value in teacher.state_dict().items() if "bert" not in name}, False)
    before = unlike(other)
    for network in (same, other):
        transfer(network, teacher, batches)
    assert unlike(same) < 0.02 * float(wanted.pairs.abs().max())
    assert unlike(other) < 0.5 * before


@settings(max_examples=30)
@given(st.data())
def test_the_loss_of_a_set_is_of_what_consensus_ranks_by(data: st.DataObject) -> None:
    torch = pytest.importorskip("torch")
    from pipelines.train_paraphrase.train import _outliers

    count = data.draw(st.integers(3, 5))
    logits = {pair: data.draw(st.floats(-4, 4)) for pair in combinations(range(count), 2)}
    found = _outliers(torch.tensor([[*logits.values()]]))[0].tolist()
    relations = {pair: Relation(0.0, 0.0, different=1 / (1 + math.exp(-value))) for pair, value in logits.items()}
    for version, apart in enumerate(found):
        outlier = standing(version, count, relations).outlier
        assert outlier == pytest.approx(max(0.0, math.tanh(apart / 4)), abs=1e-4)


def test_words_for_the_same() -> None:
    import random

    lines = [line for line in SAME.read_text("utf-8").splitlines() if not line.startswith("#")]
    words = [word for line in lines for word in line.split("|")]
    assert len(words) == len(set(words)), "a word stands in two groups"
    assert all(len(line.split("|")) > 1 for line in lines)
    assert reword("Nothing to exchange.", random.Random(0)) == "Nothing to exchange."
    assert reword("Two visitors came.", random.Random(0)) == "2 guests came."
    assert reword("He has 2,000 and 2.5 and isn't.", random.Random(0)) == "He has 2,000 and 2.5 and is not."


@given(st.integers(0, 10**6), st.data())
def test_a_speaker_leaves_the_words_and_their_spans(seed: int, data: st.DataObject) -> None:
    import random

    text = data.draw(st.sampled_from([f for each in statements()[:40] for f in each.faithful]))
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    framed = Speaker.drawn(random.Random(seed)).frame(text, random.Random(seed))
    moved = framed.moved([span])
    assert len(framed.text) > len(text)
    assert all(0 <= one.start < one.end <= len(framed.text) for one in moved)
    # what a frame takes: a stop, a capital, the blank it stands in
    kept = " ".join(one.of(framed.text) for one in moved)
    assert kept.split() == span.of(text).split() or len(kept) >= span.length - 3
    assert all(word in span.of(text) for word in kept.split())


def test_a_statement_is_told_by_one_speaker_or_as_it_is() -> None:
    import random

    texts = ["The port is shut. It opens on Monday.", "Shut until Monday: the port."]
    for seed in range(20):
        told = frames(texts, random.Random(seed), bare=0.0)
        assert [*told] == texts
        assert told == frames(texts, random.Random(seed), bare=0.0)
        assert frames(texts, random.Random(seed), bare=1.0) == {}
        assert frames([*texts, "The port is shut, the captain said."], random.Random(seed), bare=0.0) == {}


def test_changed_words_are_those_of_the_bare_texts() -> None:
    import random

    every = ((each, [*each.faithful, *(wrong.text for wrong in each.wrong)]) for each in statements())
    statement, texts = next((each, texts) for each, texts in every if frames(texts, random.Random(0), 0.0))
    for seed in range(20):
        drawn = draw(statement, 5, random.Random(seed), Drawn(wrong=1, minor=0, reworded=0, told=1))
        sides = [side for e in drawn.pairs for side in ((e.one, e.in_one), (e.other, e.in_other))]
        assert {text for text, _ in sides} - {*texts}
        changed = [span.of(text) for text, spans in sides for span in spans or ()]
        assert changed
        assert all(any(words in text for text in texts) for words in changed)
