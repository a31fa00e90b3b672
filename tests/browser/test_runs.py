"""The page Runs in a browser: ticks, a comparison, files, a link, and all of it by touch and by keyboard."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Position, expect

from core.runs.run import Run
from dashboard.views.runs.run_table import ROW_PIXELS
from harness.serving import ServedLab, serving_pages
from tests import keeping

pytestmark = pytest.mark.browser

HEADER_PIXELS, TICK = 36, 17
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
"""What a page is given that came over plain http from another machine."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    with serving_pages(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def runs(lab: ServedLab) -> list[Run]:
    """Runs that have ended, the newest first, as in the table."""
    return [keeping.finished(lab.home, preset) for preset in ("quick", "tutorial-dense-adam", "quick")][::-1]


def table(visitor: Page) -> Locator:
    found = visitor.get_by_test_id("stDataFrame").first
    expect(found.locator("canvas").first).to_be_visible()
    return found


def at(row: int, x: int = TICK) -> Position:
    """Where a row is in the table: its box, unless told otherwise."""
    return {"x": x, "y": HEADER_PIXELS + ROW_PIXELS * (row + 0.5)}


def test_ticked_runs_are_compared_and_the_address_brings_the_comparison_back(
    visitor: Page, runs: list[Run]
) -> None:
    visitor.goto(f"/runs?run={runs[1].id}")
    table(visitor).click(position=at(0))
    expect(visitor.get_by_text("1 selected")).to_be_visible()
    expect(visitor.get_by_role("heading", name=runs[1].name)).to_be_visible()
    table(visitor).click(position=at(1))
    expect(visitor.get_by_text("2 selected")).to_be_visible()
    visitor.get_by_role("button", name="Compare").click()
    chart = visitor.get_by_role("img", name=f"Accuracy by epoch of {runs[0].name}, {runs[1].name}")
    expect(chart.locator(".scatterlayer .trace")).to_have_count(2)
    visitor.goto(visitor.url)
    expect(chart.locator(".scatterlayer .trace")).to_have_count(2)
    region = visitor.get_by_role("region", name="Comparison")
    expect(region.get_by_role("columnheader")).to_have_text([re.compile(run.name) for run in runs[:2]])
    expect(region.get_by_role("row", name=re.compile("^Learning rate"))).to_contain_text("0.001")


def test_a_file_comes_as_it_is_kept(visitor: Page, runs: list[Run]) -> None:
    visitor.goto(f"/runs?run={runs[0].id}")
    visitor.get_by_test_id("stPopoverButton").click()
    with visitor.expect_download() as waiting:
        visitor.get_by_role("button", name="Predictions (.csv)").click()
    assert waiting.value.suggested_filename == "net-3-predictions.csv"
    rows = list(csv.DictReader(Path(waiting.value.path()).read_text().splitlines()))
    assert len(rows) == 15_000
    assert sum(row["true_label"] != row["predicted"] for row in rows) == 2 * keeping.FOURS_READ_AS_NINES


def test_a_file_that_is_damaged_does_not_come(visitor: Page, lab: ServedLab) -> None:
    run = keeping.finished(lab.home)
    (lab.home / "runs" / run.id / "model.onnx").write_bytes(b"another model")
    visitor.goto(f"/runs?run={run.id}")
    visitor.get_by_test_id("stPopoverButton").click()
    visitor.get_by_role("button", name="Model (.onnx)").click()
    expect(visitor.get_by_text("Failed to generate file for download")).to_be_visible()
    keeping.store(lab.home).runs.delete(run.id)


@pytest.mark.parametrize("script", ["", NO_CLIPBOARD], ids=["clipboard", "plain http"])
def test_a_runs_link_is_copied(browser: Browser, lab: ServedLab, runs: list[Run], script: str) -> None:
    context = browser.new_context(base_url=lab.address)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor = context.new_page()
    visitor.add_init_script(script)
    visitor.goto(f"/runs?run={runs[0].id}")
    visitor.get_by_role("button", name="Copy link").click()
    expect(visitor.get_by_role("button", name="Link copied")).to_be_visible()
    expect(visitor.get_by_role("button", name="Copy link")).to_be_visible()
    reader = context.new_page()
    reader.goto(f"{lab.address}/healthz")
    assert reader.evaluate("navigator.clipboard.readText()") == f"{lab.address}/train?run={runs[0].id}"
    context.close()


def test_where_nothing_can_be_copied_the_link_can_be_read(visitor: Page, runs: list[Run]) -> None:
    visitor.add_init_script(NO_CLIPBOARD + "Document.prototype.execCommand = () => false;")
    visitor.goto(f"/runs?run={runs[0].id}")
    visitor.get_by_role("button", name="Copy link").click()
    field = visitor.get_by_role("textbox", name="Link, to be copied by hand")
    expect(field).to_be_focused()
    expect(field).to_have_value(re.compile(f"/train[?]run={runs[0].id}$"))


def test_on_a_phone_a_finger_selects_ticks_and_finds_the_filters(
    browser: Browser, lab: ServedLab, runs: list[Run]
) -> None:
    context = browser.new_context(
        base_url=lab.address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    visitor = context.new_page()
    visitor.goto(f"/runs?run={runs[0].id}")
    table(visitor).tap(position=at(1, x=120))
    visitor.wait_for_url(re.compile(runs[1].id))
    table(visitor).tap(position=at(2))
    expect(visitor.get_by_text("1 selected")).to_be_visible()
    expect(visitor.get_by_text("Only mine")).to_be_hidden()
    visitor.get_by_text("Filters", exact=True).tap()
    expect(visitor.get_by_text("Only mine")).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


def test_by_keyboard_alone_runs_are_selected_ticked_and_compared(visitor: Page, runs: list[Run]) -> None:
    visitor.goto(f"/runs?run={runs[0].id}")
    canvas = table(visitor).get_by_test_id("data-grid-canvas")
    search = visitor.get_by_role("textbox", name="Search")
    expect(search).to_be_visible()
    search.focus()
    for _ in range(15):
        visitor.keyboard.press("Tab")
        if canvas.evaluate("it => it.contains(document.activeElement)"):
            break
    for run in runs[1:]:
        visitor.keyboard.press("ArrowDown")
        visitor.wait_for_url(re.compile(run.id))
        visitor.keyboard.press("Shift+Space")
    expect(visitor.get_by_text("2 selected")).to_be_visible()
    visitor.get_by_role("button", name="Compare").press("Enter")
    expect(visitor.get_by_role("heading", name="Comparison")).to_be_visible()
