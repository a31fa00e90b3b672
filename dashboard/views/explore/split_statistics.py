"""What the splits are like on the whole."""

from collections.abc import Mapping
from html import escape

import numpy as np
import streamlit as st

from core.data.dataset import SPLITS, Dataset
from core.data.statistics import Statistics
from dashboard.toolkit.bar_charts import class_shares
from dashboard.toolkit.caches import class_distribution, split_statistics
from dashboard.toolkit.components.figure import show_figure
from dashboard.toolkit.layout import colours
from dashboard.toolkit.pictures import picture_html
from dashboard.toolkit.tables import split_rows


def show_statistics(dataset: Dataset) -> None:
    """Class distribution, mean images, shapes and range of all three splits."""
    figures = {name: split_statistics(dataset.name, name) for name in SPLITS}
    _show_class_distribution(dataset, figures)
    _show_mean_images(dataset, figures["train"])
    st.header("Shape and range", anchor=False)
    st.table(split_rows(figures))


def _show_class_distribution(dataset: Dataset, figures: Mapping[str, Statistics]) -> None:
    """A chart for each split; Plotly's axes are the same share of each."""
    st.header("Class distribution", anchor=False)
    equal = 100 / len(figures["train"].class_counts)
    st.markdown(
        f":gray[Images of each digit. The dotted line is an equal share, {equal:.0f}%;"
        " a bar says by how many percentage points its digit deviates.]"
    )
    for column, (name, figure) in zip(st.columns(len(figures)), figures.items(), strict=True):
        counts = figure.class_counts
        with column:
            st.subheader(f"{name}, n = {figure.count:,}", anchor=False)
            show_figure(
                class_distribution(dataset.name, name, colours().kind),
                key=f"balance-{name}",
                alt=f"Bars: the images of each digit in {name}. {', '.join(class_shares(counts))}",
            )


def _show_mean_images(dataset: Dataset, train: Statistics) -> None:
    st.header("Mean image of each digit", anchor=False)
    st.markdown(f":gray[The mean of each pixel over the {train.count:,} train images.]")
    means = np.rint(train.mean_images).astype(np.uint8)
    figures = "".join(
        f"<figure>{picture_html(mean, f'The mean {name}')}<figcaption>{escape(name)}</figcaption></figure>"
        for name, mean in zip(dataset.classes, means, strict=True)
    )
    st.html(f'<div class="means">{figures}</div>')
