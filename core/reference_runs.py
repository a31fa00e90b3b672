"""With which other runs one compares a run: the best one, and the one that its owner made before."""

from core.lab import Lab
from core.runs.query import RunQuery
from core.runs.run import Run


def best_run(lab: Lab, dataset: str) -> Run | None:
    """The run of a data set with the most accurate epoch on the validation split; None if there is none.

    Test accuracy decides nothing: who chooses a run by it has nothing left to measure that run on.
    """
    query = RunQuery(dataset=dataset, order="validation", limit=1)
    return next(iter(lab.runs(query)), None)


def previous_run(lab: Lab, run: Run) -> Run | None:
    """The last run of the same owner and data set that was asked for before and has a complete epoch."""
    query = RunQuery(
        owner=run.owner.id, dataset=run.manifest.dataset, before=run.created, has_epochs=True, limit=1
    )
    return next(iter(lab.runs(query)), None)
