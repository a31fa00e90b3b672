"""The parts of Explore in a real Chromium: the switch, and the ways from the statistics to the images."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.catalog.shipped import shipped_pairs
from core.data.mnist import mnist

pytestmark = pytest.mark.browser


def show(visitor: Page, part: str) -> None:
    visitor.get_by_role("radio", name=part, exact=True).click()


def test_a_mean_image_leads_to_its_images_and_the_switch_back(visitor: Page) -> None:
    visitor.goto("/explore?split=test")
    expect(visitor.get_by_text("10,000 images", exact=True)).to_be_visible()
    show(visitor, "Statistics")
    visitor.wait_for_url(re.compile(r"/explore\?show=statistics$"))
    visitor.get_by_role("link", name="The variance of 3: show its images").click()
    threes = (mnist().split("train").labels == 3).sum()
    expect(visitor.get_by_text(f"{threes:,} images", exact=True)).to_be_visible()
    visitor.wait_for_url(re.compile(r"/explore\?digit=3$"))
    show(visitor, "Statistics")
    expect(visitor.get_by_role("heading", name="Class distribution")).to_be_visible()
    visitor.get_by_role("link", name="Start").click()
    expect(visitor.get_by_role("heading", name="Digit Lab", level=1)).to_be_visible()
    visitor.get_by_role("link", name="Explore", exact=True).first.click()
    expect(visitor.get_by_role("heading", name="Class distribution")).to_be_visible()
    show(visitor, "Images")
    expect(visitor.get_by_text(f"{threes:,} images", exact=True)).to_be_visible()


def test_a_near_duplicate_and_an_outlier_lead_to_themselves(visitor: Page) -> None:
    row = int(shipped_pairs()["train-test-same"][0, 1])
    _, position = mnist().place_of(row)
    visitor.goto("/explore?show=statistics")
    pairs = visitor.get_by_role("group", name="Nearest pairs")
    pairs.get_by_role("link", name=f"0, test image {position:,}").click()
    expect(visitor.get_by_text(f"MNIST test #{position} · split: test")).to_be_visible()
    visitor.wait_for_url(re.compile(rf"split=test&image={position}$"))
    show(visitor, "Statistics")
    visitor.get_by_role("link", name="Show the images of 7, the farthest first").click()
    visitor.wait_for_url(re.compile(r"sort=-class_distance"))
    sevens = (mnist().split("train").labels == 7).sum()
    expect(visitor.get_by_text(f"{sevens:,} images", exact=True)).to_be_visible()
    assert "split=test" not in visitor.url


def test_on_a_telephone_the_switch_is_one_line_and_nothing_is_wider_than_the_screen(visitor: Page) -> None:
    visitor.set_viewport_size({"width": 390, "height": 844})
    visitor.goto("/explore?show=statistics")
    expect(visitor.get_by_role("group", name="Nearest pairs")).to_be_visible()
    switch = visitor.get_by_role("radiogroup", name="Part").get_by_role("radio")
    expect(switch).to_have_count(4)
    tops = switch.evaluate_all("radios => radios.map((radio) => radio.getBoundingClientRect().top)")
    assert len(tops) == 4
    assert len(set(tops)) == 1
    width = visitor.get_by_test_id("stMain").evaluate("main => main.scrollWidth")
    assert width <= 390
