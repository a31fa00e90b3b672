"""Visitors of a lab without a browser: they speak Streamlit's websocket and measure how long they wait."""

import asyncio
import base64
import json
import random
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from core.data.mnist import mnist
from core.models.presets import find_preset
from core.runs.draft import draft_of
from core.trainer import Trainer
from dashboard.navigation import CHANGES
from harness.serving import wait_until

PAGES: Final = ("", "explore", "train", "evaluate", "draw", "runs")
PATIENCE_SECONDS = 60
WATCH_SECONDS = 2
TRAINING_LIMIT_SECONDS = 600
CANVAS: Final = "drawable_canvas"
CANVAS_SIDE_PIXELS: Final = 560


@dataclass
class Waits:
    """What visitors waited for.

    Attributes:
        seconds: From each rerun of a page until its script had finished.
        sessions: How many visitors have come.
        failures: What went wrong on a page, a sentence each.
    """

    seconds: list[float] = field(default_factory=list)
    sessions: int = 0
    failures: list[str] = field(default_factory=list)

    def percentile(self, percent: float) -> float:
        """The wait in milliseconds that this share of all waits does not exceed."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@dataclass(frozen=True)
class Habit:
    """How a visitor behaves.

    Attributes:
        think_seconds: The mean time between the end of a script and the next rerun.
        reruns: After how many reruns a visitor leaves and another comes; None for never.
        live_run: Id of a run whose page is opened instead of the latest's.
        draws: Whether a visitor stays on Draw and draws a stroke each time, and opens no other page.
    """

    think_seconds: float
    reruns: int | None = None
    live_run: str | None = None
    draws: bool = False


class Visitor:
    """One browser tab: reruns pages, and between that the fragments that ask for it."""

    def __init__(self, connection: ClientConnection, waits: Waits) -> None:
        self._connection = connection
        self._waits = waits
        self._timers: dict[str, float] = {}
        self._new_timers: dict[str, float] = {}
        self._canvas = ""
        self._has_answer = False

    async def rerun(self, page: str, query: str = "") -> None:
        """Reruns a page and notes how long it took."""
        wish = BackMsg()
        wish.rerun_script.page_name = page
        wish.rerun_script.query_string = query
        await self._rerun(wish)

    async def draw(self, drawing: str) -> None:
        """Sends what stands on the canvas of Draw after a stroke, and notes how long the answer took.

        Args:
            drawing: The state of the canvas, as JSON; see `drawing_json`.
        """
        wish = BackMsg()
        wish.rerun_script.page_name = "draw"
        wish.rerun_script.query_string = "model=shipped"
        wish.rerun_script.widget_states.widgets.add(id=self._canvas, json_value=drawing)
        self._has_answer = False
        await self._rerun(wish)
        if not self._has_answer:
            self._waits.failures.append("A stroke got no answer.")

    async def _rerun(self, wish: BackMsg) -> None:
        start = asyncio.get_running_loop().time()
        await self._run(wish)
        self._waits.seconds.append(asyncio.get_running_loop().time() - start)

    async def stay(self, seconds: float) -> None:
        """Looks at the page for a while; its timed fragments run meanwhile, as in a browser."""
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        while self._timers and clock() + min(self._timers.values()) < end:
            fragment = min(self._timers, key=lambda each: self._timers[each])
            await asyncio.sleep(self._timers[fragment])
            wish = BackMsg()
            wish.rerun_script.fragment_id = fragment
            wish.rerun_script.is_auto_rerun = True
            await self._run(wish)
        await asyncio.sleep(max(0.0, end - clock()))

    async def _run(self, wish: BackMsg) -> None:
        await self._connection.send(wish.SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self._take(await self._connection.recv(decode=False)):
                pass

    def _take(self, content: bytes) -> bool:
        """Takes in one message; whether it is the end of the script."""
        message = ForwardMsg()
        message.ParseFromString(content)
        match message.WhichOneof("type"):
            case "new_session":
                self._new_timers = {}
            case "auto_rerun":
                self._new_timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            case "delta" if message.delta.new_element.HasField("exception"):
                self._waits.failures.append(message.delta.new_element.exception.message)
            case "delta" if message.delta.new_element.metric.label == "Prediction":
                self._has_answer = True
            case "delta" if CANVAS in message.delta.new_element.bidi_component.component_name:
                self._canvas = message.delta.new_element.bidi_component.id
            case "script_finished":
                return self._finish(message.script_finished)
        return False

    def _finish(self, how: int) -> bool:
        """Keeps the timers of the fragments that are there now; whether no other run follows at once."""
        if how == ForwardMsg.FINISHED_SUCCESSFULLY:
            self._timers = {}
        self._timers.update(self._new_timers)
        return how != ForwardMsg.FINISHED_EARLY_FOR_RERUN


@asynccontextmanager
async def visiting(address: str, waits: Waits) -> AsyncIterator[Visitor]:
    """A visitor who comes, and leaves at the end."""
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(stream, max_size=None, open_timeout=PATIENCE_SECONDS) as connection:
        waits.sessions += 1
        watch = asyncio.create_task(_watch(address))
        try:
            yield Visitor(connection, waits)
        finally:
            watch.cancel()


async def _watch(address: str) -> None:
    """Asks whether anything has changed, as `change_watch.js` does beside the session."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        with suppress(OSError):
            await asyncio.to_thread(_ask, f"{address}{CHANGES}")


