"""Make the packages of a recipe.

    uv run --group train python -m pipelines.train_package RECIPE.toml [STAGE ...] --work DIR

The stages are clean, tokenize, train, export, evaluate and package; without any named, all run. A stage whose result is
in the work folder already, made with the same settings, is skipped; `train` goes on from its checkpoint.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.train_package import clean, evaluate, export, tokenize
from pipelines.train_package.card import card
from pipelines.train_package.recipe import Recipe, Size, fingerprint, load
from transcompare.engine import EngineSettings
from transcompare.errors import ConfigError, TranscompareError
from transcompare.packages import InstalledPackage, verify
from transcompare.packages.search import packages_in

FULL_PRECISION = "float32"


@dataclass(frozen=True)
class Workshop:
    """A recipe, one of its sizes, and the folders it is made in."""

    recipe: Recipe
    size: Size
    texts: Path
    work: Path
    options: argparse.Namespace

    def run(self, stage: str) -> None:
        """Run a stage, unless its result is there."""
        print(f"--- {stage}", flush=True)
        getattr(self, stage)()

    def clean(self) -> None:
        """`work`/clean.tsv"""
        if not self._done("clean"):
            counts = clean.clean(self.recipe, self.texts, self.work / "clean.tsv")
            print(clean.report(counts))
            self._note("clean", counts)

    def tokenize(self) -> None:
        """`work`/sentencepiece.model and pairs.npz"""
        if not self._done("tokenize"):
            self._needs("clean.tsv", "clean")
            text, vocabulary = self.work / "clean.tsv", self.work / "sentencepiece.model"
            tokens = [target.token for _, target in self.recipe.directions]
            threads = os.cpu_count() or 1
            tokenize.make_vocabulary(text, vocabulary, self.size.vocabulary, tokens, self.recipe.seed, threads)
            corpus = tokenize.encode(text, vocabulary)
            corpus.save(self.work / "pairs.npz")
            counts = {"pairs": len(corpus.weights), "pieces": [len(corpus.first.pieces), len(corpus.second.pieces)]}
            print(json.dumps(counts))
            self._note("tokenize", counts)

    def train(self) -> None:
        """`work`/checkpoint.pt"""
        from pipelines.train_package.train import Run, train

        self._needs("pairs.npz", "tokenize")
        if (self.work / "tokenize.json").exists() and not self._done("tokenize"):
            raise ConfigError(f"{self.work}/pairs.npz was made with other settings. Run the stage tokenize.")
        corpus = tokenize.Corpus.load(self.work / "pairs.npz")
        run = Run(
            minutes=self.options.minutes,
            steps=self.options.steps,
            final=self.options.final,
            cool_down=self.options.cool_down,
            compiled=self.options.compile,
            parts=self.options.parts,
            earlier_minutes=self.options.earlier_minutes,
        )
        record = train(corpus, self.size, self.size.vocabulary, self.recipe.seed, self.work / "checkpoint.pt", run)
        print(record.model_dump_json())

    def export(self) -> None:
        """`work`/packages and, in full precision, `work`/float32"""
        self._needs("sentencepiece.model", "tokenize")
        if self.options.parts:
            weights, record = export.join(self.options.parts)
        else:
            self._needs("checkpoint.pt", "train")
            weights, record = export.from_checkpoint(self.work / "checkpoint.pt")
        vocabulary = self.work / "sentencepiece.model"
        export.export(weights, self.size, vocabulary, self.recipe, self.work / "packages", "int8")
        export.export(weights, self.size, vocabulary, self.recipe, self.work / FULL_PRECISION, None)
        self._note("export", record.model_dump(mode="json"))
        (self.work / "evaluate.json").unlink(missing_ok=True)  # the figures of other weights

    def evaluate(self) -> None:
        """`work`/evaluate.json"""
        if self._done("evaluate"):
            return
        figures = []
        kinds = {"int8": "packages"} | ({FULL_PRECISION: FULL_PRECISION} if self.options.full_precision else {})
        for test in self.recipe.evaluations:
            pairs = list(clean.read(self.texts / test.file))[: self.options.lines]
            for backwards in (False, True):
                for kind, folder in kinds.items():
                    package = self._packages(folder)[backwards]
                    settings = EngineSettings.from_settings({"compute_type": kind})
                    one_way = [clean.Pair(pair.second, pair.first) for pair in pairs] if backwards else pairs
                    row = evaluate.measure(package, test.title, one_way, settings)
                    print(f"{row.pair} {row.test} {kind}: BLEU {row.bleu} chrF {row.chrf} doubtful {row.unreliable}")
                    figures.append(row.model_dump(mode="json"))
        self._note("evaluate", figures)

    def package(self) -> None:
        """README.md in both packages, both verified; copied to `--out`."""
        figures = [evaluate.Figures(**row) for row in self._result("evaluate") or ()]
        record = export.Record(**(self._result("export") or {}))
        packages = self._packages("packages")
        for direction, package, reverse in zip(self.recipe.directions, packages, reversed(packages), strict=True):
            verification = verify(package, reverse)
            kept = self._result("clean") or {}
            text = card(self.recipe, self.size, direction, package, record, figures, kept, verification)
            (package.path / "README.md").write_text(text, "utf-8")
            print(f"{package.label}: {verification.verdict}, chrF {verification.chrf}, {package.size / 1e6:.1f} MB")
            if verification.verdict == "broken":
                raise ConfigError(
                    f"{package.path} is broken: {verification.reason or 'see its README.md'}. Train longer."
                )
            if self.options.out:
                shutil.copytree(package.path, self.options.out / package.name, dirs_exist_ok=True)

    def _packages(self, folder: str) -> list[InstalledPackage]:
        """The two packages, in the order of the recipe's directions."""
        self._needs(folder, "export")
        found = {(one.from_code, one.to_code): one for one in packages_in(self.work / folder, "option")[0]}
        return [found[source.code, target.code] for source, target in self.recipe.directions]

    def _key(self, stage: str) -> str:
        """What the result of a stage depends on, as far as settings go."""
        recipe = self.recipe
        texts = [[*text.model_dump().values(), _bytes(self.texts / text.file)] for text in recipe.texts]
        tests = [test.file for test in recipe.evaluations]
        cleaned = fingerprint(texts, recipe.clean, recipe.augment, recipe.phrases, recipe.seed, tests)
        if stage == "clean":
            return cleaned
        if stage == "tokenize":
            return fingerprint(cleaned, self.size.vocabulary, [language.token for language in recipe.languages])
        full = [test.model_dump() for test in recipe.evaluations]
        return fingerprint(stage, full, self.options.lines, self.options.full_precision, self._result("export") or {})

    def _done(self, stage: str) -> bool:
        marker = self.work / f"{stage}.json"
        done = marker.is_file() and json.loads(marker.read_text("utf-8"))["key"] == self._key(stage)
        if done:
            print(f"{marker} is up to date")
        return done

    def _note(self, stage: str, result: Any) -> None:
        note = {"key": self._key(stage), "result": result}
        (self.work / f"{stage}.json").write_text(json.dumps(note, indent=1, ensure_ascii=False) + "\n", "utf-8")

    def _result(self, stage: str) -> Any:
        marker = self.work / f"{stage}.json"
        return json.loads(marker.read_text("utf-8"))["result"] if marker.is_file() else None

    def _needs(self, name: str, stage: str) -> None:
        if not (self.work / name).exists():
            raise ConfigError(f"There is no {self.work / name}. Run the stage {stage} first.")


