"""Which runs a list shows, and in which order."""

from dataclasses import dataclass
from typing import Literal

from core.runs.state import LIVE, State

RunOrder = Literal["newest", "oldest", "waiting", "accuracy", "validation", "name"]
"""What comes first.

`waiting`: what trains; then what waits, in the order in which it starts if people take turns.
`accuracy`: the most accurate on test, runs without a figure last.
`validation`: the most accurate epoch on the validation split; only runs that validate there.
"""


@dataclass(frozen=True)
class RunQuery:
    """A question for a page of runs; what is empty or None leaves nothing out.

    Attributes:
        states: The states that a run may be in.
        owner: Id of the person who started it.
        preset: Id of the preset from which it was started.
        dataset: Name of the data set that it learned.
        parent: Id of the run from which it was forked.
        sweep: Id of the sweep of which it is a trial.
        before: Seconds since the epoch; it was asked for earlier than that.
        has_epochs: Whether only runs are found that have a complete epoch.
        text: Part of its name or of its owner's name, or the start of its id; A to Z like a to z.
        has_model: Whether its model can be used.
        order: What comes first.
        limit: The most runs to return; None for all.
        offset: How many runs to leave out before the first.
    """

    states: tuple[State, ...] = ()
    owner: str = ""
    preset: str = ""
    dataset: str = ""
    parent: str = ""
    sweep: str = ""
    before: float | None = None
    has_epochs: bool = False
    text: str = ""
    has_model: bool | None = None
    order: RunOrder = "newest"
    limit: int | None = 50
    offset: int = 0


EVERY_RUN = RunQuery(limit=None)

LIVE_RUNS = RunQuery(states=tuple(LIVE))
