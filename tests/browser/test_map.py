"""The map in a real Chromium without WebGL: a lasso, a click, keys, fingers, and what is drawn."""

import math
import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from core.catalog.positions import shipped_positions
from core.catalog.query import read_query
from core.catalog.selection import select
from core.data.mnist import mnist
from core.image_table import mnist_table
from dashboard.toolkit.theme import DIGITS
from harness.acting import metric

pytestmark = pytest.mark.browser

WITHIN = "within=umap:300,380;430,380;520,420;440,500;330,480"
PIXELS_OF = """
(map, colour) => {
  const canvas = map.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  let count = 0;
  for (let k = 0; k < data.length; k += 4) {
    count += data[k] === red && data[k + 1] === green && data[k + 2] === blue;
  }
  return count;
}
"""


def drawn_map(visitor: Page, address: str) -> Locator:
    visitor.goto(f"/explore?show=map{address}")
    found = visitor.get_by_role("application", name=re.compile("Map of 70,000 images"))
    expect(found).to_have_attribute("data-drawn", "true")
    found.scroll_into_view_if_needed()
    return found


def places(images: Locator) -> np.ndarray:
    """Where each image lies on the screen as long as nobody has moved the map: (70000, 2) pixels."""
    box = images.bounding_box()
    assert box is not None
    size = np.array([box["width"] - 2, box["height"] - 2])
    scale = 0.97 * size.min() / 65_536
    corner = np.array([box["x"] + 1, box["y"] + 1])
    return np.asarray(corner + size / 2 + (shipped_positions()["umap"] - 32_768.0) * scale)


def width_of_region(images: Locator) -> float:
    return float(images.locator("path.region").evaluate("path => path.getBBox().width"))


def test_a_lasso_ends_in_the_gallery_and_stays_in_the_address(visitor: Page) -> None:
    images = drawn_map(visitor, "&split=test")
    eights = places(images)[mnist_table().values["digit"] == 8]
    x, y = np.median(eights, axis=0)
    visitor.get_by_role("button", name="Lasso").click()
    visitor.mouse.move(x + 40, y)
    visitor.mouse.down()
    for k in range(1, 60):
        angle = k / 60 * 2 * math.pi
        visitor.mouse.move(x + 40 * math.cos(angle), y + 30 * math.sin(angle))
    visitor.mouse.up()
    visitor.wait_for_url(re.compile("within=umap"))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(visitor.url).query).items()}
    assert len(asked["within"].split(";")) <= 40
    found = select(read_query({"split": "test", "within": asked["within"]}), mnist_table())
    in_circle = np.hypot(*((places(images)[60_000:] - (x, y)) / (40, 30)).T) < 1
    assert len(found) == pytest.approx(np.count_nonzero(in_circle), rel=0.1)
    assert len(found) > 100
    expect(visitor.get_by_text(f"{len(found):,} images", exact=True)).to_be_visible()
    pictures = visitor.get_by_role("listbox", name="Images of test").get_by_role("option")
    expect(pictures.first).to_have_attribute("aria-setsize", str(len(found)))
    visitor.reload()
    expect(visitor.get_by_text(f"{len(found):,} images", exact=True)).to_be_visible()
    visitor.get_by_role("button", name="Selected on the map").click()
    expect(visitor.get_by_text(f"{len(found):,} images", exact=True)).to_have_count(0)
    assert "within" not in visitor.url


def test_a_box_selects_too(visitor: Page) -> None:
    images = drawn_map(visitor, "&split=test")
    x, y = np.median(places(images)[mnist_table().values["digit"] == 0], axis=0)
    visitor.get_by_role("button", name="Box").click()
    visitor.mouse.move(x - 60, y - 60)
    visitor.mouse.down()
    visitor.mouse.move(x + 60, y + 60, steps=4)
    visitor.mouse.up()
    visitor.wait_for_url(re.compile("within=umap"))
    within = parse_qs(urlsplit(visitor.url).query)["within"][0]
    assert len(within.split(";")) == 4
    found = select(read_query({"split": "test", "within": within}), mnist_table())
    assert (mnist_table().values["digit"][found] == 0).mean() > 0.95
    expect(visitor.get_by_text(f"{len(found):,} images", exact=True)).to_be_visible()