STAGES = ("clean", "tokenize", "train", "export", "evaluate", "package")


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def main(arguments: list[str] | None = None) -> int:
    """Run the stages named; the exit code."""
    parser = argparse.ArgumentParser(
        prog="train_package", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("recipe", type=Path)
    add("stages", nargs="*", metavar="STAGE", help=" ".join(STAGES))
    add("--work", type=Path, required=True, help="folder for everything made, outside the repository")
    add("--size", help="one of the recipe's sizes; default: its first")
    add("--text", type=Path, help="folder of the text; default: the recipe's")
    add("--minutes", type=float, default=float("inf"), help="train: length of this run")
    add("--steps", type=int, help="train: steps of this run")
    add("--final", action="store_true", help="train: let the learning rate go down to zero in this run")
    add("--cool-down", type=float, default=0.15, help="train: share of a final run in which it does so")
    add("--compile", action="store_true", help="train: torch.compile")
    add("--earlier-minutes", type=float, default=0.0, help="train: time that the checkpoint does not know about")
    add("--parts", type=Path, help="train: also write the averaged weights there; export: take them from there")
    add("--lines", type=int, help="evaluate: only the first lines of each set")
    add("--full-precision", action="store_true", help="evaluate: float32 too")
    add("--out", type=Path, help="package: copy the packages there")
    options = parser.parse_args(arguments)
    if unknown := [stage for stage in options.stages if stage not in STAGES]:
        parser.error(f"there is no stage {unknown[0]!r}; there are {', '.join(STAGES)}")
    try:
        recipe = load(options.recipe)
        name = options.size or next(iter(recipe.sizes))
        if name not in recipe.sizes:
            raise ConfigError(f"{options.recipe} has no size {name!r}; it has {', '.join(recipe.sizes)}.")
        options.work.mkdir(parents=True, exist_ok=True)
        texts = options.text or options.recipe.parent / recipe.text_folder
        workshop = Workshop(recipe, recipe.sizes[name], texts, options.work, options)
        for stage in STAGES:
            if stage in options.stages or not options.stages:
                workshop.run(stage)
    except TranscompareError as error:
        print(f"Error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
