"""The game on Draw: ten digits are written with the mouse, kept with their labels, and the hardest told."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from core.lab import Lab
from harness.acting import STROKES, draw
from harness.serving import ServedLab

pytestmark = pytest.mark.browser

AS_NINE = 8
"""The digit in whose place the visitor writes a nine, narrower than the other one."""

NARROW_NINE = [[(x * 0.7, y) for x, y in stroke] for stroke in STROKES[9]]


def test_ten_digits_are_written_kept_and_the_hardest_told_first(visitor: Page, lab: ServedLab) -> None:
    before = {each.id for each in Lab(lab.home).datasets.drawn.all()}
    visitor.goto("/draw?write=digits&collection=Class+7b")
    for place in range(1, 11):
        expect(visitor.get_by_text(f"{place} of 10")).to_be_visible()
        button = visitor.get_by_role("button", name="Next" if place < 10 else "Done", exact=True)
        expect(button).to_be_disabled()
        told = visitor.get_by_text(re.compile(r"^Write a \d$")).inner_text()
        asked = int(told[-1])
        draw(visitor, NARROW_NINE if asked == AS_NINE else STROKES[asked])
        expect(button).to_be_enabled()
        button.click()
    expect(visitor.get_by_text(re.compile(r"^\d+ of 10 were read as you meant them$"))).to_be_visible()
    hardest = visitor.locator(".written figure").first
    expect(hardest).to_contain_text(f"{AS_NINE} <0.1%")
    expect(hardest).to_contain_text("read as 9")
    kept = [each for each in Lab(lab.home).datasets.drawn.all() if each.id not in before]
    assert sorted(each.label for each in kept) == list(range(10))
    assert {(each.kind, each.collection) for each in kept} == {("asked", "Class 7b")}
    contents = [each for each in Lab(lab.home).datasets.drawn.contents() if each.drawing.id not in before]
    assert all(each.strokes and each.source for each in contents)


def test_a_stroke_counts_that_ends_a_moment_before_the_click(visitor: Page, lab: ServedLab) -> None:
    before = {each.id for each in Lab(lab.home).datasets.drawn.all()}
    visitor.goto("/draw?write=digits")
    button = visitor.get_by_role("button", name="Next", exact=True)
    draw(visitor, STROKES[4][:1])
    expect(button).to_be_enabled()
    draw(visitor, STROKES[4][1:])
    button.click()
    expect(visitor.get_by_text("2 of 10")).to_be_visible()
    [kept] = [each for each in Lab(lab.home).datasets.drawn.contents() if each.drawing.id not in before]
    assert kept.strokes
    assert len(json.loads(kept.strokes)) == len(STROKES[4])


def test_a_double_click_right_after_a_stroke_is_one_click(visitor: Page, lab: ServedLab) -> None:
    visitor.goto("/draw?write=digits")
    expect(visitor.get_by_text("1 of 10")).to_be_visible()
    count = len(Lab(lab.home).datasets.drawn.all())
    button = visitor.get_by_role("button", name="Next", exact=True)
    draw(visitor, STROKES[4][:1])
    expect(button).to_be_enabled()
    visitor.evaluate(
        """() => {
            window.clicks = 0;
            document.addEventListener("click", ({ target }) => {
                window.clicks += target.closest(".st-key-next-digit button") !== null;
            });
        }"""
    )
    box = button.bounding_box()
    assert box is not None
    draw(visitor, STROKES[4][1:])
    visitor.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # at once
    expect(visitor.get_by_text("2 of 10")).to_be_visible()
    assert visitor.evaluate("window.clicks") == 1
    assert len(Lab(lab.home).datasets.drawn.all()) == count + 1


def test_what_does_not_look_like_a_digit_is_kept_only_if_it_is_sent_twice(
    visitor: Page, lab: ServedLab
) -> None:
    visitor.goto("/draw?write=digits")
    expect(visitor.get_by_text("1 of 10")).to_be_visible()
    count = len(Lab(lab.home).datasets.drawn.all())
    draw(visitor, [[(0.2, 0.2), (0.8, 0.8)], [(0.2, 0.8), (0.8, 0.2)], [(0.2, 0.5), (0.8, 0.5)]])
    button = visitor.get_by_role("button", name="Next", exact=True)
    button.click()
    expect(visitor.get_by_text("This does not look like one digit.")).to_be_visible()
    assert len(Lab(lab.home).datasets.drawn.all()) == count
    button.click()
    expect(visitor.get_by_text("2 of 10")).to_be_visible()
    assert len(Lab(lab.home).datasets.drawn.all()) == count + 1


def test_a_drawing_is_kept_by_one_click_and_taken_back_by_another(visitor: Page, lab: ServedLab) -> None:
    visitor.goto("/draw?model=shipped")
    draw(visitor, STROKES[4])
    count = len(Lab(lab.home).datasets.drawn.all())
    visitor.get_by_role("button", name="Right", exact=True).click()
    expect(visitor.get_by_text("Kept as a 4 in the drawn set.")).to_be_visible()
    assert len(Lab(lab.home).datasets.drawn.all()) == count + 1
    visitor.get_by_role("button", name="Take back").click()
    expect(visitor.get_by_role("button", name="Right", exact=True)).to_be_visible()
    assert len(Lab(lab.home).datasets.drawn.all()) == count
