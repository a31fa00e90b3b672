"""Exploring the images in a real Chromium: scrolling, walking, colours, sizes, pixels."""

import re
import time

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from core.catalog.search import distances, nearest
from core.data.mnist import mnist
from core.image_table import mnist_table
from harness.acting import metric

pytestmark = pytest.mark.browser

PICTURES_IN_SIGHT = """
(grid) => {
  const frame = grid.getBoundingClientRect();
  const isInSight = (cell) => {
    const box = cell.getBoundingClientRect();
    return box.bottom > frame.top && box.top < frame.bottom;
  };
  return [...grid.querySelectorAll(".cell")].filter(isInSight).map((cell) => ({
    place: Number(cell.getAttribute("aria-posinset")) - 1,
    row: Number(cell.dataset.row ?? NaN),
    sheet: cell.querySelector(".picture").style.getPropertyValue("--sheet"),
  }));
}
"""


def grid(visitor: Page, split: str) -> Locator:
    return visitor.get_by_role("listbox", name=f"Images of {split}")


def scroll_to(images: Locator, share: float) -> list[dict[str, float]]:
    """Scrolls to a share of the way, and returns what is in sight once all of it is there."""
    images.evaluate("(grid, share) => { grid.scrollTop = share * grid.scrollHeight; }", share)
    wholly_there = f"""(grid) => {{
      const found = ({PICTURES_IN_SIGHT})(grid);
      return found.length > 0 && found.every((each) => each.sheet && !Number.isNaN(each.row));
    }}"""
    handle = images.element_handle()
    images.page.wait_for_function(wholly_there, arg=handle, timeout=10_000)
    found: list[dict[str, float]] = images.evaluate(PICTURES_IN_SIGHT)
    return found


def test_one_scrolls_through_all_images_in_their_order(visitor: Page) -> None:
    visitor.goto("/explore?split=train&sort=-ink")
    images = grid(visitor, "train")
    expect(images.get_by_role("option").first).to_have_attribute("aria-setsize", "55000")
    order = np.argsort(-mnist_table().values["ink"][:55_000], kind="stable")
    for share in (0.5, 0.9, 0.1, 1.0):
        for each in scroll_to(images, share):
            assert each["row"] == order[int(each["place"])]
    assert each["place"] == 54_999
    assert images.get_by_role("option").count() < 500  # what is out of sight is not there


def test_the_arrows_lead_to_the_next_image_and_end_to_the_last(visitor: Page) -> None:
    visitor.goto("/explore?split=test")
    images, labels = grid(visitor, "test").get_by_role("option"), mnist().split("test").labels
    images.nth(2).click()
    expect(visitor.get_by_text("MNIST test #2 · split: test")).to_be_visible()
    visitor.keyboard.press("ArrowRight")
    expect(visitor.get_by_text("MNIST test #3 · split: test")).to_be_visible()
    visitor.keyboard.press("End")
    expect(visitor.get_by_text("MNIST test #9999 · split: test")).to_be_visible()
    expect(metric(visitor, "Label")).to_have_text(str(labels[9_999]))
    expect(images.last).to_be_focused()
    expect(images.last).to_have_attribute("aria-selected", "true")
    visitor.wait_for_url(re.compile("image=9999"))
    visitor.reload()
    expect(visitor.get_by_text("MNIST test #9999 · split: test")).to_be_visible()
    expect(images.last).to_be_in_viewport()
    expect(images.last).to_have_attribute("aria-selected", "true")


