"""Visits to Explore that measure filters, the map and a lasso, and how long a run's columns take."""

import math
import time
from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

from benchmarks.browser_visits import PATIENCE_MILLISECONDS, seconds_until, visiting
from core.catalog.positions import shipped_positions
from core.image_table import mnist_table
from core.runs.run import Run
from core.trainer import Trainer

LASSO_POINTS = 24

_MAP = "everything('[role=application][data-drawn=true]')"


def filter_seconds(browser: Browser, address: str, count: int) -> list[float]:
    """From each of `count` clicks on a digit until those images in sight that it leaves are painted."""
    with visiting(browser, address) as visitor:
        visitor.goto("/explore?sort=-ink")
        visitor.evaluate("galleryPainted(() => true)")
        return [_filter_seconds(visitor, digit) for digit in islice(cycle("0123456789"), count)]


def _filter_seconds(visitor: Page, digit: str) -> float:
    found = visitor.evaluate("cellsInSight()[0].getAttribute('aria-setsize')")
    visitor.get_by_role("button", name=digit, exact=True).click()
    painted = f"galleryPainted((cell) => cell.getAttribute('aria-setsize') !== {found!r})"
    seconds = seconds_until(visitor, f"{painted}.then((at) => at - acts.click)")
    visitor.wait_for_timeout(500)
    return seconds


def map_seconds(browser: Browser, address: str) -> float:
    """From the start of the navigation until the map shows all of its points."""
    with visiting(browser, address) as visitor:
        visitor.goto("/explore?show=map", wait_until="commit")
        return seconds_until(visitor, f"untilSeen(() => {_MAP}.length > 0)")


def lasso_seconds(browser: Browser, address: str, images: int) -> float:
    """From the end of a lasso around so many images of train until those in sight are painted."""
    with visiting(browser, address) as visitor:
        visitor.goto("/explore?show=map")
        visitor.evaluate(f"untilSeen(() => {_MAP}.length > 0)")
        visitor.get_by_role("button", name="Lasso").click()
        visitor.wait_for_timeout(500)
        (x, y), radius = _circle(visitor, images)
        visitor.mouse.move(x + radius, y)
        visitor.mouse.down()
        for k in range(1, LASSO_POINTS):
            angle = k / LASSO_POINTS * 2 * math.pi
            visitor.mouse.move(x + radius * math.cos(angle), y + radius * math.sin(angle))
        visitor.mouse.up()
        return seconds_until(visitor, "galleryPainted(() => true).then((at) => at - acts.mouseup)")


def _circle(visitor: Page, images: int) -> tuple[NDArray[np.float64], float]:
    """A circle around so many images of train where the 0s lie: its middle and radius in pixels."""
    box = visitor.get_by_role("application").bounding_box()
    if box is None:
        raise RuntimeError("The map is not on the page.")
    train = slice(mnist_table().first_row("validation"))
    places = shipped_positions()["umap"][train] / 65_536 - 0.5
    size = np.array([box["width"], box["height"]]) - 2  # a line of one pixel is around it
    pixels = np.array([box["x"], box["y"]]) + 1 + size / 2 + places * 0.97 * size.min()
    middle = np.median(pixels[mnist_table().values["digit"][train] == 0], axis=0)
    apart = np.sort(np.hypot(*(pixels - middle).T))
    return middle, float(apart[images])


def run_columns_seconds(trainer: Trainer, run: Run) -> float:
    """From the request to ask a run's model about all of train, which a job does, until the answers are kept.

    Raises:
        TimeoutError: If that takes more than a minute.
    """
    start = time.perf_counter()
    trainer.analyse(run, "train")
    while not trainer.lab.has_analysis(run, "train"):
        if time.perf_counter() - start > PATIENCE_MILLISECONDS / 1000:
            raise TimeoutError(f"{run.name} was not asked about train within a minute.")
        time.sleep(0.05)
    return time.perf_counter() - start
