"""A trial of a sweep as the store keeps it, and which of several is the best."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.runs.state import State
from core.sweeps.space import Values
from core.text import Text


@dataclass(frozen=True)
class Trial:
    """One training of a sweep.

    Attributes:
        number: Counted from 1.
        values: Its settings, by their names.
        run: Id of its run; None where somebody has deleted it.
        name: What its run is called; empty where that was deleted.
        state: Where the run stands; None where it was deleted.
        is_stalled: Whether its worker shows no sign of life.
        was_asked: Whether somebody has asked the run to stop since it was put into the queue.
        was_resumed: Whether somebody has had it go on after its end.
        retries: How often the lab had it go on after an interruption.
        epochs_done: Complete epochs.
        scores: Accuracy on `validation`, 0..1, after each complete epoch.
        has_model: Whether its model can be used.
        reason: Why it ended early, if there is something to say.
        seconds: What its training took; None while it has not ended.
        uses_best: Whether the model that it has is that of its best epoch; else it is that of the last one.
    """

    number: int
    values: Values
    run: str | None = None
    name: str = ""
    state: State | None = None
    is_stalled: bool = False
    was_asked: bool = False
    was_resumed: bool = False
    retries: int = 0
    epochs_done: int = 0
    scores: tuple[float, ...] = ()
    has_model: bool = False
    reason: Text | None = None
    seconds: float | None = None
    uses_best: bool = False

    @property
    def has_ended(self) -> bool:
        """Whether it neither waits nor trains nor is paused."""
        return not self.is_live and self.state is not State.PAUSED

    @property
    def is_live(self) -> bool:
        """Whether it waits or trains."""
        return self.state is not None and self.state.is_live

    @property
    def was_interrupted(self) -> bool:
        """Whether it ended because the lab did, and not by its last epoch, an error or a command."""
        is_stopped = self.state is State.STOPPED and not self.was_asked and self.reason is None
        return self.state is State.INTERRUPTED or is_stopped

    @property
    def status(self) -> str:
        """Where it stands, in a word."""
        if self.state is None:
            return "Deleted"
        return "Stalled" if self.is_stalled else self.state.label

    @property
    def accuracy(self) -> float | None:
        """Accuracy on `validation` of the model that it has, 0..1; None before its first epoch has ended."""
        if not self.scores:
            return None
        return max(self.scores) if self.uses_best else self.scores[-1]


def best_trial(trials: Iterable[Trial]) -> Trial | None:
    """The most accurate on `validation` of those that do not go on and have a model; of equals the first."""
    known = [trial for trial in trials if trial.has_model and not trial.is_live and trial.scores]
    return max(known, key=lambda trial: (trial.accuracy or 0.0, -trial.number), default=None)
