"""What is kept of the models that a training or a job has brought back."""

from collections.abc import Mapping

from core.runs.artifacts import RunFolder
from core.runs.kept_epochs import epochs_to_keep, used_epoch
from core.runs.origin import ForkOrigin
from core.runs.run import Run
from core.store.store import Store
from core.training.outcome import Outcome


def keep_epochs(store: Store, folder: RunFolder, run: Run, models: Mapping[int, bytes]) -> None:
    """Keeps models after complete epochs, and lets go of those that need not be kept any longer.

    A file of an epoch that the store knows is never written again, and one that it needs never removed.

    Args:
        store: Has what was told of these epochs already.
        folder: The run's folder.
        run: The run.
        models: The bytes of .keras files by the number of the epoch, from 1.

    Raises:
        OSError: If the disk refuses a file.
        UnknownRunError: If somebody has deleted the run.
    """
    kept = store.runs.kept_epochs(run.id)
    told = store.events.epochs([run.id])[run.id]
    wanted = epochs_to_keep(run.manifest, told, {*kept, *models})
    if isinstance(origin := run.manifest.origin, ForkOrigin) and origin.epoch in kept:
        wanted.add(origin.epoch)  # to train it again
    for epoch in sorted(wanted - kept.keys()):
        kept[epoch] = folder.write_epoch(epoch, models[epoch])
    store.runs.set_kept_epochs(run.id, {epoch: kept[epoch] for epoch in wanted})
    folder.remove_other_epochs(wanted)


def keep_outcome(store: Store, folder: RunFolder, outcome: Outcome) -> None:
    """Keeps what a training has come to: its model, what that says of the splits, and its checkpoints.

    Raises:
        OSError: If the disk refuses a file.
        UnknownRunError: If somebody has deleted the run.
    """
    run = store.runs.get(folder.path.name)
    keep_epochs(store, folder, run, outcome.checkpoints)
    keep_finished(store, folder, outcome)


def keep_finished(store: Store, folder: RunFolder, outcome: Outcome) -> bool:
    """Keeps a model, unless the run has one that it shall rather use; tells whether it did.

    Raises as `keep_outcome`.
    """
    run = store.runs.get(folder.path.name)
    used = used_epoch_of(store, run)
    if run.model_epochs is not None and (outcome.model_epochs != used or run.model_epochs == used):
        return False
    _keep_model(store, folder, run, outcome)
    return True


def used_epoch_of(store: Store, run: Run) -> int | None:
    """The kept epoch whose model a run shall use; None while it has no complete one."""
    return used_epoch(run.manifest, store.events.epochs([run.id])[run.id], store.runs.kept_epochs(run.id))


def _keep_model(store: Store, folder: RunFolder, run: Run, outcome: Outcome) -> None:
    evaluation = folder.write_evaluation(outcome.evaluation, run.evaluation_sha256)
    model = folder.write_model(outcome.onnx, run.model_sha256)
    with store.transaction():
        store.runs.set_evaluation(run.id, evaluation)
        store.runs.set_model(run.id, model, outcome.accuracy, outcome.model_epochs)
