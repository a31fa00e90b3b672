"""The sections, one below the other."""

import streamlit as st

from core.data.dataset import Dataset
from core.drawn_set import DRAWN_SPLIT, is_drawn
from dashboard.views.explore.statistics.class_distribution import show_class_distribution
from dashboard.views.explore.statistics.difference import show_difference
from dashboard.views.explore.statistics.information import show_information
from dashboard.views.explore.statistics.means import show_means, show_variances
from dashboard.views.explore.statistics.near_duplicates import show_near_duplicates
from dashboard.views.explore.statistics.outliers import show_outliers
from dashboard.views.explore.statistics.pixel_values import show_pixel_values
from dashboard.views.explore.statistics.shapes import show_shapes


def show_statistics(dataset: Dataset) -> None:
    """Everything that is known of the splits, the digits and the pixels on the whole.

    Of the drawn set, which has one split and grows drawing by drawing, it is what takes no time.
    """
    if is_drawn(dataset.name):
        show_class_distribution(dataset, [DRAWN_SPLIT])
        show_means(dataset, DRAWN_SPLIT, "drawings")
        return
    show_class_distribution(dataset)
    show_means(dataset)
    show_variances(dataset)
    left, right = st.columns(2, gap="large")
    with left:
        show_difference(dataset)
    with right:
        show_information(dataset)
    show_pixel_values(dataset)
    show_shapes(dataset)
    show_outliers(dataset)
    show_near_duplicates(dataset)
