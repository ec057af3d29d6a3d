"""Reports on whole statements from the cache are those that the stages make, to the last byte, or are not used."""

from __future__ import annotations

import importlib
import io
import sqlite3
import sys
import zlib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.runs import Known, contents, known_pipeline, light_pipeline
from transcompare import engine, registry
from transcompare.cache import FILE, Store, context, open_store
from transcompare.cache.dependencies import _check as of_check
from transcompare.cache.dependencies import code, libraries
from transcompare.glossary import Term, add
from transcompare.packages import find
from transcompare.pipeline import Pipeline
from transcompare.stages.base import Stage

KINDS: dict[str, list[tuple[str, str | None, str]]] = {
    "plain": [("ru", None, "Порт примет 20 судов."), ("en", None, "The port takes 30 ships.")],
    "alone": [("en", None, "The port is open.")],
    "missing": [("ko", None, "항구는 열려 있다."), ("en", None, "The port is open.")],
    "two originals": [
        ("ru", "original", "Мы не исключаем, что порт откроют."),
        ("ru", "original", "Мы исключаем, что порт откроют."),
        ("en", "rendering", "We rule out that the port will be opened."),
    ],
    "no original": [
        ("en", "rendering", "The port takes 30 ships."),
        ("en", "rendering", "The port takes 300 ships."),
        ("en", "rendering", "The port takes 30 ships a day."),
    ],
    "empty": [("ru", None, "Порт."), ("en", None, "...")],
}
"""Statements of all kinds: language, role and text of their versions."""


def quotes(chosen: Sequence[tuple[str, str]], **more: str | None) -> pl.DataFrame:
    """A table of statements, each by its kind and its id; `more` columns are the same in all rows."""
    rows = [
        {"quote_id": quote_id, "lang": lang, "role": role, "text": text, **more}
        for quote_id, kind in chosen
        for lang, role, text in KINDS[kind]
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("quote_id", "lang", "role", "text", *more), pl.String))


