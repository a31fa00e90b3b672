"""One image large: beside a gallery, or in a dialog with what a model says of it."""

import streamlit as st

from core.data.dataset import Split
from core.runs.run import Run
from dashboard.toolkit.bars import probability_bars
from dashboard.toolkit.caches import dataset, probabilities
from dashboard.toolkit.layout import colours

SIDE, BESIDE = 168, 116  # pixels; with the gap, 300: a dialog in 390 pixels has room for 310


def show_large(images: Split, position: int) -> None:
    """One image large, with its label, index and split."""
    label, index = images.labels[position], images.index[position]
    picture = images.images[position].repeat(12, axis=0).repeat(12, axis=1)
    source = "test" if images.name == "test" else "training"
    with st.container(horizontal=True):
        st.image(picture, width=SIDE, output_format="PNG", alt=f"A handwritten {label}, large")
        with st.container(width=BESIDE):
            st.metric("Label", str(label))
            st.markdown(f"Image {index:,} of MNIST's {source} file, in the split *{images.name}*")


def enlarge(run: Run, name: str, position: int) -> None:
    """Opens a dialog with an image large, and what the model says of it."""
    data, said = dataset().split(name), probabilities(run, name)[position]
    label, answer = data.labels[position], said.argmax()

    @st.dialog(f"{label} read rightly" if answer == label else f"{label} read as {answer}")
    def show() -> None:
        show_large(data, position)
        st.html(probability_bars(said, colours(), dataset().classes, int(label)))

    show()
