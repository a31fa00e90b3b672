"""Doubting labels in a real Chromium: voting by mouse and by keyboard, undoing, and Evaluate's figure."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.catalog.label_vote import KEEP
from core.lab import Lab
from core.runs.run import Run
from dashboard.toolkit.theme import Kind
from harness.acting import metric, open_page
from harness.serving import ServedLab, serving_pages
from tests import keeping
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

FOURS = keeping.misread_fours("test").tolist()
"""The images in doubt of test, by their position in its file."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    with serving_pages(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def run(lab: ServedLab) -> Run:
    return keeping.finished(lab.home)


def images(visitor: Page) -> Locator:
    return visitor.get_by_role("listbox", name="Labels of test in doubt").get_by_role("option")


def expect_in_hand(visitor: Page, position: int) -> None:
    """Expects an image of test large, outlined in the queue, and named in the address."""
    expect(visitor.get_by_text(f"MNIST test #{position} · split: test")).to_be_visible()
    expect(images(visitor).nth(FOURS.index(position))).to_have_attribute("aria-selected", "true")
    visitor.wait_for_url(re.compile(f"image={position}"))


def test_one_votes_sees_it_listed_and_in_evaluate_and_undoes_it(visitor: Page) -> None:
    visitor.goto("/explore")
    visitor.get_by_role("radio", name="Labels", exact=True).click()
    visitor.wait_for_url(re.compile("show=labels"))
    expect(visitor.get_by_text("0 of 30 reviewed")).to_be_visible()
    expect(images(visitor)).to_have_count(30)
    visitor.get_by_role("button", name="It is a 9").click()
    expect_in_hand(visitor, FOURS[1])
    expect(visitor.get_by_text("1 of 30 reviewed")).to_be_visible()
    visitor.get_by_role("button", name="Unreadable").click()
    expect_in_hand(visitor, FOURS[2])
    expect(images(visitor).first).to_contain_text("✓ 4 → 9, 100%")
    open_page(visitor, "Evaluate")
    expect(metric(visitor, "Test accuracy")).to_have_text("99.70%")
    told = visitor.get_by_text("Accuracy on reviewed labels")
    expect(told).to_have_text("Accuracy on reviewed labels 99.72%, n = 9,999")
    visitor.goto(f"/explore?show=labels&queue=voted&image={FOURS[1]}")
    expect(images(visitor)).to_have_count(2)
    expect(visitor.get_by_text("Reviewed: unreadable, left out of the reviewed accuracy")).to_be_visible()
    visitor.get_by_role("button", name="Undo my vote").click()
    expect(images(visitor)).to_have_count(1)
    expect(visitor.get_by_text("Reviewed label: 9")).to_be_visible()
    expect(visitor.get_by_text("Guest (you)")).to_be_visible()
    open_page(visitor, "Evaluate")
    expect(told).to_have_text("Accuracy on reviewed labels 99.71%, n = 10,000")
    visitor.goto(f"/explore?show=labels&image={FOURS[0]}")
    visitor.get_by_role("button", name="Undo my vote").click()
    expect(visitor.get_by_text("0 of 30 reviewed")).to_be_visible()
    open_page(visitor, "Evaluate")
    expect(metric(visitor, "Test accuracy")).to_have_text("99.70%")
    expect(told).to_have_count(0)


def test_the_queue_is_worked_through_by_the_keyboard(visitor: Page, lab: ServedLab) -> None:
    visitor.goto("/explore?show=labels")
    first = images(visitor).first
    expect(first).to_have_attribute("aria-selected", "true")
    first.focus()
    visitor.keyboard.press("ArrowRight")
    expect_in_hand(visitor, FOURS[1])
    keep = visitor.get_by_role("button", name="Keep 4")
    keep.focus()
    for position in FOURS[2:5]:
        visitor.keyboard.press("Enter")
        expect_in_hand(visitor, position)
        expect(keep).to_be_focused()
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_role("button", name="It is a 9")).to_be_focused()
    other = visitor.get_by_role("combobox", name="Other digit")
    other.focus()
    visitor.keyboard.type("6")
    # Enter takes the first that is offered, so the list has to have followed what was typed.
    expect(visitor.get_by_role("option", name="6", exact=True)).to_be_visible()
    expect(visitor.get_by_role("option", name="0", exact=True)).to_have_count(0)
    visitor.keyboard.press("Enter")
    expect_in_hand(visitor, FOURS[5])
    votes = {vote.image: vote.choice for vote in Lab(lab.home).label_votes("mnist", "test")}
    assert votes == {**dict.fromkeys(FOURS[1:4], KEEP), FOURS[4]: "6"}


def test_what_two_people_say_stands_with_their_names(browser: Browser, lab: ServedLab) -> None:
    for name, act in (("Ada", "Keep 4"), ("Grace", "It is a 9")):
        context = browser.new_context(base_url=lab.address)
        person = context.new_page()
        person.goto(f"/explore?show=labels&image={FOURS[-1]}")
        person.get_by_label("Your name", exact=True).fill(name)
        person.keyboard.press("Enter")
        person.get_by_role("button", name=act).click()
        expect_in_hand(person, FOURS[0])
        if name == "Grace":
            images(person).last.click()
            expect(person.get_by_text("A tie: the label stays 4")).to_be_visible()
            expect(person.get_by_text("Keep 4 · Ada,")).to_be_visible()
            expect(person.get_by_text("It is a 9 · Grace (you),")).to_be_visible()
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_part_has_no_violation(visitor: Page, width: int, theme: Kind) -> None:
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/explore?show=labels&image={FOURS[-1]}")
    expect(images(visitor).first).to_be_visible()
    assert violations(visitor) == []
