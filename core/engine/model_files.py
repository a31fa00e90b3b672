"""What is kept of a model that a job has brought back."""

from core.runs.artifacts import RunFolder
from core.runs.run import Run
from core.store.store import Store
from core.training.outcome import Outcome


def keep_outcome(store: Store, folder: RunFolder, outcome: Outcome) -> None:
    """Keeps what a training has come to: its model, what that says of the splits, and its last state.

    Raises:
        OSError: If the disk refuses a file.
        UnknownRunError: If somebody has deleted the run.
    """
    run = store.runs.get(folder.path.name)
    _keep_model(store, folder, run, outcome)
    # Last, for it may be of a part of an epoch, and nothing goes on from such a one.
    checkpoint = folder.write_checkpoint(outcome.model, run.checkpoint_sha256)
    store.runs.set_checkpoint(run.id, outcome.epochs, checkpoint, is_whole=not outcome.is_partial)


def keep_finished(store: Store, folder: RunFolder, outcome: Outcome) -> bool:
    """Keeps the model that was made of a checkpoint, unless the run has a later one; tells whether it did.

    Raises as `keep_outcome`.
    """
    run = store.runs.get(folder.path.name)
    if run.model_epochs is not None and run.model_epochs >= outcome.epochs:
        return False
    _keep_model(store, folder, run, outcome)
    return True


def _keep_model(store: Store, folder: RunFolder, run: Run, outcome: Outcome) -> None:
    evaluation = folder.write_evaluation(outcome.evaluation, run.evaluation_sha256)
    model = folder.write_model(outcome.onnx, run.model_sha256)
    with store.transaction():
        store.runs.set_evaluation(run.id, evaluation)
        store.runs.set_model(run.id, model, outcome.accuracy, outcome.epochs)
