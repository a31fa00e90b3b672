"""How many images of each class the splits have."""

from collections.abc import Sequence

import streamlit as st

from core.data.dataset import SPLITS, Dataset
from dashboard.toolkit.bar_charts import class_shares
from dashboard.toolkit.caches import class_distribution, split_statistics
from dashboard.toolkit.components.figure import show_figure
from dashboard.toolkit.layout import colours


def show_class_distribution(dataset: Dataset, splits: Sequence[str] = SPLITS) -> None:
    """A chart for each of some splits; Plotly's axes are the same share of each."""
    st.header("Class distribution", anchor=False)
    noun = dataset.class_noun
    st.markdown(
        f":gray[Images of each {noun}. The dotted line is an equal share, {100 / dataset.class_count:.0f}%;"
        f" a bar says by how many percentage points its {noun} deviates.]"
    )
    for column, name in zip(st.columns(len(splits)), splits, strict=True):
        figures = split_statistics(dataset.name, name)
        with column:
            st.subheader(f"{name}, n = {figures.count:,}", anchor=False)
            show_figure(
                class_distribution(dataset, name, colours().kind),
                key=f"balance-{name}",
                alt=f"Bars: the images of each {dataset.class_noun} in {name}. "
                + ", ".join(class_shares(figures.class_counts, dataset.classes)),
            )