def test_an_image_that_is_not_there_yet_is_chosen_when_it_comes(visitor: Page) -> None:
    def hold_up(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    visitor.route("**/found?*", hold_up)
    visitor.goto("/explore?split=test")
    grid(visitor, "test").get_by_role("option").first.click()
    visitor.keyboard.press("End")
    expect(visitor.get_by_text("MNIST test #9999 · split: test")).to_be_visible()


def test_the_focus_stays_on_its_image_when_the_window_gets_narrower(visitor: Page) -> None:
    visitor.goto("/explore?split=test")
    grid(visitor, "test").get_by_role("option").first.click()
    expect(visitor.get_by_text("MNIST test #0 · split: test")).to_be_visible()
    visitor.set_viewport_size({"width": 1000, "height": 900})
    visitor.wait_for_timeout(500)
    visitor.keyboard.press("ArrowRight")
    expect(visitor.get_by_text("MNIST test #1 · split: test")).to_be_visible()


def test_images_are_coloured_by_a_column_and_a_legend_says_how(visitor: Page) -> None:
    visitor.goto("/explore?split=test")
    visitor.get_by_role("combobox", name="Colour by").click()
    visitor.get_by_role("option", name="Holes", exact=True).click()
    visitor.wait_for_url(re.compile("colour=holes"))
    expect(visitor.locator(".legend")).to_contain_text("Holes")
    bars = grid(visitor, "test").locator(".bar")
    holes = mnist_table().values["holes"][60_000:]
    without, one = np.flatnonzero(holes == 0)[0], np.flatnonzero(holes == 1)[0]
    colours = [bars.nth(k).evaluate("bar => bar.style.background") for k in (int(without), int(one))]
    assert len(set(colours)) == 2


def test_thumbnails_have_the_size_that_one_chooses(visitor: Page) -> None:
    visitor.goto("/explore?split=test&image=5")
    first = grid(visitor, "test").get_by_role("option").first
    for name, pixels in (("S", 28), ("L", 112), ("M", 56)):
        visitor.get_by_role("radio", name=name, exact=True).click()
        expect(first).to_have_css("width", f"{pixels}px")


def test_the_pixel_under_the_pointer_tells_its_value(visitor: Page) -> None:
    visitor.goto("/explore?split=test&image=0")
    image = mnist().split("test").images[0]
    large = visitor.get_by_role("img", name="A handwritten 7, large")
    box = large.bounding_box()
    assert box is not None
    row, column = (int(each) for each in np.unravel_index(image.argmax(), image.shape))
    side = box["width"] / 28
    large.hover(position={"x": (column + 0.5) * side, "y": (row + 0.5) * side})
    expect(visitor.get_by_text(f"Row {row}, column {column}: {image.max()}")).to_be_visible()


def test_a_filter_is_added_moved_by_its_slider_and_removed(visitor: Page) -> None:
    visitor.goto("/explore?split=test")
    expect(visitor.get_by_text("10,000 images", exact=True)).to_be_visible()
    visitor.get_by_role("button", name="Add filter").click()
    visitor.get_by_role("menuitem", name="Stroke thickness").click()
    visitor.wait_for_url(re.compile(r"thickness=\.\."))
    low, high = visitor.get_by_role("slider").first, visitor.get_by_role("slider").last
    expect(low).to_be_visible()
    high.focus()
    for _ in range(3):
        visitor.keyboard.press("ArrowLeft")
    visitor.wait_for_url(re.compile(r"thickness=\.\.\d"))
    limit = float(visitor.url.split("thickness=..")[1])
    thickness = mnist_table().values["thickness"][60_000:]
    left = int((thickness <= np.float32(limit)).sum())
    assert left < 10_000
    expect(visitor.get_by_text(f"{left:,} images", exact=True)).to_be_visible()
    expect(low).to_be_visible()  # it is open still, and the key goes on to move it
    expect(high).to_be_focused()
    visitor.reload()
    expect(visitor.get_by_text(f"{left:,} images", exact=True)).to_be_visible()
    visitor.get_by_role("button", name="Stroke thickness").click()
    visitor.get_by_role("button", name="Remove filter").click()
    expect(visitor.get_by_text("10,000 images", exact=True)).to_be_visible()
    assert "thickness" not in visitor.url


def test_a_view_is_one_click_away(visitor: Page) -> None:
    visitor.goto("/explore?split=test&digit=7")
    visitor.get_by_role("button", name="Views", exact=True).click()
    visitor.get_by_role("menuitem", name="Thickest").click()
    visitor.wait_for_url(re.compile("sort=-thickness"))
    table, labels = mnist_table().values["thickness"][60_000:], mnist().split("test").labels
    thickest = int(np.where(labels == 7, table, 0).argmax())
    first = grid(visitor, "test").get_by_role("option").first
    expect(first).to_have_attribute("title", f"7, image {thickest:,}")


def test_what_was_found_is_downloaded(visitor: Page) -> None:
    visitor.goto("/explore?split=test&digit=7&holes=1")
    visitor.get_by_role("button", name="Download").click()
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="Columns, CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    sevens = mnist().split("test").labels == 7
    assert len(lines) == 1 + (sevens & (mnist_table().values["holes"][60_000:] == 1)).sum()


def test_a_view_is_saved_left_gone_back_to_and_deleted(visitor: Page) -> None:
    visitor.goto("/explore?split=test&digit=4,9&sort=-slant")
    expect(visitor.get_by_text("1,991 images", exact=True)).to_be_visible()
    visitor.get_by_role("button", name="Saved views").click()
    visitor.get_by_label("Name", exact=True).fill("Slanted fours and nines")
    visitor.get_by_role("button", name="Save this view").click()
    saved = visitor.get_by_role("button", name="Slanted fours and nines")
    expect(saved).to_be_visible()
    visitor.goto("/explore?split=validation&holes=1")
    visitor.get_by_role("button", name="Saved views").click()
    saved.click()
    expect(visitor.get_by_text("1,991 images", exact=True)).to_be_visible()
    visitor.wait_for_url(lambda address: "split=test" in address and "sort=-slant" in address)
    assert "holes" not in visitor.url
    visitor.get_by_role("button", name="Delete").click()
    expect(saved).to_have_count(0)


def test_the_images_of_each_group_stand_on_a_line_and_one_is_in_hand(visitor: Page) -> None:
    visitor.goto("/explore?split=test&sort=-thickness&group=digit")
    lines = visitor.get_by_role("listbox")
    expect(lines).to_have_count(10)
    seven, nine = (visitor.get_by_role("listbox", name=f"True label {digit}") for digit in (7, 9))
    for line, digit in ((seven, "7"), (nine, "9")):
        image = line.get_by_role("option").nth(3)
        image.click()
        expect(metric(visitor, "Label")).to_have_text(digit)
        expect(image).to_have_attribute("aria-selected", "true")
        expect(visitor.locator("[role=option][aria-selected=true]")).to_have_count(1)


def test_a_nearest_image_is_taken_in_hand_and_the_gallery_stays_as_it_is(visitor: Page) -> None:
    visitor.goto("/explore?split=test&ink=..0.2&image=17")
    visitor.get_by_text("Nearest images", exact=True).click()
    found, _ = nearest(distances(mnist(), mnist().split("test").images[17]), 1, leave_out=60_017)
    then, _ = nearest(distances(mnist(), mnist().images_at(found)[0]), 1, leave_out=int(found[0]))
    number, next_number = mnist().index_at(np.concatenate([found, then]))
    split, _ = mnist().place_of(int(found[0]))
    first = visitor.get_by_role("listbox", name="Nearest images").get_by_role("option").first
    expect(first).to_have_attribute("title", re.compile(f", image {number:,} of {split}$"))
    first.click()
    expect(
        visitor.get_by_text(re.compile(f"^MNIST (train|test) #{number} · split: {split}$"))
    ).to_be_visible()
    expect(first).to_have_attribute("title", re.compile(f", image {next_number:,} of "))
    visitor.wait_for_url(re.compile(r"ink=\.\.0\.2"))
    grid(visitor, "test").get_by_role("option").nth(3).click()
    expect(visitor.get_by_text("MNIST test #3 · split: test")).to_be_visible()


def selected_places(images: Locator) -> list[int]:
    places: list[int] = images.evaluate(
        """(grid) => [...grid.querySelectorAll("[aria-selected=true]")]
        .map((cell) => Number(cell.getAttribute("aria-posinset")) - 1)"""
    )
    return places


def test_a_range_and_single_images_are_selected_and_shown_alone(visitor: Page) -> None:
    visitor.goto("/explore?split=test")
    images = grid(visitor, "test")
    expect(images).to_have_attribute("aria-multiselectable", "true")
    cells = images.get_by_role("option")
    cells.nth(2).click()
    cells.nth(5).click(modifiers=["Shift"])
    cells.nth(9).click(modifiers=["ControlOrMeta"])
    expect(visitor.get_by_text("5 selected of 10,000 images")).to_be_visible()
    assert selected_places(images) == [2, 3, 4, 5, 9]
    expect(visitor.get_by_text("MNIST test #2 · split: test")).to_be_visible()  # it stays in hand
    expect(cells.nth(2)).to_have_attribute("aria-current", "true")
    visitor.get_by_role("button", name="Show only these").click()
    visitor.wait_for_url(re.compile(r"index=2\.\.5(,|%2C)9"))
    expect(visitor.get_by_text("5 images", exact=True)).to_be_visible()
    expect(images.locator(".marked")).to_have_count(0)


def test_a_range_is_selected_with_the_keyboard_and_cleared(visitor: Page) -> None:
    visitor.goto("/explore?split=test&index=..19")
    images = grid(visitor, "test")
    cells = images.get_by_role("option")
    cells.nth(9).click()
    visitor.keyboard.press("Space")
    visitor.keyboard.press("Shift+ArrowRight")
    visitor.keyboard.press("Shift+ArrowRight")
    expect(cells.nth(11)).to_be_focused()
    expect(visitor.get_by_text("3 selected of 20 images")).to_be_visible()  # the page has answered
    visitor.keyboard.press("Shift+ArrowLeft")
    expect(visitor.get_by_text("2 selected of 20 images")).to_be_visible()
    assert selected_places(images) == [9, 10]
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_text("20 images", exact=True)).to_be_visible()
    visitor.keyboard.press("ControlOrMeta+a")
    expect(visitor.get_by_text("20 selected of 20 images")).to_be_visible()
    visitor.get_by_role("button", name="Clear").click()
    expect(visitor.get_by_text("20 images", exact=True)).to_be_visible()
    expect(images.locator(".marked")).to_have_count(0)


