"""All splits at once in a real Chromium: chosen, marked across splits, and found again by the link."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core.image_table import mnist_table
from harness.acting import open_page
from harness.serving import ServedLab, serving_pages

pytestmark = pytest.mark.browser

INDEX = mnist_table().values["index"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    with serving_pages(tmp_path_factory.mktemp("lab")) as running:
        yield running


def images(visitor: Page, splits: str = "all splits") -> Locator:
    return visitor.get_by_role("listbox", name=f"Images of {splits}")


def choose_split(visitor: Page, name: str) -> None:
    visitor.get_by_role("radiogroup", name="Split").get_by_role("radio", name=name, exact=True).click()


def open_again(visitor: Page) -> None:
    """Opens the address as somebody would who got it as a link."""
    link = visitor.url
    visitor.goto("about:blank")
    visitor.goto(link)


def test_one_looks_at_all_splits_and_shares_what_one_has_chosen_there(visitor: Page) -> None:
    visitor.goto("/explore")
    expect(images(visitor, "train")).to_be_visible()
    choose_split(visitor, "all")
    visitor.wait_for_url(re.compile("split=all"))
    expect(visitor.get_by_text("70,000 images", exact=True)).to_be_visible()
    images(visitor).get_by_role("option").nth(3).click()
    visitor.wait_for_url(re.compile(f"image=train(:|%3A){INDEX[3]}(&|$)"))
    visitor.keyboard.press("End")
    expect(visitor.get_by_text("MNIST test #9999 · split: test")).to_be_visible()
    visitor.wait_for_url(re.compile("image=test(:|%3A)9999"))
    open_again(visitor)
    expect(visitor.get_by_text("MNIST test #9999 · split: test")).to_be_visible()
    expect(images(visitor).get_by_title(re.compile("image 9,999 of test$"))).to_be_visible()


def test_images_that_are_marked_in_two_splits_are_shown_alone_by_a_link(visitor: Page) -> None:
    visitor.goto("/explore?split=all&sort=-ink")
    ink, split = mnist_table().values["ink"], mnist_table().values["split"]
    order = np.lexsort((INDEX, split, -ink))[:30]
    of_train, of_test = (int(np.flatnonzero(split[order] == number)[0]) for number in (0, 2))
    cells = images(visitor).get_by_role("option")
    for place in (of_train, of_test):
        cells.nth(place).click(modifiers=["ControlOrMeta"])
    expect(visitor.get_by_text("2 selected of 70,000 images")).to_be_visible()
    visitor.get_by_role("button", name="Show only these").click()
    visitor.wait_for_url(re.compile("index="))
    for _ in range(2):
        expect(visitor.get_by_text("2 images", exact=True)).to_be_visible()
        for place, name in ((of_train, "train"), (of_test, "test")):
            title = re.compile(f"image {INDEX[order[place]]:,} of {name}$")
            expect(images(visitor).get_by_title(title)).to_be_visible()
        open_again(visitor)
    choose_split(visitor, "test")
    expect(visitor.get_by_text("1 image", exact=True)).to_be_visible()


def test_a_saved_view_of_another_split_is_taken_and_streamlit_warns_of_nothing(
    visitor: Page, lab: ServedLab
) -> None:
    visitor.goto("/explore?split=all&holes=2")
    expect(images(visitor)).to_be_visible()
    visitor.get_by_role("button", name="Saved views").click()
    visitor.get_by_placeholder("Name this view").fill("Loops")
    visitor.get_by_role("button", name="Save this view").click()
    expect(visitor.get_by_role("button", name="Loops", exact=True)).to_be_visible()
    visitor.keyboard.press("Escape")
    choose_split(visitor, "train")
    expect(images(visitor, "train")).to_be_visible()
    visitor.get_by_role("button", name="Saved views").click()
    visitor.get_by_role("button", name="Loops", exact=True).click()
    expect(images(visitor)).to_be_visible()
    visitor.wait_for_url(re.compile("split=all"))
    visitor.keyboard.press("Escape")
    open_page(visitor, "Draw")
    open_page(visitor, "Explore")
    expect(images(visitor)).to_be_visible()
    visitor.get_by_test_id("stSidebarNav").get_by_role("link", name="Start").click()
    visitor.get_by_role("link", name=re.compile("MNIST test #17$")).click()
    expect(images(visitor, "test")).to_be_visible()
    choose_split(visitor, "train")
    expect(images(visitor, "train")).to_be_visible()
    assert "was created with a default value" not in (lab.home / "web.log").read_text(encoding="utf-8")
