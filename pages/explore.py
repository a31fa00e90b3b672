"""Explore: the images themselves, then what they are like on the whole."""

from typing import get_args

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.splits import Split, split
from core.models.recipe import EvaluationSplit
from dashboard.toolkit.caches import split_statistics
from dashboard.toolkit.charts import class_balance
from dashboard.toolkit.components.figure import show_figure
from dashboard.toolkit.large_image import show_large
from dashboard.toolkit.tables import split_rows
from dashboard.toolkit.widgets import choose_image, colours, show_heading

SPLITS = ("train", *get_args(EvaluationSplit))
DIGITS = tuple(range(10))
AMOUNTS = (300, 600, 1000)


def choose_images() -> tuple[Split, NDArray[np.int64]]:
    """The filters in one row, and the positions in the split that they leave."""
    which, digit, amount = st.columns([3, 5, 2])
    with which:
        name = st.segmented_control(
            "Split",
            SPLITS,
            default="train",
            required=True,
            key="split",
            bind="query-params",
            persist_state="session",
            help="A model learns from train, is watched on validation and judged on test.",
        )
    with digit:
        digits = st.pills(
            "Digit",
            DIGITS,
            selection_mode="multi",
            key="digit",
            bind="query-params",
            persist_state="session",
            wrap=True,
            help="Shows only these digits; none chosen shows all.",
        )
    with amount:
        at_once = st.selectbox(
            "Images at once", AMOUNTS, key="images", bind="query-params", persist_state="session"
        )
    chosen = split(name or "train")
    found = np.flatnonzero(np.isin(chosen.labels, digits or DIGITS))
    return chosen, choose_part(found, int(at_once))


def choose_part(found: NDArray[np.int64], at_once: int) -> NDArray[np.int64]:
    """The part of what was found that is on screen."""
    count, pages = st.columns([2, 5], vertical_alignment="center")
    parts = -(-len(found) // at_once)
    with pages:
        part = st.pagination(parts, key=f"part-of-{parts}", persist_state="session") if parts > 1 else 1
    count.markdown(f"{len(found):,} images")
    return found[(part - 1) * at_once : part * at_once]


@st.fragment
def show_gallery(images: Split, shown: NDArray[np.int64]) -> None:
    """The grid, and the chosen image large beside it; on a telephone, above it."""
    large, grid = st.columns([1, 3], gap="large")
    with grid, st.container(height=560, border=False, key="gallery-frame"):
        picked = choose_image("gallery", images, shown, first=int(shown[0]), name=f"Images of {images.name}")
    if picked is not None:
        with large:
            show_large(images, picked)


def show_statistics() -> None:
    """Class balance, mean images, shapes and range of all three splits."""
    st.subheader("How often each digit occurs", anchor=False)
    figures = {name: split_statistics(name) for name in SPLITS}
    show_figure(
        class_balance({name: figure.class_counts for name, figure in figures.items()}, colours()),
        key="balance",
        alt="Bars: the share of each digit in train, validation and test",
    )
    st.subheader("The mean image of each digit", anchor=False)
    st.markdown(":gray[The mean of each pixel over the 55,000 images of train.]")
    means = np.rint(figures["train"].mean_images).astype(np.uint8).repeat(3, axis=1).repeat(3, axis=2)
    with st.container(horizontal=True, gap="xsmall"):
        for digit in DIGITS:
            st.image(means[digit], caption=str(digit), width=80, output_format="PNG", alt=f"The mean {digit}")
    st.subheader("Shapes and range", anchor=False)
    st.table(split_rows(figures))


show_heading("Explore", "MNIST: 70,000 digits written by some 500 people, 28 × 28 pixels each.")
show_gallery(*choose_images())
show_statistics()
