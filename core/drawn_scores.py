"""Which models are scored on the drawn set: all that read digits, for none has learned from it."""

from core.drawn_set import CLASSES
from core.lab import Lab
from core.recognition.form import MNIST_FORM
from core.runs.query import RunQuery
from core.runs.run import Run


def reads_digits(lab: Lab, run: Run) -> bool:
    """Whether a run has learned digits in MNIST's form, so that a drawing means to it what it says.

    Raises:
        UnknownDatasetError: If the data set that it has learned is not there any more.
    """
    learned = run.manifest.dataset
    record = lab.datasets.record(learned)
    method = MNIST_FORM.method if record is None else record.method
    return lab.datasets.facts(learned).classes == CLASSES and method == MNIST_FORM.method


def newest_readers(lab: Lab, limit: int) -> list[Run]:
    """Those of the newest runs with a model that read digits.

    Args:
        lab: Where the runs are.
        limit: So many runs are looked at.
    """
    return [run for run in lab.runs(RunQuery(has_model=True, limit=limit)) if reads_digits(lab, run)]
