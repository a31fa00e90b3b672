"""The images behind the figures: those of a cell of the matrix, and the most confident mistakes."""

from functools import partial

import streamlit as st

from core.data.dataset import Dataset
from core.evaluation.confusion import images_of_cell, worst_mistakes
from core.runs.run import Run
from dashboard.toolkit.caches import probabilities
from dashboard.toolkit.image_grid import choose_image
from dashboard.toolkit.large_image import enlarge

MOST_IMAGES = 200
MOST_MISTAKES = 60
FITTING_IMAGES = 35  # more of them scroll beside the matrix


def show_cell(run: Run, dataset: Dataset, name: str, cell: tuple[int, int]) -> None:
    """The images of a cell, those that the model was surest about first."""
    data, said = dataset.split(name), probabilities(run, name)
    found = images_of_cell(data.labels, said, *cell)
    truth, predicted = (dataset.classes[label] for label in cell)
    verdict = "read rightly" if truth == predicted else f"read as {predicted}"
    part = f", the first {MOST_IMAGES}" if len(found) > MOST_IMAGES else ""
    st.markdown(f"**{truth} {verdict}: {len(found):,} of {name}**{part}")
    if not len(found):
        st.markdown(":gray[No image is in this cell. Choose another one.]")
        return
    found = found[:MOST_IMAGES]
    with st.container(height=420 if len(found) > FITTING_IMAGES else "content", border=False):
        choose_image(
            "cell",
            data,
            found,
            name="Images of the cell",
            captions=[f"{said[i, cell[1]] * 100:.0f}%" for i in found],
            on_pick=partial(enlarge, run, name),
        )


def show_mistakes(run: Run, dataset: Dataset, name: str) -> None:
    """The mistakes that the model was surest about."""
    data, said = dataset.split(name), probabilities(run, name)
    worst = worst_mistakes(data.labels, said, MOST_MISTAKES)
    st.subheader("The worst mistakes", anchor=False)
    if not len(worst):
        st.markdown(f":gray[There are none: every image of *{name}* is read rightly.]")
        return
    st.markdown(":gray[True digit → answer, and how sure the model was of it.]")
    answers = said[worst].argmax(axis=1)
    captions = [
        f"{dataset.classes[t]} → {dataset.classes[a]}, {said[i, a] * 100:.0f}%"
        for i, t, a in zip(worst, data.labels[worst], answers, strict=True)
    ]
    choose_image(
        "mistakes",
        data,
        worst,
        name="Worst mistakes",
        captions=captions,
        cell_pixels=84,
        on_pick=partial(enlarge, run, name),
    )
