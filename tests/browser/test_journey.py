"""The main job in a real Chromium, in one go: train, watch, evaluate, draw, with real clicks and strokes."""

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from core.data.mnist import mnist
from core.lab import Lab
from core.models.presets import find_preset
from core.runs.draft import draft_of
from core.runs.query import EVERY_RUN
from core.runs.run import Run
from core.trainer import Trainer
from core.training_acts import TrainingActs
from dashboard.toolkit.theme import DARK, LIGHT
from dashboard.toolkit.words import JOINER, percent
from dashboard.views.runs.run_table import ROW_PIXELS
from harness.acting import STROKES, draw, metric, open_page, points_on_curve, predicted_digit, wait_for_end
from harness.serving import ServedLab, wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def trained(lab: ServedLab) -> Run:
    """The run of the first journey; the others look at what it learned."""
    return Trainer(Lab(lab.home)).lab.latest_with_model()


def test_digits_are_read_before_anything_was_trained(visitor: Page, lab: ServedLab) -> None:
    visitor.goto("/")
    visitor.get_by_role("button", name="Draw a digit").click()
    visitor.wait_for_url(re.compile(r"/draw\?model=shipped$"))
    for digit, strokes in STROKES.items():
        draw(visitor, strokes)
        expect(predicted_digit(visitor)).to_have_text(str(digit))
        visitor.get_by_role("button", name="Clear").click()
        expect(predicted_digit(visitor)).to_have_count(0)
    assert Lab(lab.home).runs(EVERY_RUN) == []


def test_a_first_visitor_trains_watches_leaves_and_comes_back(visitor: Page) -> None:
    visitor.goto("/")
    visitor.get_by_role("button", name="Train your first model").click()
    visitor.wait_for_url(re.compile(r"/train\?run=[a-z0-9]{8}$"))
    expect(metric(visitor, "State")).to_have_text(re.compile("Queued|Running"))
    visitor.wait_for_function(points_on_curve(3))
    expect(metric(visitor, "Time left")).to_have_text(re.compile(r"\d+ s|\d+ min"))
    open_page(visitor, "Explore")
    expect(visitor.get_by_role("listbox", name="Images of train").get_by_role("option").first).to_be_visible()
    open_page(visitor, "Train")
    visitor.wait_for_function(points_on_curve(6))
    visitor.reload()
    visitor.wait_for_function(points_on_curve(6))
    wait_for_end(visitor)
    assert float(metric(visitor, "Test accuracy").inner_text().removesuffix("%")) > 98
    expect(visitor.locator(".js-plotly-plot")).to_have_count(2)


def cell_heading(visitor: Page, row: int, column: int) -> Locator:
    """What stands over the images of a cell of the matrix."""
    words = re.compile(f"^True {row}, predicted {column} · [0-9,]+ test images?")
    return visitor.get_by_role("heading", name=words)


def test_a_click_on_a_cell_of_the_matrix_shows_its_images(visitor: Page, trained: Run) -> None:
    visitor.goto(f"/evaluate?run={trained.id}")
    expect(metric(visitor, "Test accuracy")).to_have_text(percent(trained.accuracy or 0))
    expect(visitor.get_by_text("of 10,000 test images correct; 95% CI")).to_be_visible()
    visitor.get_by_role("button", name="True 7, predicted 7").click()
    expect(cell_heading(visitor, 7, 7)).to_be_visible()
    cell = visitor.get_by_role("listbox", name="Images of the cell")
    expect(cell.get_by_role("option")).to_have_count(200)


def test_a_job_measures_a_model_on_train_so_that_its_accuracies_stand_side_by_side(
    visitor: Page, trained: Run
) -> None:
    visitor.goto(f"/evaluate?run={trained.id}")
    visitor.get_by_role("radio", name="train", exact=True).click()
    expect(visitor.get_by_text("Train accuracy", exact=True)).to_be_visible(timeout=60_000)
    expect(visitor.get_by_text("of 55,000 train images correct; 95% CI")).to_be_visible()
    expect(visitor.get_by_text("of 10,000 test images correct; 95% CI")).to_be_visible()
    assert "measured-on=train" in visitor.url


