"""What the splits are like on the whole."""

import numpy as np
import streamlit as st

from core.data.dataset import Dataset
from dashboard.toolkit.caches import split_statistics
from dashboard.toolkit.charts import class_balance
from dashboard.toolkit.components.figure import show_figure
from dashboard.toolkit.layout import colours
from dashboard.toolkit.splits import SPLITS
from dashboard.toolkit.tables import split_rows


def show_statistics(dataset: Dataset) -> None:
    """Class balance, mean images, shapes and range of all three splits."""
    figures = {name: split_statistics(dataset.name, name) for name in SPLITS}
    st.subheader("How often each digit occurs", anchor=False)
    show_figure(
        class_balance({name: figure.class_counts for name, figure in figures.items()}, colours()),
        key="balance",
        alt="Bars: the share of each digit in train, validation and test",
    )
    st.subheader("The mean image of each digit", anchor=False)
    st.markdown(f":gray[The mean of each pixel over the {figures['train'].count:,} images of train.]")
    means = np.rint(figures["train"].mean_images).astype(np.uint8).repeat(3, axis=1).repeat(3, axis=2)
    with st.container(horizontal=True, gap="xsmall"):
        for name, mean in zip(dataset.classes, means, strict=True):
            st.image(mean, caption=name, width=80, output_format="PNG", alt=f"The mean {name}")
    st.subheader("Shapes and range", anchor=False)
    st.table(split_rows(figures))
