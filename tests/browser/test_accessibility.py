"""Every page through axe-core, in both themes: empty, about a run, while one trains, and under a dialog."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.lab import Lab
from core.runs.draft import draft_of
from core.runs.run import Run
from core.trainer import Trainer, find_preset
from dashboard.toolkit.theme import Kind
from harness.acting import metric, points_on_curve
from harness.serving import ServedLab, wait_until

pytestmark = pytest.mark.browser

PAGES = ["", "explore", "train", "evaluate", "draw", "runs"]
THEMES = ["light", "dark"]


@pytest.fixture(scope="module")
def trained(lab: ServedLab) -> Run:
    """A run with a model, as the pages show it; one epoch is enough."""
    trainer = Trainer(Lab(lab.home))
    run = trainer.start(draft_of(find_preset("quick"), epochs=1))
    wait_until(lambda: not trainer.lab.run(run.id).is_live, seconds=240)
    return trainer.lab.run(run.id)


def violations(visitor: Page) -> list[str]:
    """What axe-core finds wrong, each as the rule and the elements that break it."""
    visitor.wait_for_timeout(1_500)  # until fonts, charts and pictures stand
    found = Axe().run(visitor).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_an_empty_lab_has_no_violation(visitor: Page, page: str, theme: Kind) -> None:
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/{page}")
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    assert violations(visitor) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_about_a_run_has_no_violation(visitor: Page, trained: Run, page: str, theme: Kind) -> None:
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/{page}?run={trained.id}")
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    assert violations(visitor) == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_run_that_trains_has_no_violation_on_any_page(
    visitor: Page, lab: ServedLab, trained: Run, theme: Kind
) -> None:
    trainer = Trainer(Lab(lab.home))
    run = trainer.start(draft_of(find_preset("quick"), epochs=1_000))
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/train?run={run.id}")
    visitor.wait_for_function(points_on_curve(3), timeout=120_000)
    assert violations(visitor) == []
    for page in ("", "runs"):
        visitor.goto(f"/{page}")
        expect(visitor.get_by_text(run.name).first).to_be_visible()
        assert violations(visitor) == []
    trainer.stop(run.id)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)


@pytest.mark.parametrize("theme", THEMES)
def test_a_dialog_has_no_violation(visitor: Page, trained: Run, theme: Kind) -> None:
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/runs?run={trained.id}")
    visitor.get_by_role("button", name="Rename").click()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    assert violations(visitor) == []
    visitor.goto(f"/evaluate?run={trained.id}")
    visitor.get_by_role("listbox", name=re.compile("errors")).get_by_role("option").first.click()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    assert violations(visitor) == []


def test_a_failed_learning_has_no_violation(visitor: Page, lab: ServedLab) -> None:
    trainer = Trainer(Lab(lab.home))
    run = trainer.start(draft_of(find_preset("quick"), epochs=1, learning_rate=5.0))
    visitor.goto(f"/train?run={run.id}")
    expect(metric(visitor, "State")).to_have_text("Finished", timeout=240_000)
    expect(visitor.get_by_test_id("stAlert")).to_contain_text("Lower the learning rate from 5")
    assert violations(visitor) == []
