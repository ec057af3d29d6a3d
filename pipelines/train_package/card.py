"""The model card: a package's README.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.train_package.evaluate import Figures
from pipelines.train_package.export import Record
from pipelines.train_package.recipe import Language, Recipe, Size
from transcompare.packages import InstalledPackage, Verification


def card(
    recipe: Recipe,
    size: Size,
    direction: tuple[Language, Language],
    package: InstalledPackage,
    record: Record,
    figures: Sequence[Figures],
    kept: Mapping[str, Mapping[str, int]],
    verification: Verification,
) -> str:
    """Markdown: what the package is, what it was made from and how, what it reaches, what it is bad at."""
    source, target = direction
    chrf = (
        "" if verification.chrf is None else f", chrF {verification.chrf:.1f} on {verification.probes} probe sentences"
    )
    paragraphs = [
        f"# {package.name} {recipe.version}",
        f"Translates from {source.english_name} to {target.english_name}, offline, with Argos Translate or "
        f"CTranslate2. One model serves both directions; the decoding starts with `{target.token}` (`target_prefix`). "
        f"{package.size / 1e6:.1f} MB.",
        "## What it is",
        _table(
            ("", ""),
            [
                ("architecture", "Transformer, layer norm first, one table of embeddings for both sides"),
                ("size", _size(size)),
                ("weights", "int8; the average (EMA) of the training's"),
                ("training", _training(record)),
                ("hardware", " and ".join(record.hardware) or "not recorded"),
                ("objective", "cross-entropy, label smoothing 0.1; Muon and AdamW; bf16"),
                ("`transcompare models verify`", f"{verification.verdict}{chrf}"),
            ],
        ),
        "## Quality",
        _quality([row for row in figures if row.pair == package.pair]),
        "## What it is bad at",
        "\n".join(f"* {weakness}" for weakness in (*recipe.weaknesses, *_measured_weaknesses(package, size, figures))),
        "## Text it was made from",
        _texts(recipe, kept),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _size(size: Size) -> str:
    return (
        f"{size.encoder_layers}+{size.decoder_layers} layers, width {size.width}, feed-forward {size.feed_forward}, "
        f"{size.heads} heads, {size.vocabulary:,} SentencePiece pieces"
    )


def _training(record: Record) -> str:
    passes = f", {record.epochs:.2f} times the weighted text" if record.epochs else ""
    end = "" if record.final else ", stopped before the final cool-down"
    return (
        f"{record.steps:,} steps, {record.seen:,} sentences in both directions{passes}, "
        f"{record.seconds / 3600:.1f} hours{end}"
    )


def _quality(figures: Sequence[Figures]) -> str:
    if not figures:
        return "Not measured."
    header = ("test set", "sentences", "weights", "BLEU", "chrF", "doubtful", "tokens/s")
    rows = [
        (row.test, f"{row.sentences:,}", row.compute_type, f"{row.bleu:.1f}", f"{row.chrf:.1f}", str(row.unreliable),
         f"{row.tokens_per_second:.0f}")
        for row in figures
    ]  # fmt: skip
    signatures = dict.fromkeys(
        line for row in figures for line in (f"BLEU: `{row.bleu_signature}`", f"chrF: `{row.chrf_signature}`")
    )
    note = "Doubtful are translations that the engine itself does not trust: loops, copies, far too long."
    return "\n\n".join([_table(header, rows), "  \n".join(signatures), note])


def _measured_weaknesses(package: InstalledPackage, size: Size, figures: Sequence[Figures]) -> list[str]:
    rows = [row for row in figures if row.pair == package.pair and row.compute_type == "int8"]
    doubtful, sentences = sum(row.unreliable for row in rows), sum(row.sentences for row in rows)
    measured = [f"{doubtful} of {sentences:,} translations of the test sets are doubtful."] if sentences else []
    return [f"Sentences of more than {size.max_pieces} pieces were not in its training.", *measured]


def _texts(recipe: Recipe, kept: Mapping[str, Mapping[str, int]]) -> str:
    rows = [
        (
            text.file,
            f"{kept[text.file]['kept']:,}" if text.file in kept else "",
            str(text.weight),
            text.what,
            text.licence,
        )
        for text in recipe.texts
    ]
    note = "" if kept else "\n\nThe numbers of pairs were not recorded."
    if copies := kept.get("altered copies", {}).get("kept", 0):
        note += f"\n\nAnd {copies:,} copies with other numbers or names on both sides, to teach copying."
    if short := kept.get("phrases", {}).get("kept", 0):
        note += (
            f"\n\nAnd {short:,} dates, datelines and names made from the Unicode CLDR (Unicode License v3), "
            f"weight {recipe.phrases.weight}."
        )
    return _table(("file", "pairs kept", "weight", "what", "licence as its source states it"), rows) + note


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
