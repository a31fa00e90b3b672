"""Below several digits that were read: what they should be; all of them are kept in the drawn set at once."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.drawing_acts import DrawingActs
from core.drawings.drawing import Drawing, NewDrawing, image_sha256
from core.drawings.source import source_png
from core.drawn_set import DRAWN
from core.names import WishError
from core.permissions import NotAllowedError
from core.recognition.reading import ReadDigit, ReadLine
from core.recognition.shipped import ShippedModel
from core.runs.run import Run
from dashboard.toolkit.links import link
from dashboard.toolkit.state import trainer
from dashboard.toolkit.words import plain
from dashboard.views.draw.correction import answer_of

LEFT_OUT: Final = "-"

HELP: Final = (
    "The digits from left to right, line by line; correct what was read wrongly, and write - for a box that"
    " holds no digit. Keep puts each of them into the drawn set, with your name."
)


def show_several_correction(
    pixels: NDArray[np.uint8], lines: Sequence[ReadLine], model: Run | ShippedModel
) -> None:
    """A field with what was read, to correct and keep; or that it is kept, and a way back.

    Args:
        pixels: uint8, the picture.
        lines: What was read on it.
        model: What read it.
    """
    found = [each for line in lines for each in line]
    acts = DrawingActs(trainer())
    own = [acts.own(image_sha256(each.image)) for each in found]
    kept = [each for each in own if each is not None]
    with st.container(horizontal=True, vertical_alignment="bottom", key="several-correction"):
        if kept:
            _show_kept(kept, acts)
            return
        reading = "".join(str(each.digit) for each in found)
        written = st.text_input(
            "It says",
            value=reading,
            key=f"it-says-{image_sha256(np.concatenate([each.image for each in found]))[:12]}-{reading}",
            width=240,
            help=HELP,
        )
        is_asked = st.button("Keep", key="keep-several")
    if is_asked:
        _keep(acts, found, written, pixels, model)


def _show_kept(kept: Sequence[Drawing], acts: DrawingActs) -> None:
    noun = "digit" if len(kept) == 1 else "digits"
    st.markdown(f"Kept {len(kept)} {noun} of it in the drawn set.", width="content")
    if st.button("Take back", key="take-back-several"):
        for each in kept:
            acts.delete(each.id)
        st.rerun()
    link("explore", "See them", dataset=DRAWN, image=str(kept[0].id))


def _keep(
    acts: DrawingActs,
    found: Sequence[ReadDigit],
    written: str,
    pixels: NDArray[np.uint8],
    model: Run | ShippedModel,
) -> None:
    """Keeps each digit with its label, all or none."""
    labels = re.sub(r"\s", "", written)
    if len(labels) != len(found) or not re.fullmatch(r"[0-9-]+", labels):
        st.warning(f"There are {len(found)} boxes: write a digit for each, or - for one that holds none.")
        return
    drawings = [
        NewDrawing(
            image=each.image,
            label=int(label),
            answer=answer_of(model, each.digit, each.confidence),
            source=source_png(pixels, each.box),
        )
        for each, label in zip(found, labels, strict=True)
        if label != LEFT_OUT
    ]
    try:
        acts.keep_all(drawings)
    except (WishError, NotAllowedError) as error:
        st.warning(plain(str(error)))
    else:
        st.rerun()
