"""Every page through axe-core, in both themes: empty, about a run, while one trains, and under a dialog."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.lab import Lab
from core.models.presets import find_preset
from core.runs.draft import draft_of
from core.runs.run import Run
from core.trainer import Trainer
from core.training_acts import TrainingActs
from dashboard.toolkit.theme import Kind
from harness.acting import STROKES, draw, points_on_curve, wait_for_end
from harness.serving import ServedLab, wait_until
from tests.drawn import keep

pytestmark = pytest.mark.browser

CONTENT = {
    "": ".wall .digit",
    "explore": "[role=listbox] [role=option]",
    "train": ".live-curves .js-plotly-plot",
    "evaluate": "table button[aria-pressed=true]",
    "draw": "canvas",
    "runs": "[data-testid=stDataFrame] canvas",
    "sweeps": "[data-testid=stAlert]",
}
"""What each page shows last, so that axe-core does not look at a page that is still empty."""

NEEDS_RUN = ("evaluate", "runs")
THEMES = ["light", "dark"]


@pytest.fixture(scope="module")
def trained(lab: ServedLab) -> Run:
    """A run with a model, as the pages show it; one epoch of a dense net is enough, and quick everywhere."""
    trainer = Trainer(Lab(lab.home))
    run = trainer.start(draft_of(find_preset("tutorial-dense-adam"), epochs=1))
    wait_until(lambda: not trainer.lab.run(run.id).is_live, seconds=240)
    return trainer.lab.run(run.id)


def violations(visitor: Page) -> list[str]:
    """What axe-core finds wrong, each as the rule and the elements that break it."""
    visitor.wait_for_timeout(1_500)  # until fonts, charts and pictures stand
    found = Axe().run(visitor).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("page", CONTENT)
def test_a_page_of_an_empty_lab_has_no_violation(visitor: Page, page: str, theme: Kind) -> None:
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/{page}")
    shown = "[data-testid=stAlert]" if page in NEEDS_RUN else CONTENT[page]
    expect(visitor.locator(shown).first).to_be_visible()
    assert violations(visitor) == []


PARTS_OF_EXPLORE = {
    "statistics": "[aria-label='Nearest pairs']",
    "map&within=umap:300,380;430,380;520,420;440,500;330,480": ".map[data-drawn]",
}
"""By what the address says, what shows that the part is drawn."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("part", PARTS_OF_EXPLORE)
def test_a_part_of_explore_has_no_violation(visitor: Page, part: str, width: int, theme: Kind) -> None:
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/explore?show={part}")
    expect(visitor.locator(PARTS_OF_EXPLORE[part])).to_be_visible()
    assert violations(visitor) == []


OF_THE_DRAWN_SET = {
    "/draw?write=digits": ".st-key-asked",
    "/explore?dataset=drawn": "[role=listbox] [role=option]",
    "/data": "[data-testid=stDataFrame]",
}
"""By their addresses, what shows that they are drawn."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1440, 390])
def test_the_drawn_set_and_its_game_have_no_violation(
    visitor: Page, lab: ServedLab, width: int, theme: Kind
) -> None:
    keep(lab.home, 12)
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.emulate_media(color_scheme=theme)
    for address, content in OF_THE_DRAWN_SET.items():
        visitor.goto(address)
        expect(visitor.locator(content).first).to_be_visible()
        assert violations(visitor) == []


PARTS_OF_DRAW = {
    "How the picture was prepared": ".figures",
    "What the model looks at": ".heat-map",
    "What would make it another digit": "[data-testid=stSlider]",
    "Compare models": "[data-testid=stExpander] [data-testid=stAlert], .answers",
    "Inside the network": ".layer",
    "Follow it step by step": ".numbers",
}
"""By their titles, what shows that they are drawn."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1440, 390])
def test_the_parts_that_explain_an_answer_have_no_violation(visitor: Page, width: int, theme: Kind) -> None:
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.emulate_media(color_scheme=theme)
    visitor.goto("/draw?model=shipped")
    draw(visitor, STROKES[4])
    for title, content in PARTS_OF_DRAW.items():
        visitor.get_by_text(title, exact=True).click()
        expect(visitor.locator(content).last).to_be_visible()
    assert violations(visitor) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("page", CONTENT)
def test_a_page_about_a_run_has_no_violation(
    visitor: Page, trained: Run, page: str, width: int, theme: Kind
) -> None:
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/{page}?run={trained.id}")
    expect(visitor.locator(CONTENT[page]).first).to_be_visible()
    assert violations(visitor) == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_run_that_trains_has_no_violation_on_any_page(
    visitor: Page, lab: ServedLab, trained: Run, theme: Kind
) -> None:
    trainer = Trainer(Lab(lab.home))
    run = trainer.start(draft_of(find_preset("tutorial-dense-adam"), epochs=1_000))
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/train?run={run.id}")
    visitor.wait_for_function(points_on_curve(3), timeout=120_000)
    assert violations(visitor) == []
    for page in ("", "runs"):
        visitor.goto(f"/{page}")
        expect(visitor.get_by_text(run.name).first).to_be_visible()
        assert violations(visitor) == []
    TrainingActs(trainer).stop(run.id)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)


@pytest.mark.parametrize("theme", THEMES)
def test_a_dialog_has_no_violation(visitor: Page, trained: Run, theme: Kind) -> None:
    visitor.emulate_media(color_scheme=theme)
    visitor.goto(f"/runs?run={trained.id}")
    for act in ("Rename", "Delete"):
        visitor.get_by_role("button", name=act, exact=True).click()
        expect(visitor.get_by_role("dialog")).to_be_visible()
        assert violations(visitor) == []
        visitor.keyboard.press("Escape")
        expect(visitor.get_by_role("dialog")).to_have_count(0)
    visitor.goto(f"/evaluate?run={trained.id}")
    visitor.get_by_role("listbox", name=re.compile("errors")).get_by_role("option").first.click()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    assert violations(visitor) == []


def test_a_wrong_setting_and_a_comparison_have_no_violation(
    visitor: Page, lab: ServedLab, trained: Run
) -> None:
    visitor.goto(f"/train?run={trained.id}")
    visitor.get_by_role("textbox", name="Epochs").fill("2.7")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("alert").filter(has_text="Enter a number of epochs")).to_be_visible()
    assert violations(visitor) == []
    trainer = Trainer(Lab(lab.home))
    other = trainer.start(draft_of(find_preset("quick")))
    TrainingActs(trainer).stop(other.id)
    wait_until(lambda: not trainer.lab.run(other.id).is_live)
    visitor.goto(f"/runs?compare={trained.id},{other.id}")
    expect(visitor.get_by_role("region", name="Comparison")).to_be_visible()
    assert violations(visitor) == []


def test_a_failed_learning_has_no_violation(visitor: Page, lab: ServedLab) -> None:
    trainer = Trainer(Lab(lab.home))
    run = trainer.start(draft_of(find_preset("quick"), epochs=1, learning_rate=5.0))
    visitor.goto(f"/train?run={run.id}")
    wait_for_end(visitor)
    expect(visitor.get_by_test_id("stAlert")).to_contain_text("Lower the learning rate from 5")
    assert violations(visitor) == []
