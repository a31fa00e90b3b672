"""What all commands share: the app that they belong to, the lab that they are about, and how they refuse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import typer

from core.catalog.query_error import QueryError
from core.data.dataset import DamagedDataError
from core.data.datasets import UnknownDatasetError
from core.data_import.item import ImportRefused
from core.engine.existing_cluster import ClusterSettingsError
from core.engine.slots import SlotsError
from core.engine.worker_memory import WorkerMemoryError
from core.home import UnusableHomeError, default_home
from core.jobs.dataset_record import DatasetInUseError, DatasetNameTakenError
from core.lab import Lab
from core.models.settings import RecipeError
from core.names import WishError
from core.permissions import NotAllowedError
from core.recognition.shipped_file import DamagedModelError
from core.runs.run import CannotResumeError, NoModelError, UnknownRunError
from core.runs.whole_files import DamagedFileError
from core.sweeps.sweep import UnknownSweepError
from core.trainer import Trainer

app = typer.Typer(
    help="Digit Lab: train, look at and use models of handwritten digits.", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

T = TypeVar("T")


def open_trainer() -> Trainer:
    """The lab's trainer; ends the command with a sentence if the data folder cannot be used."""
    try:
        trainer = Trainer(Lab(default_home()), "command-line")
    except UnusableHomeError as error:
        raise complain(str(error), 1) from None
    if not trainer.person.name:
        trainer.introduce("Command line")
    return trainer


def complain(message: str, code: int) -> typer.Exit:
    """Prints what is wrong; raise what it returns to end the command with the exit code."""
    typer.echo(message, err=True)
    return typer.Exit(code)


_USAGE_ERRORS = (
    WishError, RecipeError, UnknownRunError, CannotResumeError, NoModelError, NotAllowedError, QueryError,
    ImportRefused, DatasetInUseError, DatasetNameTakenError, SlotsError, UnknownSweepError,
    ClusterSettingsError, WorkerMemoryError,
)  # fmt: skip


@contextmanager
def usage_errors() -> Iterator[None]:
    """Turns what people can mistype into one sentence and exit code 2."""
    try:
        yield
    except _USAGE_ERRORS as error:
        raise complain(str(error.args[0]), 2) from None


def or_fail(use: Callable[[], T]) -> T:
    """What `use` returns, or exit code 1 with a sentence if a model or a run's data set cannot be used."""
    try:
        return use()
    except (
        NoModelError, DamagedFileError, DamagedModelError, UnknownDatasetError, DamagedDataError
    ) as error:  # fmt: skip
        raise complain(str(error), 1) from None
