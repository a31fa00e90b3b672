"""Which maps there are to choose from, and where a browser finds their points."""

from typing import Final

from core.catalog.positions import HIDDEN, TITLES
from core.catalog.table import Table
from core.data.dataset import Dataset
from core.models.shape import hidden_units
from core.runs.run import Run
from dashboard.toolkit.map_points import PackedPoints
from dashboard.toolkit.words import plain

_TITLES: Final = {**TITLES, HIDDEN: "Hidden layer"}


def map_titles(table: Table, *, has_hidden: bool) -> dict[str, str]:
    """By the names of the maps of some images, what people call them.

    Args:
        table: The images.
        has_hidden: Whether there is that of a run, or it can be computed.
    """
    return {
        name: title
        for name, title in _TITLES.items()
        if name in table.positions or (name == HIDDEN and has_hidden)
    }


def points_address(dataset: Dataset, map_name: str, points: PackedPoints, run: Run | None) -> str:
    """Where the points are, below the root of this server; see `map_points` of `dashboard.server`."""
    whose = f"&run={run.id}" if run else ""
    return f"/images/{dataset.name}/map?by={map_name}{whose}&version={points.version}"


def hidden_layer_words(run: Run) -> str:
    """What the map of a run shows, as Markdown."""
    units = hidden_units(run.manifest.model)
    return (
        f"Last hidden layer of {plain(run.name)}, {units:,} {'unit' if units == 1 else 'units'}:"
        " the first two principal components of the activations."
    )