def test_pointing_at_a_point_shows_its_image_and_a_click_selects_it(visitor: Page) -> None:
    images = drawn_map(visitor, "&split=train")
    on_screen = places(images)
    row = int(np.abs(on_screen[:55_000] - np.median(on_screen[:55_000], axis=0)).sum(axis=1).argmax())
    visitor.mouse.move(*on_screen[row])
    label, index = mnist().split("train").labels[row], mnist().split("train").index[row]
    expect(images.locator(".tip")).to_have_text(f"{label}, image {index:,}")
    visitor.mouse.click(*on_screen[row])
    expect(visitor.get_by_text(f"MNIST train #{index} · split: train")).to_be_visible()
    expect(metric(visitor, "Label")).to_have_text(str(label))
    visitor.wait_for_url(re.compile(f"image={index}"))


def test_what_the_filters_leave_out_is_dimmed(visitor: Page) -> None:
    images = drawn_map(visitor, "&split=train")
    for colour in DIGITS:
        assert images.evaluate(PIXELS_OF, colour) > 500
    images = drawn_map(visitor, "&split=train&digit=4")
    visitor.wait_for_function(
        f"(map) => ({PIXELS_OF})(map, '{DIGITS[0]}') === 0", arg=images.element_handle()
    )
    assert images.evaluate(PIXELS_OF, DIGITS[4]) > 500


def test_keys_move_zoom_and_select(visitor: Page) -> None:
    images = drawn_map(visitor, f"&split=train&{WITHIN}")
    before = width_of_region(images)
    images.focus()
    visitor.keyboard.press("+")
    visitor.keyboard.press("+")
    visitor.wait_for_timeout(200)
    assert width_of_region(images) == pytest.approx(2.25 * before, rel=0.01)
    visitor.keyboard.press("0")
    visitor.wait_for_timeout(200)
    assert width_of_region(images) == pytest.approx(before, rel=0.01)
    found = select(read_query({"split": "train", "within": WITHIN.removeprefix("within=")}), mnist_table())
    apart = np.hypot(*(shipped_positions()["umap"][found] - 32_768.0).T)
    visitor.keyboard.press("Enter")
    index = mnist().split("train").index[found[apart.argmin()]]
    expect(visitor.get_by_text(f"MNIST train #{index} · split: train")).to_be_visible()


def touch(fingers: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Puts fingers down, moves them or lifts them all."""
    told = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
    fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})


def test_two_fingers_zoom_on_a_telephone(telephone: Page) -> None:
    images = drawn_map(telephone, f"&split=test&{WITHIN}")
    box = images.bounding_box()
    assert box is not None
    assert box["width"] > 350
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers, before = telephone.context.new_cdp_session(telephone), width_of_region(images)
    touch(fingers, "touchStart", (x - 30, y), (x + 30, y))
    for spread in (40, 50, 60):
        touch(fingers, "touchMove", (x - spread, y), (x + spread, y))
    touch(fingers, "touchEnd")
    telephone.wait_for_timeout(300)
    assert width_of_region(images) == pytest.approx(2 * before, rel=0.05)
    telephone.get_by_role("button", name="Show the whole map").tap()
    telephone.wait_for_timeout(300)
    assert width_of_region(images) == pytest.approx(before, rel=0.01)


def test_a_finger_draws_a_lasso_on_a_telephone(telephone: Page) -> None:
    images = drawn_map(telephone, "&split=test")
    telephone.get_by_role("button", name="Lasso").tap()
    x, y = np.median(places(images)[mnist_table().values["digit"] == 8], axis=0)
    fingers = telephone.context.new_cdp_session(telephone)
    touch(fingers, "touchStart", (x - 20, y - 20))
    for corner in ((x + 20, y - 20), (x + 20, y + 20), (x - 20, y + 20)):
        touch(fingers, "touchMove", corner)
    touch(fingers, "touchEnd")
    telephone.wait_for_url(re.compile("within=umap"))
    within = parse_qs(urlsplit(telephone.url).query)["within"][0]
    found = select(read_query({"split": "test", "within": within}), mnist_table())
    assert (mnist_table().values["digit"][found] == 8).mean() > 0.8
    expect(telephone.get_by_text(f"{len(found):,} images", exact=True)).to_be_visible()
