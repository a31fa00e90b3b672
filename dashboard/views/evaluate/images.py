"""The images behind the figures: those of a cell of the matrix, and the most confident errors."""

from functools import partial

import streamlit as st

from core.data.dataset import Dataset
from core.evaluation.confusion import images_of_cell, most_confident_errors
from core.runs.run import Run
from dashboard.toolkit.caches import probabilities
from dashboard.toolkit.image_grid import choose_image, grid_part
from dashboard.toolkit.large_image import enlarge
from dashboard.toolkit.links import link
from dashboard.toolkit.words import counted_images, plain

MOST_IMAGES = 200
MOST_ERRORS = 40
LARGE_IMAGES = 8  # up to so many are shown larger
FITTING_IMAGES = 28  # more of them scroll beside the matrix


def show_cell(run: Run, dataset: Dataset, name: str, cell: tuple[int, int]) -> None:
    """The images of a cell, those that the model was most confident of first."""
    data, said = dataset.split(name), probabilities(run, name)
    found = images_of_cell(data.labels, said, *cell)
    truth, predicted = (dataset.classes[label] for label in cell)
    words = f"True {plain(truth)}, predicted {plain(predicted)}"
    part = f", first {MOST_IMAGES}" if len(found) > MOST_IMAGES else ""
    count = counted_images(len(found), name)
    st.subheader(f"{words} · {count}{part}", anchor=False)
    if not len(found):
        st.markdown(":gray[No image is in this cell. Choose another one.]")
        return
    found = found[:MOST_IMAGES]
    rows, captions = dataset.first_row(name) + found, [f"{said[i, cell[1]] * 100:.0f}%" for i in found]
    with st.container(height=420 if len(found) > FITTING_IMAGES else "content", border=False):
        choose_image(
            "cell",
            dataset,
            rows,
            lambda _: grid_part(dataset, rows, captions=captions),
            name="Images of the cell",
            cell_pixels=112 if len(found) <= LARGE_IMAGES else 56,
            on_pick=partial(enlarge, run),
        )
    _explore(run, "All of them in Explore", split=name, digit=truth, predicted=predicted)


def _explore(run: Run, label: str, **query: str) -> None:
    """A link to the images where they can be sorted and filtered."""
    link("explore", label, **query, run=run.id, sort="-confidence")


def show_errors(run: Run, dataset: Dataset, name: str) -> None:
    """The errors that the model was most confident of."""
    data, said = dataset.split(name), probabilities(run, name)
    worst = most_confident_errors(data.labels, said, MOST_ERRORS)
    st.header("Most confident errors", anchor=False)
    if not len(worst):
        st.markdown(f":gray[There are none: every {name} image is predicted correctly.]")
        return
    st.markdown(":gray[True label → predicted, with the confidence of the prediction.]")
    predicted = said[worst].argmax(axis=1)
    captions = [
        f"{dataset.classes[t]} → {dataset.classes[p]}, {said[i, p] * 100:.0f}%"
        for i, t, p in zip(worst, data.labels[worst], predicted, strict=True)
    ]
    rows = dataset.first_row(name) + worst
    choose_image(
        "errors",
        dataset,
        rows,
        lambda _: grid_part(dataset, rows, captions=captions),
        name="Most confident errors",
        cell_pixels=84,
        on_pick=partial(enlarge, run),
    )
    _explore(run, "All errors in Explore", split=name, correct="no")
