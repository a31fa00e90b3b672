"""Several pictures at once: a table of what the model answers for each, of which one is shown in full."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from core.data.dataset import Dataset
from core.recognition.form import Form
from core.recognition.picture_answer import PictureAnswer
from core.recognition.reading import number_text
from core.recognition.recognition import Recognition
from core.recognition.shipped import ShippedModel
from core.recognition.shipped_file import DamagedModelError
from core.runs.run import Run
from dashboard.toolkit.bars import percent_text
from dashboard.toolkit.caches import picture_answer
from dashboard.toolkit.pictures import picture_source
from dashboard.toolkit.slots import TableSlot
from dashboard.toolkit.state import session
from dashboard.views.draw.doubt import words_of_doubt
from dashboard.views.draw.pictures import Picture
from dashboard.views.draw.prediction import form_for, learned_by
from dashboard.views.draw.several import is_doubtful

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
ROW_PIXELS: Final = 58
_MOST_ROWS: Final = 4
"""Of the table before it scrolls: what it shows in full stands below it."""


def choose_picture(pictures: Sequence[Picture], model: Run | ShippedModel, *, several: bool) -> Picture:
    """The picture that is shown in full: the only one, or that of the row which was clicked in the table.

    Args:
        pictures: At least one.
        model: Which answers.
        several: Whether each picture is read as several digits.
    """
    if len(pictures) == 1:
        return pictures[0]
    learned, form = learned_by(model), form_for(model)
    with st.spinner(f"Reading {len(pictures)} pictures …"):
        answers = [picture_answer(model, form, each.content, several=several) for each in pictures]
    rows = pd.DataFrame(
        [
            _row(picture, answer, learned, form, several)
            for picture, answer in zip(pictures, answers, strict=True)
        ]
    )
    chosen = _chosen_row(rows)
    st.download_button(
        "Answers as CSV",
        _csv(rows),
        file_name="answers.csv",
        mime="text/csv",
        on_click="ignore",
    )
    return pictures[chosen]


def _csv(rows: pd.DataFrame) -> bytes:
    """The answers as a file; an apostrophe keeps spreadsheets from taking a name for a formula."""
    files = [f"'{name}" if name.startswith(_FORMULA) else name for name in rows["File"]]
    told = rows[["File", "Prediction", "Confidence", "Note"]].assign(File=files)
    return str(told.to_csv(index=False)).encode()


def _chosen_row(rows: pd.DataFrame) -> int:
    """Draws the table and says which row is shown in full: the clicked one, or else the last."""
    table = TableSlot(f"pictures-{session().sketch.uploader}")
    st.dataframe(
        rows.assign(Confidence=[_percent(each) for each in rows["Confidence"]]),
        hide_index=True,
        key=table.key,
        on_select="rerun",
        selection_mode="single-cell",
        row_height=ROW_PIXELS,
        height="content" if len(rows) <= _MOST_ROWS else ROW_PIXELS * _MOST_ROWS + ROW_PIXELS,
        column_config={
            "File": st.column_config.Column(width=110),
            "Picture": st.column_config.ImageColumn(width=80),
            "28 × 28": st.column_config.ImageColumn(width=64, help="What the model is shown."),
            "Prediction": st.column_config.Column(width=84),
            "Confidence": st.column_config.Column(
                width=88, help="Of several digits that of the one with the least."
            ),
        },
        placeholder="–",
        alt="The pictures and the answers",
    )
    clicked = table.clicked_row()
    last = len(rows) - 1
    chosen = last if clicked is None else min(clicked, last)
    st.markdown(f":gray[:small[Click on a row to see it in full. Below: row {chosen + 1} of {len(rows)}.]]")
    return chosen


def _doubt(found: Recognition, learned: Dataset, form: Form) -> str:
    try:
        return words_of_doubt(found, learned, form)
    except DamagedModelError as error:  # the prediction is there without the detector
        return str(error)


def _percent(share: float | None) -> str | None:
    return None if share is None or pd.isna(share) else percent_text(share)


def _row(
    picture: Picture, answer: PictureAnswer, learned: Dataset, form: Form, several: bool
) -> dict[str, object]:
    """A line of the table; where there is no answer, the note says why."""
    shown = None if answer.thumbnail is None else picture_source(answer.thumbnail)
    row: dict[str, object] = {"File": picture.name, "Picture": shown}
    if not several:
        row["28 × 28"] = picture_source(answer.found.prepared.image) if answer.found else None
    prediction, confidence, note = None, None, answer.trouble
    if answer.found is not None:
        prediction = learned.classes[answer.found.digit]
        confidence = float(answer.found.probabilities.max())
        note = _doubt(answer.found, learned, form)
    elif answer.lines:
        digits = [each for line in answer.lines for each in line]
        prediction = " ".join(number_text([line]) for line in answer.lines)
        confidence = min(each.confidence for each in digits)
        doubtful = sum(map(is_doubtful, digits))
        note = f"{doubtful} of {len(digits)} digits in doubt" if doubtful else ""
    return {**row, "Prediction": prediction, "Confidence": confidence, "Note": note}