def written(report: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    report.write_parquet(content)
    return content.getvalue()


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many comparisons reached the stages after `read`, a number each time."""
    from transcompare.stages.write import Write

    counts: list[int] = []
    process = Write.process

    def counting(self: Write, frame: pl.DataFrame) -> pl.DataFrame:
        counts.append(frame.height)
        return process(self, frame)

    monkeypatch.setattr(Write, "process", counting)
    return counts


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "transcript-1", "10", "x/y"]), st.sampled_from([*KINDS])), max_size=5
    ),
    st.lists(st.tuples(st.sampled_from(["b", "c", "10", "9"]), st.sampled_from([*KINDS])), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_any_part_of_the_statements_may_be_known(
    tmp_path: Path, before: list[tuple[str, str]], now: list[tuple[str, str]], random: Any
) -> None:
    Store(tmp_path).clear()
    cached, plain = known_pipeline(tmp_path), known_pipeline()
    if before:
        cached.run(quotes(before))
    frame = quotes(now)
    order = [*range(frame.height)]
    random.shuffle(order)
    for each in (frame, frame[order]):
        expected = written(plain.run(each).report)
        assert written(cached.run(each).report) == expected
        assert written(cached.run(each).report) == expected


def test_a_statement_that_is_known_skips_all_stages(tmp_path: Path, compared: list[int]) -> None:
    cached = known_pipeline(tmp_path)
    everything = [(f"q{i}", kind) for i, kind in enumerate(KINDS)]
    cached.run(quotes(everything))
    count = compared.pop()
    cached.run(quotes(everything))
    assert compared == []
    cached.run(quotes([*everything, ("new", "plain"), ("other", "no original")]))
    # The plain one is known by another name; the notes of the other one name its versions.
    assert compared == [3]
    assert count == sum(len(each) for each in KINDS.values()) - 4  # the originals of four


def test_a_statement_that_comes_twice_is_compared_once(tmp_path: Path, compared: list[int]) -> None:
    frame = quotes([("a", "plain"), ("b", "plain"), ("c", "no original"), ("d", "no original")])
    report = known_pipeline(tmp_path).run(frame).report
    assert compared == [4, 3]  # a and c, then d, which c's notes do not fit
    assert report["version_id"].to_list() == ["a/2", "b/2", "c/1", "c/2", "c/3", "d/1", "d/2", "d/3"]
    assert report["original_version_id"].to_list()[:2] == ["a/1", "b/1"]
    assert written(report) == written(known_pipeline().run(frame).report)


@pytest.mark.parametrize("column", ["speaker", "date", "outlet", "url", "original_lang", "house"])
def test_what_reaches_the_report_or_a_stage_is_in_the_key(tmp_path: Path, compared: list[int], column: str) -> None:
    cached = known_pipeline(tmp_path)
    for value in ("transcript en", "press release", None):
        frame = quotes([("q", "two originals"), ("r", "no original")], **{column: value})
        assert written(cached.run(frame).report) == written(known_pipeline().run(frame).report)
    assert len(compared) == 6


def test_ids_that_say_what_a_source_is_are_in_the_key(tmp_path: Path) -> None:
    for ids in (("x", "y", "z"), ("x", "y-transcript", "z"), ("press-release", "y", "z"), ("z", "y", "x")):
        frame = quotes([("q", "two originals")]).with_columns(pl.Series("version_id", ids))
        expected = written(known_pipeline().run(frame).report)
        assert written(known_pipeline(tmp_path).run(frame).report) == expected


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entries SET value = substr(value, 1, 8) || zeroblob(length(value) - 8)",
        "UPDATE entries SET value = zeroblob(3)",
        "UPDATE entries SET value = 'text'",
        "UPDATE entries SET value = (SELECT value FROM entries ORDER BY length(value) LIMIT 1)",
    ],
)
def test_a_damaged_entry_is_made_again(tmp_path: Path, compared: list[int], damage: str) -> None:
    frame = quotes([("a", "plain"), ("b", "two originals")])
    cached = known_pipeline(tmp_path)
    expected = written(cached.run(frame).report)
    with sqlite3.connect(tmp_path / FILE) as file:
        assert file.execute(damage).rowcount > 0
    file.close()
    compared.clear()
    assert written(cached.run(frame).report) == expected
    assert len(compared) == 1
    assert written(cached.run(frame).report) == expected
    assert len(compared) == 1


def test_an_entry_holds_its_own_statement_alone(tmp_path: Path) -> None:
    known_pipeline(tmp_path).run(quotes([("a", "plain"), ("b", "two originals"), ("c", "no original")]))
    with sqlite3.connect(tmp_path / FILE) as file:
        keys = [key for (key,) in file.execute("SELECT key FROM entries")]
    file.close()
    texts = {"plain": "Порт примет 20 судов.", "two originals": "We rule out", "no original": "30 ships a day"}
    entries = [zlib.decompress(value) for value in open_store(tmp_path).get(keys).values()]
    held = [[kind for kind, text in texts.items() if text.encode() in entry] for entry in entries]
    assert sorted(held) == [["no original"], ["plain"], ["two originals"]]


def test_a_whole_entry_that_is_no_report_is_made_again(tmp_path: Path, compared: list[int]) -> None:
    frame = quotes([("a", "plain")])
    cached = known_pipeline(tmp_path)
    cached.run(frame)
    store = open_store(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as file:
        ((key,),) = file.execute("SELECT key FROM entries").fetchall()
    file.close()
    store.put({key: b"rubbish"})
    assert cached.run(frame).report["quote_id"].to_list() == ["a"]
    assert len(compared) == 2


def test_a_run_in_a_folder_has_the_same_bytes_and_uses_it(tmp_path: Path, compared: list[int]) -> None:
    source = tmp_path / "q.csv"
    quotes([(f"{kind} {i}", kind) for i in range(4) for kind in KINDS]).write_csv(source)
    known_pipeline().stream(source, tmp_path / "plain", part_rows=5)
    for name in ("first", "second"):
        compared.clear()
        known_pipeline(tmp_path / "cache").stream(source, tmp_path / name, part_rows=5)
        assert contents(tmp_path / name) == contents(tmp_path / "plain")
    assert compared == []


class Foreign(Stage):
    """A stage of another package, which looks at all rows."""

    name: ClassVar[str] = "foreign"

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.len().alias("rows"))


def test_nothing_is_kept_where_it_cannot_be_told_what_it_depends_on(tmp_path: Path) -> None:
    plain = known_pipeline(tmp_path)
    assert context(plain.stages, "")
    mixed = [
        stage.model_copy(update={"engine": Known(cache=str(tmp_path), beam_size=2)}) if stage.name == "score" else stage
        for stage in plain.stages
    ]
    silent = light_pipeline().with_cache(tmp_path).stages  # the stub of other tests does not say what it is
    for stages in ([*plain.stages[:-1], Foreign(), plain.stages[-1]], plain.stages[:-1], mixed, silent):
        assert context(stages, "") is None
        assert Pipeline(tuple(stages)).run(quotes([("a", "plain")])).report.height == 1
    assert context(plain.stages[1:], "") is None
    assert open_store(tmp_path).info().entries == 0


def test_settings_terms_and_signature_are_in_the_context() -> None:
    settings: list[dict[str, Any]] = [{}, {"decide": {"review": 0.4}}, {"engine": {"beam_size": 1}}]
    settings.append({"check": {"checks": ["number"]}})
    pipelines = [known_pipeline(), *map(Pipeline.from_settings, settings)]
    pipelines.append(add(pipelines[0], (Term(kind="must_not", target_lang="en", target="harbour"),)))
    found = [context(pipeline.stages, pipeline.signature()) for pipeline in pipelines]
    found.append(context(pipelines[0].stages, "another version"))
    assert None not in found
    assert len({*found}) == len(found)
    places = Pipeline.from_settings({"engine": {"threads": 1}})
    assert context(places.stages, places.signature()) == found[1]


def test_packages_and_libraries_are_in_the_context(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = Pipeline.from_settings({"stages": ["read", "pair", "translate", "write"]})
    before = context(pipeline.stages, "")
    monkeypatch.setattr(engine, "find", lambda *_: find()[:1])
    assert context(pipeline.stages, "") not in (None, before)
    monkeypatch.undo()
    assert context(pipeline.stages, "") == before
    monkeypatch.setattr(metadata.PathDistribution, "version", "0.0.1")
    libraries.cache_clear()
    assert context(pipeline.stages, "") != before
    libraries.cache_clear()

    def gone(*_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(engine, "find", gone)
    assert context(pipeline.stages, "") is None


def test_any_module_or_list_that_changes_makes_other_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data" / "packages").mkdir(parents=True)
    (tmp_path / "__pycache__").mkdir()
    monkeypatch.setattr("transcompare.cache.dependencies.files", lambda _: tmp_path)

    def now() -> str:
        code.cache_clear()
        return code()

    found = [now()]
    for name in ("words.py", "data/list.toml", "data/list.tom"):
        (tmp_path / name).write_text("1")
        found.append(now())
    (tmp_path / "words.py").write_text("2")
    found.append(now())
    assert len({*found}) == len(found)
    for name in ("data/packages/model.bin", "__pycache__/words.pyc"):
        (tmp_path / name).write_text("1")
    assert now() == found[-1]
    monkeypatch.undo()
    code.cache_clear()


def test_a_check_of_another_package_is_in_the_key_with_its_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    pipeline = Pipeline.from_settings({"stages": ["read", "pair", "check", "write"], "check": {"checks": ["number"]}})
    found = {context(pipeline.stages, "")}
    for source in ("class C:\n  version = '1'\n", "class C:\n  version = '1'\n  more = 1\n"):
        (tmp_path / "elsewhere.py").write_text(source)
        monkeypatch.delitem(sys.modules, "elsewhere", raising=False)
        importlib.invalidate_caches()
        kind = importlib.import_module("elsewhere").C
        monkeypatch.setattr(registry, "load", lambda *_, kind=kind: kind)
        of_check.cache_clear()
        found.add(context(pipeline.stages, ""))
    of_check.cache_clear()
    assert len(found) == 3


def test_what_is_made_while_a_package_vanishes_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = quotes([("a", "plain")])
    cached = known_pipeline(tmp_path)
    identities = iter(["all packages", "one less"])
    with monkeypatch.context() as changing:
        changing.setattr(Known, "identity", lambda _: next(identities))
        assert cached.run(frame).report.height == 1
    assert open_store(tmp_path).info().entries == 0
    cached.run(frame)
    assert open_store(tmp_path).info().entries == 1


def test_the_largest_size_holds(tmp_path: Path) -> None:
    cached = known_pipeline(tmp_path)
    store = Store(tmp_path, limit=100_000)
    cached.run(quotes([("q", "plain")]))
    with sqlite3.connect(tmp_path / FILE) as file:
        ((value,),) = file.execute("SELECT value FROM entries").fetchall()
    file.close()
    for i in range(100):
        store.put({f"key {i}".encode(): value})
    assert 20_000 < store.info().size <= 100_000 + 8192
