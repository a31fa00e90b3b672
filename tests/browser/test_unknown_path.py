"""What a visitor sees where there is no page."""

import pytest
from playwright.sync_api import Page, expect

from dashboard.toolkit.theme import DARK, LIGHT

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/nowhere", "/runs/x", "/explore/some/where?run=x", "/index.html"])
def test_an_unknown_path_says_so_and_leads_to_the_start(visitor: Page, path: str) -> None:
    answer = visitor.goto(path)
    assert answer is not None
    assert answer.status == 404
    expect(visitor.get_by_role("heading", name="No such page", level=1)).to_be_visible()
    visitor.get_by_role("link", name="go to the start").click()
    expect(visitor.get_by_role("heading", name="Digit Lab", level=1)).to_be_visible()


def test_it_is_light_or_dark_as_the_system_is(visitor: Page) -> None:
    visitor.goto("/runs/x")
    for palette in (LIGHT, DARK):
        visitor.emulate_media(color_scheme=palette.kind)
        red, green, blue = bytes.fromhex(palette.background[1:])
        expect(visitor.locator("body")).to_have_css("background-color", f"rgb({red}, {green}, {blue})")


def test_a_page_s_address_with_a_slash_behind_it_is_that_page(visitor: Page) -> None:
    visitor.goto("/train/")
    expect(visitor.get_by_role("heading", name="Train", level=1)).to_be_visible()
