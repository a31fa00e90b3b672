"""Below the answer: whether it is right, or what the picture is; a click keeps it in the drawn set."""

import streamlit as st

from core.drawing_acts import DrawingActs
from core.drawings.drawing import Answer, Drawing, NewDrawing, image_sha256
from core.drawings.source import source_png, strokes_json
from core.drawn_set import CLASSES, DRAWN
from core.names import WishError
from core.permissions import NotAllowedError
from core.recognition.form import reads_digits
from core.recognition.picture import decode_picture
from core.recognition.recognition import Recognition
from core.recognition.shipped import SHIPPED, ShippedModel
from core.runs.run import Run
from dashboard.toolkit.layout import colours
from dashboard.toolkit.links import link
from dashboard.toolkit.state import session, trainer
from dashboard.toolkit.theme import palette
from dashboard.toolkit.words import plain
from dashboard.views.draw.prediction import form_for, learned_by

HELP = (
    "Keeps the drawing, your label and your name in the drawn set: a test of models on your team's own"
    " handwriting. You can delete it again."
)


def show_correction(
    found: Recognition, model: Run | ShippedModel, picture: bytes, *, is_drawing: bool
) -> None:
    """The row, where the model reads digits in MNIST's form; for a drawing that is kept, that it is.

    Args:
        found: The prediction.
        model: Whose it is.
        picture: The bytes that were read.
        is_drawing: Whether they are what stands on the canvas.
    """
    if not reads_digits(learned_by(model), form_for(model)):
        return
    acts = DrawingActs(trainer())
    kept = acts.own(image_sha256(found.prepared.image))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="correction"):
        if kept is None:
            label = _choose_label(found.digit)
        else:
            _show_kept(kept, acts)
            return
    if label is not None:
        try:
            acts.keep(_new(found, model, picture, label, is_drawing=is_drawing))
        except (WishError, NotAllowedError) as error:
            st.warning(plain(str(error)))
        else:
            st.rerun()


def answer_of(model: Run | ShippedModel, digit: int, confidence: float) -> Answer:
    """What a model has answered, as the drawn set keeps it."""
    return Answer(SHIPPED if isinstance(model, ShippedModel) else model.id, digit, confidence)


def _choose_label(predicted: int) -> int | None:
    """The digit that was just clicked, if one was."""
    chosen = predicted if st.button("Right", key="is-right", help=HELP) else None
    st.markdown("It is a", width="content")
    with st.container(horizontal=True, gap="xxsmall", width="content", key="is-a"):
        for digit in range(len(CLASSES)):
            if st.button(str(digit), key=f"is-{digit}"):
                chosen = digit
    return chosen


def _show_kept(kept: Drawing, acts: DrawingActs) -> None:
    """That a drawing is kept, and the ways to it and back."""
    st.markdown(f"Kept as a **{kept.label}** in the drawn set.", width="content")
    st.button("Take back", key="undo-label", on_click=acts.delete, args=(kept.id,))
    link("explore", "See it", dataset=DRAWN, image=str(kept.id))


def _new(
    found: Recognition, model: Run | ShippedModel, picture: bytes, label: int, *, is_drawing: bool
) -> NewDrawing:
    return NewDrawing(
        image=found.prepared.image,
        label=label,
        answer=answer_of(model, found.digit, float(found.probabilities.max())),
        source=source_png(decode_picture(picture), found.prepared.box),
        strokes=_strokes() if is_drawing else None,
    )


def _strokes() -> str | None:
    """The strokes on the canvas, as the drawn set keeps them."""
    sketch = session().sketch
    return strokes_json(sketch.strokes, palette(sketch.paper or colours().kind).surface)
