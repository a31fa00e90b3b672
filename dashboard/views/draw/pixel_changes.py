"""What would make it another class: the few pixels that would have to change."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.recognition.pixel_changes import MOST, PixelChanges
from core.recognition.recognition import Recognition
from core.recognition.shipped import ShippedModel
from core.runs.run import Run
from core.text import counted
from dashboard.toolkit.bars import percent_text, probability_bars
from dashboard.toolkit.caches import pixel_changes_of
from dashboard.toolkit.heat_maps import heat_map_html, painted_pixels
from dashboard.toolkit.layout import colours, show_note
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.words import plain
from dashboard.views.draw.prediction import learned_by

_OPEN: WidgetSlot[bool] = WidgetSlot("pixel-changes", bool)

PICTURE_PIXELS, WORDS_PIXELS, FIELD_PIXELS = 280, 400, 168


def show_pixel_changes(found: Recognition, model: Run | ShippedModel) -> None:
    """What opens to the picture on its way to another class, a pixel at a time."""
    learned = learned_by(model)
    opened = st.expander(f"What would make it another {learned.class_noun}", key=_OPEN.key, on_change="rerun")
    if opened.open:
        with opened:
            _show(found, model, learned)


@st.fragment
def _show(found: Recognition, model: Run | ShippedModel, learned: Dataset) -> None:
    row = st.container(horizontal=True, gap="medium")
    picture, words = row.container(width=PICTURE_PIXELS), row.container(width=WORDS_PIXELS)
    with words:
        wanted = _choose_wanted(found, learned)
        with st.spinner("Asking the model …"):
            changes = pixel_changes_of(model, found.prepared.image, wanted)
        st.markdown(_words(changes, learned.classes, wanted))
        count = _choose_count(changes, f"{found.digit}-{wanted}")
        st.html(probability_bars(changes.probabilities[count], colours(), learned.classes))
    with picture:
        st.html(_picture(changes, count))
        st.markdown(":gray[:small[Orange: set to ink. Blue: set to background.]]")
    show_note(
        "Found greedily: all pixels are tried for the first change, and those that promise most for each"
        f" further one, up to {MOST}; the change that raises the odds of the wanted {learned.class_noun} most"
        " is kept. So fewer pixels may do. That few can suffice for neural nets is known: Su, Vargas and"
        " Sakurai, 2019."
    )


def _choose_wanted(found: Recognition, learned: Dataset) -> int:
    """The class to be reached; at first the one that is most probable after the prediction."""
    others = [each for each in range(learned.class_count) if each != found.digit]
    second = max(others, key=lambda each: float(found.probabilities[each]))
    return int(
        st.selectbox(
            f"Wanted {learned.class_noun}",
            others,
            index=others.index(second),
            format_func=lambda each: learned.classes[each],
            key=f"wanted-{found.digit}",
            width=FIELD_PIXELS,
        )
    )


def _choose_count(changes: PixelChanges, key: str) -> int:
    """How many of the changes are shown; at first all."""
    most = len(changes.pixels)
    if not most:
        return 0
    return int(st.slider("Changed pixels", 0, most, most, key=f"changed-pixels-{key}-{most}"))


def _words(changes: PixelChanges, classes: tuple[str, ...], wanted: int) -> str:
    """What came of the search."""
    name, count = plain(classes[wanted]), len(changes.pixels)
    pixels = counted(count, "changed pixel")
    if changes.is_reached:
        return f"**{pixels}** of 784 {'makes' if count == 1 else 'make'} the model answer {name}."
    if not count:
        return f"No single changed pixel brings the model nearer to {name}."
    share = percent_text(float(changes.probabilities[-1, wanted]))
    return f"No way to {name} was found: after {pixels} its probability is {share}."


def _picture(changes: PixelChanges, count: int) -> str:
    """The image after some of the changes, with the changed pixels in colour."""
    image, changed = changes.images[count], changes.pixels[:count]
    is_ink: NDArray[np.bool_] = image[changed[:, 0], changed[:, 1]] > 0
    painted = painted_pixels(image, {colours().more: changed[is_ink], colours().less: changed[~is_ink]})
    return heat_map_html(painted, f"The picture with {count} changed pixels")
