"""Every page and its main acts in a real Chromium, under the lab's content security policy."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from core.lab import Lab
from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.run import Run
from core.trainer import Trainer
from harness.acting import STROKES, draw, metric, open_page, points_on_curve, predicted_digit
from harness.serving import ServedLab, wait_until
from tests.keeping import picture

pytestmark = pytest.mark.browser

PROBE = re.compile(r"/[a-z]+/_stcore/(host-config|health)$")
"""Streamlit looks for its server below the page's own path before it looks at the root."""

TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  violated(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(scope="module")
def trained(lab: ServedLab) -> Run:
    """A run with a model."""
    trainer, preset = Trainer(Lab(lab.home)), PRESETS["tutorial-dense-adam"]
    run = trainer.start(draft_of(preset, epochs=1))
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    return trainer.lab.run(run.id)


@pytest.fixture
def complaints(visitor: Page, lab: ServedLab) -> list[str]:
    """What the browser complains of, and the answers of the lab that came without the headers."""
    found: list[str] = []

    def read(message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBE.search(message.location["url"]):
            found.append(f"{message.text}: {message.location['url']}")

    def check(response: Response) -> None:
        if response.url.startswith(lab.address) and "content-security-policy" not in response.headers:
            found.append(f"{response.url} came without a policy")

    visitor.on("console", read)
    visitor.on("response", check)
    visitor.on("pageerror", lambda error: found.append(str(error)))
    visitor.expose_function("violated", lambda what: found.append(what))
    visitor.add_init_script(TELL_VIOLATIONS)
    return found


def images(visitor: Page, grid: str) -> Locator:
    return visitor.get_by_role("listbox", name=grid).get_by_role("option")


def settle(visitor: Page) -> None:
    """What breaks does so within a moment."""
    visitor.wait_for_timeout(1_000)


def test_looking_at_every_page_breaks_nothing(visitor: Page, trained: Run, complaints: list[str]) -> None:
    visitor.goto("/")
    expect(visitor.get_by_role("group", name="A wall of handwritten digits")).to_be_visible()
    open_page(visitor, "Explore")
    images(visitor, "Images of train").first.click()
    open_page(visitor, "Train")
    expect(visitor.locator(".js-plotly-plot")).to_have_count(2)
    open_page(visitor, "Evaluate")
    visitor.get_by_role("button", name="True 7, predicted 7").click()
    expect(visitor.get_by_role("heading", name="True 7, predicted 7")).to_be_visible()
    images(visitor, "Most confident errors").first.click()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    visitor.keyboard.press("Escape")
    open_page(visitor, "Draw")
    expect(visitor.locator("canvas").last).to_be_visible()
    open_page(visitor, "Runs")
    expect(visitor.get_by_test_id("stDataFrame").first).to_be_visible()
    visitor.emulate_media(color_scheme="dark")
    settle(visitor)
    assert complaints == []


@pytest.mark.parametrize("page", ["explore", "train", "evaluate", "draw", "runs"])
def test_entering_by_any_page_breaks_nothing(
    visitor: Page, trained: Run, complaints: list[str], page: str
) -> None:
    visitor.goto(f"/{page}?run={trained.id}")
    expect(visitor.get_by_role("heading", name=page.capitalize(), level=1)).to_be_visible()
    settle(visitor)
    assert complaints == []


def test_the_statistics_of_explore_break_nothing(visitor: Page, complaints: list[str]) -> None:
    visitor.goto("/explore?show=statistics")
    expect(visitor.get_by_role("group", name="Nearest pairs")).to_be_visible()
    settle(visitor)
    assert complaints == []


def test_drawing_and_uploading_break_nothing(
    visitor: Page, trained: Run, complaints: list[str], tmp_path: Path
) -> None:
    visitor.goto(f"/draw?run={trained.id}")
    draw(visitor, STROKES[7])
    expect(predicted_digit(visitor)).to_be_visible()
    (tmp_path / "seven.png").write_bytes(picture())
    visitor.locator("input[type=file]").set_input_files(tmp_path / "seven.png")
    expect(visitor.get_by_text("Your upload")).to_be_visible()
    settle(visitor)
    assert complaints == []


def test_training_and_renaming_break_nothing(visitor: Page, trained: Run, complaints: list[str]) -> None:
    visitor.goto("/")
    visitor.get_by_role("button", name="Train another model").click()
    visitor.wait_for_function(points_on_curve(3), timeout=120_000)
    visitor.get_by_role("button", name="Stop").click()
    expect(metric(visitor, "State")).to_have_text("Stopped", timeout=120_000)
    open_page(visitor, "Runs")
    visitor.get_by_role("button", name="Rename").click()
    visitor.get_by_role("dialog").get_by_label("Name").fill("Short one")
    visitor.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(visitor.get_by_role("heading", name="Short one")).to_be_visible()
    assert complaints == []


def test_a_foreign_picture_is_never_loaded(visitor: Page, complaints: list[str]) -> None:
    visitor.goto("/")
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    visitor.evaluate(
        "document.body.append(Object.assign(new Image(), { src: 'http://foreign.example/a.png' }))"
    )
    settle(visitor)
    assert "img-src http://foreign.example/a.png" in complaints


def test_no_other_page_can_frame_the_lab(visitor: Page, lab: ServedLab) -> None:
    visitor.set_content(f"<iframe src='{lab.address}/runs'></iframe>")
    settle(visitor)
    assert visitor.frames[1].url == "chrome-error://chromewebdata/"