def test_a_tap_chooses_the_cell_under_the_finger(browser: Browser, lab: ServedLab, trained: Run) -> None:
    phone = browser.new_context(
        base_url=lab.address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    visitor = phone.new_page()
    visitor.goto(f"/evaluate?run={trained.id}")
    for digit in (3, 8, 0):
        visitor.get_by_role("button", name=f"True {digit}, predicted {digit}").tap()
        expect(cell_heading(visitor, digit, digit)).to_be_visible()
    phone.close()


def test_a_click_on_an_image_shows_it_large_with_what_the_model_said(visitor: Page, trained: Run) -> None:
    visitor.goto(f"/evaluate?run={trained.id}")
    error = visitor.get_by_role("listbox", name="Most confident errors").get_by_role("option").nth(3)
    label, said = re.findall(r", (\d) → (\d)", error.get_attribute("aria-label") or "")[0]
    error.click()
    dialog = visitor.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=f"True {label}, predicted {said}")).to_be_visible()
    expect(dialog.get_by_test_id("stMetricValue")).to_have_text(label)
    expect(dialog.locator(".bar.answer b")).to_have_text(said)
    visitor.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(error).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(dialog).to_be_visible()


@pytest.mark.parametrize("width", [720, 800, 1024, 1200])
def test_no_column_is_cut_in_a_window_of_any_width(visitor: Page, trained: Run, width: int) -> None:
    visitor.set_viewport_size({"width": width, "height": 850})
    for path in ("", "explore", "train", "evaluate"):
        visitor.goto(f"/{path}?run={trained.id}")
        expect(visitor.get_by_role("heading", level=1)).to_be_visible()
        visitor.wait_for_timeout(1_000)
        inside = visitor.locator(".stColumn").evaluate_all(
            "all => all.map(e => e.scrollWidth - e.clientWidth)"
        )
        assert max(inside) <= 1, path


def test_the_page_follows_the_theme_of_the_system(visitor: Page, trained: Run) -> None:
    visitor.goto(f"/evaluate?run={trained.id}", wait_until="commit")
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    cell = visitor.get_by_role("button", name="True 1, predicted 1")
    for palette in (DARK, LIGHT, DARK):  # the first while the page is still being drawn
        visitor.emulate_media(color_scheme=palette.kind)
        red, green, blue = bytes.fromhex(palette.line[1:])
        expect(cell).to_have_css("background-color", f"rgb({red}, {green}, {blue})")


def test_the_order_of_the_images_stands_in_the_address(visitor: Page) -> None:
    visitor.goto("/explore?split=test")
    first = visitor.get_by_role("listbox", name="Images of test").get_by_role("option").first
    expect(first).to_have_attribute("aria-label", re.compile("image 0$"))
    visitor.get_by_role("combobox", name="Sort by").click()
    visitor.get_by_role("option", name="Stroke thickness: high to low").click()
    visitor.wait_for_url(re.compile(r"sort=-thickness"))
    expect(first).to_have_attribute("aria-label", re.compile("^8, image 7,845"))
    visitor.reload()
    expect(first).to_have_attribute("aria-label", re.compile("^8, image 7,845"))


