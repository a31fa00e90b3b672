"""Who may do what: the one place that decides it."""

from collections.abc import Mapping
from typing import Literal

from core.catalog.label_vote import LabelVote
from core.catalog.saved_view import SavedView
from core.drawings.drawing import Drawing, NewDrawing
from core.jobs.dataset_record import DatasetRecord
from core.jobs.record import JobRecord
from core.person import Person
from core.runs.draft import Draft
from core.runs.run import Run
from core.sweeps.sweep import Sweep
from core.text import ExplainedError

Action = Literal[
    "start",
    "stop",
    "rename",
    "delete",
    "introduce",
    "analyse",
    "cancel",
    "save",
    "vote",
    "import",
    "label",
]

Subject = (
    Draft
    | Run
    | Sweep
    | JobRecord
    | Person
    | Mapping[str, str]
    | SavedView
    | LabelVote
    | DatasetRecord
    | Drawing
    | NewDrawing
    | str
)


class NotAllowedError(ExplainedError):
    """A person may not do what they asked for."""

    def __init__(self) -> None:
        super().__init__("You may not do this here; ask whoever runs the lab.")


def allow(person: Person, action: Action, subject: Subject) -> bool:
    """Whether a person may do something to a subject. Everybody may do everything so far."""
    return True
