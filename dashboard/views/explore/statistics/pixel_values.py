"""The values of all pixels: as in the file, divided by 255, and standardised."""

from collections.abc import Mapping

import streamlit as st

from core.data.dataset import HIGHEST, Dataset
from core.data.pixels import PixelValues
from dashboard.toolkit.bar_charts import PixelScale
from dashboard.toolkit.caches import split_statistics, train_pixel_histogram, train_pixels
from dashboard.toolkit.components.figure import show_figure
from dashboard.toolkit.layout import colours


def show_pixel_values(dataset: Dataset) -> None:
    """A histogram for each scale, with what the scale does and why."""
    count = split_statistics(dataset.name, "train").count
    st.header("Pixel values before and after scaling", anchor=False)
    st.markdown(
        f":gray[All pixels of the {count:,} train images. The axis of the counts is logarithmic: each line"
        " stands for ten times as many pixels as the one below it. The dotted line is the mean.]"
    )
    told = _told(train_pixels(dataset.name))
    for column, (scale, (title, words)) in zip(st.columns(3, gap="medium"), told.items(), strict=True):
        with column:
            st.subheader(title, anchor=False)
            show_figure(
                train_pixel_histogram(dataset.name, scale, colours().kind),
                key=f"pixels-{scale}",
                alt=f"Histogram of the pixel values with logarithmic counts. {title}. {words}",
            )
            st.markdown(words)
    st.markdown(
        f":gray[The models of this lab divide by {HIGHEST} in their first layer. Mean and standard deviation"
        " are those of train alone, so that nothing is taken from the images that a model is judged by.]"
    )


def _told(pixels: PixelValues) -> Mapping[PixelScale, tuple[str, str]]:
    """By scale, its title and what it does."""
    background = pixels.counts[0] / pixels.counts.sum()
    return {
        "file": (
            "As in the file",
            f"Whole numbers from 0 (background) to {HIGHEST} (ink); {background:.0%} of them are 0. The mean"
            f" is {pixels.mean * HIGHEST:.1f}.",
        ),
        "scaled": (
            f"Divided by {HIGHEST}",
            "The same shape, now from 0 to 1. Small inputs keep the sums and the gradients of the first layer"
            " small, so the usual initial weights and learning rates work.",
        ),
        "standardised": (
            "Standardised",
            f"Less the mean, {pixels.mean:.4f}, and divided by the standard deviation,"
            f" {pixels.standard_deviation:.4f}. Inputs of both signs let the weights of a neuron grow and"
            " shrink in the same step, so gradient descent needs fewer steps (LeCun et al. 1998, “Efficient"
            " BackProp”).",
        ),
    }
