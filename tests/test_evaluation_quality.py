"""The quality benchmark, on files made up here: what it prefers, what it skips, what counts as reached."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import stub_pipeline

quality = pytest.importorskip("benchmarks.quality", reason="benchmarks are not part of the source distribution")

ORIGINAL = "Порт закроют через 15 дней."
RIGHT, WRONG = "The port will be closed in 15 days.", "The port will be closed in 50 days."


def write(path: Path, *rows: dict[str, Any]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """All four files, a few lines each."""
    shared = {"quote_id": "q", "speaker": "Ilya Vedin"}
    label = {"span_original": "", "span_rendering": "", "hard_negative": False, "relative_to": "original"}
    rendering = shared | {"lang": "en", "role": "rendering"} | label
    number = {"categories": ["number"], "span_original": "15 дней", "span_rendering": "50 days"}
    write(
        tmp_path / "statements_dev.jsonl",
        shared | {"version_id": "q/ru", "lang": "ru", "role": "original", "text": ORIGINAL},
        rendering | {"version_id": "q/1", "text": RIGHT, "label": "faithful", "categories": [], "hard_negative": True},
        rendering | {"version_id": "q/2", "text": WRONG, "label": "critical"} | number,
        rendering | {"version_id": "q/3", "text": RIGHT, "lang": "uk", "label": "faithful", "categories": []},
    )
    write(
        tmp_path / "counterfactual_dev.jsonl",
        {"version_id": "q/2", "printed": "50", "corrected": "15"},
        {"version_id": "q/2", "printed": "days", "corrected": "days"},
    )
    pair = {"original": ORIGINAL, "translation": RIGHT}
    write(
        tmp_path / "demetr_ru_dev.jsonl",
        pair | {"perturbed": WRONG, "severity": "critical", "perturbation": "numbers"},
        pair | {"perturbed": RIGHT, "severity": "minor", "perturbation": "nothing"},
    )
    write(
        tmp_path / "mlqe_ru_en_dev.jsonl",
        pair | {"z_mean": 1.0, "domain": "forum"},
        {"original": ORIGINAL, "translation": WRONG, "z_mean": -1.0, "domain": "forum"},
    )
    return tmp_path


def test_every_benchmark_is_measured(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = quality.measure(stub_pipeline({ORIGINAL: RIGHT}), bench, quality.BENCHMARKS)
    figures = result["figures"]
    assert result["skipped"] == {}
    assert figures["statements"]["auroc"] == 1.0
    assert figures["statements"]["right_category"] == 1.0
    assert figures["statements"]["hard_negatives_divergent"] == 0.0
    assert (figures["counterfactual"]["pairs"], figures["counterfactual"]["preferred"]) == (2, 0.5)  # a tie is wrong
    assert (figures["demetr"]["critical"], figures["demetr"]["minor"]) == (1.0, 0.0)
    assert figures["demetr"]["perturbations"]["critical numbers"]["divergence"] == 1.0
    assert figures["mlqe"]["pearson"] == figures["mlqe"]["pearson_forum"] == pytest.approx(1)
    json.dumps(result, allow_nan=False)
    quality.show(result)
    printed = capsys.readouterr().out
    assert all(target.meaning in printed for target in quality.TARGETS.values())


def test_missing_files_are_skipped_with_a_reason(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bench / "mlqe_ru_en_dev.jsonl").unlink()
    result = quality.measure(stub_pipeline(), bench, ["mlqe", "demetr"], lines=1)
    assert list(result["figures"]) == ["demetr"]
    assert result["figures"]["demetr"]["minor"] is None
    assert "mlqe_ru_en_dev.jsonl is not in" in result["skipped"]["mlqe"]
    quality.show(result)
    assert "skipped" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "levels", "expected"),
    [
        (0.5, (0.3, 0.6, 0.9), "floor"),
        (0.95, (0.3, 0.6, 0.9), "stretch"),
        (0.1, (0.3, 0.6, 0.9), "none"),
        (0.1, (0.15, 0.08, 0.03), "floor"),
        (0.03, (0.15, 0.08, 0.03), "stretch"),
        (0.2, (0.15, 0.08, 0.03), "none"),
        (None, (0.3, 0.6, 0.9), ""),
    ],
)
def test_levels_may_rise_or_fall(value: float | None, levels: tuple[float, float, float], expected: str) -> None:
    assert quality.reached(value, quality.Target("a figure", *levels)) == expected
