"""What a visitor waits for, in a real lab and a real Chromium: `python -m benchmarks.browser`.

First paints take turns with those of an empty Streamlit app, so that a busy machine slows both alike.
"""

import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Browser, sync_playwright

from benchmarks.browser_visits import (
    CONTENT,
    answer_seconds,
    blank_seconds,
    explore_session_bytes,
    first_paint_seconds,
    first_point_seconds,
    gallery_seconds,
    order_seconds,
    stop,
    tick_bytes,
)
from benchmarks.explore_visits import filter_seconds, lasso_seconds, map_seconds, run_columns_seconds
from benchmarks.figure import Figure, print_table
from core.catalog.search import distances, nearest
from core.data.mnist import mnist
from core.lab import Lab
from core.models.presets import find_preset
from core.runs.draft import draft_of
from core.runs.query import RunQuery
from core.trainer import Trainer
from harness.chromium import FLAGS, system_chromium
from harness.serving import ServedLab, free_port, serving

PLAIN_APP = Path(__file__).with_name("plain_app.py")
START_LIMIT_SECONDS = 60
FIRST_PAINTS, FIRST_POINTS, STROKES, GALLERIES, ORDERS, SEARCHES, SESSIONS = 5, 3, 15, 5, 20, 40, 10
FILTERS, MAPS = 20, 5


def main() -> None:
    """Prints a table of waits beside their budgets."""
    print_table(figures(), "empty app")


def figures() -> Iterator[Figure]:
    """Every figure, in the order in which a lab can give them."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as lab, _chromium() as browser:
        trainer = Trainer(Lab(lab.home))
        yield _live_tick(browser, lab, trainer)
        yield _first_point(browser, lab, trainer)
        yield from _first_paints(browser, lab)
        yield from _strokes(browser, lab)
        yield from _gallery(browser, lab)
        yield from _map(browser, lab)
        yield _run_columns(trainer)
        yield from _web_process(psutil.Process(lab.web_pid))


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=list(FLAGS))
        yield browser
        browser.close()


def _live_tick(browser: Browser, lab: ServedLab, trainer: Trainer) -> Figure:
    """Also warms the worker and leaves a model for the figures that follow."""
    run = trainer.start(draft_of(find_preset("tutorial-cnn-adam")))
    figure = Figure("a live tick", tick_bytes(browser, lab.address, run) / 1000, "KB", 4)
    stop(trainer, run)
    return figure


def _first_point(browser: Browser, lab: ServedLab, trainer: Trainer) -> Figure:
    seconds = [first_point_seconds(browser, lab.address, trainer) for _ in range(FIRST_POINTS)]
    return Figure("click on Train your first model -> first point", median(seconds), "s", 3)


def _first_paints(browser: Browser, lab: ServedLab) -> Iterator[Figure]:
    seconds: dict[str, list[float]] = {path: [] for path in CONTENT}
    plain: list[float] = []
    with _plain_app() as address:
        for _ in range(FIRST_PAINTS):
            plain.append(first_paint_seconds(browser, address))
            for path, content in CONTENT.items():
                seconds[path].append(first_paint_seconds(browser, f"{lab.address}/{path}", *content))
    yield Figure("first paint of an empty Streamlit app", median(plain), "s")
    for path, found in seconds.items():
        yield Figure(f"first paint of {path or 'start'}", median(found), "s", 2.5, median(plain))


@contextmanager
def _plain_app() -> Iterator[str]:
    """The address of an empty app, served while inside."""
    port = free_port()
    options = (f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true")
    command = [sys.executable, "-m", "streamlit", "run", str(PLAIN_APP), *options]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _strokes(browser: Browser, lab: ServedLab) -> Iterator[Figure]:
    seconds = answer_seconds(browser, lab.address, STROKES)
    yield Figure("mouse-up on the canvas -> answer", median(seconds) * 1000, "ms", 350)
    yield Figure("  the slowest of these", max(seconds) * 1000, "ms")


def _gallery(browser: Browser, lab: ServedLab) -> Iterator[Figure]:
    cold = [gallery_seconds(browser, lab.address) for _ in range(GALLERIES)]
    yield Figure("Explore opened cold -> images in sight painted", median(cold), "s", 1.5)
    orders = sorted(order_seconds(browser, lab.address, ORDERS))
    yield Figure("an order of 55,000 images -> painted, p95", orders[int(0.95 * ORDERS)] * 1000, "ms", 300)
    yield Figure("  the median of these", median(orders) * 1000, "ms")
    filters = sorted(filter_seconds(browser, lab.address, FILTERS))
    yield Figure("a filter of 70,000 images -> painted, p95", filters[int(0.95 * FILTERS)] * 1000, "ms", 300)
    yield Figure("  the median of these", median(filters) * 1000, "ms")
    blank = blank_seconds(browser, lab.address) * 1000
    yield Figure("longest blank on the way through 10,000 images", blank, "ms", 200)
    searches = sorted(_search_seconds(SEARCHES))
    yield Figure("nearest 50 of 70,000 images, p95", searches[int(0.95 * SEARCHES)] * 1000, "ms", 300)
    bytes_each = explore_session_bytes(browser, lab.address, psutil.Process(lab.web_pid), SESSIONS)
    yield Figure("memory of a further session on Explore", bytes_each / 1e6, "MB", 3)


def _map(browser: Browser, lab: ServedLab) -> Iterator[Figure]:
    seen = [map_seconds(browser, lab.address) for _ in range(MAPS)]
    yield Figure("map of 70,000 images opened cold -> visible", median(seen), "s", 2)
    lassos = [lasso_seconds(browser, lab.address, 1_000) for _ in range(MAPS)]
    yield Figure("a lasso of 1,000 images -> gallery painted", median(lassos), "s", 1)


def _run_columns(trainer: Trainer) -> Figure:
    """Of the newest run, which was the quick preset of the first page."""
    (run, *_) = trainer.lab.runs(RunQuery(has_model=True))
    return Figure(
        "columns of a quick run for 55,000 images, once", run_columns_seconds(trainer, run), "s", 15
    )


def _search_seconds(count: int) -> Iterator[float]:
    """Searches for the nearest images of pictures that are none of the data set's."""
    images = mnist().split("test").images
    for k in range(count):
        start = time.perf_counter()
        nearest(distances(mnist(), images[k] // 2 + images[k + 1] // 2), 50)
        yield time.perf_counter() - start


def _web_process(web: psutil.Process) -> Iterator[Figure]:
    yield Figure("memory of the web process after all that", web.memory_info().rss / 1e6, "MB")
    if psutil.LINUX:  # elsewhere nobody tells what a process has mapped
        libraries = [region.path for region in web.memory_maps() if "tensorflow" in region.path]
        yield Figure("TensorFlow libraries in it", len(libraries), "", 0)


if __name__ == "__main__":
    main()
