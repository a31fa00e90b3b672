"""By keyboard alone: into each grid, through it, out of it, and back to it from a dialog."""

import pytest
from playwright.sync_api import Locator, Page, expect

from core.runs.run import Run
from harness.serving import ServedLab
from tests import keeping

pytestmark = pytest.mark.browser

MOST_TABS = 60

FOCUSED = """() => {
    let found = document.activeElement;
    while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
    return found?.getAttribute("aria-label") ?? "";
}"""


@pytest.fixture(scope="module")
def run(lab: ServedLab) -> Run:
    return keeping.finished(lab.home)


def tab_to(visitor: Page, target: Locator, key: str = "Tab") -> None:
    """Presses Tab from wherever one is until something has the focus, as one sees by its outline."""
    for _ in range(MOST_TABS):
        visitor.keyboard.press(key)
        if target.evaluate("it => it.matches(':focus')"):
            break
    expect(target).to_be_focused()
    assert has_outline(target)


def has_outline(target: Locator) -> bool:
    found: bool = target.evaluate(
        """it => {
            const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(it);
            return it.matches(":focus-visible") && outlineStyle === "solid" && parseInt(outlineWidth) >= 2
                && outlineColor !== "rgba(0, 0, 0, 0)";
        }"""
    )
    return found


def press(visitor: Page, key: str, target: Locator) -> None:
    """Presses a key after which something has the focus."""
    visitor.keyboard.press(key)
    expect(target).to_be_focused()
    assert has_outline(target)


def test_explores_images_are_reached_walked_through_chosen_and_left(visitor: Page, run: Run) -> None:
    visitor.goto(f"/explore?run={run.id}")
    images = visitor.get_by_role("listbox", name="Images of train").get_by_role("option")
    tab_to(visitor, images.first)
    press(visitor, "ArrowRight", images.nth(1))
    press(visitor, "ArrowLeft", images.first)
    press(visitor, "End", images.last)
    press(visitor, "Home", images.first)
    visitor.keyboard.press("ArrowDown")
    expect(images.first).not_to_be_focused()
    press(visitor, "ArrowUp", images.first)
    press(visitor, "ArrowRight", images.nth(1))
    visitor.keyboard.press("Enter")
    expect(images.nth(1)).to_have_attribute("aria-selected", "true")
    name = images.nth(1).get_attribute("title") or ""
    number = name.split(", image ")[1]
    expect(visitor.get_by_text(f"MNIST train #{number.replace(',', '')} · split: train")).to_be_visible()
    expect(images.nth(1)).to_be_focused()
    visitor.keyboard.press("Shift+Tab")
    assert visitor.evaluate(FOCUSED) != name
    tab_to(visitor, images.nth(1))
    visitor.keyboard.press("Tab")
    assert ", image " not in visitor.evaluate(FOCUSED)


def test_the_cells_images_give_the_focus_to_a_dialog_and_get_it_back(visitor: Page, run: Run) -> None:
    visitor.goto(f"/evaluate?run={run.id}")
    images = visitor.get_by_role("listbox", name="Images of the cell").get_by_role("option")
    errors = visitor.get_by_role("listbox", name="Most confident errors").get_by_role("option")
    for grid in (images, errors):
        tab_to(visitor, grid.first)
        press(visitor, "ArrowRight", grid.nth(1))
        visitor.keyboard.press("Enter")
        expect(visitor.get_by_role("dialog")).to_be_visible()
        visitor.keyboard.press("Escape")
        expect(visitor.get_by_role("dialog")).to_have_count(0)
        expect(grid.nth(1)).to_be_focused()
        assert has_outline(grid.nth(1))
        visitor.keyboard.press("Shift+Tab")
        expect(grid.nth(1)).not_to_be_focused()
        tab_to(visitor, grid.nth(1))


def test_the_matrix_is_one_tab_stop_that_the_arrows_move(visitor: Page, run: Run) -> None:
    visitor.goto(f"/evaluate?run={run.id}")
    four, nine = (visitor.get_by_role("button", name=f"True 4, predicted {digit} ·") for digit in (0, 9))
    tab_to(visitor, nine)  # the largest error is the cell in hand
    press(visitor, "Home", four)
    press(visitor, "End", nine)
    press(visitor, "ArrowUp", visitor.get_by_role("button", name="True 3, predicted 9 ·"))
    press(visitor, "ArrowDown", nine)
    press(visitor, "ArrowLeft", visitor.get_by_role("button", name="True 4, predicted 8 ·"))
    visitor.keyboard.press("Tab")
    assert ", predicted " not in visitor.evaluate(FOCUSED)
    tab_to(visitor, visitor.get_by_role("button", name="True 4, predicted 8 ·"), "Shift+Tab")
    visitor.keyboard.press("Shift+Tab")
    assert ", predicted " not in visitor.evaluate(FOCUSED)
    tab_to(visitor, visitor.get_by_role("button", name="True 4, predicted 8 ·"))
    press(visitor, "Home", four)
    visitor.keyboard.press("Enter")
    expect(four).to_have_attribute("aria-pressed", "true")
    expect(four).to_be_focused()


def test_a_confused_pair_is_reached_and_chosen_by_key(visitor: Page, run: Run) -> None:
    visitor.goto(f"/evaluate?run={run.id}")
    visitor.get_by_role("button", name="True 1, predicted 1 ·").click()
    expect(visitor.get_by_role("heading", name="True 1, predicted 1")).to_be_visible()
    pair = visitor.get_by_role("button", name="4 → 9 · 30 images")
    visitor.keyboard.press("Tab")
    expect(pair).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", name="True 4, predicted 9 · 30 test images")).to_be_visible()


def test_a_line_is_hidden_in_both_charts_by_its_button_in_the_legend(visitor: Page, run: Run) -> None:
    visitor.goto(f"/train?run={run.id}")
    button = visitor.locator(".chart-legend").get_by_role("button", name="validation")
    expect(button).to_have_attribute("aria-pressed", "true", timeout=60_000)
    for pressed in (False, True):
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", str(pressed).lower())
        expect(button).to_be_focused()
        shown = "[...document.querySelectorAll('.live-curves .plot')].map((plot) => plot.data[2].visible)"
        assert visitor.evaluate(shown) == [pressed, pressed]
