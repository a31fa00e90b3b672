"""The shapes of the splits, and of the array at each step from the file into a model."""

import streamlit as st

from core.data.dataset import SPLITS, Dataset
from core.models.input_steps import input_steps
from core.models.presets import DEFAULT_PRESET, PRESETS
from dashboard.toolkit.caches import split_statistics
from dashboard.toolkit.tables import input_rows, split_rows


def show_shapes(dataset: Dataset) -> None:
    """Two tables."""
    st.header("Shape and range", anchor=False)
    st.table(split_rows({name: split_statistics(dataset.name, name) for name in SPLITS}))
    preset = PRESETS[DEFAULT_PRESET]
    st.header("From the file to a batch", anchor=False)
    st.markdown(
        f":gray[The array of images after each step, with the batch size of the preset {preset.title}. The"
        " axes are images, rows and columns, then channels, which convolutions ask for: one, for there is no"
        " colour.]"
    )
    st.table(input_rows(input_steps(dataset, preset.recipe)))
