"""A change of a run that does not train at this moment."""

from core.models.settings import RecipeError
from core.names import WishError
from core.runs.change import NewSettings
from core.runs.changing import checked_change
from core.runs.commands import Change
from core.runs.run import CannotResumeError, Run
from core.runs.state import State
from core.store.store import Store


def change_now(store: Store, run: Run, new: NewSettings, *, goes_on: bool) -> None:
    """Has a change apply to what a run will train from now on; the run does not train at this moment.

    Args:
        store: Of the lab.
        run: As it stands now.
        new: The change.
        goes_on: Whether the run, which has ended, shall wait again.
    """
    store.runs.add_change(run.id, new.taken(run.epochs_done))
    if goes_on:
        store.runs.wait_again(run.id)


def change_late(store: Store, command: Change) -> None:
    """Carries out a change of a run whose training has ended before it heard of it, or that waits again.

    A run that has finished meanwhile goes on if it was asked to train more epochs. One that was stopped waits
    for somebody to resume it.
    """
    with store.transaction():
        run = store.runs.get(command.run)
        try:
            new = checked_change(run, command.learning_rate, command.epochs)
        except (RecipeError, CannotResumeError, WishError):
            return  # it came too late
        change_now(store, run, new, goes_on=run.state is State.FINISHED and command.epochs is not None)
