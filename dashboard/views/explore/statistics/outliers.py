"""The images of each class that are farthest from its mean."""

import streamlit as st

from core.data.dataset import Dataset
from dashboard.toolkit.caches import outlying_rows, table_named
from dashboard.toolkit.components.picture_links import PictureGroup, PictureLink, picture_links
from dashboard.views.explore.part_address import open_images
from dashboard.views.explore.statistics.image_links import image_link

OF_EACH = 4


def show_outliers(dataset: Dataset) -> None:
    """A few images of each class, each a link, and a link to all of them in that order."""
    st.header(f"Outliers of each {dataset.class_noun}", anchor=False)
    st.markdown(
        f":gray[The train images that are farthest from the mean image of their {dataset.class_noun}, by"
        " the Euclidean distance of the pixels, 0 to 1 each. The figure below an image is that distance.]"
    )
    distances = table_named(dataset.name).values["class_distance"]
    groups = [
        PictureGroup(
            [
                *(image_link(dataset, row, f"{distances[row]:.1f}") for row in rows.tolist()),
                PictureLink(
                    f"Show the images of {name}, the farthest first",
                    {"split": "train", "digit": name, "sort": "-class_distance"},
                    caption=f"All of {name}, farthest first",
                ),
            ],
            title=name,
        )
        for name, rows in zip(dataset.classes, outlying_rows(dataset.name, OF_EACH), strict=True)
    ]
    picked = picture_links(
        groups, key="outliers", name=f"Outliers of each {dataset.class_noun}", page="explore", layout="blocks"
    )
    if picked:
        open_images(dataset, picked.query)
