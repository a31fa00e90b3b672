"""The jobs: everything that decides a job's result, as plain data.

Some need a file (a checkpoint, a model), which travels beside the job. Its SHA-256 stands in the job, so that
the job's hash stands for all of its inputs.
"""

import hashlib
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, TypeAdapter

from core.data.datasets import DatasetName
from core.data_import.item import MOST_CLASSES
from core.models.recipe import Recipe
from core.models.shape import hidden_units
from core.models.spec import ModelSpec, Spec
from core.recognition.form import Method
from core.runs.events import EpochEvent
from core.runs.manifest import Manifest
from core.runs.run import NoModelError, Run
from core.runs.timing import timed_recipe
from core.text import ExplainedError

Slot = Literal["training", "light"]
"""Where a job runs: beside a loaded TensorFlow, or in a process without it, beside any training."""

SLOTS: tuple[Slot, ...] = ("training", "light")


MOST_UNITS: Final = 2_048
"""Of a last hidden layer: half a minute of CPU time and 0.6 GB for 70,000 images, while the job runs."""


class HiddenLayerError(ExplainedError, ValueError):
    """A model has no hidden layer, or one that is too large; the message says so in one sentence."""


class Train(Spec):
    """Train a manifest's model; its file is the checkpoint from which it goes on, if it does.

    `epoch` is how many complete epochs that stands for where its count of steps does not tell, as at the
    start of a fork that has another batch size; else 0.
    `earlier` is what was told of the complete epochs before that.
    `names_host` says whether it shall tell the name of the machine beside its device.
    """

    slot: ClassVar[Slot] = "training"
    kind: Literal["train"] = "train"
    run: str
    manifest: Manifest
    epoch: int = 0
    earlier: tuple[EpochEvent, ...] = ()
    names_host: bool = False


class Finish(Spec):
    """Export and measure the model after an epoch of a run as it is; its file is that model's checkpoint.

    A job of an earlier version does not know its epoch.
    """

    slot: ClassVar[Slot] = "training"
    kind: Literal["finish"] = "finish"
    run: str
    manifest: Manifest
    epoch: int = 0
    checkpoint_sha256: str


class Analyse(Spec):
    """Ask a run's model about every image of a split; its file is that model."""

    slot: ClassVar[Slot] = "light"
    kind: Literal["analyse"] = "analyse"
    run: str
    model_sha256: str
    dataset: DatasetName
    split: str

    @classmethod
    def of(cls, run: Run, split_name: str) -> "Analyse":
        """The job that asks a run's model about every image of a split.

        Raises:
            NoModelError: If the run has no model (yet).
        """
        return cls(run=run.id, model_sha256=_model_of(run), dataset=run.manifest.dataset, split=split_name)


class Embed(Spec):
    """Ask the last hidden layer of a run's model about every image of a data set; its file is that model."""

    slot: ClassVar[Slot] = "light"
    kind: Literal["embed"] = "embed"
    run: str
    model_sha256: str
    dataset: DatasetName

    @classmethod
    def of(cls, run: Run) -> "Embed":
        """The job that asks the last hidden layer of a run's model.

        Raises:
            NoModelError: If the run has no model (yet).
            HiddenLayerError: If the model has no hidden layer, or too large a one.
        """
        units = hidden_units(run.manifest.model)
        if not units:
            raise HiddenLayerError(
                "{run} has no hidden layer: its outputs are computed from the pixels directly.", run=run.name
            )
        if units > MOST_UNITS:
            raise HiddenLayerError(
                "The last hidden layer of {run} has {count} units; it can be shown with up to {most}.",
                run=run.name, count=f"{units:,}", most=f"{MOST_UNITS:,}",
            )  # fmt: skip
        return cls(run=run.id, model_sha256=_model_of(run), dataset=run.manifest.dataset)


def _model_of(run: Run) -> str:
    if run.model_sha256 is None:
        raise NoModelError("{run} has no model yet; wait for it or choose another run.", run=run.name)
    return run.model_sha256


class Import(Spec):
    """Make a data set of files that somebody sent; its file is what they sent, see `pack_upload`."""

    slot: ClassVar[Slot] = "light"
    run: ClassVar[None] = None
    kind: Literal["import"] = "import"
    dataset: DatasetName
    title: str = Field(min_length=1, max_length=60)
    method: Method
    class_names: tuple[str, ...] = Field(default=(), max_length=MOST_CLASSES)
    upload: str = Field(pattern="^[0-9a-f]{16}$")
    upload_sha256: str


class Time(Spec):
    """Time the parts of a training for about a second; it needs no file.

    `machine` is where that is, see `this_machine`: a timing of another one says nothing here.
    """

    slot: ClassVar[Slot] = "training"
    run: ClassVar[None] = None
    kind: Literal["time"] = "time"
    machine: str
    model: ModelSpec
    recipe: Recipe
    class_count: int

    @classmethod
    def of(cls, model: ModelSpec, recipe: Recipe, class_count: int, machine: str) -> "Time":
        """The job that times a training: one for all recipes that `timed_recipe` makes the same."""
        return cls(machine=machine, model=model, recipe=timed_recipe(recipe), class_count=class_count)


Job = Annotated[Train | Finish | Analyse | Embed | Import | Time, Field(discriminator="kind")]

StoredJob = Annotated[Finish | Analyse | Embed | Import | Time, Field(discriminator="kind")]
"""A job that has a record of its own; that of a `Train` is its run."""

JOB: TypeAdapter[Job] = TypeAdapter(Job)
STORED_JOB: TypeAdapter[StoredJob] = TypeAdapter(StoredJob)


def job_hash(job: Job) -> str:
    """SHA-256 of all of a job's inputs, in hexadecimal: the same for everybody who asks for the same."""
    return hashlib.sha256(job.model_dump_json().encode()).hexdigest()
