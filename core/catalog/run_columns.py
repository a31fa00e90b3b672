"""The columns of a run: what its model says of each image, and when in the training it came to be right."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.catalog.table import UNKNOWN, Table, Values
from core.data.dataset import SPLITS


def run_columns(table: Table, said: Mapping[str, NDArray[np.float32]]) -> dict[str, Values]:
    """What a model says of the images.

    Args:
        table: The images.
        said: Probabilities float32 (n, k) of a split's images, by the split's name. Of other splits nothing
            is known, nor of an image for which they are not numbers.

    Returns:
        `predicted`, `correct`, `confidence`, `margin` and `loss`, the cross-entropy in nats.
    """
    columns: dict[str, Values] = {
        "predicted": np.full(len(table), UNKNOWN, np.int8),
        "correct": np.full(len(table), UNKNOWN, np.int8),
        **{name: _unknown(table) for name in ("confidence", "margin", "loss")},
    }
    for split, probabilities in said.items():
        is_number = np.isfinite(probabilities).all(axis=1)
        rows = table.first_row(split) + np.flatnonzero(is_number)
        known = probabilities[is_number]
        truth = table.values["digit"][rows]
        predicted = known.argmax(axis=1)
        best = np.partition(known, -2, axis=1)[:, -2:]
        columns["predicted"][rows] = predicted
        columns["correct"][rows] = predicted == truth
        columns["confidence"][rows] = best[:, 1]
        columns["margin"][rows] = best[:, 1] - best[:, 0]
        columns["loss"][rows] = -np.log(known[np.arange(len(known)), truth].clip(np.finfo(np.float32).tiny))
    return columns


def epoch_columns(table: Table, split: str, said: Mapping[int, NDArray[np.floating]]) -> dict[str, Values]:
    """When a model came to be right on the images of a split.

    A forgetting is a correct prediction that is wrong after the next epoch (Toneva et al. 2019, "An Empirical
    Study of Example Forgetting during Deep Neural Network Learning").

    Args:
        table: The images.
        split: The split on which the model was asked after each epoch.
        said: Probabilities (n, k) by the number of the epoch, from 1.

    Returns:
        `first_right_epoch`, NaN for one that was never right, `epochs_right` and `times_forgotten`.
    """
    columns: dict[str, Values] = {
        name: _unknown(table) for name in ("first_right_epoch", "epochs_right", "times_forgotten")
    }
    if not said or split not in SPLITS:
        return columns
    rows = table.first_row(split) + np.arange(len(next(iter(said.values()))))
    truth = table.values["digit"][rows]
    numbers = sorted(said)
    right = np.stack([said[number].argmax(axis=1) == truth for number in numbers])
    first = np.array(numbers, np.float32)[right.argmax(axis=0)]
    columns["first_right_epoch"][rows] = np.where(right.any(axis=0), first, np.nan)
    columns["epochs_right"][rows] = right.sum(axis=0)
    columns["times_forgotten"][rows] = (right[:-1] & ~right[1:]).sum(axis=0)
    return columns


def _unknown(table: Table) -> NDArray[np.float32]:
    return np.full(len(table), np.nan, np.float32)
