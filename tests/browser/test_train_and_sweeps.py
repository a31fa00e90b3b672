"""Pages of several runs in a browser: the family of a run on Train, and a sweep with its trials."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.fork_acts import ForkActs
from core.jobs.specs import Time
from core.lab import Lab
from core.runs.state import State
from core.runs.timing import Timing
from core.sweeps.sweep import SweepState
from core.trainer import Trainer
from harness.serving import ServedLab, serving_pages, wait_until
from tests import keeping
from tests.core.test_sweep_acts import add_trial
from tests.dashboard.test_fork import forkable
from tests.dashboard.test_sweeps_page import specification

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    with serving_pages(tmp_path_factory.mktemp("lab")) as running:
        yield running


def test_the_price_of_a_training_changes_where_it_stands_once_it_was_timed(
    visitor: Page, lab: ServedLab
) -> None:
    timings = keeping.store(lab.home).timings
    visitor.goto("/train")
    price, layers = (
        visitor.get_by_text(re.compile("Takes (about|roughly)")),
        visitor.get_by_text("142,698 parameters"),
    )
    button = visitor.get_by_role("button", name="Train", exact=True)

    def place() -> float:
        """How far the layers, below the price, stand below the button above it."""
        expect(layers).to_be_visible()
        boxes = [each.bounding_box() for each in (button, layers)]
        above, below = [box["y"] for box in boxes if box is not None]
        return below - above

    expect(price).to_be_visible()
    wait_until(lambda: timings.waiting() is not None)
    before = place()
    waiting = timings.waiting()
    assert waiting is not None
    assert isinstance(waiting.spec, Time)
    timings.keep(waiting.spec, Timing(start=1, short_batch=0, image=1e-2, epoch=0, validated_image=0))
    expect(price).to_have_text("Takes about 9 min 10 s here.")
    assert place() == before


def test_a_key_leads_from_a_run_to_another_one_of_its_family(visitor: Page, lab: ServedLab) -> None:
    run = forkable(lab.home)
    fork = ForkActs(Trainer(Lab(lab.home), "ada")).fork(run.id, learning_rate=0.001)
    visitor.goto(f"/train?run={run.id}")
    family = visitor.get_by_role("group", name="Family of this run")
    expect(family.get_by_text("After epoch 2: learning rate 0.001 instead of 0.006")).to_be_visible()
    family.get_by_role("link", name=fork.name).press("Enter")
    expect(visitor).to_have_url(f"{visitor.url.split('?')[0]}?run={fork.id}")
    expect(family.get_by_role("link", name=run.name)).to_be_visible()


def test_another_sweep_stays_on_screen_and_in_the_address_and_shows_its_runs_whatever_was_sought_before(
    visitor: Page, lab: ServedLab
) -> None:
    kept = keeping.store(lab.home)
    older, newer = (kept.sweeps.add(specification(), "ada") for _ in range(2))
    add_trial(Lab(lab.home), older, 0.001, 0.93, state=State.FINISHED)
    for sweep in (older, newer):
        kept.sweeps.end(sweep.id, SweepState.COMPLETED)
    visitor.goto("/runs")
    visitor.get_by_role("textbox", name="Search").fill("no such run")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text("0 runs", exact=True)).to_be_visible()
    visitor.get_by_role("link", name="Sweeps").click()
    visitor.get_by_role("link", name=older.name).click()
    expect(visitor).to_have_url(re.compile(f"sweep={older.id}"))
    visitor.get_by_role("button", name="More").click()
    visitor.get_by_role("menuitem", name="Show its runs").click()
    expect(visitor.get_by_text("1 run", exact=True)).to_be_visible()
    assert f"of_sweep={older.id}" in visitor.url
    for sweep in (older, newer):
        kept.sweeps.delete(sweep.id)


def test_a_filled_sweep_leads_to_its_runs_and_back_and_is_deleted_with_them(
    visitor: Page, lab: ServedLab
) -> None:
    kept = keeping.store(lab.home)
    sweep = kept.sweeps.add(specification(), "ada")
    for rate, accuracy in ((0.001, 0.93), (0.002, 0.95)):
        add_trial(Lab(lab.home), sweep, rate, accuracy, state=State.FINISHED)
    kept.sweeps.end(sweep.id, SweepState.COMPLETED)
    visitor.goto(f"/sweeps?sweep={sweep.id}")
    expect(visitor.get_by_text("Best: trial 2, learning rate 0.002")).to_be_visible()
    visitor.get_by_role("button", name="More").click()
    visitor.get_by_role("menuitem", name="Show its runs").click()
    expect(visitor.get_by_text("2 runs", exact=True)).to_be_visible()
    assert f"of_sweep={sweep.id}" in visitor.url
    best = kept.sweeps.trials(sweep.id)[1].run
    visitor.goto(f"/train?run={best}")
    visitor.get_by_role("link", name="Trial 2 of").click()
    visitor.get_by_role("button", name="More").click()
    visitor.get_by_role("menuitem", name="Delete").click()
    visitor.get_by_role("button", name="Delete sweep").click()
    expect(visitor.get_by_text("No sweep yet", exact=False)).to_be_visible()
    assert Lab(lab.home).find_run(str(best)) is None
