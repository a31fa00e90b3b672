"""The mean and the variance of each pixel over the images of a class; each picture leads to its images."""

import numpy as np
import streamlit as st

from core.data.dataset import Dataset
from dashboard.toolkit.caches import split_statistics, train_variances
from dashboard.toolkit.components.picture_links import PictureGroup, PictureLink, picture_links
from dashboard.toolkit.heat_maps import scale_html, sequential
from dashboard.toolkit.pictures import picture_source
from dashboard.toolkit.tints import SHADES
from dashboard.views.explore.part_address import open_images


def show_means(dataset: Dataset, split: str = "train", noun: str = "train images") -> None:
    """The mean image of each class of a split, whose images are called by a noun."""
    figures = split_statistics(dataset.name, split)
    st.header(f"Mean image of each {dataset.class_noun}", anchor=False)
    st.markdown(
        f":gray[The mean of each pixel over the {figures.count:,} {noun}: bright where most writers put"
        " ink. Choose one to see the images behind it.]"
    )
    sources = [picture_source(image) for image in np.rint(figures.mean_images).astype(np.uint8)]
    _show_strip(dataset, split, "mean", sources)


def show_variances(dataset: Dataset) -> None:
    """The variance image of each class, on one scale."""
    variances = train_variances(dataset.name)
    highest = float(variances.max())
    st.header(f"Variance of each {dataset.class_noun}", anchor=False)
    st.markdown(
        ":gray[The variance of each pixel, 0 to 1, over the same images: high where some writers put ink and"
        " others do not.]"
    )
    _show_strip(
        dataset, "train", "variance", [picture_source(sequential(each, highest)) for each in variances]
    )
    st.html(scale_html("Variance of the pixel", SHADES, "0, always the same", f"{highest:.2f}"))


def _show_strip(dataset: Dataset, split: str, what: str, sources: list[str]) -> None:
    links = [
        PictureLink(f"The {what} of {name}: show its images", {"split": split, "digit": name}, source, name)
        for name, source in zip(dataset.classes, sources, strict=True)
    ]
    picked = picture_links(
        [PictureGroup(links)],
        key=f"{what}-images",
        name=f"The {what} of each {dataset.class_noun}",
        page="explore",
        layout="strip",
    )
    if picked:
        open_images(dataset, picked.query)