def test_selected_images_are_downloaded_alone_from_any_order(visitor: Page) -> None:
    visitor.goto("/explore?split=train&sort=-ink")
    cells = grid(visitor, "train").get_by_role("option")
    cells.nth(3).click()
    cells.nth(6).click(modifiers=["Shift"])
    expect(visitor.get_by_text("4 selected of 55,000 images")).to_be_visible()
    visitor.get_by_role("button", name="Download").click()
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="Columns, CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    order = np.argsort(-mnist_table().values["ink"][:55_000], kind="stable")
    indices = mnist().split("train").index[order[3:7]]
    assert [int(line.split(",")[2]) for line in lines[1:]] == indices.tolist()


def test_long_presses_of_a_finger_select_a_range(telephone: Page) -> None:
    finger = telephone.context.new_cdp_session(telephone)

    def press_long(cell: Locator) -> None:
        cell.scroll_into_view_if_needed()
        box = cell.bounding_box()
        assert box is not None
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        telephone.wait_for_timeout(900)
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    telephone.goto("/explore?split=test")
    images = grid(telephone, "test")
    cells = images.get_by_role("option")
    press_long(cells.nth(1))
    expect(telephone.get_by_text("1 selected of 10,000 images")).to_be_visible()
    press_long(cells.nth(4))
    expect(telephone.get_by_text("4 selected of 10,000 images")).to_be_visible()
    cells.nth(7).tap()
    cells.nth(2).tap()
    expect(images.locator(".marked")).to_have_count(4)
    assert selected_places(images) == [1, 3, 4, 7]
    telephone.get_by_role("button", name="Clear").click()
    expect(images.locator(".marked")).to_have_count(0)
    cells.nth(2).tap()
    expect(telephone.get_by_text("MNIST test #2 · split: test")).to_be_visible()


def test_on_a_telephone_the_images_are_on_the_first_screen_and_the_filters_a_tap_away(
    telephone: Page,
) -> None:
    telephone.goto("/explore?split=test&sort=-ink")
    third_row = grid(telephone, "test").get_by_role("option").nth(14)
    expect(third_row).to_be_in_viewport(ratio=1)
    order = telephone.get_by_role("combobox", name="Sort by")
    expect(order).to_be_hidden()
    telephone.get_by_text("Filters", exact=True).tap()
    expect(order).to_be_visible()
    telephone.get_by_role("button", name="7", exact=True).tap()
    expect(telephone.get_by_text("1,028 images", exact=True)).to_be_visible()
    expect(order).to_be_visible()
