"""The wall of digits: real test images, each a way into Explore."""

from core.data.datasets import DEFAULT_DATASET
from dashboard.toolkit.caches import dataset_named
from dashboard.toolkit.components.digit_wall import digit_wall
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.links import go

WALL_IMAGES = 640
"""Enough to fill a screen of 2,560 x 1,300 pixels."""


def show_wall(*, fills: bool) -> None:
    """Test images; whoever picks one sees it on Explore.

    Args:
        fills: Whether the wall is as tall as the screen, where there is little else yet.
    """
    data = dataset_named(DEFAULT_DATASET)
    images, first = data.split("test"), data.first_row("test")
    index, labels = images.index[:WALL_IMAGES].tolist(), images.labels[:WALL_IMAGES].tolist()
    picked = digit_wall(
        data.name,
        range(first, first + len(index)),
        key="wall",
        fills=fills,
        name="A wall of handwritten digits",
        names=[
            f"{data.classes[label]}, {data.title} test #{n}" for n, label in zip(index, labels, strict=True)
        ],
        links=[f"/explore?dataset={data.name}&split=test&image={n}" for n in index],
    )
    if picked is not None:
        go("explore", dataset=data.name, split="test", image=str(index[picked]))
    show_note("Each is a test image: pick one to see it in Explore.")
