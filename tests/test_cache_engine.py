"""An engine behind a cache gives what it gives without, and is asked once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.conftest import StubEngine
from transcompare.cache import FILE, CachedEngine, Store, default_folder
from transcompare.cache.engine import _pack_scored, _pack_translation, _unpack_scored, _unpack_translation
from transcompare.cli import app
from transcompare.engine import EngineSettings, Route, Scored, Translation
from transcompare.pipeline import Pipeline

KNOWN = {"гусь": "goose", "мельница": "mill mill mill mill mill mill"}
TEXTS = [*KNOWN, "", "река", "a", "b", "ab", "\ud800"]


class Counting(StubEngine):
    """Remembers what it is asked."""

    def __init__(self) -> None:
        super().__init__(KNOWN)
        self.asked: list[tuple[str, ...]] = []

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        self.asked += [(text,) for text in texts]
        return StubEngine(self.known).translate(texts)

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[Scored | None]:
        self.asked += zip(sources, targets, strict=True)
        made = StubEngine(self.known).score(sources, targets)
        return [value if target else None for value, target in zip(made, targets, strict=True)]


@given(st.lists(st.lists(st.sampled_from(TEXTS), max_size=6), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_results_are_the_engines_and_each_text_is_asked_once(tmp_path: Path, batches: list[list[str]]) -> None:
    Store(tmp_path).clear()
    counting = Counting()
    for batch in batches:
        cached = CachedEngine(counting, Store(tmp_path), "context")
        assert cached.translate(batch) == StubEngine(KNOWN).translate(batch)
        others = batch[::-1]
        assert cached.score(batch, others) == Counting().score(batch, others)
    assert len(counting.asked) == len(set(counting.asked))
    texts = {(text,) for batch in batches for text in batch}
    pairs = {pair for batch in batches for pair in zip(batch, batch[::-1], strict=True)}
    assert set(counting.asked) == texts | pairs


@given(
    st.none()
    | st.builds(
        Scored,
        st.lists(st.text(max_size=5), max_size=5).map(tuple),
        st.lists(st.floats(allow_nan=False) | st.floats(width=32, allow_nan=False), max_size=5).map(tuple),
    )
)
def test_scores_are_kept_to_the_last_bit(scored: Scored | None) -> None:
    assert repr(_unpack_scored(_pack_scored(scored))) == repr(scored)


def test_translations_are_kept_with_doubt_and_alternatives() -> None:
    for kept in (Translation("geese"), Translation("", "odd", ("goose", ""))):
        assert _unpack_translation(_pack_translation(kept)) == kept


def test_other_settings_and_other_texts_are_other_entries(tmp_path: Path) -> None:
    counting = Counting()
    one, other = (CachedEngine(counting, Store(tmp_path), context) for context in ("beam 1", "beam 4"))
    one.score(["a"], ["bc"])
    one.score(["ab"], ["c"])
    other.score(["a"], ["bc"])
    one.translate(["a"])
    assert counting.asked == [("a", "bc"), ("ab", "c"), ("a", "bc"), ("a",)]


def test_a_broken_store_is_made_anew(tmp_path: Path) -> None:
    counting = Counting()
    cached = CachedEngine(counting, Store(tmp_path), "context")
    expected = cached.translate(TEXTS)
    content = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(content.replace(b"goose", b"moose"))
    cached = CachedEngine(counting, Store(tmp_path), "context")
    assert cached.translate(TEXTS) == expected
    assert counting.asked[len(TEXTS) :] == [("гусь",)]
    (tmp_path / FILE).write_bytes(b"rubbish" * 10_000)
    assert cached.translate(TEXTS) == expected
    assert cached.translate(TEXTS) == expected
    asked = len(counting.asked)
    assert cached.translate(TEXTS) == expected
    assert len(counting.asked) == asked


def test_the_cache_is_off_unless_asked_for_and_is_no_part_of_the_config(tmp_path: Path) -> None:
    plain = Pipeline.default()
    cached = plain.with_cache(tmp_path)
    assert not plain.engine.cache
    assert cached.engine.cache == str(tmp_path)
    assert cached.metadata() == plain.metadata()


def test_decoding_settings_and_packages_are_in_the_context(tmp_path: Path) -> None:
    contexts = set()
    for engine in (EngineSettings(), EngineSettings(beam_size=1), EngineSettings(threads=1)):
        routes = engine.model_copy(update={"cache": str(tmp_path)}).routes([("ru", "en"), ("en", "ru")])
        for route in routes.values():
            assert isinstance(route, Route)
            assert isinstance(route.engine, CachedEngine)
            contexts.add(route.engine.context)
    assert len(contexts) == 4  # two packages, two beams; the number of threads changes nothing


def test_the_default_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "transcompare"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert default_folder() == tmp_path / ".cache" / "transcompare"


QUOTES = """quote_id,lang,text
gate,ru,"Ворота порта откроются в понедельник, и мы не исключаем, что ждать придётся до вечера."
gate,en,"The gates of the port open on Monday, and we rule out that one has to wait until the evening."
goose,ru,"Гусь ушёл. Да."
goose,en,"The goose has gone. Yes."
"""


def test_the_report_is_the_same_with_a_cache_a_full_one_and_a_broken_one(tmp_path: Path) -> None:
    quotes, folder = tmp_path / "quotes.csv", tmp_path / "cache"
    quotes.write_text(QUOTES, "utf-8")

    def run(name: str, *options: str) -> bytes:
        report = tmp_path / f"{name}.parquet"
        result = CliRunner().invoke(app, ["run", str(quotes), "-q", "-o", str(report), *options])
        assert result.exit_code == 0, result.output
        return report.read_bytes()

    def entries(*where: str) -> int:
        result = CliRunner().invoke(app, ["cache", "info", *where, "--json"])
        return int(json.loads(result.output)["entries"])

    plain = run("plain")
    assert run("first", "--cache", str(folder)) == plain
    count = entries(str(folder))
    assert count > 10
    assert run("second", "--cache", str(folder)) == plain
    assert entries(str(folder)) == count
    content = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(content[:5000] + b"#" * (len(content) - 5000))
    assert run("broken", "--cache", str(folder)) == plain
    assert run("again", "--cache", str(folder)) == plain
    assert entries(str(folder)) > 0
    assert pl.read_parquet(tmp_path / "again.parquet").height == 2

    config = tmp_path / "cached.toml"
    config.write_text(f'[engine]\ncache = "{(tmp_path / "third").as_posix()}"\n', "utf-8")
    assert run("configured", "-c", str(config), "--no-cache") == plain
    assert not (tmp_path / "third").exists()
    assert run("configured", "-c", str(config)) == plain
    assert entries(str(tmp_path / "third")) == count


def test_the_command_shows_and_empties(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    nothing = CliRunner().invoke(app, ["cache", "info"])
    assert nothing.exit_code == 0
    assert "0 entries" in nothing.output.replace("\n", " ")
    assert not default_folder().exists()
    Store(default_folder()).put({b"1": b"goose", b"2": b"mill"})
    assert "2 entries" in CliRunner().invoke(app, ["cache", "info"]).output
    assert CliRunner().invoke(app, ["cache", "clear"]).exit_code == 0
    assert "0 entries" in CliRunner().invoke(app, ["cache", "info"]).output
    assert b"goose" not in (default_folder() / FILE).read_bytes()