def test_back_leads_to_the_page_before_as_it_was(visitor: Page, trained: Run) -> None:
    visitor.goto("/")
    open_page(visitor, "Explore")
    visitor.get_by_role("button", name="3", exact=True).click()
    expect(visitor.get_by_text("5,620 images")).to_be_visible()
    for name in ("Train", "Evaluate", "Draw"):
        open_page(visitor, name)
        visitor.wait_for_url(re.compile(f"/{name.lower()}\\?run={trained.id}$"))
    for name in ("Evaluate", "Train", "Explore"):
        visitor.go_back()
        expect(visitor.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(visitor.get_by_text("5,620 images")).to_be_visible()
    visitor.go_back()
    expect(visitor.get_by_role("heading", name="Digit Lab", level=1)).to_be_visible()
    visitor.go_forward()
    expect(visitor.get_by_text("5,620 images")).to_be_visible()


def test_back_and_forward_go_through_the_runs_that_one_looked_at(
    visitor: Page, lab: ServedLab, trained: Run
) -> None:
    trainer = Trainer(Lab(lab.home))
    other = trainer.start(draft_of(find_preset("quick")))
    TrainingActs(trainer).stop(other.id)
    wait_until(lambda: not trainer.lab.run(other.id).is_live)
    visitor.goto("/")
    open_page(visitor, "Train")
    chooser = visitor.get_by_role("combobox", name="Run")
    expect(chooser).to_have_value(other.name)
    for name in (trained.name, other.name):
        chooser.click()
        visitor.get_by_role("option", name=name).click()
        expect(visitor.get_by_role("heading", name=name, level=2)).to_be_visible()
    for shown in (trained, other):
        visitor.go_back()
        visitor.wait_for_url(re.compile(f"/train\\?run={shown.id}$"))
        expect(visitor.get_by_role("heading", name=shown.name, level=2)).to_be_visible()
    visitor.go_back()
    expect(visitor.get_by_role("heading", name="Digit Lab", level=1)).to_be_visible()
    visitor.go_forward()
    visitor.go_forward()
    expect(visitor.get_by_role("heading", name=trained.name, level=2)).to_be_visible()
    trainer.delete(other.id)


def test_one_step_back_leaves_a_page_that_was_opened_by_its_address(visitor: Page, trained: Run) -> None:
    visitor.goto("/")
    visitor.goto("/train")
    visitor.wait_for_url(re.compile(f"/train\\?run={trained.id}$"))
    visitor.wait_for_function("() => Object.hasOwn(history, 'pushState')")
    visitor.go_back()
    expect(visitor.get_by_role("heading", name="Digit Lab", level=1)).to_be_visible()


def test_the_arrow_keys_lead_through_the_matrix(visitor: Page, trained: Run) -> None:
    visitor.goto(f"/evaluate?run={trained.id}")
    cell = visitor.get_by_role("button", name="True 5, predicted 5")
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    cell.press("ArrowDown")
    visitor.keyboard.press("ArrowRight")
    expect(visitor.get_by_role("button", name="True 6, predicted 6")).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(cell_heading(visitor, 6, 6)).to_be_visible()
    expect(visitor.get_by_role("button", name="True 6, predicted 6")).to_be_focused()


def test_the_boxes_choose_a_cell_without_a_mouse(visitor: Page, trained: Run) -> None:
    visitor.goto(f"/evaluate?run={trained.id}")
    box = visitor.get_by_role("combobox", name="True label")
    box.focus()
    box.press("ArrowDown")
    box.type("4")
    box.press("Enter")
    expect(visitor.get_by_role("heading", name="True 4, predicted")).to_be_visible()


def test_digits_drawn_with_the_mouse_are_read_right(visitor: Page, trained: Run) -> None:
    visitor.goto(f"/draw?run={trained.id}")
    expect(visitor.get_by_text("Draw a digit from 0 to 9")).to_be_visible()
    for digit, strokes in STROKES.items():
        draw(visitor, strokes)
        expect(predicted_digit(visitor)).to_have_text(str(digit))
        visitor.get_by_role("button", name="Clear").click()
        expect(visitor.get_by_text("Draw a digit from 0 to 9")).to_be_visible()
        expect(predicted_digit(visitor)).to_have_count(0)


def test_a_drawing_is_still_there_after_a_visit_to_another_page(visitor: Page, trained: Run) -> None:
    visitor.goto(f"/draw?run={trained.id}")
    draw(visitor, STROKES[1])
    expect(predicted_digit(visitor)).to_have_text("1")
    open_page(visitor, "Runs")
    open_page(visitor, "Draw")
    expect(predicted_digit(visitor)).to_have_text("1")
    draw(visitor, [[(0.3, 0.15), (0.5, 0.15)]])  # a second stroke makes a seven of it
    expect(predicted_digit(visitor)).to_have_text("7")
    visitor.get_by_role("button", name="Clear").click()
    expect(visitor.get_by_text("Draw a digit from 0 to 9")).to_be_visible()
    open_page(visitor, "Runs")
    open_page(visitor, "Draw")
    expect(visitor.get_by_text("Draw a digit from 0 to 9")).to_be_visible()


def test_an_uploaded_picture_is_read_and_a_stroke_takes_its_place(
    visitor: Page, trained: Run, tmp_path: Path
) -> None:
    visitor.goto(f"/draw?run={trained.id}")
    images = mnist().split("validation")
    four = images.images[np.flatnonzero(images.labels == 4)[0]]
    sheet = Image.new("L", (600, 800), 240)
    sheet.paste(Image.fromarray(255 - four).resize((280, 280)), (100, 300))
    sheet.save(tmp_path / "four.jpg")
    visitor.locator("input[type=file]").set_input_files(tmp_path / "four.jpg")
    expect(predicted_digit(visitor)).to_have_text("4")
    expect(visitor.get_by_text("four.jpg")).to_be_visible()
    draw(visitor, STROKES[1])
    expect(predicted_digit(visitor)).to_have_text("1")
    expect(visitor.get_by_text("four.jpg")).to_have_count(0)
    draw(visitor, [[(0.4, 0.2), (0.6, 0.2)]])
    expect(predicted_digit(visitor)).to_be_visible()


def test_a_file_that_is_no_picture_gets_a_sentence(visitor: Page, trained: Run) -> None:
    visitor.goto(f"/draw?run={trained.id}")
    upload = visitor.locator("input[type=file]")
    upload.set_input_files({"name": "not.png", "mimeType": "image/png", "buffer": b"no picture at all"})
    alert = visitor.get_by_test_id("stAlert")
    expect(alert.filter(has_text=re.compile("picture", re.IGNORECASE))).to_be_visible()
    expect(predicted_digit(visitor)).to_have_count(0)
    bomb = BytesIO()
    Image.new("1", (13_000, 13_000)).save(bomb, format="PNG")
    upload.set_input_files({"name": "bomb.png", "mimeType": "image/png", "buffer": bomb.getvalue()})
    expect(alert.filter(has_text="169")).to_be_visible()
    expect(predicted_digit(visitor)).to_have_count(0)


def test_a_run_is_renamed_and_deleted_only_after_being_asked_twice(visitor: Page, lab: ServedLab) -> None:
    trainer = Trainer(Lab(lab.home))
    run = trainer.start(draft_of(find_preset("quick")))
    TrainingActs(trainer).stop(run.id)
    visitor.goto(f"/runs?run={run.id}")
    visitor.get_by_role("button", name="Rename").click()
    visitor.get_by_role("dialog").get_by_label("Name").fill("<b>My</b> *net*")
    visitor.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(visitor.get_by_role("heading", name="<b>My</b> *net*")).to_be_visible()
    expect(visitor.get_by_role("button", name="Delete", exact=True)).to_be_enabled(timeout=60_000)
    visitor.get_by_role("button", name="Delete", exact=True).click()
    visitor.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(visitor.get_by_role("dialog")).to_have_count(0)
    assert trainer.lab.run(run.id).name == "<b>My</b> *net*"
    visitor.get_by_role("button", name="Delete", exact=True).click()
    visitor.get_by_role("dialog").get_by_role("button", name="Delete run").click()
    expect(visitor.get_by_role("dialog")).to_have_count(0)
    assert run.id not in [other.id for other in trainer.lab.runs(EVERY_RUN)]


def test_a_name_is_never_a_link_or_a_picture(visitor: Page, lab: ServedLab, trained: Run) -> None:
    before, name = trained.name, "http://a.io www.b.io c@d.io :smile: :streamlit: -> >="
    Trainer(Lab(lab.home)).rename(trained.id, f"{name} *")
    for path in ("runs", "train", "evaluate"):
        visitor.goto(f"/{path}?run={trained.id}")
        block = visitor.get_by_test_id("stMarkdownContainer").filter(has_text="a.io")
        expect(block.first).to_be_visible()
        assert name in block.first.inner_text().replace(JOINER, "")
        expect(block.locator("a, img")).to_have_count(0)
    Trainer(Lab(lab.home)).rename(trained.id, before)


def test_a_dialog_outlives_the_start_of_somebody_elses_training(
    visitor: Page, lab: ServedLab, trained: Run
) -> None:
    visitor.goto(f"/runs?run={trained.id}")
    visitor.get_by_role("button", name="Rename").click()
    name = visitor.get_by_role("dialog").get_by_label("Name")
    name.fill("half typed")
    trainer = Trainer(Lab(lab.home))
    other = trainer.start(draft_of(find_preset("quick")))
    visitor.wait_for_timeout(5_000)  # two looks of the page at the runs
    expect(name).to_have_value("half typed")
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("dialog")).to_have_count(0)
    TrainingActs(trainer).stop(other.id)
    expect(visitor.get_by_role("combobox", name="Run")).to_have_value(trained.name)
    wait_until(lambda: is_offered(visitor, other), seconds=30)