def _ask(address: str) -> None:
    urllib.request.urlopen(address, timeout=PATIENCE_SECONDS).close()  # noqa: S310


async def crowd(address: str, habit: Habit, count: int, seconds: float, waits: Waits) -> None:
    """Has `count` visitors at a time walk through the pages for so long."""
    end = asyncio.get_running_loop().time() + seconds
    async with asyncio.TaskGroup() as group:
        for seed in range(count):
            group.create_task(_place(address, habit, random.Random(seed), end, waits))  # noqa: S311


async def _place(address: str, habit: Habit, chance: random.Random, end: float, waits: Waits) -> None:
    """One visitor after another, the first not at the same moment as everybody else."""
    clock = asyncio.get_running_loop().time
    await asyncio.sleep(chance.uniform(0, habit.think_seconds))
    while clock() < end:
        try:
            async with visiting(address, waits) as visitor:
                await _walk(visitor, habit, chance, end)
        except (OSError, WebSocketException) as error:  # a TimeoutError is an OSError
            waits.failures.append(repr(error))


async def _walk(visitor: Visitor, habit: Habit, chance: random.Random, end: float) -> None:
    if habit.draws:
        await _draw(visitor, habit, chance, end)
        return
    done = 0
    while asyncio.get_running_loop().time() < end and done != habit.reruns:
        page = chance.choice(PAGES)
        query = f"run={habit.live_run}" if page == "train" and habit.live_run else ""
        await visitor.rerun(page, query)
        await visitor.stay(chance.uniform(0.5, 1.5) * habit.think_seconds)
        done += 1


async def _draw(visitor: Visitor, habit: Habit, chance: random.Random, end: float) -> None:
    """Opens Draw and draws stroke after stroke."""
    await visitor.rerun("draw", "model=shipped")
    images, strokes = mnist().split("test").images, 0
    while asyncio.get_running_loop().time() < end:
        await visitor.stay(chance.uniform(0.5, 1.5) * habit.think_seconds)
        strokes = strokes % 3 + 1
        await visitor.draw(drawing_json(images[chance.randrange(len(images))], strokes))


def drawing_json(digit: NDArray[np.uint8], strokes: int) -> str:
    """What the canvas sends after a stroke.

    Args:
        digit: uint8 (28, 28), what stands on the canvas.
        strokes: In how many strokes that was drawn.
    """
    large = Image.fromarray(255 - digit).resize((CANVAS_SIDE_PIXELS, CANVAS_SIDE_PIXELS))
    png = BytesIO()
    large.save(png, "PNG", compress_level=1)
    data = f"data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}"
    raw = {"objects": [{"type": "Path", "stroke": "#1f2427"}] * strokes}
    return json.dumps({"drawing": {"raw": raw, "data": data}, "backgroundFit": None})


def learn(trainer: Trainer) -> None:
    """Trains one epoch, so that every page has something to show."""
    preset = find_preset("tutorial-dense-adam")
    run = trainer.start(draft_of(preset, epochs=1))
    wait_until(lambda: not trainer.lab.run(run.id).is_live, TRAINING_LIMIT_SECONDS)
