"""Start in a real Chromium: the wall of digits, what is offered, what is ticked, what runs."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.data.mnist import mnist
from core.runs.state import State
from dashboard.navigation import CHANGES
from harness.acting import STROKES, draw, metric, open_page, predicted_digit
from harness.serving import ServedLab, serving_pages
from tests import keeping
from tests.browser.test_keyboard import press, tab_to

pytestmark = pytest.mark.browser

READABLE_PIXELS = 40


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    """A lab whose runs are what the tests make of them: no runner touches them."""
    with serving_pages(tmp_path_factory.mktemp("lab")) as running:
        yield running


def digit(visitor: Page, number: int) -> Locator:
    """The link of a test image in the wall."""
    label = mnist().split("test").labels[number]
    return visitor.get_by_role("link", name=f"{label}, MNIST test #{number}", exact=True)


def expect_selected_in_explore(visitor: Page, number: int) -> None:
    expect(visitor.get_by_role("heading", name="Explore", level=1)).to_be_visible()
    visitor.wait_for_url(re.compile(f"/explore\\?split=test&image={number}$"))
    images = visitor.get_by_role("listbox", name="Images of test").get_by_role("option")
    expect(images.nth(number)).to_have_attribute("aria-selected", "true")
    expect(metric(visitor, "Label")).to_have_text(str(mnist().split("test").labels[number]))


def ticked(visitor: Page) -> list[bool]:
    """Of each step, whether it has a tick."""
    steps = visitor.locator("[class*=st-key-step-]")
    expect(steps).to_have_count(4)
    return [step.get_by_role("img", name="Done").count() == 1 for step in steps.all()]


def test_a_click_on_a_digit_shows_that_very_image_in_explore_and_back_leads_here(
    visitor: Page, lab: ServedLab
) -> None:
    visitor.goto("/")
    digit(visitor, 17).click()
    expect_selected_in_explore(visitor, 17)
    visitor.go_back()
    digit(visitor, 18).click()
    expect_selected_in_explore(visitor, 18)


def test_a_page_that_nobody_touches_reruns_only_at_a_change(visitor: Page, lab: ServedLab) -> None:
    asked: list[object] = []
    visitor.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(frame)))
    with visitor.expect_response(lambda answer: answer.url.endswith(CHANGES)):
        visitor.goto("/runs")
    visitor.wait_for_load_state("networkidle")
    asked.clear()
    with visitor.expect_response(lambda answer: answer.url.endswith(CHANGES)):
        pass
    assert asked == []
    run = keeping.ended(lab.home, State.STOPPED)
    expect(visitor.get_by_text(run.name, exact=True).first).to_be_attached()
    assert len(asked) > 0


def test_a_digit_is_found_in_explore_whatever_was_filtered_there_before(
    visitor: Page, lab: ServedLab
) -> None:
    visitor.goto("/explore?split=train&digit=3")
    expect(visitor.get_by_text("5,620 images")).to_be_visible()
    open_page(visitor, "Explore")
    visitor.get_by_test_id("stSidebarNav").get_by_role("link", name="Start").click()
    digit(visitor, 17).click()
    expect_selected_in_explore(visitor, 17)
    expect(visitor.get_by_text("10,000 images")).to_be_visible()


def test_another_image_that_is_selected_in_explore_takes_the_place_of_the_first_in_the_address(
    visitor: Page, lab: ServedLab
) -> None:
    visitor.goto("/explore?split=test&image=17")
    expect_selected_in_explore(visitor, 17)
    visitor.get_by_role("listbox", name="Images of test").get_by_role("option").nth(20).click()
    expect_selected_in_explore(visitor, 20)
    visitor.reload()
    expect_selected_in_explore(visitor, 20)


def test_by_keyboard_the_wall_is_one_stop_that_the_arrows_walk_and_enter_opens(
    visitor: Page, lab: ServedLab
) -> None:
    visitor.goto("/")
    expect(digit(visitor, 0)).to_be_visible()
    tab_to(visitor, digit(visitor, 0))
    press(visitor, "ArrowRight", digit(visitor, 1))
    expect(visitor.locator(".bubble")).to_have_text("2, MNIST test #1")
    columns = visitor.locator(".wall").evaluate(
        "it => getComputedStyle(it).gridTemplateColumns.split(' ').length"
    )
    press(visitor, "ArrowDown", digit(visitor, 1 + columns))
    press(visitor, "ArrowUp", digit(visitor, 1))
    press(visitor, "Home", digit(visitor, 0))
    visitor.keyboard.press("ArrowLeft")
    expect(digit(visitor, 0)).to_be_focused()
    press(visitor, "End", visitor.locator(".wall a:not([hidden])").last)
    press(visitor, "Home", digit(visitor, 0))
    press(visitor, "ArrowRight", digit(visitor, 1))
    visitor.keyboard.press("Enter")
    expect_selected_in_explore(visitor, 1)


def test_a_digit_under_the_pointer_tells_its_label(visitor: Page, lab: ServedLab) -> None:
    visitor.goto("/")
    expect(visitor.locator(".bubble")).to_have_count(0)
    digit(visitor, 17).hover()
    expect(visitor.locator(".bubble")).to_have_text("7, MNIST test #17")
    visitor.get_by_role("heading", level=1).hover()
    expect(visitor.locator(".bubble")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_telephone_the_digits_are_large_enough_and_a_tap_opens_one(
    browser: Browser, lab: ServedLab, width: int
) -> None:
    phone = browser.new_context(
        base_url=lab.address, viewport={"width": width, "height": 844}, has_touch=True, is_mobile=True
    )
    visitor = phone.new_page()
    visitor.goto("/")
    expect(digit(visitor, 0)).to_be_visible()
    sizes = visitor.locator(".wall a:not([hidden])").evaluate_all("all => all.map(each => each.clientWidth)")
    assert min(sizes) >= READABLE_PIXELS
    assert len(sizes) >= 30
    assert visitor.evaluate("document.documentElement.scrollWidth") == width
    digit(visitor, 5).tap()
    expect_selected_in_explore(visitor, 5)
    phone.close()


def test_after_the_first_model_drawing_comes_first_and_each_step_is_ticked_once_it_was_done(
    visitor: Page, lab: ServedLab
) -> None:
    visitor.goto("/")
    expect(visitor.get_by_role("button", name="Train your first model")).to_be_visible()
    assert ticked(visitor) == [False, False, False, False]
    run = keeping.finished(lab.home)
    open_page(visitor, "Explore")
    expect(visitor.get_by_role("listbox", name="Images of train")).to_be_visible()
    visitor.get_by_test_id("stSidebarNav").get_by_role("link", name="Evaluate").click()
    expect(visitor.get_by_text("Test accuracy", exact=True)).to_be_visible()
    visitor.get_by_test_id("stSidebarNav").get_by_role("link", name="Start").click()
    expect(visitor.get_by_role("heading", name="Best run")).to_be_visible()
    assert ticked(visitor) == [True, True, True, False]
    visitor.get_by_role("button", name="Draw a digit").click()
    visitor.wait_for_url(re.compile(f"/draw\\?run={run.id}$"))
    draw(visitor, STROKES[1])
    expect(predicted_digit(visitor)).to_be_visible()
    visitor.get_by_test_id("stSidebarNav").get_by_role("link", name="Start").click()
    expect(visitor.get_by_role("heading", name="Best run")).to_be_visible()
    assert ticked(visitor) == [True, True, True, True]


def test_what_runs_has_a_bar_until_it_ends_and_then_a_card(visitor: Page, lab: ServedLab) -> None:
    run, kept = keeping.running(lab.home), keeping.store(lab.home)
    visitor.goto("/")
    bar = visitor.get_by_role("progressbar", name=f"Training of {run.name}")
    expect(bar).to_have_attribute("aria-valuenow", "75")
    kept.runs.end(run.id, State.FINISHED)
    expect(bar).to_have_count(0)
    card = visitor.locator(f".st-key-card-recent-{run.id}")
    expect(card.get_by_role("img", name=re.compile("^Validation accuracy: "))).to_be_visible()
    card.click()
    visitor.wait_for_url(re.compile(f"/train\\?run={run.id}$"))
