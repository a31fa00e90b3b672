"""Who labelled a drawing and what was answered then; its author can change the label, or delete it."""

import streamlit as st

from core.drawing_acts import DrawingActs
from core.drawings.drawing import Drawing
from core.drawn_set import CLASSES
from core.permissions import NotAllowedError
from core.recognition.shipped import SHIPPED
from dashboard.toolkit.bars import percent_text
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import age, person_word, plain
from dashboard.views.explore.named_image import forget_named

_KINDS = {"checked": "label checked", "asked": "written on request"}


def show_drawing(drawing_id: int) -> None:
    """What is known of the drawing with this number, and what one can do with it."""
    drawing = lab().datasets.drawn.drawing(drawing_id)
    if drawing is None:  # it was deleted just now
        return
    st.markdown("  \n".join(f":gray[{line}]" for line in _lines(drawing)))
    if drawing.person.id == trainer().person.id:
        _show_acts(drawing)


def _lines(drawing: Drawing) -> list[str]:
    answer = drawing.answer
    who = f"{person_word(drawing.person)}, {age(drawing.at)}: {_KINDS[drawing.kind]}"
    where = [f"Collection: {plain(drawing.collection)}"] if drawing.collection else []
    told = f"Predicted {answer.digit} ({percent_text(answer.confidence)}) by {_model_name(answer.model)}"
    return [plain(who), told, *where]


def _model_name(model: str) -> str:
    if model == SHIPPED:
        return "the shipped model"
    run = lab().find_run(model)
    return plain(run.name) if run else "a run that was deleted"


def _show_acts(drawing: Drawing) -> None:
    acts = DrawingActs(trainer())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.selectbox(
            "It is a",
            range(len(CLASSES)),
            index=drawing.label,
            key=f"label-{drawing.id}-{drawing.label}",
            width=96,
        )
        is_deleted = st.button(
            "Delete",
            key=f"delete-drawing-{drawing.id}",
            type="tertiary",
            help="For good. Runs that have learned it keep a copy, without your name.",
        )
    try:
        if is_deleted:
            acts.delete(drawing.id)
            forget_named()
        elif label != drawing.label:
            acts.relabel(drawing.id, label)
        else:
            return
    except NotAllowedError as error:
        st.warning(plain(str(error)))
    else:
        st.rerun()
