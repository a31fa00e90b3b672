"""Visits to a lab that measure how long a person waits, by the browser's own clock."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from statistics import median

from playwright.sync_api import Browser, Page, WebSocket, expect
from psutil import Process

from core.runs.query import EVERY_RUN
from core.runs.run import Run
from core.trainer import Trainer
from core.training_acts import TrainingActs
from harness.acting import STROKES, draw, points_on_curve, predicted_digit

PATIENCE_MILLISECONDS = 60_000
TICK_SECONDS = 1.0
LISTEN_SECONDS = 10

# Remembers when the latest click or stroke ended, and tells when something can be seen after it.
# `event.timeStamp` is when the mouse acted, on the clock of `performance.now()`; its zero is the start of the
# navigation. Playwright runs this in a function of its own, so whatever is called later hangs on the window.
_CLOCK = """
window.acts = { click: NaN, mouseup: NaN };
for (const kind of Object.keys(acts)) {
  addEventListener(kind, (event) => { acts[kind] = event.timeStamp; }, true);
}

window.everything = (selector) => {
  const hosts = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")];
  const roots = [document, ...hosts.map((host) => host.shadowRoot).filter((root) => root)];
  return roots.flatMap((root) => [...root.querySelectorAll(selector)]);
};

window.untilSeen = (isSeen) =>
  new Promise((resolve, reject) => {
    const latest = performance.now() + 60_000;
    const look = () => {
      try {
        const now = performance.now();
        if (isSeen()) resolve(now);
        else if (now > latest) reject(new Error(`not seen within a minute: ${isSeen}`));
        else requestAnimationFrame(look);
      } catch (error) {
        reject(error); // what is thrown in an animation frame would be lost, and the wait endless
      }
    };
    look();
  });

window.showsTitleAnd = (selector, count) => {
  const isShown = (element) => element.getClientRects().length > 0 && element.complete !== false;
  const shown = (part) => everything(part).filter(isShown).length;
  return shown("h1") > 0 && shown(selector) >= count;
};

const sheets = new Map();
const isDecoded = (picture) => {
  const sheet = picture.style.getPropertyValue("--sheet").slice(5, -2);
  if (sheet && !sheets.has(sheet)) {
    sheets.set(sheet, false);
    const image = new Image();
    image.src = sheet;
    image.decode().then(() => sheets.set(sheet, true));
  }
  return sheets.get(sheet) === true;
};

window.cellsInSight = () => {
  const frame = everything(".grid")[0]?.getBoundingClientRect();
  return everything(".grid .cell").filter((cell) => {
    const box = cell.getBoundingClientRect();
    return box.bottom > frame.top && box.top < frame.bottom;
  });
};

window.isPainted = (cell) => cell.dataset.row !== undefined && isDecoded(cell.querySelector(".picture"));

window.galleryPainted = (isOther) =>
  untilSeen(() => {
    const cells = cellsInSight();
    return cells.length > 0 && isOther(cells[0]) && cells.every(isPainted);
  });

// Scrolls past so many images in so many milliseconds; the longest time for which one in sight was blank.
window.longestBlank = (images, milliseconds) =>
  new Promise((resolve) => {
    const grid = everything(".grid")[0];
    const distance = (grid.scrollHeight * images) / Number(cellsInSight()[0].getAttribute("aria-setsize"));
    const since = new Map();
    const begun = performance.now();
    let longest = 0;
    const look = () => {
      const now = performance.now();
      const blank = new Set(cellsInSight().filter((cell) => !isPainted(cell)));
      for (const cell of blank) since.set(cell, since.get(cell) ?? now);
      for (const [cell, start] of since) {
        longest = Math.max(longest, now - start);
        if (!blank.has(cell)) since.delete(cell);
      }
      if (now - begun > milliseconds && blank.size === 0) resolve(longest);
      else {
        grid.scrollTop = distance * Math.min(1, (now - begun) / milliseconds);
        requestAnimationFrame(look);
      }
    };
    look();
  });
"""

_ANSWER = "document.querySelector('.st-key-prediction-figures [data-testid=stMetricValue]')"

CONTENT = {
    "": (".wall .digit", 100),
    "explore": (".cell .picture", 100),
    "train": (".js-plotly-plot:has(.main-svg)", 2),
    "evaluate": ("td button", 100),
    "draw": ("canvas", 1),
    "runs": ("[data-testid=stDataFrame] canvas", 1),
}
"""By page, its main content and how much of it there is, where a run has ended with a model."""


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Page]:
    """A visitor who has never been here: nothing is cached."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    context.add_init_script(_CLOCK)
    yield context.new_page()
    context.close()


def first_paint_seconds(browser: Browser, address: str, selector: str = "h1", count: int = 1) -> float:
    """From the start of the navigation until the title and the page's main content are there."""
    with visiting(browser, address) as visitor:
        visitor.goto("", wait_until="commit")
        return seconds_until(visitor, f"untilSeen(() => showsTitleAnd({selector!r}, {count}))")


def seconds_until(visitor: Page, promise: str) -> float:
    """The seconds to which a promise of milliseconds comes, in the visitor's page."""
    return float(visitor.evaluate(promise)) / 1000


