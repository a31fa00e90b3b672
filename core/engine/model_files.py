"""What is kept of a model that a job has brought back."""

from core.runs.artifacts import RunFolder
from core.store.store import Store
from core.training.outcome import Outcome


def keep_outcome(store: Store, folder: RunFolder, outcome: Outcome) -> None:
    """Keeps a model with what it says of the splits.

    Raises:
        OSError: If the disk refuses a file.
        UnknownRunError: If somebody has deleted the run.
    """
    run = store.runs.get(folder.path.name)
    store.runs.set_evaluation(run.id, folder.write_evaluation(outcome.evaluation))
    store.runs.set_model(run.id, folder.write_model(outcome.onnx), outcome.accuracy)
    # Last, for it may be of a part of an epoch, and `Finish` takes none but whole ones.
    checkpoint = folder.write_checkpoint(outcome.model, run.checkpoint_sha256)
    store.runs.set_checkpoint(run.id, outcome.epochs, checkpoint)
