"""The trainer: one person's hold on a lab. Through it a page or a command starts and follows runs.

It holds who acts and how far each followed run has been read; what must outlive it is in the store. Each act
asks `allow` first.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from core.catalog.saved_view import SavedView
from core.drawn_training import drawings_to_learn
from core.embeddings import kept_embedding
from core.engine.presence import allow_start, stays_without_runner
from core.engine.queue import check_queue
from core.jobs.dataset_record import DatasetRecord
from core.jobs.record import JobRecord, JobState
from core.jobs.specs import Analyse, Embed, StoredJob
from core.lab import Lab
from core.names import WishError, checked_class_names, checked_name
from core.permissions import Action, NotAllowedError, Subject, allow
from core.person import Person
from core.recognition.form import Method
from core.runs.artifacts import RunFolder
from core.runs.commands import Cancel
from core.runs.draft import Draft
from core.runs.manifest import current_versions
from core.runs.progress import Progress
from core.runs.run import Run

MOST_FOLLOWED_RUNS = 4


class Trainer:
    """A person's hold on a lab.

    Each act raises `NotAllowedError` if the person may not do it.

    Attributes:
        lab: The lab.
    """

    def __init__(self, lab: Lab, person_id: str = "local") -> None:
        self.lab = lab
        self._store = lab.store
        self._person_id = person_id
        self._followed: OrderedDict[str, Progress] = OrderedDict()

    @property
    def person(self) -> Person:
        """Who acts, by the name of today; the name is empty if there is none yet."""
        return self._store.people.get(self._person_id) or Person(self._person_id)

    def require(self, action: Action, subject: Subject) -> None:
        """Raises `NotAllowedError` if this person may not do something to a subject."""
        if not allow(self.person, action, subject):
            raise NotAllowedError

    def start(self, draft: Draft, prepare: Callable[[Run], None] | None = None) -> Run:
        """Queues a run, and sees that a runner is there.

        Args:
            draft: What to train.
            prepare: Gives the run what it needs before a runner sees it.

        Raises:
            WishError: If too many are queued, or it cannot learn the drawings that it shall.
            UnknownDatasetError: If it shall learn drawings beside a data set that is not there.
        """
        self.require("start", draft)
        check_queue(self._store, self._person_id)
        file, drawings = drawings_to_learn(self.lab, draft) or (None, None)
        manifest = draft.manifest(
            person=self._person_id,
            created=datetime.now().astimezone(),
            versions=current_versions(),
            drawings=drawings,
        )
        with self._store.transaction():  # no runner shall see the run before its drawings are there
            run = self._store.runs.add(manifest, draft.title)
            if file is not None:
                RunFolder(self.lab.home, run.id).write_drawings(file)
            if prepare is not None:
                prepare(run)
                run = self.lab.run(run.id)
        allow_start(self.lab.home)
        self.lab.ensure_runner()
        return run

    def rename(self, run_id: str, name: str) -> None:
        """Gives a run another name.

        Raises:
            WishError: If the name is empty or too long.
        """
        self.require("rename", self.lab.run(run_id))
        self._store.runs.rename(run_id, checked_name(name))

    def delete(self, run_id: str) -> None:
        """Removes a run and its files for good.

        Raises:
            WishError: If it still waits or trains.
        """
        self.require("delete", self.lab.run(run_id))
        if not self._store.runs.delete(run_id):
            raise WishError("This run is queued or training; stop it before you delete it.")
        RunFolder(self.lab.home, run_id).remove()

    def introduce(self, name: str) -> None:
        """Sets the name under which this person's runs are shown; an empty one takes it back.

        Raises:
            WishError: If the name is too long.
        """
        self.require("introduce", self.person)
        self._store.people.remember(Person(self._person_id, checked_name(name) if name.strip() else ""))

    def save_view(self, name: str, parameters: Mapping[str, str]) -> SavedView:
        """Keeps a view of images under a name, for all who use the lab.

        Args:
            name: How people call it.
            parameters: What the address says; see `Query.parameters`.

        Raises:
            WishError: If the name is empty or too long.
            ViewNameTakenError: If there is one of that name.
        """
        self.require("save", parameters)
        return self._store.saved_views.add(checked_name(name), parameters, self._person_id)

    def delete_view(self, view_id: int) -> None:
        """Removes a view; one that somebody has deleted already stays so."""
        if (view := self._store.saved_views.get(view_id)) is not None:
            self.require("delete", view)
            self._store.saved_views.delete(view_id)

    def analyse(self, run: Run, split_name: str) -> JobRecord:
        """Has a run's model asked about every image of a split, unless that was or is being done.

        Raises:
            NoModelError: If the run has no model (yet).
            UnknownRunError: If somebody has deleted it.
        """
        self.require("analyse", self.lab.run(run.id))
        return self._ask(
            Analyse.of(run, split_name), lambda: self.lab.kept_probabilities(run, split_name) is not None
        )

    def embed(self, run: Run) -> JobRecord:
        """Has the last hidden layer of a run's model asked about every image, unless that was or is done.

        Raises:
            NoModelError: If the run has no model (yet).
            HiddenLayerError: If the model has no hidden layer, or too large a one.
            UnknownRunError: If somebody has deleted it.
        """
        self.require("analyse", self.lab.run(run.id))
        return self._ask(Embed.of(run), lambda: kept_embedding(self.lab, run) is not None)

    def _ask(self, spec: StoredJob, is_kept: Callable[[], bool]) -> JobRecord:
        """Queues a job, see `Jobs.ask`, and sees to it that somebody does it."""
        job = self._store.jobs.ask(spec, self._person_id, is_kept)
        if job.state.is_live:
            self.lab.ensure_runner()
        return job

    def import_dataset(
        self, title: str, files: Mapping[str, bytes], method: Method, class_names: Sequence[str] = ()
    ) -> DatasetRecord:
        """Has a data set made of files.

        Args:
            title: What people shall call it.
            files: By their names; see `read_items`.
            method: How a picture becomes an image.
            class_names: What the classes are called; empty if as in the files. See `assemble`.

        Raises:
            WishError: If the title or one of the class names is none.
            DatasetNameTakenError: If there is a data set of that name.
            ImportRefused: If there are too many files, or too large ones.
        """
        self.require("import", title)
        names = checked_class_names(class_names)
        record = self.lab.datasets.add(checked_name(title), files, method, names, self._person_id)
        self.lab.ensure_runner()
        return record

    def rename_dataset(self, name: str, title: str, class_names: Sequence[str]) -> None:
        """Gives an imported data set and its classes other names; raises as `DatasetLibrary.rename`."""
        if (record := self._store.datasets.get(name)) is not None:
            self.require("rename", record)
        self.lab.datasets.rename(name, title, class_names)

    def delete_dataset(self, name: str) -> None:
        """Removes an imported data set for good; raises as `DatasetLibrary.delete`."""
        if (record := self._store.datasets.get(name)) is not None:
            self.require("delete", record)
            self.lab.datasets.delete(name)

    def cancel(self, job: JobRecord) -> None:
        """Asks a job to end; one that has ended stays as it is.

        Raises:
            UnknownJobError: If somebody has deleted its run.
        """
        job = self._store.jobs.get(job.id)
        self.require("cancel", job)
        if job.state is JobState.QUEUED and stays_without_runner(self.lab.home):
            self._store.jobs.end(job.id, JobState.CANCELLED)  # nobody else would
        elif job.state.is_live:
            self._store.commands.add(Cancel(job=job.id), self._person_id)
            self.lab.ensure_runner()

    def follow(self, run_id: str) -> Progress:
        """The progress of a run; asked again for the same run, reads only what is new."""
        progress = self._followed.pop(run_id, None) or Progress(run_id)
        self._followed[run_id] = progress
        if len(self._followed) > MOST_FOLLOWED_RUNS:
            self._followed.popitem(last=False)
        progress.read(self.lab.events_after(run_id, progress.cursor))
        return progress
