"""What the model looks at: which parts of the picture its answer rests on."""

from typing import Final

import numpy as np
import streamlit as st

from core.recognition.occlusion import PATCH, STRIDE, Occlusion
from core.recognition.recognition import Recognition
from core.recognition.shipped import ShippedModel
from core.runs.run import Run
from dashboard.toolkit.bars import percent_text
from dashboard.toolkit.caches import occlusion_of
from dashboard.toolkit.heat_maps import diverging, diverging_colours, heat_map_html, outlined, scale_html
from dashboard.toolkit.layout import colours, show_note
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.words import plain
from dashboard.views.draw.prediction import learned_by

_OPEN: WidgetSlot[bool] = WidgetSlot("occlusion", bool)

_LEAST: Final = 0.1
"""A fall of the log-odds below which no colour is a full one."""

PICTURE_PIXELS, WORDS_PIXELS, FIELD_PIXELS = 280, 320, 168


def show_occlusion(found: Recognition, model: Run | ShippedModel) -> None:
    """What opens to a map of what speaks for and against a class."""
    opened = st.expander("What the model looks at", key=_OPEN.key, on_change="rerun")
    if opened.open:
        with opened:
            _show(found, model)


@st.fragment
def _show(found: Recognition, model: Run | ShippedModel) -> None:
    occlusion, classes = occlusion_of(model, found.prepared.image), learned_by(model).classes
    row = st.container(horizontal=True, gap="medium")
    picture, words = row.container(width=PICTURE_PIXELS), row.container(width=WORDS_PIXELS)
    with words:
        others = [each for each in range(len(classes)) if each != found.digit]
        label = st.selectbox(
            "What speaks for",
            [found.digit, *others],
            format_func=lambda each: classes[each],
            key=f"speaks-for-{found.digit}",  # another prediction begins with itself
            width=FIELD_PIXELS,
        )
        name = classes[label]
        falls = occlusion.falls[label]
        largest = max(float(np.abs(falls).max()), _LEAST)
        st.markdown(
            f"**Orange** speaks for {plain(name)}: covering it makes that less likely."
            f" **Blue** speaks against it: covering it makes that more likely. {_strongest(occlusion, label)}"
        )
        ends = (f"−{largest:.1f}", "0", f"+{largest:.1f}")
        st.html(scale_html("Fall of the log-odds when covered", diverging_colours(colours()), *ends))
    with picture:
        coloured = diverging(falls, largest, colours())
        outline = outlined(coloured, found.prepared.image > 127, colours().text)
        st.html(heat_map_html(outline, f"What speaks for and against {name}; the line is the drawn shape"))
    show_note(
        f"Occlusion (Zeiler and Fergus, 2014): a square of background, {PATCH} × {PATCH} pixels, covers one"
        f" place after another, {STRIDE} pixels apart, and the model answers each time. A pixel has the mean"
        " over all squares on it. Log-odds are ln(p / (1 − p)) of the probability p. Only ink can be covered:"
        " what the model makes of empty places is not to be seen here."
    )


def _strongest(occlusion: Occlusion, label: int) -> str:
    """What the square does that makes a class least likely."""
    before = float(occlusion.whole[label])
    after = float(occlusion.probabilities[:, label].min(initial=before))
    if percent_text(after) == percent_text(before):
        return f"No square changes its probability of {percent_text(before)}."
    return f"The square that matters most takes it from {percent_text(before)} to {percent_text(after)}."
