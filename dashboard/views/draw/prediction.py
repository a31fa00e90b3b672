"""What a model predicts, and what it was shown."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.data.dataset import Dataset
from core.data.datasets import DEFAULT_DATASET
from core.recognition.form import MNIST_FORM, Form
from core.recognition.picture import PictureError
from core.recognition.recognition import Recognition, recognise
from core.recognition.shipped import ShippedModel
from core.runs.run import Run
from dashboard.toolkit.bars import percent_text, probability_bars
from dashboard.toolkit.caches import dataset_named, dataset_of, predictor, tested_images
from dashboard.toolkit.components.pixel_view import pixel_view
from dashboard.toolkit.layout import colours
from dashboard.toolkit.links import go, link
from dashboard.toolkit.nearest_grid import choose_by, show_nearest_images
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.words import percent, plain
from dashboard.views.draw.doubt import show_doubt

MOST_CLASSES_TOLD = 12
NAME_PIXELS = 168
BY = "by"
"""What the address calls what images are compared by."""

DIGIT_PIXELS, CONFIDENCE_PIXELS, MODEL_INPUT_PIXELS = 80, 104, 140  # side by side on a telephone


def recognise_or_explain(
    picture: bytes | None, model: Run | ShippedModel, *, is_drawing: bool
) -> Recognition | None:
    """The model's prediction, or None with a sentence why there is none."""
    if picture is None:
        st.info(plain(when_blank(f"Draw {_wanted(learned_by(model))} with the mouse, a pen or a finger.")))
        return None
    try:
        return recognise(picture, predictor(model), form_for(model), is_drawing=is_drawing)
    except PictureError as error:
        st.warning(plain(str(error)))
        return None


def when_blank(words: str) -> str:
    """What is said of a blank sheet: the usual words, unless the eraser made it look as if it were not."""
    if session().sketch.has_strokes:
        return "The sheet is blank: only the eraser was used. Choose a pen and draw."
    return words


def learned_by(model: Run | ShippedModel) -> Dataset:
    """The data set that a model has learned."""
    return dataset_named(DEFAULT_DATASET) if isinstance(model, ShippedModel) else dataset_of(model)


def form_for(model: Run | ShippedModel) -> Form:
    """What a picture has to become for a model."""
    return MNIST_FORM if isinstance(model, ShippedModel) else lab().datasets.form(model.manifest.dataset)


def _wanted(dataset: Dataset) -> str:
    """What a model of a data set knows."""
    if dataset.class_noun == "digit":
        return "a digit from 0 to 9"
    more = dataset.class_count - MOST_CLASSES_TOLD
    told = ", ".join(dataset.classes[:MOST_CLASSES_TOLD]) + (f" and {more} more" if more > 0 else "")
    return f"one of {dataset.class_count} classes ({told})"


def show_prediction(found: Recognition, model: Run | ShippedModel, source: str) -> DeltaGenerator:
    """The predicted class, what the model was shown, and the probability of each class.

    Returns:
        A place right below that.
    """
    learned = learned_by(model)
    confidence = float(found.probabilities.max())
    with st.container(horizontal=True, gap="small", key="prediction-figures"):
        predicted = learned.classes[found.digit]
        is_sign = len(predicted) == 1
        with st.container(key="sign" if is_sign else "name", width=DIGIT_PIXELS if is_sign else NAME_PIXELS):
            st.metric("Prediction", plain(predicted))
        st.metric("Confidence", percent_text(confidence), width=CONFIDENCE_PIXELS)
        with st.container(width=MODEL_INPUT_PIXELS, gap="xxsmall"):
            _show_model_input(found)
    st.html(probability_bars(found.probabilities, colours(), learned.classes))
    show_doubt(found, learned, form_for(model))
    below = st.container()
    _show_nearest(found, model)
    st.markdown(f":gray[{source}, {_preparation(found, model)}, predicted by {words_of_model(model)}.]")
    if isinstance(model, ShippedModel):
        link("train", "Train your own model")
    return below


def _show_nearest(found: Recognition, model: Run | ShippedModel) -> None:
    """What opens to the images of the data set that are nearest to the picture; a pick opens Explore."""
    nearest = st.expander("Nearest images", key="nearest", on_change="rerun")
    if not nearest.open:
        return
    dataset = learned_by(model)
    with nearest:
        run = None
        if isinstance(model, Run) and choose_by(model, st.query_params.get(BY, ""), put_by):
            run = model
        picked = show_nearest_images(dataset, found.prepared.image, run)
    if picked is not None:
        open_on_explore(dataset, picked)


def put_by(by: str) -> None:
    """Makes the address say what images are compared by."""
    if by:
        st.query_params[BY] = by
    else:
        st.query_params.pop(BY, None)


def open_on_explore(dataset: Dataset, row: int) -> None:
    """Leaves for an image of the data set on Explore."""
    split, position = dataset.place_of(row)
    go("explore", dataset=dataset.name, split=split, image=str(dataset.split(split).index[position]))


def _show_model_input(found: Recognition) -> None:
    """The picture as the model receives it."""
    st.markdown("Model input, 28 × 28")
    pixel_view(found.prepared.image, key="model-input", alt="The picture as 28 by 28 pixels")


def _preparation(found: Recognition, model: Run | ShippedModel) -> str:
    """What was done to the picture so that it looks like what the model has learned."""
    title = plain(learned_by(model).title)
    if form_for(model).method == "digit":
        return f"cropped, scaled and centred by mass as {title} is"
    inverted = ", dark and light exchanged" if found.prepared.is_inverted else ""
    return f"scaled to fit as a whole{inverted}, to look like the images of {title}"


def words_of_model(model: Run | ShippedModel) -> str:
    """What predicts, with its accuracy on the test split if there is one."""
    if isinstance(model, ShippedModel):
        test = model.scores["test"]
        return f"the shipped model (test accuracy {percent(test.accuracy)}, n = {test.n:,})"
    if model.accuracy is None:
        return plain(model.name)
    return f"{plain(model.name)} (test accuracy {percent(model.accuracy)}, n = {tested_images(model):,})"
