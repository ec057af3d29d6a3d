"""The page in a browser: what people click, type and see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.html_report import NEEDS_CHROMIUM, Opened, bridge, browser, saved
from transcompare import html, review

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(bridge(), tmp_path_factory.mktemp("html"))


@pytest.fixture
def opened(chromium: Browser, path: Path) -> Iterator[Opened]:
    made = Opened(chromium, path)
    yield made
    assert made.quiet(), (made.errors, made.requests)
    made.context.close()


def listed(page: Page) -> list[str]:
    """The links of the list, as shown."""
    return page.eval_on_selector_all("#rows .statement a", "all => all.map((a) => decodeURIComponent(a.hash.slice(1)))")  # type: ignore[no-any-return]


def value(page: Page, script: str) -> Any:
    return page.evaluate(script)


def test_the_worst_come_first_and_columns_sort(opened: Opened) -> None:
    page = opened.page
    assert listed(page) == ["bridge/en-1", "ferry/en-1", "lamp/en-1", "bridge/en-2", "bridge/ko-1"]
    assert page.get_attribute("th.divergence", "aria-sort") == "descending"
    page.click("th.divergence button")
    assert listed(page)[0] == "bridge/ko-1"
    page.click("th.date button")
    assert listed(page)[-2:] == ["lamp/en-1", "ferry/en-1"]
    assert page.get_attribute("th.date", "aria-sort") == "ascending"
    page.click("th.statement button")
    assert listed(page)[-1] == "lamp/en-1"


def test_filters_narrow_the_list_and_clear_brings_it_back(opened: Opened) -> None:
    page = opened.page
    page.fill("#search", "LAMPS stay")
    assert listed(page) == ["lamp/en-1"]
    assert page.inner_text("#count") == "1 of 5 renderings"
    page.fill("#search", "не исключаем steel")  # original and rendering
    assert "bridge/en-2" in listed(page)
    page.fill("#search", "nowhere to be found")
    assert page.is_visible("#empty")
    page.click("#clear")
    assert len(listed(page)) == 5
    for name, chosen, expected in (
        ("verdict", "=review", ["ferry/en-1"]),
        ("severity", "=critical", ["bridge/en-1"]),
        ("category", "=modality", ["ferry/en-1"]),
        ("outlet", "=Quillbrook Wire", ["bridge/en-1"]),
        ("outlet", "=", ["bridge/ko-1"]),
        ("language", "=ru→ko", ["bridge/ko-1"]),
        ("review", "=open", ["bridge/en-1", "ferry/en-1"]),
    ):
        page.select_option(f"#filter-{name}", chosen)
        assert listed(page) == expected
        page.select_option(f"#filter-{name}", "")
    assert len(listed(page)) == 5


def test_charts_filter_the_list(opened: Opened) -> None:
    page = opened.page
    page.click("#overview [data-filter=verdict][data-value=divergent]")
    assert listed(page) == ["bridge/en-1"]
    page.click("#overview [data-filter=verdict][data-value=divergent]")
    page.click(".deeper > summary")
    page.click('.heat button[aria-label="Orrin Bay Bulletin, modality: 1"]')
    assert listed(page) == ["ferry/en-1"]
    assert page.input_value("#filter-category") == "=modality"


def test_keys_move_open_search_and_go_back(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    assert value(page, "document.activeElement.hash") == "#ferry%2Fen-1"
    page.keyboard.press("Enter")
    page.wait_for_selector("#detail:not([hidden])")
    assert page.inner_text("#detail-title") == "ferry"
    page.keyboard.press("k")
    expect(page).to_have_title("bridge – report")
    page.keyboard.press("Escape")
    page.wait_for_selector("#browse:not([hidden])")
    assert value(page, "document.activeElement.hash") == "#bridge%2Fen-1"
    page.keyboard.press("/")
    page.keyboard.type("j/k")
    assert page.input_value("#search") == "j/k"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")


def test_a_link_opens_its_rendering(chromium: Browser, path: Path) -> None:
    made = Opened(chromium, path, "#ferry%2Fen-1")
    assert made.page.inner_text("#detail-title") == "ferry"
    made.page.goto(path.as_uri() + "#nobody")
    made.page.wait_for_selector("#missing:not([hidden])")
    assert made.page.is_visible("#list")
    assert made.quiet()
    made.context.close()


def test_both_sides_are_marked_with_one_number_and_colour(opened: Opened) -> None:
    page = opened.page
    page.goto(page.url + "#bridge%2Fen-1")
    page.wait_for_selector("#detail:not([hidden])")
    assert page.inner_text("#source mark.c1") == "не исключаем"
    assert page.inner_text(".opened mark.c1") == "rule out"
    assert page.inner_text("#source mark.c2") == "14 мая"
    assert page.inner_text(".opened mark.c2") == "15"  # after an emoji, which is two units in a browser
    assert page.inner_text("#source mark.c3") == "если хватит стали"
    background = "(s) => getComputedStyle(document.querySelector(s)).backgroundColor"
    assert page.evaluate(background, "#source mark.c2") == page.evaluate(background, ".opened mark.c2")
    assert page.evaluate(background, "#source mark.c1") != page.evaluate(background, "#source mark.c2")
    assert (
        page.inner_text(".reference .text")
        == "We do not rule out that the bridge opens on May 14 if there is enough steel."
    )
    assert page.locator("#renderings .card").count() == 3
    assert page.inner_text("#signature") == "transcompare:0.1.0|config:00000000"
    assert "findings" in page.inner_text("table.why")
    assert "+6.00" in page.inner_text("table.why")
    assert "role worked out" in page.inner_text(".notes")
    assert page.get_attribute(".facts a", "href") == "https://example.org/a"


def test_hovering_focusing_and_tapping_show_the_evidence(opened: Opened) -> None:
    page = opened.page
    page.goto(page.url + "#bridge%2Fen-1")
    page.wait_for_selector("#detail:not([hidden])")
    page.hover("#source mark.c2")
    assert "number differs" in page.inner_text("#pop")
    assert page.locator("mark.lit").all_inner_texts() == ["14 мая", "15"]
    page.mouse.move(1, 1)
    assert not page.is_visible("#pop")
    page.focus(".opened button.n.c1")
    assert "negation differs" in page.inner_text("#pop")
    page.keyboard.press("Escape")
    assert not page.is_visible("#pop")
    page.click(".opened mark.c2")
    page.mouse.move(1, 1)
    assert page.is_visible("#pop")  # a tap holds it
    page.click("#detail-title")
    assert not page.is_visible("#pop")


def test_words_are_linked_on_demand(opened: Opened) -> None:
    page = opened.page
    page.goto(page.url + "#bridge%2Fen-1")
    page.wait_for_selector("#detail:not([hidden])")
    assert page.locator(".w").count() == 0
    page.keyboard.press("w")
    page.hover("#source .w")
    assert page.locator(".w.lit").all_inner_texts() == ["мост", "bridge"]
    assert page.inner_text("#source .w.alone") == "хватит"
    assert "хватит – no counterpart 0.70" in page.inner_text("ul.words")


def test_decisions_are_kept_and_exported_and_applied(opened: Opened, tmp_path: Path) -> None:
    page = opened.page
    page.goto(page.url + "#bridge%2Fen-1")
    page.wait_for_selector("#detail:not([hidden])")
    page.click("[aria-label='Accept: finding 1, negation']")
    page.click("[aria-label='Reject: finding 2, number']")
    page.click("[aria-label='Reject: finding 3, omission']")
    page.click("[aria-label='Reject: finding 3, omission']")  # taken back
    page.fill("[aria-label='Note: finding 1, negation']", 'reversed </textarea><script>"x"')
    page.keyboard.press("Tab")
    assert page.inner_text("#export").split() == ["Export", "decisions", "2"]
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.get_attribute("[aria-label='Accept: finding 1, negation']", "aria-pressed") == "true"
    with page.expect_download() as download:
        page.click("#export")
    assert download.value.suggested_filename == "report.decisions.json"
    exported = tmp_path / "decisions.json"
    download.value.save_as(exported)
    entries = {entry["category"]: entry for entry in json.loads(exported.read_bytes())["decisions"]}
    assert {name: entry["decision"] for name, entry in entries.items()} == {
        "negation": "accepted", "number": "rejected", "omission": None,
    }  # fmt: skip
    table = review.apply(bridge(), review.read_export(exported))
    assert table["decision"].to_list().count("accepted") == 1
    assert table.filter(decision="accepted")["note"].to_list() == ['reversed </textarea><script>"x"']
    assert table["current"].all()
    page.keyboard.press("Escape")
    page.select_option("#filter-review", "=accepted")
    assert listed(page) == ["bridge/en-1"]


def test_decisions_beside_the_report_are_shown(chromium: Browser, tmp_path: Path) -> None:
    report = bridge()
    key = review.finding_ids(report.row(2, named=True))[0]
    decisions = review.apply(report, [review.Decision(key, "rejected", "fair")])
    made = Opened(chromium, saved(report, tmp_path, decisions=decisions), "#ferry%2Fen-1")
    assert made.page.get_attribute("[aria-label^='Reject']", "aria-pressed") == "true"
    assert made.page.input_value("input.note") == "fair"
    assert made.quiet()
    made.context.close()


def test_without_storage_the_page_works_and_says_so(chromium: Browser, path: Path) -> None:
    # In a strict browser reading the property throws.
    context = chromium.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })")
    page = context.new_page()
    page.goto(path.as_uri() + "#ferry%2Fen-1")
    page.wait_for_selector("html[data-ready]")
    page.click("[aria-label^='Accept']")
    assert page.get_attribute("[aria-label^='Accept']", "aria-pressed") == "true"
    assert page.is_visible("#unstored")
    page.click("#theme")
    assert value(page, "document.documentElement.dataset.theme") == "light"
    context.close()


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_light_and_dark_follow_the_system_and_the_switch(
    chromium: Browser, path: Path, scheme: Any, dark: bool
) -> None:
    made = Opened(chromium, path, color_scheme=scheme)
    lightness = "getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).slice(0, 3).every((c) => c < 64)"
    assert value(made.page, lightness) == dark
    made.page.click("#theme")
    assert value(made.page, lightness) is False
    made.page.click("#theme")
    assert value(made.page, lightness) is True
    made.page.reload()
    made.page.wait_for_selector("html[data-ready]")
    assert value(made.page, lightness) is True
    made.page.emulate_media(media="print")
    assert value(made.page, lightness) is False
    assert not made.page.is_visible("#theme")
    made.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#bridge%2Fen-1"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_keeps_people_out(chromium: Browser, path: Path, scheme: Any, fragment: str, width: int) -> None:
    """axe-core: landmarks, names, contrast (WCAG 2.2 AA); and nothing is wider than the screen."""
    made = Opened(chromium, path, fragment, color_scheme=scheme, viewport={"width": width, "height": 800})
    if fragment:
        made.page.keyboard.press("w")
        made.page.click("[aria-label^='Accept']")
        made.page.click(".facts summary")
    assert value(made.page, "document.documentElement.scrollWidth") == width
    found = Axe().run(made.page).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found] == []
    made.context.close()


def test_the_order_of_focus_is_that_of_reading(opened: Opened) -> None:
    page = opened.page
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(value(page, "document.activeElement.id || document.activeElement.closest('[id]')?.id"))
    order = [name for i, name in enumerate(seen) if name not in seen[:i]]
    wanted = ["export", "theme", "overview", "search", "filter-verdict", "filter-review", "rows"]
    assert [name for name in order if name in wanted] == wanted


def test_a_split_report_links_its_files(chromium: Browser, tmp_path: Path) -> None:
    files = html.write(bridge(), tmp_path / "my report.html", limit=2_000)
    assert [file.name for file in files] == ["my report.html", "my report-2.html"]
    made = Opened(chromium, files[0])
    first = listed(made.page)
    made.page.click("nav.files li:nth-child(2) a")
    made.page.wait_for_selector("html[data-ready]")
    assert made.page.inner_text("nav.files [aria-current]") == "2"
    assert not set(first) & set(listed(made.page))
    assert made.quiet()
    made.context.close()
