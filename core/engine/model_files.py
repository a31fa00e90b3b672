"""What is kept of a model that a job has brought back."""

import numpy as np

from core.data.datasets import find_dataset
from core.runs.artifacts import RunFolder
from core.runs.manifest import Manifest
from core.store.store import Store
from core.training.outcome import Outcome


def keep_outcome(store: Store, folder: RunFolder, manifest: Manifest, outcome: Outcome) -> None:
    """Keeps a model with what it says of the splits.

    Raises:
        OSError: If the disk refuses a file.
    """
    run_id = folder.path.name
    truth = find_dataset(manifest.dataset).split("test").labels
    accuracy = float(np.mean(outcome.evaluation["test"].argmax(axis=1) == truth))
    store.runs.set_evaluation(run_id, folder.write_evaluation(outcome.evaluation))
    store.runs.set_model(run_id, folder.write_model(outcome.onnx), accuracy)
    # Last, for it may be of a part of an epoch, and `Finish` takes none but whole ones.
    store.runs.set_checkpoint(run_id, outcome.epochs, folder.write_checkpoint(outcome.model))
