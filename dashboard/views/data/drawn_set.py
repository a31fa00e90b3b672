"""The drawn set: how many drawings it has and whose, its files, and how one deletes one's own."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from core.drawing_acts import DrawingActs
from core.drawings.drawing import Drawing
from core.drawings.export import drawings_npz, drawings_zip, strokes_document
from core.drawn_set import CLASSES, DRAWN, DRAWN_TITLE
from core.permissions import NotAllowedError
from core.text import counted
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.links import go, link
from dashboard.toolkit.state import lab, session, trainer
from dashboard.toolkit.words import person_word, plain

_FILES: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "drawings.npz": ("Arrays, NPZ", lambda: drawings_npz(lab().datasets.drawn.contents())),
    "drawings.zip": ("Images of 28 × 28, PNG", lambda: drawings_zip(lab().datasets.drawn.contents())),
    "sources.zip": (
        "Pictures as drawn, PNG",
        lambda: drawings_zip(lab().datasets.drawn.contents(), of_source=True),
    ),
    "strokes.json": ("Strokes, JSON", lambda: strokes_document(lab().datasets.drawn.contents()).encode()),
}
"""By its name, what each file is called on its button, and what makes it when it is asked for."""

RUNS_KEEP_COPIES: Final = "Runs that have learned drawings keep copies of them, without a name."

_MOST_PEOPLE: Final = 6
"""Of the table before it scrolls."""


def show_drawn_set() -> None:
    """What there is to say of it, and what one can do with it."""
    drawings = lab().datasets.drawn.all()
    people = _people(drawings)
    with st.container(border=True, gap="xsmall"):
        st.subheader(DRAWN_TITLE, anchor=False)
        if not drawings:
            st.markdown("Empty. Label what you draw, and models are measured on your own handwriting.")
            link("draw", "Draw")
            return
        st.markdown(_counts(drawings))
        show_note(
            "Evaluate says how accurate a run is on it. A training learns from it only where its weight of"
            " each drawing is above 0; what it has learned does not count in its score."
        )
        st.dataframe(people, hide_index=True, height="content" if len(people) <= _MOST_PEOPLE else 260)
        _show_buttons([each for each in drawings if each.person.id == trainer().person.id])


def _counts(drawings: Sequence[Drawing]) -> str:
    labels = Counter(each.label for each in drawings)
    told = " · ".join(f"{name}: {labels[label]:,}" for label, name in enumerate(CLASSES))
    return f"{counted(len(drawings), 'drawing')}. By digit: {told}"


def _people(drawings: Sequence[Drawing]) -> pd.DataFrame:
    """A row for each person, those with most drawings first."""
    counts = Counter(each.person.id for each in drawings)
    names = {each.person.id: person_word(each.person) for each in drawings}
    rows = [{"Labelled by": names[person], "Drawings": count} for person, count in counts.most_common()]
    return pd.DataFrame(rows)


def _show_buttons(own: Sequence[Drawing]) -> None:
    with st.container(horizontal=True):
        if st.button("Explore", key="explore-drawn"):
            go("explore", dataset=DRAWN)
        with st.popover("Download"):
            for name, (label, make) in _FILES.items():
                st.download_button(label, make, file_name=name, on_click="ignore", width="stretch")
        if own and st.button(f"Delete mine ({len(own):,})", key="delete-drawn", type="tertiary"):
            _ask_delete(len(own))


@st.dialog("Delete your drawings?", on_dismiss="rerun")
def _ask_delete(count: int) -> None:
    session().asking = True
    st.markdown(f"Your {counted(count, 'drawing')} in the drawn set go. This can't be undone.")
    show_note(RUNS_KEEP_COPIES)
    with st.container(horizontal=True):
        if st.button("Delete drawings", type="primary"):
            try:
                DrawingActs(trainer()).delete_own()
            except NotAllowedError as error:
                st.error(plain(str(error)))
                return
            st.rerun()
        if st.button("Cancel"):
            st.rerun()
