"""One click is one run, also where the finger was quicker than the page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.lab import Lab
from core.runs.query import EVERY_RUN
from harness.serving import ServedLab, serving_pages

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    """A lab whose runs stay in the queue."""
    with serving_pages(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.mark.parametrize(
    ("address", "button"), [("/", "Train your first model"), ("/train", re.compile("^Train( again)?$"))]
)
def test_a_double_click_starts_one_run(
    visitor: Page, lab: ServedLab, address: str, button: str | re.Pattern[str]
) -> None:
    before = len(Lab(lab.home).runs(EVERY_RUN))
    visitor.goto(address)
    visitor.get_by_role("button", name=button).first.dblclick()
    visitor.wait_for_url(re.compile(r"/train\?.*run=[a-z0-9]{8}"))
    expect(visitor.get_by_text("Queued").first).to_be_visible()
    visitor.wait_for_timeout(2_000)  # a second run would be there by then
    assert len(Lab(lab.home).runs(EVERY_RUN)) == before + 1