def tick_bytes(browser: Browser, address: str, run: Run) -> float:
    """Median of what the page of a long training receives in a tick, uncompressed."""
    received: list[tuple[float, int]] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append((time.monotonic(), len(frame))))

    with visiting(browser, address) as visitor:
        visitor.on("websocket", listen)
        visitor.goto(f"/train?run={run.id}")
        visitor.wait_for_function(points_on_curve(10))
        start = time.monotonic()
        visitor.wait_for_timeout(LISTEN_SECONDS * 1000)
    return median(_sums([(at - start, size) for at, size in received]))


def _sums(received: list[tuple[float, int]]) -> list[int]:
    """The bytes of each tick, from pairs of seconds and bytes."""
    sums = [0] * int(LISTEN_SECONDS / TICK_SECONDS)
    for seconds, size in received:
        tick = int(seconds // TICK_SECONDS)
        if 0 <= tick < len(sums):
            sums[tick] += size
    return sums


def first_point_seconds(browser: Browser, address: str, trainer: Trainer) -> float:
    """From the click that trains a model to the first point on the curve; the run is stopped then."""
    with visiting(browser, address) as visitor:
        visitor.goto("/")
        button = visitor.get_by_role("button", name=re.compile("Train (your first|another) model"))
        button.wait_for()
        visitor.wait_for_timeout(2_000)
        button.click()
        seen = seconds_until(visitor, f"untilSeen({points_on_curve(1)}).then((at) => at - acts.click)")
        stop(trainer, trainer.lab.runs(EVERY_RUN)[0])
    return seen


def stop(trainer: Trainer, run: Run) -> None:
    """Stops a run and waits until its model has been saved.

    Raises:
        TimeoutError: If that takes more than a minute.
    """
    TrainingActs(trainer).stop(run.id)
    latest = time.monotonic() + PATIENCE_MILLISECONDS / 1000
    while trainer.lab.run(run.id).is_live:
        if time.monotonic() > latest:
            raise TimeoutError(f"{run.name} did not stop within a minute.")
        time.sleep(0.1)


def answer_seconds(browser: Browser, address: str, count: int) -> list[float]:
    """From the end of each of `count` strokes until an answer is there."""
    with visiting(browser, address) as visitor:
        visitor.goto("/draw")
        visitor.locator("canvas").last.wait_for()
        visitor.wait_for_timeout(1_000)
        one_stroke = [strokes for strokes in STROKES.values() if len(strokes) == 1]
        return [_answer_seconds(visitor, strokes) for strokes in islice(cycle(one_stroke), count)]


def _answer_seconds(visitor: Page, strokes: list[list[tuple[float, float]]]) -> float:
    visitor.evaluate(f"() => {{ window.answered = untilSeen(() => {_ANSWER}); }}")
    draw(visitor, strokes)
    seconds = seconds_until(visitor, "answered.then((at) => at - acts.mouseup)")
    visitor.get_by_role("button", name="Clear").click()
    expect(predicted_digit(visitor)).to_have_count(0, timeout=PATIENCE_MILLISECONDS)
    visitor.wait_for_timeout(500)
    return seconds


def gallery_seconds(browser: Browser, address: str) -> float:
    """From the start of the navigation until every image that the gallery has in sight is painted."""
    with visiting(browser, address) as visitor:
        visitor.goto("/explore", wait_until="commit")
        return seconds_until(visitor, "galleryPainted(() => true)")


def order_seconds(browser: Browser, address: str, count: int) -> list[float]:
    """From each of `count` choices of an order of 55,000 images until those in sight are painted."""
    with visiting(browser, address) as visitor:
        visitor.goto("/explore")
        visitor.evaluate("galleryPainted(() => true)")
        orders = [f"{name}: {way}" for name in ("Ink", "Slant", "Sharpness") for way in _WAYS]
        return [_order_seconds(visitor, order) for order in islice(cycle(orders), count)]


_WAYS = ("high to low", "low to high")


def _order_seconds(visitor: Page, order: str) -> float:
    visitor.get_by_role("combobox", name="Sort by").click()
    choice = visitor.get_by_role("option", name=order, exact=True)
    choice.wait_for()
    first = visitor.evaluate("cellsInSight()[0].dataset.row")
    visitor.wait_for_timeout(500)
    choice.click()
    seconds = seconds_until(
        visitor, f"galleryPainted((cell) => cell.dataset.row !== {first!r}).then((at) => at - acts.click)"
    )
    visitor.wait_for_timeout(500)
    return seconds


def blank_seconds(browser: Browser, address: str, images: int = 10_000) -> float:
    """The longest time for which an image in sight is blank on the way past `images` in ten seconds."""
    with visiting(browser, address) as visitor:
        visitor.goto("/explore")
        visitor.evaluate("galleryPainted(() => true)")
        return seconds_until(visitor, f"longestBlank({images}, 10_000)")


def explore_session_bytes(browser: Browser, address: str, web: Process, count: int) -> float:
    """By how much the web process grows with each of `count` further tabs that look at Explore at once."""
    with ExitStack() as open_tabs:

        def open_tab() -> None:
            visitor = open_tabs.enter_context(visiting(browser, address))
            visitor.goto("/explore")
            visitor.evaluate("galleryPainted(() => true)")

        open_tab()
        before = web.memory_info().rss
        for _ in range(count):
            open_tab()
        return float(web.memory_info().rss - before) / count
