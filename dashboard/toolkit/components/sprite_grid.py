"""A grid of digits to pick from: the browser fetches and draws only what is in sight."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Final

import streamlit as st

from dashboard.toolkit.components.assets import SERVED_JS

PART: Final = 200
"""Images that are told of at once; `sprite_grid.js` knows that number too."""

_FOLDER: Final = files("dashboard.toolkit.components")

TILE_JS: Final = (_FOLDER / "sprite_tile.js").read_text(encoding="utf-8")
"""Functions for components: the address of a sheet of images, and one picture of it."""

_component = st.components.v2.component(
    "digit_lab_sprite_grid",
    css=(_FOLDER / "sprite_grid.css").read_text(encoding="utf-8"),
    js=SERVED_JS + TILE_JS + (_FOLDER / "sprite_grid.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class GridPart:
    """Up to `PART` images that stand one after the other, and what is said of each.

    Attributes:
        rows: Which images; see `Dataset.first_row`.
        names: What to call each, for example "4, image 123"; spoken and shown on hover.
        captions: A short line under each, for example "4 → 9, 98%"; None for no lines.
        colours: A colour for the bar below each, as CSS; None for no bars.
    """

    rows: Sequence[int]
    names: Sequence[str]
    captions: Sequence[str] | None = None
    colours: Sequence[str] | None = None

    def __post_init__(self) -> None:
        count = len(self.rows)
        if count > PART:
            raise ValueError(f"{count:,} images are too many for one part: give at most {PART}.")
        for each in (self.names, self.captions, self.colours):
            if each is not None and len(each) != count:
                raise ValueError(f"{len(each)} entries for {count} images: give one for each image.")


def _just_rerun() -> None:
    """A trigger is reported only if it has a callback."""


def sprite_grid(
    part: GridPart,
    *,
    key: str,
    name: str,
    dataset: str,
    start: int = 0,
    count: int | None = None,
    source: str = "",
    selected: int | None = None,
    place: int = 0,
    cell_pixels: int = 56,
    selects_on_move: bool = False,
    marked: Sequence[tuple[int, int]] | None = None,
    on_pick: Callable[[], None] = _just_rerun,
    on_mark: Callable[[], None] = _just_rerun,
) -> int | None:
    """Show images in a grid and return the row of the one that was picked just now, or None.

    The caller keeps the choice and gives it back as `selected`. So there is one truth, and it survives
    reruns, filters and page switches. The same holds for the images that are marked, beside the picked one.

    Args:
        part: The images that are there at once.
        key: A constant; the grid stays in place as long as it does.
        name: What a screen reader calls the grid.
        dataset: The name of the data set that the images are of.
        start: The place in the grid of the first image of `part`, a multiple of `PART`.
        count: Images in the grid; None for those of `part`. If there are more, the grid scrolls by itself.
        source: Where the browser finds the other parts: an address below the root of this server, to which
            `&from=400` is added for the part from place 400; the answer is a `GridPart` as JSON.
        selected: The row of the image to outline.
        place: The place in the grid that is in sight at first.
        cell_pixels: Width of an image in CSS pixels; multiples of 28 are the crispest.
        selects_on_move: Whether the arrow keys select, and do not only move the focus.
        marked: The places in the grid of the marked images, as pairs of a first and a last one, without gaps
            between two that follow each other; None where nothing can be marked.
        on_pick: Called before the rerun that follows a pick; a `PickSlot` has it.
        on_mark: Called before the rerun that follows other marks; a `PickSlot` has them, with the grid's
            `source`.
    """
    data: dict[str, object] = {
        "first": asdict(part),
        "start": start,
        "count": len(part.rows) if count is None else count,
        "source": source,
        "sheets": f"/images/{dataset}.png",
        "selected": selected,
        "place": place,
        "cell": cell_pixels,
        "name": name,
        "selectsOnMove": selects_on_move,
        "multiple": marked is not None,
        "marked": marked or [],
    }
    picked = _component(key=key, data=data, on_picked_change=on_pick, on_marked_change=on_mark).picked
    return picked if isinstance(picked, int) else None
