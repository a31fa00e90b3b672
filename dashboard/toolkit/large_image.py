"""One image large: beside a gallery, or in a dialog with what a model says of it."""

import streamlit as st

from core.data.dataset import Dataset
from core.drawn_set import is_drawn
from core.runs.run import Run
from dashboard.toolkit.bars import probability_bars
from dashboard.toolkit.caches import dataset_of, probabilities
from dashboard.toolkit.components.pixel_view import pixel_view
from dashboard.toolkit.layout import colours
from dashboard.toolkit.words import plain

LONGEST_METRIC = 3
"""Letters that a metric shows beside the image."""

SIDE, BESIDE = 168, 84  # pixels, so that both have room in the column beside a gallery and in a dialog


def show_large(dataset: Dataset, row: int) -> None:
    """One image of a data set large, with its label, index and split; see `Dataset.first_row`."""
    name, position = dataset.place_of(row)
    images = dataset.split(name)
    label, index = dataset.classes[images.labels[position]], images.index[position]
    source = "test" if name == "test" else "train"  # the file
    with st.container(horizontal=True):
        with st.container(width=SIDE):
            pixel_view(images.images[position], key="large", alt=f"{_what(dataset)} {label}, large")
        with st.container(width=BESIDE):
            if len(label) <= LONGEST_METRIC:
                st.metric("Label", plain(label))
            else:
                st.markdown(f"Label  \n**{plain(label)}**")
    if is_drawn(dataset.name):
        st.markdown(f"{plain(dataset.title)} #{index}")
    else:
        st.markdown(f"{plain(dataset.title)} {source} #{index} · split: {name}")


def _what(dataset: Dataset) -> str:
    return "A handwritten" if dataset.class_noun == "digit" else "An image of"


def enlarge(run: Run, row: int) -> None:
    """Opens a dialog with an image large, and what the model says of it."""
    dataset = dataset_of(run)
    name, position = dataset.place_of(row)
    said = probabilities(run, name)[position]
    label = int(dataset.split(name).labels[position])
    truth, predicted = dataset.classes[label], dataset.classes[int(said.argmax())]

    @st.dialog(f"True {plain(truth)}, predicted {plain(predicted)}")
    def show() -> None:
        show_large(dataset, row)
        st.html(probability_bars(said, colours(), dataset.classes, label))

    show()
