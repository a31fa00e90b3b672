"""Renders every page from a real server into docs/pictures: `python -m tests.browser.pictures`."""

import tempfile
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from core.lab import Lab
from core.models.presets import find_preset
from core.runs.draft import draft_of
from core.runs.run import Run
from core.trainer import Trainer
from harness.acting import RUN_LIMIT_MILLISECONDS, STROKES, draw, epochs_on_curve, metric
from harness.chromium import FLAGS, system_chromium
from harness.serving import ServedLab, digit_lab, serving

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SETTLE_MILLISECONDS = 2_500


def _prepare(visitor: Page, name: str) -> None:
    """Brings a page into the state that its picture shows."""
    if name == "draw":
        visitor.locator("canvas").last.wait_for()
        visitor.wait_for_timeout(1_000)
        draw(visitor, STROKES[3])
        metric(visitor, "Prediction").wait_for()
        visitor.mouse.move(5, 5)
    if name == "train":
        visitor.wait_for_function(epochs_on_curve(3), timeout=RUN_LIMIT_MILLISECONDS)


def _address(name: str, run: Run) -> str:
    """Explore takes a run too, for its columns; the picture is of the page as one first sees it."""
    return {"start": "/", "explore": "/explore"}.get(name, f"/{name}?run={run.id}")


def _take(browser: Browser, lab: ServedLab, name: str, run: Run) -> None:
    """Pictures of one page in both themes and both widths."""
    for scheme, (width, (x, y)) in product(SCHEMES, WIDTHS.items()):
        context = browser.new_context(
            base_url=lab.address, viewport={"width": x, "height": y}, color_scheme=scheme
        )
        visitor = context.new_page()
        visitor.goto(_address(name, run))
        visitor.get_by_role("heading", level=1).wait_for()
        _prepare(visitor, name)
        visitor.wait_for_timeout(SETTLE_MILLISECONDS)
        visitor.screenshot(path=FOLDER / f"{name}-{scheme}-{width}.png")
        context.close()


def main() -> None:
    """Trains a few runs in a lab of its own and takes the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as lab, sync_playwright() as playwright:
        for name, epochs in (("tutorial-dense-adam", "4"), ("quick", "3")):
            digit_lab(lab.home, "train", name, "--epochs", epochs, "--wait")
        trainer = Trainer(Lab(lab.home))
        trained = trainer.lab.latest_with_model()
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=list(FLAGS))
        for name in ("start", "explore", "evaluate", "draw", "runs"):
            _take(browser, lab, name, trained)
        preset = find_preset("tutorial-cnn-adam")
        training = trainer.start(draft_of(preset, epochs=20, batch_size=256))
        _take(browser, lab, "train", training)
        browser.close()


if __name__ == "__main__":
    main()
