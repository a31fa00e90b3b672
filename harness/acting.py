"""What a visitor does, in words: opening pages, reading metrics, drawing strokes."""

from playwright.sync_api import FloatRect, Locator, Page, expect

RUN_LIMIT_MILLISECONDS = 600_000
"""Without AVX-512 two cores need 35 s for an epoch of the quick net, and longer where two tests train."""

Point = tuple[float, float]

# Each digit as strokes, a line each: points as "x,y" in percent of the canvas from its upper left corner.
_DRAWINGS = {
    0: "50,18 36,26 30,50 36,74 50,82 64,74 70,50 64,26 50,18",
    1: "50,15 50,85",
    2: "30,32 40,20 58,20 67,34 58,52 30,80 72,80",
    3: "32,22 52,17 66,30 58,45 44,49\n44,49 64,56 68,70 54,83 32,78",
    4: "38,18 30,50 66,50\n62,20 60,84",
    5: "66,18 38,18 36,46 54,44 67,58 62,76 46,83 32,77",
    6: "58,16 42,36 35,62 44,82 60,80 66,66 56,54 38,62",
    7: "30,20 70,20 56,50 46,84",
    8: "62,26 46,18 38,32 50,47 64,64 54,82 40,78 38,62 52,46 64,34 62,26",
    9: "64,30 50,18 37,30 42,46 58,46 64,30 63,56 58,84",
}


def _point(text: str) -> Point:
    x, y = text.split(",")
    return int(x) / 100, int(y) / 100


STROKES: dict[int, list[list[Point]]] = {
    digit: [[_point(point) for point in stroke.split()] for stroke in drawing.splitlines()]
    for digit, drawing in _DRAWINGS.items()
}
"""Digits as a person would draw them, in shares of the canvas."""


def open_page(visitor: Page, name: str) -> None:
    """Opens a page through the menu."""
    visitor.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    expect(visitor.get_by_role("heading", name=name, level=1)).to_be_visible()


def metric(visitor: Page, label: str) -> Locator:
    """The value of a metric by its label."""
    box = visitor.get_by_test_id("stMetric").filter(has=visitor.get_by_text(label, exact=True))
    return box.get_by_test_id("stMetricValue")


def points_on_curve(count: int) -> str:
    """A condition for the page: the live loss has at least `count` batch points."""
    return f"() => (document.querySelector('.live-curves .plot')?.data?.[0].x.length ?? 0) >= {count}"


def epochs_on_curve(count: int) -> str:
    """A condition for the page: the live loss has at least `count` epochs."""
    return f"() => (document.querySelector('.live-curves .plot')?.data?.[1].x.length ?? 0) >= {count}"


def wait_for_end(visitor: Page) -> None:
    """Waits until the run on the Train page has finished."""
    expect(metric(visitor, "State")).to_have_text("Finished", timeout=RUN_LIMIT_MILLISECONDS)


def draw(visitor: Page, strokes: list[list[Point]]) -> None:
    """Draws strokes with the mouse."""
    box = _resting_place(visitor.locator("canvas").last)
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        visitor.mouse.move(*places[0])
        visitor.mouse.down()
        for place in places[1:]:
            visitor.mouse.move(*place, steps=6)
        visitor.mouse.up()


def draw_by_touch(visitor: Page, stroke: list[Point]) -> None:
    """Draws a stroke with a finger: real touch events, as a telephone's screen sends them."""
    box = _resting_place(visitor.locator("canvas").last)
    places = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in stroke]
    screen = visitor.context.new_cdp_session(visitor)
    for act, place in zip(["touchStart", *["touchMove"] * len(stroke[1:])], places, strict=True):
        screen.send("Input.dispatchTouchEvent", {"type": act, "touchPoints": [place]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    screen.detach()


def has_ink(visitor: Page, point: Point) -> bool:
    """Whether the canvas has ink at a point, or gets it within 60 frames: it draws a stroke a frame late."""
    read = """async (canvas, [x, y]) => {
        const { width, height } = canvas;
        const at = (x, y) => String(canvas.getContext("2d").getImageData(x * width, y * height, 1, 1).data);
        const drawn = () => at(x, y) !== at(0.3, 0.1);
        for (let frame = 0; frame < 60 && !drawn(); frame++) await new Promise(requestAnimationFrame);
        return drawn();
    }"""
    drawn: bool = visitor.locator("canvas.dc-canvas.lower-canvas").evaluate(read, list(point))
    return drawn


def _resting_place(canvas: Locator) -> FloatRect:
    """Where the canvas is, once it has been there for a moment: after Clear another takes its place."""
    for _ in range(100):
        before = canvas.bounding_box()
        canvas.page.wait_for_timeout(200)
        if before is not None and canvas.bounding_box() == before:
            return before
    raise AssertionError("the canvas never came to rest")


def predicted_digit(visitor: Page) -> Locator:
    """The predicted digit."""
    return metric(visitor, "Prediction")
