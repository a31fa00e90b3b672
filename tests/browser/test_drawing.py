"""The canvas under a finger and under a mouse: a stroke may begin anywhere on it, and can be undone."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.runs.run import Run
from harness.acting import Point, draw, draw_by_touch, has_ink, open_page, predicted_digit
from harness.serving import ServedLab
from tests import keeping

pytestmark = pytest.mark.browser

EDGE = 0.01
CORNERS = [(EDGE, EDGE), (1 - EDGE, EDGE), (EDGE, 1 - EDGE), (1 - EDGE, 1 - EDGE)]
EDGES = [(0.5, EDGE), (EDGE, 0.5), (1 - EDGE, 0.5), (0.5, 1 - EDGE)]
UPPER_RIGHT = [(0.6, 0.03), (0.75, 0.07), (0.95, 0.08)]
MIDDLE = (0.5, 0.5)
HINT = "Draw a digit from 0 to 9"

# In one task of the page, so that no answer of the server comes between; the stroke ends long after it came.
CHOOSE_AND_DRAW = """brush => {
    const roots = [...document.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot);
    const canvas = roots.find((root) => root?.querySelector(".dc-root")).querySelector(".upper-canvas");
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const act = (kind, x) => canvas.dispatchEvent(new MouseEvent(kind, {
        bubbles: true, cancelable: true, composed: true, view: window, buttons: 1,
        clientX: left + x * width, clientY: top + 0.3 * height,
    }));
    brush.click();
    act("mousedown", 0.2);
    for (let x = 0.25; x < 0.8; x += 0.05) act("mousemove", x);
    return new Promise((done) => setTimeout(() => done(act("mousemove", 0.85), act("mouseup", 0.85)), 1000));
}"""


@pytest.fixture(scope="module")
def run(lab: ServedLab) -> Run:
    return keeping.finished(lab.home)


def clear(visitor: Page) -> None:
    visitor.get_by_role("button", name="Clear").click()
    expect(visitor.get_by_text(HINT)).to_be_visible()


def scrolled(visitor: Page) -> float:
    found: float = visitor.get_by_test_id("stMain").evaluate("page => page.scrollTop + window.scrollY")
    return found


def test_a_touch_anywhere_on_the_canvas_begins_a_stroke(telephone: Page, run: Run) -> None:
    telephone.goto(f"/draw?run={run.id}")
    lost: list[Point] = []
    for start in CORNERS + EDGES + UPPER_RIGHT:
        before = scrolled(telephone)
        draw_by_touch(telephone, [start, _halfway(start), MIDDLE])
        assert scrolled(telephone) == before
        if not has_ink(telephone, start):
            lost.append(start)
        else:
            expect(predicted_digit(telephone)).to_be_visible()
            clear(telephone)
    assert lost == []


def test_the_nearest_images_of_a_drawing_lead_to_explore(visitor: Page, run: Run) -> None:
    visitor.goto(f"/draw?run={run.id}")
    draw(visitor, [[(0.2, 0.2), (0.7, 0.2), (0.4, 0.9)]])
    visitor.get_by_text("Nearest images").click()
    nearest = visitor.get_by_role("listbox", name="Nearest images").get_by_role("option")
    expect(nearest).to_have_count(16)
    name = re.search(r"image ([\d,]+)", nearest.nth(2).get_attribute("aria-label") or "")
    assert name is not None
    nearest.nth(2).click()
    expect(visitor.get_by_role("heading", name="Explore", level=1)).to_be_visible()
    index = name[1].replace(",", "")
    visitor.wait_for_url(re.compile(f"/explore\\?(split=[a-z]+&)?image={index}$"))


def test_several_digits_that_were_drawn_side_by_side_are_read_in_order(visitor: Page, run: Run) -> None:
    visitor.goto("/draw?model=shipped")
    visitor.get_by_role("radio", name="Several digits").click()
    expect(visitor.get_by_text("Draw digits side by side")).to_be_visible()
    one, seven = [(0.2, 0.3), (0.2, 0.7)], [(0.45, 0.3), (0.65, 0.3), (0.52, 0.7)]
    draw(visitor, [seven])
    draw(visitor, [one])  # what counts is where they stand
    expect(visitor.get_by_test_id("stMetricValue")).to_have_text("17")
    expect(visitor.get_by_title(re.compile("^[17], confidence"))).to_have_count(2)
    visitor.get_by_role("radio", name="One digit").click()
    expect(visitor.get_by_text("This does not look like one digit.")).to_be_visible()


def test_a_press_in_any_corner_of_the_canvas_begins_a_stroke(visitor: Page, run: Run) -> None:
    visitor.goto(f"/draw?run={run.id}")
    lost: list[Point] = []
    for start in CORNERS + UPPER_RIGHT:
        draw(visitor, [[start, MIDDLE]])
        if not has_ink(visitor, start):
            lost.append(start)
        else:
            expect(predicted_digit(visitor)).to_be_visible()
            clear(visitor)
        visitor.mouse.move(5, 5)
    assert lost == []


def test_undo_and_redo_are_in_reach_of_a_finger(telephone: Page, run: Run) -> None:
    telephone.goto(f"/draw?run={run.id}")
    undo, redo = (telephone.get_by_role("button", name=name) for name in ("Undo", "Redo"))
    expect(undo).to_be_disabled()
    draw_by_touch(telephone, [(0.5, 0.2), (0.5, 0.8)])
    expect(predicted_digit(telephone)).to_be_visible()
    undo.tap()
    expect(telephone.get_by_text(HINT)).to_be_visible()
    assert not has_ink(telephone, (0.5, 0.2))
    redo.tap()
    expect(predicted_digit(telephone)).to_be_visible()
    assert has_ink(telephone, (0.5, 0.2))


def test_undo_is_in_reach_of_the_keyboard_and_takes_the_last_stroke_alone(visitor: Page, run: Run) -> None:
    visitor.goto(f"/draw?run={run.id}")
    draw(visitor, [[(0.5, 0.2), (0.5, 0.8)], [(0.7, 0.2), (0.7, 0.8)]])
    undo = visitor.get_by_role("button", name="Undo")
    expect(undo).to_be_enabled()
    visitor.get_by_role("radio", name="Thin").focus()
    visitor.keyboard.press("Shift+Tab")
    expect(undo).to_be_focused()
    assert undo.evaluate("it => getComputedStyle(it).outlineStyle") == "solid"
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("button", name="Redo")).to_be_enabled()
    assert has_ink(visitor, (0.5, 0.2))
    assert not has_ink(visitor, (0.7, 0.2))


def test_the_eraser_takes_ink_away_and_leaves_the_rest(visitor: Page) -> None:
    visitor.goto("/draw?model=shipped")
    draw(visitor, [[(0.5, 0.2), (0.5, 0.8)]])
    expect(predicted_digit(visitor)).to_have_text("1")
    before = visitor.locator(".bars").get_attribute("aria-label") or ""
    visitor.get_by_role("radio", name="Eraser").click()
    draw(visitor, [[(0.2, 0.3), (0.8, 0.3)]])  # at once: the whole stroke has to wait for the eraser
    expect(visitor.locator(".bars")).not_to_have_attribute("aria-label", before)
    assert has_ink(visitor, (0.5, 0.6))
    for x in (0.2, 0.5, 0.8):
        assert not has_ink(visitor, (x, 0.3))
    open_page(visitor, "Runs")
    open_page(visitor, "Draw")
    expect(visitor.get_by_role("radio", name="Eraser")).to_be_checked()
    assert has_ink(visitor, (0.5, 0.6))
    clear(visitor)
    expect(visitor.get_by_role("radio", name="Medium")).to_be_checked()


def test_a_stroke_that_begins_before_its_brush_is_there_loses_nothing(visitor: Page) -> None:
    visitor.goto("/draw?model=shipped")
    draw(visitor, [[(0.5, 0.2), (0.5, 0.8)]])
    expect(predicted_digit(visitor)).to_be_visible()
    visitor.get_by_role("radio", name="Thick").evaluate(CHOOSE_AND_DRAW)
    for x in (0.2, 0.5, 0.8):
        assert has_ink(visitor, (x, 0.3))
        assert has_ink(visitor, (x, 0.345))  # as thick as was asked for


def test_a_stroke_right_after_clear_lands_on_the_new_canvas(visitor: Page) -> None:
    visitor.goto("/draw?model=shipped")
    draw(visitor, [[(0.5, 0.2), (0.5, 0.8)]])
    expect(predicted_digit(visitor)).to_be_visible()
    place = visitor.locator("canvas").last.bounding_box()
    assert place is not None
    visitor.get_by_role("button", name="Clear").click()
    across = [place["x"] + share * place["width"] for share in (0.2, 0.8)]
    height = place["y"] + 0.3 * place["height"]
    visitor.mouse.move(across[0], height)
    visitor.mouse.down()
    visitor.mouse.move(across[1], height, steps=20)
    visitor.mouse.up()
    expect(visitor.get_by_role("button", name="Undo")).to_be_enabled()
    expect(predicted_digit(visitor)).to_be_visible()
    assert has_ink(visitor, (0.2, 0.3))
    assert has_ink(visitor, (0.8, 0.3))
    assert not has_ink(visitor, (0.5, 0.7))


def test_each_new_canvas_has_undo_and_redo_above_it_and_nothing_on_it(visitor: Page, run: Run) -> None:
    visitor.goto(f"/draw?run={run.id}")
    for start in ((0.95, 0.02), (0.9, 0.06), (0.7, 0.04)):
        draw(visitor, [[start, MIDDLE]])
        assert has_ink(visitor, start)
        expect(predicted_digit(visitor)).to_be_visible()
        expect(visitor.get_by_role("button", name="Undo")).to_be_enabled()
        expect(visitor.get_by_role("button", name=re.compile("Edit|Reset|Update"))).to_have_count(0)
        clear(visitor)
        open_page(visitor, "Runs")
        open_page(visitor, "Draw")


def test_the_canvas_fills_a_telephone_and_the_prediction_is_in_sight_while_drawing(
    telephone: Page, run: Run
) -> None:
    telephone.goto(f"/draw?run={run.id}")
    draw_by_touch(telephone, [(0.5, 0.2), (0.5, 0.8)])
    expect(predicted_digit(telephone)).to_be_visible()
    assert side(telephone) == pytest.approx(390 - 32, abs=2)
    assert scrolled(telephone) == 0
    place = predicted_digit(telephone).bounding_box()
    assert place is not None
    assert place["y"] + place["height"] < 844


@pytest.mark.parametrize(("width", "height", "least"), [(1440, 900, 420), (2560, 1440, 700), (320, 700, 280)])
def test_the_canvas_uses_the_window_and_a_stroke_lands_under_the_pointer(
    visitor: Page, run: Run, width: int, height: int, least: int
) -> None:
    visitor.set_viewport_size({"width": width, "height": height})
    visitor.goto(f"/draw?run={run.id}")
    draw(visitor, [[(0.2, 0.3), (0.8, 0.3)]])
    assert side(visitor) >= least
    for x in (0.2, 0.5, 0.8):
        assert has_ink(visitor, (x, 0.3))
        assert not has_ink(visitor, (x, 0.4))
        assert not has_ink(visitor, (x, 0.2))


def test_a_drawing_outlives_a_change_of_the_windows_size(visitor: Page, run: Run) -> None:
    visitor.goto(f"/draw?run={run.id}")
    draw(visitor, [[(0.3, 0.2), (0.3, 0.8)]])
    expect(predicted_digit(visitor)).to_be_visible()
    visitor.set_viewport_size({"width": 700, "height": 844})
    draw(visitor, [[(0.7, 0.2), (0.7, 0.8)]])
    assert has_ink(visitor, (0.3, 0.5))
    assert has_ink(visitor, (0.7, 0.5))
    expect(visitor.get_by_role("button", name="Undo")).to_be_enabled()


def test_a_hint_stands_on_the_blank_canvas_and_goes_with_the_first_touch(visitor: Page, run: Run) -> None:
    visitor.goto(f"/draw?run={run.id}")
    wait_for_hint(visitor, '"Draw a digit here"')
    assert not has_ink(visitor, MIDDLE)
    place = visitor.locator("canvas").last.bounding_box()
    assert place is not None
    visitor.mouse.move(place["x"] + place["width"] / 2, place["y"] + 20)
    visitor.mouse.down()
    wait_for_hint(visitor, "none")
    visitor.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] - 20)
    visitor.mouse.up()
    wait_for_hint(visitor, "none")
    expect(predicted_digit(visitor)).to_be_visible()
    visitor.get_by_role("button", name="Undo").click()
    wait_for_hint(visitor, '"Draw a digit here"')
    visitor.get_by_role("button", name="Redo").click()
    expect(predicted_digit(visitor)).to_be_visible()
    open_page(visitor, "Runs")
    open_page(visitor, "Draw")  # where the old drawing is the canvas's first
    expect(predicted_digit(visitor)).to_be_visible()
    wait_for_hint(visitor, '""')


def test_a_bad_upload_is_told_beside_its_field_and_takes_the_old_drawing_away(
    visitor: Page, run: Run
) -> None:
    visitor.goto(f"/draw?run={run.id}")
    draw(visitor, [[(0.5, 0.2), (0.5, 0.8)]])
    expect(predicted_digit(visitor)).to_be_visible()
    upload = visitor.locator("input[type=file]")
    upload.set_input_files({"name": "not.png", "mimeType": "image/png", "buffer": b"no picture at all"})
    trouble = visitor.get_by_test_id("stAlert")
    expect(trouble).to_contain_text(re.compile("picture", re.IGNORECASE))
    expect(predicted_digit(visitor)).to_have_count(0)
    assert not has_ink(visitor, MIDDLE)
    beside, field = trouble.bounding_box(), visitor.get_by_test_id("stFileUploader").bounding_box()
    assert beside is not None
    assert field is not None
    assert field["y"] <= beside["y"] + beside["height"] / 2 <= field["y"] + field["height"]


def side(visitor: Page) -> float:
    """How wide and how high the canvas is, in CSS pixels."""
    place = visitor.locator("canvas").last.bounding_box()
    assert place is not None
    assert place["height"] == pytest.approx(place["width"])
    return place["width"]


def wait_for_hint(visitor: Page, content: str) -> None:
    """Waits until this is what stands on the canvas, as CSS writes it."""
    read = "root => getComputedStyle(root, '::after').content"
    root = visitor.locator(".dc-root")
    for _ in range(100):
        if root.evaluate(read) == content:
            return
        visitor.wait_for_timeout(50)
    assert root.evaluate(read) == content


def _halfway(start: Point) -> Point:
    return (start[0] + MIDDLE[0]) / 2, (start[1] + MIDDLE[1]) / 2