HEADER_PIXELS = 36
"""The height of a table's head."""


def is_offered(visitor: Page, run: Run) -> bool:
    """Whether the chooser offers a run now; an open list closes when a run comes."""
    visitor.get_by_role("combobox", name="Run").click()
    found = visitor.get_by_role("option", name=run.name).is_visible()
    visitor.keyboard.press("Escape")
    return found


def test_a_click_on_a_row_takes_that_run_in_hand_while_another_trains(
    visitor: Page, lab: ServedLab, trained: Run
) -> None:
    trainer = Trainer(Lab(lab.home))
    live = trainer.start(draft_of(find_preset("tutorial-cnn-adam")))
    visitor.goto(f"/runs?run={live.id}")
    expect(visitor.get_by_role("heading", name=live.name)).to_be_visible()
    table = visitor.get_by_test_id("stDataFrame").first
    rows = [run.id for run in trainer.lab.runs(EVERY_RUN)]
    for x, run in ((120, trained), (300, live), (60, trained)):  # the name, another cell
        table.click(position={"x": x, "y": HEADER_PIXELS + ROW_PIXELS * (rows.index(run.id) + 0.5)})
        expect(visitor.get_by_role("heading", name=run.name)).to_be_visible()
        visitor.wait_for_url(re.compile(run.id))
    TrainingActs(trainer).stop(live.id)


@pytest.mark.parametrize("path", ["train", "evaluate", "draw", "runs"])
def test_an_unknown_run_in_the_address_gets_a_sentence(visitor: Page, trained: Run, path: str) -> None:
    visitor.goto(f"/{path}?run=../../etc/passwd")
    expect(visitor.get_by_test_id("stAlert").filter(has_text="There is no run")).to_be_visible()
    expect(visitor.get_by_test_id("stException")).to_have_count(0)


def test_no_page_asks_the_network_for_anything(visitor: Page, lab: ServedLab, trained: Run) -> None:
    foreign: list[str] = []
    visitor.on("request", lambda request: foreign.append(request.url))
    for path in ("", "explore", "train", "evaluate", "draw", "runs"):
        visitor.goto(f"/{path}")
        expect(visitor.get_by_role("heading", level=1)).to_be_visible()
        visitor.wait_for_timeout(500)
    assert [url for url in foreign if not url.startswith((lab.address, "data:", "blob:"))] == []
