"""Which models can be asked about the drawn set: all that read digits."""

from core.catalog.positions import HIDDEN
from core.catalog.query import Query
from core.catalog.query_error import QueryError
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


def run_of_query(lab: Lab, query: Query) -> Run | None:
    """The run that a query of the drawn set asks about, if it names one.

    Raises:
        QueryError: If it reads no digits, or the query asks for what is not computed of drawings.
        UnknownRunError: If there is no such run.
        UnknownDatasetError: If the data set that it has learned is not there any more.
    """
    if query.by == HIDDEN or query.within is not None:
        raise QueryError("Of the drawn set there are no map and no activations; compare by pixels.")
    if not query.run:
        return None
    run = lab.run(query.run)
    if not reads_digits(lab, run):
        raise QueryError("{run} reads no digits in MNIST's form; choose another run.", run=run.name)
    return run


def newest_readers(lab: Lab, limit: int) -> list[Run]:
    """Those of the newest runs with a model that read digits.

    Args:
        lab: Where the runs are.
        limit: So many runs are looked at.
    """
    return [run for run in lab.runs(RunQuery(has_model=True, limit=limit)) if reads_digits(lab, run)]
