"""What a model answers, and what it was shown."""

import streamlit as st

from core.recognition.picture import PictureError
from core.recognition.recognition import Recognition, recognise
from core.runs.run import Run
from dashboard.toolkit.bars import probability_bars
from dashboard.toolkit.caches import dataset_of, predictor
from dashboard.toolkit.layout import colours
from dashboard.toolkit.words import percent, plain

COLUMN_PIXELS = 280
SURE_PROBABILITY = 0.6


def recognise_or_explain(picture: bytes | None, run: Run) -> Recognition | None:
    """The model's answer, or None with a sentence why there is none."""
    if picture is None:
        st.info("Draw a digit from 0 to 9 with the mouse, a pen or a finger.")
        return None
    try:
        return recognise(picture, predictor(run))
    except PictureError as error:
        st.info(plain(str(error)))
        return None


def show_answer(found: Recognition, run: Run, source: str) -> None:
    """The answer, how probable each class is, and of what it is."""
    classes = dataset_of(run).classes
    with st.container(key="answer"):
        st.metric("Answer", classes[found.digit])
    st.html(probability_bars(found.probabilities, colours(), classes))
    if found.probabilities.max() < SURE_PROBABILITY:
        st.markdown("The model is not sure.")
    accuracy = f", right on {percent(run.accuracy)} of test" if run.accuracy is not None else ""
    st.markdown(f":gray[{source}, read by {plain(run.name)}{accuracy}.]")


def show_prepared(found: Recognition) -> None:
    """The picture in MNIST's form, as the model receives it."""
    st.markdown("**What the model sees**")
    large = found.prepared.image.repeat(10, axis=0).repeat(10, axis=1)
    st.image(large, output_format="PNG", alt="The drawing as 28 by 28 pixels, light on black")
    st.markdown(":gray[28 × 28 pixels, cropped, scaled and centred by mass, as MNIST's authors did.]")
