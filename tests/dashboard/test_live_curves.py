"""The live curves' protocol: whatever is lost on the way, the browser ends with every point, once."""

import json

import numpy as np
import pytest

from core.runs.curves import Curves
from dashboard.toolkit.chart_look import Drawing
from dashboard.toolkit.charts import METRICS, learning_curves
from dashboard.toolkit.components.live_curves import MOST_BATCH_POINTS, OVERLAP, CurveFeed, Payload
from dashboard.toolkit.theme import DARK, LIGHT


def curves_of(points: int, epochs: int = 0) -> Curves:
    x = np.arange(1, points + 1) / 100
    epoch = np.arange(1.0, epochs + 1)
    batches, epochs_told = (x, x * 2, x / 1000, x * 0 + 1000.0), (epoch,) * 6
    return Curves(*batches, *epochs_told, np.zeros(epochs, dtype=bool))


class Browser:
    """What `live_curves.js` does with a payload, in Python."""

    def __init__(self) -> None:
        self.identity: tuple[str, int] | None = None
        self.figures: dict[str, str] = {}
        self.figures_of: tuple[str, int, str] | None = None
        self.forget()

    def forget(self) -> None:
        """Drop all points."""
        self.x: list[float] = []
        self.epochs: list[float] = []
        self.batches_seen = self.epochs_seen = 0

    def receive(self, payload: Payload) -> bool:
        """Take a payload; True if everything must be sent again."""
        payload = json.loads(json.dumps(payload, allow_nan=False))
        identity = (payload["run"], payload["attempt"])
        if identity != self.identity or payload["whole"]:
            self.forget()
        self.identity = identity
        wanted = (*identity, payload["look"])
        if "figures" in payload:
            self.figures, self.figures_of = payload["figures"], wanted
        if (
            self.figures_of != wanted
            or payload["batch_start"] > self.batches_seen
            or payload["epoch_start"] > self.epochs_seen
        ):
            return True
        self.x += [row[0] for row in payload["batch"][self.batches_seen - payload["batch_start"] :]]
        self.epochs += [row[0] for row in payload["epochs"][self.epochs_seen - payload["epoch_start"] :]]
        self.batches_seen = payload["batch_end"]
        self.epochs_seen = payload["epoch_start"] + len(payload["epochs"])
        return False


@pytest.fixture
def feed() -> CurveFeed:
    return CurveFeed()


@pytest.fixture
def browser() -> Browser:
    return Browser()


def tick(
    feed: CurveFeed, browser: Browser | None, curves: Curves, run: str = "run-1", attempt: int = 1
) -> None:
    payload = feed.payload(run, attempt, curves, Drawing(5, LIGHT))
    if browser is not None and browser.receive(payload):
        feed.rewind()


def assert_complete(browser: Browser, curves: Curves) -> None:
    np.testing.assert_allclose(browser.x, curves.batch_x, rtol=1e-4)
    np.testing.assert_allclose(browser.epochs, curves.epoch)


