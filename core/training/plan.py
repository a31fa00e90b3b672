"""What a training does epoch by epoch, with the changes that are asked for on its way."""

from core.models.recipe import Recipe
from core.runs.change import AskedChange, TakenChange
from core.runs.events import ChangeEvent
from core.runs.manifest import Manifest
from core.training.listener import Listener


class Plan:
    """A manifest that grows by the changes that a training takes."""

    def __init__(self, manifest: Manifest, listener: Listener) -> None:
        self._manifest, self._listener = manifest, listener

    @property
    def epochs(self) -> int:
        """How many there shall be in all, as it stands now."""
        return self._manifest.epochs

    @property
    def changed_after(self) -> int:
        """The complete epochs after which it was last changed or forked; 0 if it never was."""
        return max([self._manifest.forked_after, *(change.after for change in self._manifest.changes)])

    def recipe_after(self, done: int) -> Recipe:
        """The recipe that is in force for the epoch that follows `done` complete ones."""
        return self._manifest.recipe_after(done)

    def take_changes(self, done: int) -> None:
        """Takes the changes that were asked for, and tells of them: they apply after `done` complete epochs.

        After the last epoch it takes them only if there shall be more.
        """
        asked = self._listener.changes()
        if done < self.epochs or any((each.epochs or 0) > done for each in asked):
            for each in asked:
                self._take(each, done)

    def _take(self, asked: AskedChange, done: int) -> None:
        """Takes a change; one to fewer epochs than there are ends the training."""
        epochs = None if asked.epochs is None else max(asked.epochs, done)
        taken = TakenChange(after=done, learning_rate=asked.learning_rate, epochs=epochs)
        self._manifest = self._manifest.changed(taken)
        self._listener.event(
            ChangeEvent(
                kind="change",
                command=asked.command,
                after=done,
                learning_rate=asked.learning_rate,
                epochs=epochs,
            )
        )
