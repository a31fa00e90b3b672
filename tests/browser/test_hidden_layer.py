"""The last hidden layer of a run in a real Chromium: activations from a real worker, the map, and Draw."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.runs.run import Run
from harness.acting import draw
from harness.serving import ServedLab
from tests import keeping

pytestmark = pytest.mark.browser

WORKER_MILLISECONDS = 240_000
"""On a busy machine the first worker takes its time to start."""


@pytest.fixture(scope="module")
def run(lab: ServedLab) -> Run:
    return keeping.with_hidden_layer(lab.home)


def box(visitor: Page) -> None:
    """Draws a box around the middle of the map that is on screen."""
    images = visitor.get_by_role("application", name=re.compile("^Map of 70,000 images"))
    expect(images).to_have_attribute("data-drawn", "true")
    visitor.get_by_role("button", name="Box").click()
    images.scroll_into_view_if_needed()
    place = images.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    visitor.mouse.move(x - 80, y - 80)
    visitor.mouse.down()
    visitor.mouse.move(x + 80, y + 80, steps=4)
    visitor.mouse.up()


def test_the_map_of_a_hidden_layer_is_computed_watched_and_drawn_around(visitor: Page, run: Run) -> None:
    visitor.goto(f"/explore?show=map&map=hidden&split=test&run={run.id}")
    visitor.get_by_role("button", name="Compute activations").click()
    expect(visitor.get_by_text("Running the model on every image …")).to_be_visible()
    images = visitor.get_by_role("application", name="Map of 70,000 images")
    expect(images).to_be_visible(timeout=WORKER_MILLISECONDS)
    box(visitor)
    visitor.wait_for_url(re.compile("within=hidden"))
    expect(visitor.get_by_role("button", name="Selected on the map")).to_be_visible()
    expect(visitor.get_by_role("listbox", name="Images of test")).to_be_visible()


def test_what_is_nearest_by_the_hidden_layer_orders_the_gallery(visitor: Page, run: Run) -> None:
    visitor.goto(f"/explore?split=test&image=17&run={run.id}")
    visitor.get_by_text("Nearest images", exact=True).click()
    visitor.get_by_role("radio", name="Last hidden layer").click()
    expect(visitor.get_by_text("distance of the activations")).to_be_visible()
    expect(visitor.get_by_text("MNIST test #17 · split: test")).to_be_visible()
    visitor.get_by_role("button", name="Sort all by this distance").click()
    visitor.wait_for_url(lambda address: "by=hidden" in address and "sort=distance" in address)
    first = visitor.get_by_role("listbox", name="Images of test").get_by_role("option").first
    expect(first).to_have_attribute("title", re.compile("image 17$"))


def test_a_drawing_is_seen_on_the_map_and_a_box_leads_to_the_images_around_it(
    visitor: Page, run: Run
) -> None:
    visitor.goto(f"/explore?show=map&map=hidden&run={run.id}")
    visitor.get_by_role("link", name="Draw a digit and see where it falls").click()
    expect(visitor.get_by_role("heading", name="Draw", level=1)).to_be_visible()
    draw(visitor, [[(0.3, 0.2), (0.7, 0.2), (0.4, 0.9)]])
    expect(visitor.get_by_role("application", name=re.compile("with Your drawing"))).to_be_visible()
    mark = visitor.locator("circle.own")
    expect(mark).to_have_attribute("r", "7")
    hidden = mark.get_attribute("cx")
    visitor.get_by_role("radio", name="UMAP").click()
    expect(visitor.get_by_text("the mark is the mean place of the 10 images")).to_be_visible()
    visitor.get_by_role("radio", name="PCA").click()
    expect(mark).not_to_have_attribute("cx", hidden or "")
    expect(visitor.get_by_text("the mark is where the picture itself falls")).to_be_visible()
    box(visitor)
    visitor.wait_for_url(re.compile("/explore.*within=pca"))
    expect(visitor.get_by_role("button", name="Selected on the map")).to_be_visible()
