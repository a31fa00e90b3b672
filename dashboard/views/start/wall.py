"""The wall of digits: real test images, each a way into Explore."""

from dashboard.toolkit.caches import WALL_IMAGES, dataset, wall_sprite
from dashboard.toolkit.components.digit_wall import digit_wall
from dashboard.toolkit.layout import colours, show_note
from dashboard.toolkit.links import go


def show_wall(*, fills: bool) -> None:
    """Test images; whoever picks one sees it on Explore.

    Args:
        fills: Whether the wall is as tall as the screen, where there is little else yet.
    """
    images, data = dataset().split("test"), dataset()
    index, labels = images.index[:WALL_IMAGES].tolist(), images.labels[:WALL_IMAGES].tolist()
    picked = digit_wall(
        wall_sprite(colours().kind),
        key="wall",
        fills=fills,
        name="A wall of handwritten digits",
        names=[
            f"{data.classes[label]}, {data.title} test #{n}" for n, label in zip(index, labels, strict=True)
        ],
        links=[f"/explore?split=test&image={n}" for n in index],
    )
    if picked is not None:
        go("explore", split="test", image=str(index[picked]))
    show_note("Each is a test image: pick one to see it in Explore.")
