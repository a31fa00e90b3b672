"""The curve of a run's learning rate, with the changes that it took on its way."""

import numpy as np

from core.models.learning_rate import rates_by_epoch
from core.runs.curves import Floats
from core.runs.manifest import Manifest


def rates_of(manifest: Manifest, images: int, positions: Floats) -> Floats:
    """The learning rate at positions of a run.

    Args:
        manifest: What the run is.
        images: Images in an epoch.
        positions: (n,) in epochs, fractions included.
    """
    rates = rates_by_epoch(manifest.recipe_after(0), images, positions)
    for after in sorted({change.after for change in manifest.changes if change.after}):
        changed = rates_by_epoch(manifest.recipe_after(after), images, positions)
        rates = np.where(positions >= after, changed, rates)
    return rates
