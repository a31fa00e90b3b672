"""The typed session, and the lab that all sessions share.

Little is kept here, for Streamlit frees a session late: at most the points of four runs.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.datasets import DEFAULT_DATASET
from core.drawings.round import Round, Written, new_round
from core.home import default_home
from core.lab import Lab
from core.trainer import Trainer
from dashboard.toolkit.components.live_curves import CurveFeed
from dashboard.toolkit.theme import Kind, palette
from dashboard.toolkit.visitor import visitor

_KEY = "digit_lab"

Seen = Literal["images", "scores"]
Brush = Literal["thin", "medium", "thick", "eraser"]


@dataclass
class Sketch:
    """What stands on the Draw page: a drawing or an uploaded file.

    Attributes:
        canvas: Counts the canvases; a new number is an empty one.
        uploader: Counts the upload fields; a new number is an empty one.
        is_upload: Whether the last act was an upload and not a stroke.
        paper: The theme in whose colours this canvas is; another theme leaves it, and the drawing, as it is.
        strokes: The drawing so far, in the canvas's own form, and
        picture: as a PNG; they outlive the canvas when one leaves the page.
        start: The strokes that were on this canvas when it was put up.
        brush: What the next stroke is drawn with, and
        pen: what the last one was that is no eraser.
        was_used: Whether anything was ever drawn or uploaded.
    """

    canvas: int = 0
    uploader: int = 0
    is_upload: bool = False
    paper: Kind | None = None
    strokes: dict[str, Any] | None = None
    picture: bytes | None = None
    start: dict[str, Any] | None = None
    brush: Brush = "medium"
    pen: Brush = "medium"
    was_used: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing is drawn; strokes of the eraser, which have the paper's colour, do not count."""
        paper = palette(self.paper).surface if self.paper else None
        return all(each.get("stroke") == paper for each in self._objects)

    @property
    def has_strokes(self) -> bool:
        """Whether there are strokes, be it of the eraser."""
        return bool(self._objects)

    @property
    def _objects(self) -> list[dict[str, Any]]:
        return list((self.strokes or {}).get("objects", []))

    def take_brush(self, brush: Brush) -> None:
        """Another brush was chosen."""
        self.brush = brush
        if brush != "eraser":
            self.pen = brush

    def take_drawing(self) -> None:
        """A stroke was drawn; a file that was there goes."""
        self.uploader += self.is_upload
        self.is_upload = False
        self.was_used = True

    def take_upload(self) -> None:
        """A file or a photo was chosen, or taken away; a drawing that was there goes."""
        self._clear_canvas()
        self.is_upload = self.was_used = True

    def clear(self) -> None:
        """Starts with an empty canvas and no file."""
        self._clear_canvas()
        self.uploader += 1
        self.is_upload = False

    def _clear_canvas(self) -> None:
        self.canvas += 1
        self.brush = self.pen  # there is nothing to erase
        self.paper = self.strokes = self.picture = None


@dataclass
class Writing:
    """The game on Draw in which ten digits are written.

    Attributes:
        round: How far it is.
        cleared: Counts the sheets that were cleared; a new number is an empty one.
        paper: The theme in whose colours this sheet is; see `Sketch`.
        trouble: Why what was written last is not kept; empty if it is.
        doubted: The pixels of what does not look like a digit; whoever sends it again means it.
    """

    round: Round = field(default_factory=new_round)
    cleared: int = 0
    paper: Kind | None = None
    trouble: str = ""
    doubted: bytes = b""

    def doubts(self, image: NDArray[np.uint8]) -> bool:
        """Whether an image comes for the first time."""
        before, self.doubted = self.doubted, image.tobytes()
        return before != self.doubted

    def clear(self) -> None:
        """Starts the digit anew."""
        self.cleared += 1
        self.paper = None

    def go_on(self, written: Written) -> None:
        """Takes a digit that was written."""
        self.round = self.round.after(written)
        self.paper = None

    def begin(self) -> None:
        """Starts another round."""
        self.round, self.trouble, self.paper = new_round(), "", None


@dataclass
class Session:
    """What one browser tab is about.

    Attributes:
        page: The path of the page that the last rerun has drawn; None before the first.
        trainer: Through which this visitor acts on the lab; None before the first page that needs them.
        run_id: The selected run, the same on every page.
        dataset: Name of the data set that this visitor explores and trains on.
        prefers_shipped: Whether the visitor chose the shipped model on Draw, and no run since.
        sketch: What stands on the Draw page.
        writing: The game on that page.
        feed: What the live charts of this tab have been sent.
        picked: The row of the selected image, by what the choice in a grid is remembered as.
        marked: The rows of the images that are marked beside it, int32, by the same.
        compared_with: What lies behind a run's curves on Train, as the address of that page calls it.
        asking: Whether a dialog about a run is open.
        watched: The run whose training was on screen, until its end has been seen.
        awaited: The live runs that this visitor started or watched, of whose end they want to know.
        ticked: The ids of the runs that are ticked in the list of runs, in the order of the ticks.
        seen: What this visitor has had on screen: the images on Explore, the scores of a model on Evaluate.
        named_image: What is chosen as split, and the image that the address last named on Explore.
        explore_part: The part of Explore that was last on screen; empty for none.
        explored: The order and the further filters on Explore, as its address writes them.
        imports: Counts the forms of an import; a new number is an empty one.
    """

    page: str | None = None
    trainer: Trainer | None = None
    run_id: str | None = None
    dataset: str = DEFAULT_DATASET
    prefers_shipped: bool = False
    sketch: Sketch = field(default_factory=Sketch)
    writing: Writing = field(default_factory=Writing)
    feed: CurveFeed = field(default_factory=CurveFeed)
    picked: dict[str, int] = field(default_factory=dict)
    marked: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    compared_with: tuple[str, ...] = ("best",)
    asking: bool = False
    watched: str | None = None
    awaited: set[str] = field(default_factory=set)
    ticked: list[str] = field(default_factory=list)
    seen: set[Seen] = field(default_factory=set)
    named_image: tuple[str, str] = ("", "")
    explore_part: str = ""
    explored: dict[str, str] = field(default_factory=dict)
    imports: int = 0

    def take_dataset(self, name: str) -> None:
        """Turns to a data set; what was chosen of another one is forgotten."""
        if name != self.dataset:
            self.dataset, self.named_image, self.explored = name, ("", ""), {}
            self.picked.clear()
            self.marked.clear()


def session() -> Session:
    """This tab's session, made at its first rerun."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
    kept: Session = st.session_state[_KEY]
    return kept


def lab() -> Lab:
    """The lab, the same for all sessions.

    Raises:
        UnusableHomeError: If the data folder or its database cannot be used.
    """
    own = session().trainer  # a tick asks many times, and the cache looks for the folder each time
    return own.lab if own else _lab(default_home())


@st.cache_resource(max_entries=4, show_spinner=False)
def _lab(home: Path) -> Lab:
    return Lab(home)


def trainer() -> Trainer:
    """This tab's trainer.

    Raises:
        UnusableHomeError: If the data folder or its database cannot be used.
    """
    kept = session()
    kept.trainer = kept.trainer or Trainer(lab(), visitor())
    return kept.trainer
