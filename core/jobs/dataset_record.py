"""A data set that somebody has imported into a lab, or is importing."""

from dataclasses import dataclass

from core.jobs.record import JobRecord
from core.person import Person
from core.recognition.form import Method
from core.text import ExplainedError


class DatasetNameTakenError(ExplainedError, ValueError):
    """There is a data set of that name already."""

    def __init__(self, title: str) -> None:
        super().__init__("There is a data set {title} here already; choose another name.", title=title)


class DatasetInUseError(ExplainedError):
    """A data set that runs have learned, or that is being imported, is not deleted."""


@dataclass(frozen=True)
class DatasetRecord:
    """What a lab knows of a data set of its own.

    Attributes:
        name: What manifests and addresses call it.
        title: What people call it.
        owner: Who imported it.
        created: When, in seconds since 1970.
        job: The import; None if nothing is known of it any more.
        classes: What the classes are called; empty until it is there.
        counts: Number of images of train, validation and test; empty until it is there.
        sha256: Of its file; None until it is there.
        method: How its pictures became images.
    """

    name: str
    title: str
    owner: Person
    created: float
    job: JobRecord | None
    classes: tuple[str, ...]
    counts: tuple[int, ...]
    sha256: str | None
    method: Method

    @property
    def is_live(self) -> bool:
        """Whether it is being imported, or is about to be."""
        return self.job is not None and self.job.state.is_live
