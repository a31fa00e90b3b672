"""One image large: beside a gallery, or in a dialog with what a model says of it."""

import streamlit as st

from core.data.dataset import Dataset, Split
from core.runs.run import Run
from dashboard.toolkit.bars import probability_bars
from dashboard.toolkit.caches import dataset_of, probabilities
from dashboard.toolkit.layout import colours

SIDE, BESIDE = 168, 116  # pixels; with the gap, 300: a dialog in 390 pixels has room for 310


def show_large(dataset: Dataset, images: Split, position: int) -> None:
    """One image of a data set large, with its label, index and split."""
    label, index = dataset.classes[images.labels[position]], images.index[position]
    picture = images.images[position].repeat(12, axis=0).repeat(12, axis=1)
    source = "test" if images.name == "test" else "train"  # the file
    with st.container(horizontal=True):
        st.image(picture, width=SIDE, output_format="PNG", alt=f"A handwritten {label}, large")
        with st.container(width=BESIDE):
            st.metric("Label", label)
    st.markdown(f"{dataset.title} {source} #{index} · split: {images.name}")


def enlarge(run: Run, name: str, position: int) -> None:
    """Opens a dialog with an image large, and what the model says of it."""
    dataset, said = dataset_of(run), probabilities(run, name)[position]
    data = dataset.split(name)
    label = int(data.labels[position])
    truth, predicted = dataset.classes[label], dataset.classes[int(said.argmax())]

    @st.dialog(f"True {truth}, predicted {predicted}")
    def show() -> None:
        show_large(dataset, data, position)
        st.html(probability_bars(said, colours(), dataset.classes, label))

    show()
