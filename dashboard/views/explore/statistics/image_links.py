"""An image of the data set as a link to itself."""

import numpy as np

from core.data.dataset import Dataset
from dashboard.toolkit.components.picture_links import PictureLink
from dashboard.toolkit.pictures import picture_source


def image_link(dataset: Dataset, row: int, caption: str) -> PictureLink:
    """The image of a row, see `Dataset.first_row`, with a line below it, which leads to itself."""
    split, position = dataset.place_of(row)
    images = dataset.split(split)
    label, number = dataset.classes[images.labels[position]], int(images.index[position])
    return PictureLink(
        f"{label}, {split} image {number:,}",
        {"split": split, "image": str(number)},
        picture_source(np.ascontiguousarray(images.images[position])),
        caption,
    )
