"""Which epoch of a run is its best one, and of which epochs the model is kept."""

from collections.abc import Collection, Iterable

from core.runs.events import EpochEvent
from core.runs.manifest import Manifest


def best_epoch(manifest: Manifest, epochs: Iterable[EpochEvent]) -> int | None:
    """The complete epoch with the highest validation accuracy, counted from 1.

    Of epochs that are equal in it, the one with the lower validation loss counts; of those, the earlier one.
    The epochs before the one after which a run was forked are another run's, as are their models.

    Args:
        manifest: That of the run.
        epochs: What was told of its epochs, each once.

    Returns:
        None if no epoch was measured on the split `validation`; nothing is chosen by the test set.
    """
    if manifest.recipe.validation != "validation":
        return None
    own = (each for each in epochs if each["epoch"] >= manifest.forked_after and not each["partial"])
    measured = [each for each in own if "val_accuracy" in each]
    best = min(
        measured, key=lambda each: (-each["val_accuracy"], each["val_loss"], each["epoch"]), default=None
    )
    return None if best is None else best["epoch"]


def used_epoch(manifest: Manifest, epochs: Iterable[EpochEvent], known: Collection[int]) -> int | None:
    """The epoch whose model is evaluated and drawn for; None where no epoch is complete.

    Args as `epochs_to_keep`.
    """
    if not known:
        return None
    told = (each for each in epochs if each["epoch"] in known)
    best = best_epoch(manifest, told) if manifest.recipe.used_epoch == "best" else None
    return max(known) if best is None else best


def model_words(manifest: Manifest, epochs: Iterable[EpochEvent], made: int, done: int) -> str:
    """Which epoch's model is used, such as "best epoch 7 of 10" or "epoch 10 of 10".

    Args:
        manifest: That of the run.
        epochs: What was told of its epochs, each once.
        made: The complete epochs of the model.
        done: Those of the run.
    """
    best = best_epoch(manifest, epochs)
    return f"{'best epoch' if made == best else 'epoch'} {made} of {done}"


def epochs_to_keep(manifest: Manifest, epochs: Iterable[EpochEvent], known: Collection[int]) -> set[int]:
    """The epochs of which the model is kept: the best and the last one, or all.

    Args:
        manifest: That of the run.
        epochs: What was told of its epochs, each once.
        known: The numbers of the complete epochs of which there is a model.
    """
    if manifest.recipe.keep_every_epoch or not known:
        return set(known)
    best = best_epoch(manifest, (each for each in epochs if each["epoch"] in known))
    return {max(known)} if best is None else {best, max(known)}
