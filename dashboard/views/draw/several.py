"""Several digits on one picture: the number, a box around each digit, and a table."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.recognition.detector import digit_detector
from core.recognition.picture import PictureError, decode_picture
from core.recognition.reading import ReadDigit, ReadLine, number_text, read_digits
from core.recognition.shipped import ShippedModel
from core.recognition.shipped_file import DamagedModelError
from core.runs.run import Run
from dashboard.toolkit.caches import predictor
from dashboard.toolkit.layout import colours
from dashboard.toolkit.pictures import picture_html
from dashboard.toolkit.theme import Palette
from dashboard.toolkit.words import plain
from dashboard.views.draw.doubt import LOW_CONFIDENCE
from dashboard.views.draw.prediction import when_blank, words_of_model
from dashboard.views.draw.several_correction import show_several_correction

_MOST_ROWS = 10
"""Of the table before it scrolls."""


def show_several(picture: bytes | None, model: Run | ShippedModel, source: str) -> None:
    """The digits on a picture in reading order, or a sentence why there are none."""
    if picture is None:
        st.info(when_blank("Draw digits side by side, in one line or more."))
        return
    try:
        pixels = decode_picture(picture)
        lines = read_digits(pixels, predictor(model), digit_detector())
    except (PictureError, DamagedModelError) as error:
        st.warning(plain(str(error)))
        return
    numbers = [number_text([line]) for line in lines]
    with st.container(key="number"):
        st.metric("Number" if len(lines) == 1 else f"{len(lines)} lines", " · ".join(numbers))
    st.html(boxes_html(pixels, lines, colours()))
    rows = _rows(lines)
    st.dataframe(
        rows,
        hide_index=True,
        height="content" if len(rows) <= _MOST_ROWS else 380,
        column_config={
            "Confidence": st.column_config.NumberColumn(format="percent"),
            "One digit": st.column_config.NumberColumn(
                format="percent", help="How probable it is that the box holds one digit and nothing else."
            ),
        },
    )
    show_several_correction(pixels, lines, model)
    others = " and the line reader" if isinstance(model, ShippedModel) else ""
    st.markdown(
        f":gray[{source}, cut into single digits, each predicted by {words_of_model(model)}{others}.]"
    )


def _rows(lines: Sequence[ReadLine]) -> pd.DataFrame:
    """A row for each digit; the table's own menu downloads it as CSV."""
    return pd.DataFrame(
        [
            {
                "Line": number,
                "Place": place,
                "Digit": each.digit,
                "Confidence": each.confidence,
                "One digit": each.one_digit,
                "Top": each.box[0],
                "Left": each.box[1],
                "Bottom": each.box[2],
                "Right": each.box[3],
            }
            for number, line in enumerate(lines, start=1)
            for place, each in enumerate(line, start=1)
        ]
    )


def boxes_html(pixels: NDArray[np.uint8], lines: Sequence[ReadLine], palette: Palette) -> str:
    """What was read of the picture, with a box around each digit that says it; a doubtful one is broken.

    Args:
        pixels: uint8 (h, w), (h, w, 3) or (h, w, 4).
        lines: What was read on it.
        palette: Colours of the theme in use.
    """
    edges = np.array([each.box for line in lines for each in line])
    margin = int((edges[:, 2] - edges[:, 0]).max()) // 2  # for the words above the boxes
    top, left = np.maximum(edges[:, :2].min(axis=0) - margin, 0).tolist()
    bottom, right = (edges[:, 2:].max(axis=0) + margin).tolist()
    shown = pixels[top:bottom, left:right]
    boxes = "".join(_box(each, (top, left), shown.shape) for line in lines for each in line)
    look = f"--sure: {palette.link}; --doubtful: {palette.error}; --sheet: {palette.background}"
    picture = picture_html(shown, "The picture that was read")
    return f'<div class="boxes" style="{look}">{picture}{boxes}</div>'


def _box(found: ReadDigit, origin: tuple[int, int], shape: tuple[int, ...]) -> str:
    """The box of a digit on a cut of the picture that begins at `origin`, row and column."""
    top, left, bottom, right = found.box
    height, width = shape[:2]
    place = (
        f"left: {(left - origin[1]) / width:.2%}; top: {(top - origin[0]) / height:.2%}; "
        f"width: {(right - left) / width:.2%}; height: {(bottom - top) / height:.2%}"
    )
    doubt = is_doubtful(found)
    answer = f"{found.digit}?" if doubt else f"{found.digit}"
    name = f"{found.digit}, confidence {found.confidence:.1%}{', doubtful' if doubt else ''}"
    kind = ' class="doubtful"' if doubt else ""
    return f'<span{kind} style="{place}" title="{escape(name)}"><b>{answer}</b></span>'


def is_doubtful(found: ReadDigit) -> bool:
    """Whether a digit should be looked at: the model is unsure, or the box may not hold one digit."""
    return found.confidence < LOW_CONFIDENCE or found.one_digit < digit_detector().threshold
