"""What the README and the pages of docs/ show works: commands, Python, examples of checks, links, generated parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest
from typer.main import get_command

import transcompare
from docs import generate
from tests.pages import PAGES, ROOT, blocks, follow, text_of
from transcompare import registry, schema
from transcompare.cli import app
from transcompare.pipeline import DEFAULT_STAGES

MARKED = [(page, need) for page in PAGES for need in sorted({b.needs for b in blocks(page) if b.needs})]
NOT_HERE = {
    "network": "tests have no network",
    "ray": "Ray's processes talk over sockets, which tests do not have; run by hand with tests.pages.follow",
}
CHECKS = text_of("docs/checks.md")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a temporary one with the samples and pipelines of a checkout."""
    for name in ("samples", "pipelines"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_works(page: str, folder: Path) -> None:
    names = follow(page)
    if page == "README.md":
        assert names["report"].height == 90
        assert names["outcome"].rejects.height == 6
        assert names["result"].findings


@pytest.mark.parametrize(("page", "need"), MARKED)
def test_what_needs_more_works_where_that_is(page: str, need: str, folder: Path) -> None:
    if need in NOT_HERE:
        pytest.skip(NOT_HERE[need])
    pytest.importorskip(need, reason=f"{need} is not installed; uv run --with {need} pytest tests/test_pages.py")
    follow(page, need)


class Example(NamedTuple):
    """A row of the tables in docs/checks.md; what is marked is the words in bold."""

    check: str
    original: str
    rendering: str
    outcome: str
    severity: str


def examples() -> Iterator[Example]:
    for section in re.split(r"^## ", CHECKS, flags=re.MULTILINE)[1:]:
        check = section.partition("\n")[0].strip("`")
        for original, rendering, said in re.findall(r"^\| (.*?) \| (.*?) \| (.*?) \|$", section, re.MULTILINE):
            if said:
                outcome, _, severity = said.partition(": ")
                yield Example(check, original, rendering, outcome, severity)


EXAMPLES = [example for example in examples() if example.original != "original"]


@pytest.fixture(scope="module")
def compared() -> dict[str, dict[str, Any]]:
    """Every example as the default pipeline reports it, by its number."""
    rows = [
        {"quote_id": str(number), "role": role, "lang": language, "text": text.replace("**", "")}
        for number, example in enumerate(EXAMPLES)
        for role, text, language in (
            ("original", example.original, "en" if example.check == "wording" else "ru"),
            ("rendering", example.rendering, "en"),
        )
    ]
    return {row["quote_id"]: row for row in transcompare.run(pl.DataFrame(rows)).iter_rows(named=True)}


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[f"{e.check}-{e.outcome}" for e in EXAMPLES])
def test_an_example_of_a_check_is_what_the_page_says(number: int, compared: dict[str, dict[str, Any]]) -> None:
    example, row = EXAMPLES[number], compared[str(number)]
    found = [finding for finding in row["findings"] if finding["check"] == example.check]
    if example.outcome in ("right", "missed"):
        assert not found, "docs/checks.md calls it right, or missed"
        return
    assert example.outcome in ("flagged", "false alarm")
    assert [finding["severity"] for finding in found] == [example.severity]
    for side in ("original", "rendering"):
        for words in re.findall(r"\*\*(.*?)\*\*", getattr(example, side)):
            assert words in found[0][f"{side}_text"]


def test_every_check_has_a_section_with_examples() -> None:
    sections = re.findall(r"^## `([\w-]+)`$", CHECKS, re.MULTILINE)
    assert set(sections) == {*registry.available("transcompare.checks"), "glossary"}
    for name in registry.available("transcompare.checks"):
        assert {"right", "flagged"} <= {e.outcome for e in EXAMPLES if e.check == name}, name


def test_every_stage_has_a_paragraph_in_order() -> None:
    named = re.findall(r"^\d+\. \*\*`(\w+)`\*\*", text_of("docs/concepts.md"), re.MULTILINE)
    assert tuple(named) == DEFAULT_STAGES


@pytest.mark.parametrize("page", PAGES)
def test_every_part_is_generated(page: str) -> None:
    assert "<!-- generated:" not in generate.on_page_markdown(text_of(page))


def test_a_part_that_nobody_makes_is_an_error() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        generate.on_page_markdown("<!-- generated: nonsense -->")


@pytest.mark.parametrize("html", ['<script src="https://cdn.example/x.js">', "<link rel=x href=//fonts.example/a.css>"])
def test_a_page_that_fetches_from_elsewhere_is_an_error(html: str, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(
        '<script src="assets/x.js"></script><a href="https://example.org">a link is not fetched</a>', "utf-8"
    )
    generate.on_post_build({"site_dir": str(tmp_path)})
    page.write_text(html, "utf-8")
    with pytest.raises(ValueError, match=r"index\.html fetches from elsewhere"):
        generate.on_post_build({"site_dir": str(tmp_path)})


def options(command: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every command with every option that it has and does not hide, from Typer's own tree."""
    yield path, path
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            yield from ((path, name) for name in (*parameter.opts, *parameter.secondary_opts))
    for name, below in getattr(command, "commands", {}).items():
        yield from options(below, f"{path} {name}")


def test_every_command_and_option_is_in_the_reference() -> None:
    page = generate.on_page_markdown(text_of("docs/cli.md"))
    sections = {part.partition("`\n")[0]: part for part in page.split("\n## `")[1:]}
    for path, option in options(get_command(app), "transcompare"):
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", sections[path]), f"{path}: {option}"


def test_every_column_status_and_category_is_in_the_reference() -> None:
    page = generate.on_page_markdown(text_of("docs/contracts.md"))
    for column in (*schema.INPUT, *schema.REPORT, *schema.REJECT):
        assert re.search(rf"^\| `{column.name}` \| .* \| {re.escape(column.meaning)} \|$", page, re.MULTILINE)
    fields = {field.name for name in generate.STRUCTS for field in getattr(schema, name).fields}
    for name in (*fields, *schema.STATUSES, *schema.CATEGORIES, *registry.available("transcompare.stages")):
        assert f"`{name}`" in page, name


def test_every_public_name_is_in_the_reference() -> None:
    page = text_of("docs/api.md")
    for name in set(transcompare.__all__) - {"__version__"}:
        assert re.search(rf"^::: transcompare\.[\w.]*\b{name}$", page, re.MULTILINE), name


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as both GitHub and MkDocs make them of plain words."""
    headings = re.findall(r"^#+ (.*?)(?: \{ #([\w-]+) \})?$", generate.on_page_markdown(text_of(page)), re.MULTILINE)
    return {own or re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title, own in headings}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(str(file.resolve().relative_to(ROOT))), target


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_exist(page: str) -> None:
    for name in re.findall(r"\b(?:benchmarks|pipelines|samples|transcompare|tests)/[\w/.-]*\w\b/?", text_of(page)):
        assert (ROOT / name).exists(), name
