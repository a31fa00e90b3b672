"""A person starts a run from an epoch of another one. Each act asks `allow` first."""

from core.runs.artifacts import RunFolder
from core.runs.draft import Draft, draft_again
from core.runs.epoch_archive import with_epoch
from core.runs.forking import checked_epoch, fork_draft
from core.runs.origin import ForkOrigin
from core.runs.progress import told_up_to
from core.runs.run import Run
from core.trainer import Trainer


class ForkActs:
    """The acts of a trainer's person. Each raises `NotAllowedError` if the person may not do it."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._lab = trainer.lab
        self._store = trainer.lab.store

    def fork(self, run_id: str, epoch: int | None = None, **settings: int | float | None) -> Run:
        """Queues a run that goes on from an epoch of one that has ended.

        It has the weights and the optimiser's state of that epoch and counts on from it. Its files are its
        own.

        Args:
            run_id: The run that has ended.
            epoch: One whose model is kept; the last one if None.
            settings: What is said anew, by the names of the settings.

        Raises:
            RecipeError: If a setting is out of its range.
            WishError: If there is no such epoch, the run has not ended, or too many runs are queued.
            DamagedFileError: If the model of that epoch is lost or was changed.
        """
        run = self._lab.run(run_id)
        epoch = checked_epoch(run, epoch, self._store.runs.kept_epochs(run_id))
        return self._begin(fork_draft(run, epoch, settings), run, epoch)

    def again(self, run: Run) -> Run:
        """Queues the training of a run once more; a fork begins again with the weights that it began with.

        Raises:
            WishError: If too many runs are queued.
            DamagedFileError: If what a fork began with is lost or was changed.
        """
        draft, origin = draft_again(run.manifest), run.manifest.origin
        if isinstance(origin, ForkOrigin):
            return self._begin(draft, run, origin.epoch)
        return self._trainer.start(draft)

    def _begin(self, draft: Draft, source: Run, epoch: int) -> Run:
        """Queues a run that has the first epochs of another one."""
        model = RunFolder(self._lab.home, source.id).read_epoch(
            epoch, self._store.runs.kept_epochs(source.id).get(epoch, "")
        )
        archive = self._archive(source, epoch)  # here, for nobody can write while a transaction is open
        return self._trainer.start(draft, prepare=lambda run: self._copy(run, source, epoch, model, archive))

    def _archive(self, source: Run, epoch: int) -> bytes:
        """The epochs.npz with the figures of the epochs up to one; empty where there are none."""
        said = RunFolder(self._lab.home, source.id).read_epoch_probabilities(source)
        archive = b""
        for number in sorted(number for number in said if number <= epoch):
            archive = with_epoch(archive, number, said[number])
        return archive

    def _copy(self, run: Run, source: Run, epoch: int, model: bytes, archive: bytes) -> None:
        """Gives a new run what it has from another one; leaves no files behind where that fails."""
        folder, runs = RunFolder(self._lab.home, run.id), self._store.runs
        try:
            runs.set_kept_epochs(run.id, {epoch: folder.write_epoch(epoch, model)})
            told = told_up_to(self._store.events.after(source.id), epoch)
            self._store.events.add(run.id, 0, enumerate(told))
            if archive:
                runs.set_epochs_file(run.id, folder.write_epoch_archive(archive))
        except BaseException:
            folder.remove()
            raise