def test_steady_ticks_bring_every_point_once(feed: CurveFeed, browser: Browser) -> None:
    for points in range(0, 300, 5):
        tick(feed, browser, curves_of(points, points // 50))
    assert_complete(browser, curves_of(295, 5))


def test_a_tick_carries_only_what_is_new_and_a_short_overlap(feed: CurveFeed) -> None:
    feed.payload("run-1", 1, curves_of(500, 5), Drawing(5, LIGHT))
    payload = feed.payload("run-1", 1, curves_of(505, 5), Drawing(5, LIGHT))
    assert payload["batch_start"] == 500 - OVERLAP
    assert len(payload["batch"]) == 5 + OVERLAP
    assert len(json.dumps(payload)) < 1_500


def test_a_few_lost_ticks_leave_no_gap(feed: CurveFeed, browser: Browser) -> None:
    tick(feed, browser, curves_of(100))
    for points in (105, 110):
        tick(feed, None, curves_of(points))
    payload = feed.payload("run-1", 1, curves_of(115), Drawing(5, LIGHT))
    assert browser.receive(payload) is False
    assert_complete(browser, curves_of(115))


def test_after_a_long_loss_the_browser_asks_and_gets_everything(feed: CurveFeed, browser: Browser) -> None:
    tick(feed, browser, curves_of(100, 1))
    tick(feed, None, curves_of(400, 4))
    tick(feed, browser, curves_of(405, 4))
    tick(feed, browser, curves_of(410, 4))
    assert_complete(browser, curves_of(410, 4))


def test_a_component_that_is_mounted_anew_gets_everything(feed: CurveFeed) -> None:
    tick(feed, Browser(), curves_of(300, 3))
    fresh = Browser()
    tick(feed, fresh, curves_of(305, 3))
    tick(feed, fresh, curves_of(310, 3))
    assert_complete(fresh, curves_of(310, 3))


def test_a_new_session_does_not_repeat_points_on_an_old_chart(browser: Browser) -> None:
    tick(CurveFeed(), browser, curves_of(300, 3))
    tick(CurveFeed(), browser, curves_of(310, 3))
    assert_complete(browser, curves_of(310, 3))


@pytest.mark.parametrize(("run", "attempt"), [("run-2", 1), ("run-1", 2)])
def test_another_run_or_attempt_starts_over(
    feed: CurveFeed, browser: Browser, run: str, attempt: int
) -> None:
    tick(feed, browser, curves_of(300, 3))
    tick(feed, browser, curves_of(40), run=run, attempt=attempt)
    assert_complete(browser, curves_of(40))


def test_a_run_that_went_back_to_a_checkpoint_is_drawn_anew(feed: CurveFeed, browser: Browser) -> None:
    tick(feed, browser, curves_of(300, 3))
    tick(feed, browser, curves_of(250, 2))
    assert_complete(browser, curves_of(250, 2))


def test_the_first_payload_of_a_long_run_is_thinned_evenly_from_end_to_end(feed: CurveFeed) -> None:
    payload = feed.payload("run-1", 1, curves_of(50_000), Drawing(5, LIGHT))
    x = [row[0] for row in payload["batch"]]
    assert payload["whole"]
    assert len(x) == MOST_BATCH_POINTS
    assert (x[0], x[-1]) == (0.01, 500.0)
    assert max(np.diff(x)) < 0.3
    assert payload["batch_end"] == 50_000


def test_ticks_continue_after_a_thinned_start(feed: CurveFeed, browser: Browser) -> None:
    tick(feed, browser, curves_of(50_000))
    tick(feed, browser, curves_of(50_005))
    np.testing.assert_allclose(browser.x[-6:], np.arange(50_000, 50_006) / 100, rtol=1e-4)
    assert len(browser.x) == MOST_BATCH_POINTS + 5


def test_no_payload_is_longer_than_the_bound(feed: CurveFeed) -> None:
    for points in (10, 1_990, 10_000, 12_000, 12_001):
        assert (
            len(feed.payload("run-1", 1, curves_of(points), Drawing(5, LIGHT))["batch"]) <= MOST_BATCH_POINTS
        )


def test_what_is_no_number_is_sent_as_nothing(feed: CurveFeed) -> None:
    nothing = np.array([np.nan])
    curves = Curves(
        batch_x=np.array([0.5]),
        batch_loss=np.array([np.inf]),
        batch_accuracy=nothing,
        batch_speed=nothing,
        epoch=np.array([1.0]),
        loss=nothing,
        accuracy=nothing,
        val_loss=nothing,
        val_accuracy=nothing,
        seconds=nothing,
        partial=np.array([True]),
    )
    payload = feed.payload("run-1", 1, curves, Drawing(1, LIGHT))
    assert payload["batch"] == [[0.5, None, None]]
    assert payload["epochs"] == [[1.0, None, None, None, None, 1.0]]


def test_a_run_without_points_sends_none(feed: CurveFeed) -> None:
    payload = feed.payload("run-1", 1, curves_of(0), Drawing(3, LIGHT))
    assert (payload["batch"], payload["epochs"], payload["batch_end"]) == ([], [], 0)
    assert payload["total_epochs"] == 3


def test_the_figures_are_sent_once_in_each_colour(feed: CurveFeed) -> None:
    figures = [
        feed.payload("run-1", 1, curves_of(points), Drawing(5, palette)).get("figures")
        for points, palette in ((10, LIGHT), (20, LIGHT), (30, DARK), (40, DARK))
    ]
    assert figures == [
        {metric: learning_curves(metric, Drawing(5, palette)).to_json() for metric in METRICS}
        if palette
        else None
        for palette in (LIGHT, None, DARK, None)
    ]


def test_a_browser_that_missed_the_figures_asks_for_them(feed: CurveFeed, browser: Browser) -> None:
    tick(feed, None, curves_of(5))
    tick(feed, browser, curves_of(8))
    tick(feed, browser, curves_of(12))
    assert_complete(browser, curves_of(12))
    assert browser.figures.keys() == set(METRICS)


def test_a_new_run_is_never_drawn_into_the_figures_of_the_run_before(
    feed: CurveFeed, browser: Browser
) -> None:
    browser.receive(feed.payload("run-1", 1, curves_of(300, 3), Drawing(5, LIGHT)))
    feed.payload("run-2", 1, curves_of(3), Drawing(80, LIGHT))  # is lost, with the figures of 80 epochs
    for points in (6, 9):
        if browser.receive(feed.payload("run-2", 1, curves_of(points), Drawing(80, LIGHT))):
            feed.rewind()
    assert_complete(browser, curves_of(9))
    assert browser.figures["loss"] == learning_curves("loss", Drawing(80, LIGHT)).to_json()


def test_a_theme_whose_figures_were_lost_is_asked_for(feed: CurveFeed, browser: Browser) -> None:
    browser.receive(feed.payload("run-1", 1, curves_of(30), Drawing(5, LIGHT)))
    feed.payload("run-1", 1, curves_of(35), Drawing(5, DARK))  # is lost, with the figures in dark
    for points in (40, 45):
        if browser.receive(feed.payload("run-1", 1, curves_of(points), Drawing(5, DARK))):
            feed.rewind()
    assert_complete(browser, curves_of(45))
    assert browser.figures["loss"] == learning_curves("loss", Drawing(5, DARK)).to_json()
