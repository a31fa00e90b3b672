"""How the picture became the model's input, step by step, and what a plain resize makes of it instead."""

from html import escape
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from core.data.dataset import HIGHEST
from core.recognition.picture import decode_picture
from core.recognition.plain_resize import THRESHOLD, resize_plainly
from core.recognition.preparation import BOX, Steps, prepare_in_steps
from core.recognition.recognition import Recognition
from core.recognition.shipped import ShippedModel
from core.runs.run import Run
from dashboard.toolkit.bars import percent_text
from dashboard.toolkit.caches import predictor
from dashboard.toolkit.layout import colours
from dashboard.toolkit.pictures import picture_html
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.words import plain
from dashboard.views.draw.prediction import learned_by

_OPEN: WidgetSlot[bool] = WidgetSlot("preparation", bool)

_SHOWN_PIXELS: Final = 320
"""The longest side of a picture as it is sent; twice what it is shown at."""

_COMPARED_PIXELS, _WORDS_PIXELS = 304, 560


def show_preparation(picture: bytes, found: Recognition, model: Run | ShippedModel) -> None:
    """What opens to the steps from the picture to the model's input, and to a plain resize beside them."""
    opened = st.expander("How the picture was prepared", key=_OPEN.key, on_change="rerun")
    if not opened.open:
        return
    pixels = decode_picture(picture)
    classes = learned_by(model).classes
    plain_image = resize_plainly(pixels)
    (plain_answer,) = predictor(model).probabilities(plain_image[np.newaxis])
    with opened:
        st.html(_steps_html(prepare_in_steps(pixels)))
        st.markdown("**With a plain resize instead**")
        row = st.container(horizontal=True, gap="medium")
        with row.container(width=_COMPARED_PIXELS):
            prepared = _figure(
                found.prepared.image, "Prepared as above", _answer(found.probabilities, classes)
            )
            st.html(_row(prepared, _figure(plain_image, "Plain resize", _answer(plain_answer, classes))))
        with row.container(width=_WORDS_PIXELS):
            st.markdown(_words(classes[found.digit], classes[int(plain_answer.argmax())]))


def _words(prepared: str, resized: str) -> str:
    """What the plain resize does, and what came of it for this picture."""
    read = f"both as {plain(prepared)}" if prepared == resized else f"the plain one as {plain(resized)}"
    return (
        f"Here the model reads {read}. A plain resize neither crops nor centres: what was drawn stays where"
        " and as large as it was, while the model has learned images that fill 20 × 20 pixels, with their"
        " centre of mass in the middle. It scales without anti-aliasing, so thin strokes break. And it takes"
        " dark ink on light and evenly lit paper for granted.\n\n"
        ":gray[:small[As the tutorials' `judge_image` does it: grey, the whole picture resized to 28 × 28,"
        f" inverted, what reaches {THRESHOLD} white and all else black.]]"
    )


def _steps_html(steps: Steps) -> str:
    height, width = steps.grey.shape
    grey, contrast = _smaller(steps.grey), _smaller(_levels(steps.contrast))
    strokes = _smaller(steps.strokes.astype(np.uint8) * HIGHEST)
    widened = " Thin strokes were widened first." if steps.is_widened else ""
    return _row(
        _figure(grey, "1. Grey levels", f"The picture as it came, {width} × {height} pixels."),
        _figure(contrast, "2. Contrast to the paper", "Light and shadows are gone, and ink is always light."),
        _figure(strokes, "3. Strokes", "What is large and clear enough to be ink; specks are left out."),
        _figure(grey, "4. Crop", "The box around all strokes.", _box_html(steps)),
        _figure(_framed(_levels(steps.fitted)), f"5. Fitted into {BOX} × {BOX}", f"Anti-aliased.{widened}"),
        _figure(steps.prepared.image, "6. Centred by mass", "28 × 28 pixels: what the model is shown."),
    )


def _row(*figures: str) -> str:
    """Pictures side by side; the classes are those of `style.css`."""
    return f'<div class="figures" style="--accent: {colours().accent}">{"".join(figures)}</div>'


def _figure(image: NDArray[np.uint8], title: str, words: str, over: str = "") -> str:
    shown = f"<div>{picture_html(image, title)}{over}</div>"
    return f"<figure>{shown}<figcaption><b>{escape(title)}</b>{escape(words)}</figcaption></figure>"


def _box_html(steps: Steps) -> str:
    """The frame of the crop, to lie over the picture."""
    height, width = steps.grey.shape
    top, left, bottom, right = steps.box
    place = {"top": top / height, "left": left / width, "height": (bottom - top) / height}
    place["width"] = (right - left) / width
    return f'<i style="{";".join(f"{name}:{share:.3%}" for name, share in place.items())}"></i>'


def _answer(probabilities: NDArray[np.float32], classes: tuple[str, ...]) -> str:
    label = int(probabilities.argmax())
    return f"Prediction {classes[label]}, confidence {percent_text(float(probabilities[label]))}"


def _levels(shares: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Shares of 0..1 as grey levels."""
    return np.rint(shares * HIGHEST).astype(np.uint8)


def _framed(fitted: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What was fitted, in the middle of its frame."""
    frame = np.zeros((BOX, BOX), np.uint8)
    height, width = fitted.shape
    top, left = (BOX - height) // 2, (BOX - width) // 2
    frame[top : top + height, left : left + width] = fitted
    return frame


def _smaller(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture, no larger than it is shown."""
    shown = Image.fromarray(image)
    shown.thumbnail((_SHOWN_PIXELS, _SHOWN_PIXELS))
    return np.asarray(shown)
