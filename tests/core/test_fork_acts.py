"""A run that goes on from an epoch of another one, with an engine that trains nothing."""

from pathlib import Path

import numpy as np
import pytest

import core.families
import core.trainer
from core.data.dataset import DatasetFacts
from core.data.mnist import mnist
from core.engine.messages import Saved, Told
from core.engine.runner import Runner
from core.families import family_of
from core.fork_acts import ForkActs
from core.jobs.specs import Train
from core.lab import Lab
from core.models.settings import RecipeError
from core.names import WishError
from core.permissions import NotAllowedError
from core.runs.artifacts import RunFolder
from core.runs.change import TakenChange
from core.runs.difference import difference_words
from core.runs.kept_epochs import best_epoch
from core.runs.origin import ForkOrigin
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.store.store import Store
from core.trainer import Trainer
from tests.core.engine.fake_engine import FakeEngine, done
from tests.making import batch_event, device_event, epoch_event, manifest


class Forking:
    """A lab with a runner, and a finished run of three epochs of which the first and the last are kept."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = Store(home / "lab.db")
        self.engine = FakeEngine()
        self.runner = Runner(home, self.store, self.engine)
        self.trainer = Trainer(Lab(home), "bob")
        self.acts = ForkActs(self.trainer)
        self.run = self.trained(0.9)

    def trained(self, best: float) -> Run:
        run = self.store.runs.add(manifest(epochs=3), "Net")
        self.runner.tick(0)
        key, seq = f"{run.id}-1", iter(range(100))
        self.engine.messages.append(Told(key, next(seq), device_event()))
        for epoch in (1, 2, 3):
            said = np.full((4, 10), epoch, np.float16)
            told = epoch_event(epoch) | {"val_accuracy": best if epoch == 1 else 0.8}
            self.engine.messages += [
                Told(key, next(seq), batch_event(epoch - 0.5)),
                Told(key, next(seq), told),
                Saved(key, epoch, f"epoch {epoch}".encode(), said),
            ]
        self.engine.messages.append(done(key, epochs=3, model_epochs=1))
        self.runner.tick(0)
        return self.store.runs.get(run.id)

    def submitted(self, run: Run) -> tuple[Train, bytes | None]:
        self.runner.tick(0)
        found = self.engine.submitted[f"{run.id}-1"]
        assert isinstance(found.job, Train)
        return found.job, found.file


@pytest.fixture
def forking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forking:
    monkeypatch.setattr("core.lab.ensure_runner", lambda home: None)
    return Forking(tmp_path)


def test_a_fork_goes_on_from_a_kept_epoch_with_what_was_changed(forking: Forking) -> None:
    fork = forking.acts.fork(forking.run.id, 1, learning_rate=0.0001, epochs=5)
    assert fork.manifest.origin == ForkOrigin(preset="quick", run=forking.run.id, epoch=1)
    assert (fork.manifest.recipe.optimizer.learning_rate, fork.manifest.epochs) == (0.0001, 5)
    assert (fork.state, fork.epochs_done, fork.owner.id) == (State.QUEUED, 1, "bob")
    job, file = forking.submitted(fork)
    assert (job.epoch, file) == (1, b"epoch 1")


def test_a_fork_shows_the_epochs_of_its_parent_up_to_where_it_parts(forking: Forking) -> None:
    fork = forking.acts.fork(forking.run.id, 1)
    progress = forking.trainer.lab.progress(fork.id)
    assert [each["epoch"] for each in progress.epochs] == [1]
    assert progress.curves().batch_x.tolist() == [0.5]
    assert (forking.run.device, fork.device) == ("CPU, 2 cores", None)
    said = RunFolder(forking.home, fork.id).read_epoch_probabilities(forking.store.runs.get(fork.id))
    assert list(said) == [1]


def test_what_its_parent_reached_before_is_not_the_best_of_a_fork(forking: Forking) -> None:
    other = forking.trained(0.83)
    fork = forking.acts.fork(forking.run.id, 3, epochs=4)
    forking.runner.tick(0)
    told = epoch_event(4) | {"val_accuracy": 0.82}
    forking.engine.messages += [Told(f"{fork.id}-1", 4, told), Saved(f"{fork.id}-1", 4, b"later")]
    forking.engine.messages.append(done(f"{fork.id}-1", epochs=4, model_epochs=4))
    forking.runner.tick(0)
    by_validation = forking.store.runs.find(RunQuery(order="validation"))
    assert [run.id for run in by_validation] == [forking.run.id, other.id, fork.id]
    progress = forking.trainer.lab.progress(fork.id)
    assert progress.curves().best_validation(fork.manifest.forked_after) == 0.82
    assert best_epoch(fork.manifest, progress.epochs) == 4


def test_a_fork_loses_nothing_when_its_parent_is_deleted(forking: Forking) -> None:
    fork = forking.acts.fork(forking.run.id)
    forking.trainer.delete(forking.run.id)
    assert forking.submitted(fork)[1] == b"epoch 3"
    again = forking.acts.again(forking.store.runs.get(fork.id))
    assert (again.manifest.origin, again.epochs_done) == (fork.manifest.origin, 3)


def test_what_a_fork_began_with_stays_so_that_it_can_be_trained_again(forking: Forking) -> None:
    fork = forking.acts.fork(forking.run.id, 3, epochs=5)
    forking.runner.tick(0)
    key = f"{fork.id}-1"
    for epoch in (4, 5):
        told = epoch_event(epoch) | {"val_accuracy": 0.95}
        forking.engine.messages += [Told(key, epoch, told), Saved(key, epoch, b"later")]
    forking.engine.messages.append(done(key, epochs=5, model_epochs=4))
    forking.runner.tick(0)
    assert sorted(forking.store.runs.kept_epochs(fork.id)) == [3, 4, 5]
    assert forking.submitted(forking.acts.again(forking.store.runs.get(fork.id)))[1] == b"epoch 3"


def test_later_changes_of_the_parent_are_made_in_the_fork_too_unless_they_are_said_anew(
    forking: Forking,
) -> None:
    forking.store.runs.add_change(forking.run.id, TakenChange(after=1, learning_rate=0.002))
    forking.store.runs.add_change(forking.run.id, TakenChange(after=2, learning_rate=0.001, epochs=4))
    same = forking.acts.fork(forking.run.id, 1).manifest
    assert same.recipe.optimizer.learning_rate == 0.002
    assert same.changes == (TakenChange(after=2, learning_rate=0.001, epochs=4),)
    other = forking.acts.fork(forking.run.id, 1, learning_rate=0.5).manifest
    assert (other.recipe.optimizer.learning_rate, other.changes) == (0.5, (TakenChange(after=2, epochs=4),))


@pytest.mark.parametrize(
    ("epoch", "settings", "sentence"),
    [
        (2, {}, "The model after epoch 2 of Net 1 is not kept; choose one of 1, 3"),
        (3, {"epochs": 2}, "at least 3, for so many are trained; you entered 2"),
        (1, {"batch_size": 0}, "Enter a batch size of at least 1; you entered 0"),
    ],
)
def test_a_fork_that_cannot_be_is_refused_in_a_sentence(
    forking: Forking, epoch: int, settings: dict[str, float], sentence: str
) -> None:
    with pytest.raises((RecipeError, WishError), match=sentence):
        forking.acts.fork(forking.run.id, epoch, **settings)


def test_a_run_that_trains_is_not_forked(forking: Forking) -> None:
    waiting = forking.store.runs.add(manifest(), "Net")
    with pytest.raises(WishError, match="Net 2 is queued or training; pause or stop it"):
        forking.acts.fork(waiting.id)


def test_a_fork_is_asked_about(forking: Forking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.trainer, "allow", lambda *_: False)
    with pytest.raises(NotAllowedError):
        forking.acts.fork(forking.run.id)


def test_a_family_is_told_from_its_first_run_on(forking: Forking) -> None:
    lab = forking.trainer.lab
    assert family_of(lab, forking.run).relatives == ()
    fork = forking.acts.fork(forking.run.id, 1, learning_rate=0.0001)
    forking.runner.tick(0)
    forking.engine.messages.append(done(f"{fork.id}-1", epochs=1))
    forking.runner.tick(0)
    other = forking.acts.fork(forking.run.id, 3)
    grandchild = forking.acts.fork(fork.id, 1, seed=7)
    told = [(each.run.id, each.depth) for each in family_of(lab, grandchild).relatives]
    assert told == [(forking.run.id, 0), (fork.id, 1), (grandchild.id, 2), (other.id, 1)]
    assert family_of(lab, other) == family_of(lab, forking.run)


def test_a_large_family_leaves_out_others_but_not_the_run(
    forking: Forking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.families, "MOST_RELATIVES", 3)
    forks = [forking.acts.fork(forking.run.id, 3).id for _ in range(5)]
    lab = forking.trainer.lab
    found = family_of(lab, lab.run(forks[-1]))
    assert [each.run.id for each in found.relatives] == [forking.run.id, forks[-1], forks[0]]
    assert not found.is_whole


@pytest.mark.parametrize(("forks", "is_whole"), [(1, True), (2, True), (3, False)])
def test_a_family_is_told_as_cut_only_if_it_has_more_runs_than_are_shown(
    forking: Forking, monkeypatch: pytest.MonkeyPatch, forks: int, is_whole: bool
) -> None:
    monkeypatch.setattr(core.families, "MOST_RELATIVES", 3)
    for _ in range(forks):
        forking.acts.fork(forking.run.id, 3)
    found = family_of(forking.trainer.lab, forking.run)
    assert (len(found.relatives), found.is_whole) == (min(forks + 1, 3), is_whole)


def test_a_family_begins_with_the_earliest_run_that_is_still_there(forking: Forking) -> None:
    fork = forking.acts.fork(forking.run.id, 3)
    forking.trainer.delete(forking.run.id)
    assert family_of(forking.trainer.lab, fork).relatives == ()


def test_two_trainings_differ_in_words(forking: Forking) -> None:
    def find(name: str) -> DatasetFacts:
        return mnist().facts

    one, other = (
        manifest(epochs=3),
        forking.acts.fork(forking.run.id, 3, learning_rate=0.001, epochs=9).manifest,
    )
    assert difference_words(other, one, find) == "Learning rate 0.001 instead of 0.006; epochs 9 instead of 3"
    assert difference_words(one, one, find) == ""
