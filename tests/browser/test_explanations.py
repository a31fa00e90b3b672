"""Why the model answers as it does, for strokes of a real mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.acting import STROKES, draw, predicted_digit
from harness.serving import ServedLab
from tests import keeping

pytestmark = pytest.mark.browser


def open_part(visitor: Page, title: str) -> Locator:
    """Opens one of the parts below the answer."""
    part = visitor.get_by_test_id("stExpander").filter(has=visitor.get_by_text(title, exact=True))
    part.get_by_text(title, exact=True).click()
    return part


def loaded_width(image: Locator) -> int:
    """How many pixels wide a picture is; an error if the browser cannot show it."""
    return int(image.evaluate("it => it.decode().then(() => it.naturalWidth)"))


def test_a_drawing_is_followed_to_the_model_and_what_it_looks_at(visitor: Page) -> None:
    visitor.goto("/draw?model=shipped")
    draw(visitor, STROKES[4])
    expect(predicted_digit(visitor)).to_have_text("4")
    steps = open_part(visitor, "How the picture was prepared").locator("figure")
    expect(steps).to_have_count(8)
    for number in range(8):
        assert loaded_width(steps.nth(number).locator("img")) >= 20
    box, crop = steps.nth(3).locator("i").bounding_box(), steps.nth(3).locator("img").bounding_box()
    assert box is not None
    assert crop is not None
    assert 0.4 < box["height"] / crop["height"] < 0.9  # strokes from 18 % to 84 %
    looks = open_part(visitor, "What the model looks at")
    heat_map = looks.locator(".heat-map img")
    assert loaded_width(heat_map) == 280
    of_four = str(heat_map.get_attribute("src"))
    looks.get_by_role("combobox", name="What speaks for").click()
    visitor.get_by_role("option", name="9", exact=True).click()
    expect(looks.get_by_text("speaks for 9")).to_be_visible()
    expect(heat_map).not_to_have_attribute("src", of_four)
    visitor.get_by_role("button", name="Clear").click()
    expect(visitor.get_by_test_id("stExpander")).to_have_count(0)


def test_a_drawing_is_changed_pixel_by_pixel_and_read_by_several_models(
    visitor: Page, lab: ServedLab
) -> None:
    run = keeping.without_weights(lab.home)
    visitor.goto("/draw?model=shipped")
    draw(visitor, STROKES[4])
    expect(predicted_digit(visitor)).to_have_text("4")
    changes = open_part(visitor, "What would make it another digit")
    expect(
        changes.get_by_text(re.compile(r"^\d+ changed pixels? of 784 makes? the model answer"))
    ).to_be_visible()
    expect(changes.locator(".bars .answer b")).not_to_have_text("4")
    slider = changes.get_by_role("slider")
    slider.focus()
    slider.press("Home")
    expect(changes.locator(".bars .answer b")).to_have_text("4")
    models = open_part(visitor, "Compare models").get_by_role("region", name="Answers of the models")
    expect(models.get_by_role("row").filter(has_text=run.name)).to_contain_text("0 disagrees")
    expect(models.get_by_role("row").filter(has_text="Shipped model")).not_to_contain_text("disagrees")


def test_a_drawing_is_followed_step_by_step_and_seen_inside_the_network(visitor: Page) -> None:
    visitor.goto("/draw?model=shipped&step=3")
    draw(visitor, STROKES[4])
    expect(visitor.get_by_text("Step 3 of 20")).to_be_visible()
    for _ in range(2):
        visitor.get_by_role("button", name="Next").click()
    expect(visitor.get_by_text("Step 5 of 20")).to_be_visible()
    visitor.wait_for_url(re.compile("step=5"))
    visitor.get_by_role("button", name="Previous").click()
    expect(visitor.get_by_text("Step 4 of 20")).to_be_visible()
    expect(visitor.get_by_text("Negative values become 0")).to_be_visible()
    layers = open_part(visitor, "Inside the network").locator(".layer")
    expect(layers).to_have_count(12)
    for number in (0, 1, 11):
        assert loaded_width(layers.nth(number).locator("img").first) > 20
