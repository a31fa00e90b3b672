"""What each pixel alone tells of the label, as a map."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.information import THRESHOLD, entropy
from dashboard.toolkit.caches import split_statistics, train_information
from dashboard.toolkit.heat_maps import heat_map_html, scale_html, sequential
from dashboard.toolkit.tints import SHADES
from dashboard.views.explore.statistics.beside import beside

NOTHING = 0.005
"""Bits that are 0.00 on screen."""


def show_information(dataset: Dataset) -> None:
    """The mutual information of each pixel and the label."""
    bits, train = train_information(dataset.name), split_statistics(dataset.name, "train")
    row, column = (int(each) for each in np.unravel_index(int(bits.argmax()), bits.shape))
    st.header(f"What one pixel tells of the {dataset.class_noun}", anchor=False)
    st.markdown(
        f":gray[Mutual information of the label and of whether a pixel is ink (≥ {THRESHOLD}), over the"
        f" {train.count:,} train images.]"
    )
    picture, words = beside()
    with picture:
        name = "Mutual information of each pixel and the label"
        st.html(heat_map_html(sequential(bits, float(bits.max())), name, (row, column)))
    with words:
        st.html(scale_html("Mutual information", SHADES, "0 bits", f"{bits.max():.2f} bits"))
        st.markdown(_words(bits, row, column, entropy(train.class_counts)))


def _words(bits: NDArray[np.float64], row: int, column: int, needed: float) -> str:
    return (
        f"The best pixel, framed, is **row {row}, column {column}**, counted from 0. It tells"
        f" **{bits.max():.2f} bits** of the {needed:.2f} that it takes to know the label."
        f"\n\n{(bits < NOTHING).sum()} of the {bits.size} pixels, most of them at the border, tell nothing."
    )
