"""A click counts although a sentence above its button goes while the mouse is pressed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from core.lab import Lab
from core.runs.artifacts import RunFolder
from core.runs.query import EVERY_RUN
from core.runs.run import Run
from harness.serving import ServedLab, serving_pages, wait_until
from tests import keeping

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    """A lab whose runs stay in the queue."""
    with serving_pages(tmp_path_factory.mktemp("lab")) as running:
        yield running


def runs(lab: ServedLab) -> list[Run]:
    return Lab(lab.home).runs(EVERY_RUN)


def retype(visitor: Page, field: Locator, text: str) -> None:
    """Types over what stands in a field, and stays in it."""
    field.click()
    visitor.keyboard.press("Control+A")
    visitor.keyboard.type(text)


def press_while_the_sentence_goes(visitor: Page, label: str, right: str, button: str) -> None:
    """Types what is wrong, then what is right, and presses the button below until the sentence is gone."""
    field = visitor.get_by_role("textbox", name=label, exact=True)
    retype(visitor, field, "many")
    visitor.keyboard.press("Tab")
    expect(visitor.locator(".field-error")).to_be_visible()
    retype(visitor, field, right)
    pressed = visitor.get_by_role("button", name=button, exact=True).last  # a pop-over may be called so too
    pressed.hover()  # which waits until nothing moves any more
    visitor.mouse.down()
    expect(visitor.locator(".field-error")).to_have_count(0)
    visitor.mouse.up()


@pytest.mark.parametrize("width", [1440, 390])
def test_train_starts_one_run(visitor: Page, lab: ServedLab, width: int) -> None:
    before = len(runs(lab))
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.goto("/train")
    press_while_the_sentence_goes(visitor, "Epochs", "7", "Train")
    wait_until(lambda: len(runs(lab)) > before)
    visitor.wait_for_timeout(1_000)  # a second one would be there by then
    newest, *others = runs(lab)
    assert (newest.manifest.epochs, len(others)) == (7, before)


@pytest.mark.parametrize("width", [1440, 390])
def test_start_sweep_starts_one_sweep(visitor: Page, lab: ServedLab, width: int) -> None:
    sweeps = Lab(lab.home).store.sweeps
    before = len(sweeps.all(100))
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.goto("/sweeps")
    press_while_the_sentence_goes(visitor, "Trials", "3", "Start sweep")
    wait_until(lambda: len(sweeps.all(100)) > before)
    visitor.wait_for_timeout(1_000)
    assert len(sweeps.all(100)) == before + 1


def test_change_changes_a_run_that_waits_once(visitor: Page, lab: ServedLab) -> None:
    run = keeping.queued(lab.home)
    visitor.goto(f"/train?run={run.id}")
    visitor.get_by_role("button", name="Change", exact=True).click()
    press_while_the_sentence_goes(visitor, "Epochs in all", "9", "Change")
    wait_until(lambda: bool(Lab(lab.home).run(run.id).manifest.changes))
    assert Lab(lab.home).run(run.id).manifest.epochs == 9


def test_start_fork_starts_one_fork(visitor: Page, lab: ServedLab) -> None:
    run, store = keeping.finished(lab.home), keeping.store(lab.home)
    store.runs.set_kept_epochs(run.id, {2: RunFolder(lab.home, run.id).write_epoch(2, b"model")})
    before = len(runs(lab))
    visitor.goto(f"/train?run={run.id}")
    visitor.get_by_role("button", name="Fork", exact=True).click()
    press_while_the_sentence_goes(visitor, "Epochs of the fork", "5", "Start fork")
    wait_until(lambda: len(runs(lab)) > before)
    visitor.wait_for_timeout(1_000)
    newest, *others = runs(lab)
    assert (newest.manifest.epochs, len(others)) == (5, before)
