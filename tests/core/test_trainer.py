"""The trainer with a real store; only the runner's process is missing."""

import sys
from pathlib import Path

import numpy as np
import pytest

import core.lab
from core.data.mnist import mnist
from core.engine.presence import keep_stopped
from core.lab import Lab
from core.models.presets import PRESETS, find_preset
from core.names import NAME_LIMIT, WishError
from core.runs.artifacts import RunFolder
from core.runs.commands import Stop
from core.runs.draft import draft_of
from core.runs.query import EVERY_RUN
from core.runs.run import NoModelError, UnknownRunError
from core.runs.state import State
from core.runs.whole_files import DamagedFileError
from core.trainer import Trainer
from core.training_acts import TrainingActs
from tests import keeping
from tests.making import batch_event, epoch_event

QUICK = PRESETS["quick"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The data folders for which a runner was asked for."""
    homes: list[Path] = []
    monkeypatch.setattr(core.lab, "ensure_runner", homes.append)
    return homes


@pytest.fixture
def trainer(tmp_path: Path, asked: list[Path]) -> Trainer:
    return Trainer(Lab(tmp_path), "ada")


def test_a_started_run_waits_with_all_that_is_needed_to_run_it_again(
    trainer: Trainer, asked: list[Path]
) -> None:
    draft = draft_of(QUICK, epochs=3, seed=7)
    run = trainer.start(draft)
    assert (run.state, run.name, run.attempt) == (State.QUEUED, "Quick net 1", 0)
    manifest = trainer.lab.run(run.id).manifest
    assert (manifest.preset, manifest.model, manifest.recipe) == ("quick", QUICK.model, draft.recipe)
    assert manifest.person == "ada"
    assert manifest.created.tzinfo is not None
    assert manifest.versions["python"] == ".".join(map(str, sys.version_info[:3]))
    assert {"keras", "tensorflow", "numpy", "digit-lab"} <= set(manifest.versions)
    assert asked == [trainer.lab.home]


def test_a_preset_that_is_none_is_refused_with_those_that_are(trainer: Trainer) -> None:
    with pytest.raises(
        WishError, match=r"no preset 'quik'; choose one of quick, accurate, robust, tutorial-"
    ):
        find_preset("quik")


def test_stopping_leaves_a_command_and_sees_that_a_runner_is_there(
    trainer: Trainer, asked: list[Path]
) -> None:
    run = keeping.running(trainer.lab.home)
    TrainingActs(trainer).stop(run.id)
    (command,) = keeping.store(trainer.lab.home).commands.open()
    assert command.read() == Stop(run=run.id)
    assert asked == [trainer.lab.home]


def test_stopping_a_run_that_has_ended_leaves_nothing_to_do(trainer: Trainer, asked: list[Path]) -> None:
    TrainingActs(trainer).stop(keeping.finished(trainer.lab.home).id)
    assert keeping.store(trainer.lab.home).commands.open() == []
    assert asked == []


def test_a_deleted_run_leaves_nothing_behind(trainer: Trainer) -> None:
    run, other = keeping.finished(trainer.lab.home), keeping.finished(trainer.lab.home)
    trainer.delete(run.id)
    assert [left.id for left in trainer.lab.runs(EVERY_RUN)] == [other.id]
    assert [folder.name for folder in (trainer.lab.home / "runs").iterdir()] == [other.id]
    assert list(keeping.store(trainer.lab.home).events.epochs([run.id, other.id]).values()) == [
        [],
        [epoch_event(1)],
    ]


@pytest.mark.parametrize("make", [keeping.queued, keeping.running])
def test_a_live_run_is_not_deleted(trainer: Trainer, make: keeping.Maker) -> None:
    run = make(trainer.lab.home)
    with pytest.raises(WishError, match="stop it before you delete it"):
        trainer.delete(run.id)
    assert trainer.lab.run(run.id) == run


@pytest.mark.parametrize("wanted", ["23456789", "", "../../etc", "%00"])
def test_an_unknown_run_is_an_error_of_its_own_whatever_is_asked_of_it(trainer: Trainer, wanted: str) -> None:
    for ask in (trainer.lab.run, TrainingActs(trainer).stop, trainer.delete):
        with pytest.raises(UnknownRunError, match="There is no run"):
            ask(wanted)
    with pytest.raises(UnknownRunError):
        trainer.rename(wanted, "name")


def test_a_name_keeps_its_signs_and_loses_only_needless_space(trainer: Trainer) -> None:
    run = keeping.queued(trainer.lab.home)
    trainer.rename(run.id, "  <b>Näme</b>\t *1*  \n")
    assert trainer.lab.run(run.id).name == "<b>Näme</b> *1*"
    trainer.rename(run.id, "x" * NAME_LIMIT)
    assert len(trainer.lab.run(run.id).name) == NAME_LIMIT


def test_a_name_loses_what_cannot_be_seen_and_keeps_its_emoji(trainer: Trainer) -> None:
    run = keeping.queued(trainer.lab.home)
    trainer.rename(run.id, "a\x00\u202eb 👨‍👩‍👧")
    assert trainer.lab.run(run.id).name == "ab 👨‍👩‍👧"


@pytest.mark.parametrize("name", ["", " \n", "x" * (NAME_LIMIT + 1), "\u202e"])
def test_a_name_that_cannot_be_one_changes_nothing(trainer: Trainer, name: str) -> None:
    run = keeping.queued(trainer.lab.home)
    with pytest.raises(WishError, match="A name has 1 to 60"):
        trainer.rename(run.id, name)
    assert trainer.lab.run(run.id).name == run.name


def test_a_person_can_take_the_name_back_but_not_make_it_too_long(trainer: Trainer) -> None:
    trainer.introduce("Ada")
    with pytest.raises(WishError, match="A name has 1 to 60"):
        trainer.introduce("x" * (NAME_LIMIT + 1))
    assert trainer.person.name == "Ada"
    trainer.introduce(" ")
    assert trainer.person.name == ""


def test_runs_are_shown_under_the_name_by_which_a_person_goes_now(trainer: Trainer) -> None:
    assert trainer.person.name == ""
    run = trainer.start(draft_of(QUICK))
    trainer.introduce("Ada")
    trainer.introduce("Ada L.")
    assert trainer.lab.run(run.id).owner.name == "Ada L."
    assert Trainer(trainer.lab, "someone else").person.name == ""


def test_a_queued_run_counts_those_before_it(trainer: Trainer) -> None:
    keeping.finished(trainer.lab.home)
    first, second, third = (trainer.start(draft_of(QUICK)) for _ in range(3))
    assert [trainer.lab.runs_ahead(run) for run in (first, second, third)] == [0, 1, 2]


def test_following_reads_on_and_keeps_every_event_once(trainer: Trainer) -> None:
    run, store = keeping.running(trainer.lab.home), keeping.store(trainer.lab.home)
    assert len(trainer.follow(run.id).curves().batch_x) == 3
    store.events.add(run.id, 1, [(3, batch_event(1.5)), (4, batch_event(1.8)), (5, epoch_event(2))])
    followed = trainer.follow(run.id)
    assert followed.curves().batch_x.tolist() == [0.5, 0.9, 1.5, 1.8]
    assert [epoch["epoch"] for epoch in followed.epochs] == [1, 2]
    assert followed.cursor == trainer.lab.progress(run.id).cursor == (1, 5)


def test_each_run_is_followed_for_itself(trainer: Trainer) -> None:
    one, other = keeping.running(trainer.lab.home), keeping.queued(trainer.lab.home)
    trainer.follow(one.id)
    assert trainer.follow(other.id).curves().batch_x.tolist() == []
    assert len(trainer.follow(one.id).curves().batch_x) == 3


def test_the_latest_model_is_that_of_the_newest_run_that_has_one(trainer: Trainer) -> None:
    with pytest.raises(NoModelError, match="No run has a model yet; train one first"):
        trainer.lab.latest_with_model()
    keeping.finished(trainer.lab.home)
    stopped = keeping.ended(trainer.lab.home, State.STOPPED, model=True)
    keeping.ended(trainer.lab.home, State.FAILED)
    assert trainer.lab.latest_with_model() == stopped


def test_the_kept_probabilities_are_those_that_were_measured(trainer: Trainer) -> None:
    said = trainer.lab.probabilities(keeping.finished(trainer.lab.home), "validation")
    np.testing.assert_array_equal(said.argmax(axis=1), keeping.answers("validation"))


def test_a_split_that_was_not_kept_is_asked_of_the_model(trainer: Trainer) -> None:
    run = keeping.finished(trainer.lab.home)
    said = trainer.lab.probabilities(run, "train")
    assert said.shape == (55_000, 10)
    np.testing.assert_allclose(said.sum(axis=1), 1, rtol=1e-5)


def test_a_run_without_a_model_says_so(trainer: Trainer) -> None:
    run = keeping.queued(trainer.lab.home)
    with pytest.raises(NoModelError, match="Net 1 has no model yet"):
        trainer.lab.predictor(run)


def test_a_model_that_the_lab_did_not_write_is_never_loaded(trainer: Trainer) -> None:
    run = keeping.finished(trainer.lab.home)
    (RunFolder(trainer.lab.home, run.id).path / "model.onnx").write_bytes(b"something else")
    with pytest.raises(DamagedFileError, match=r"model.onnx of run \w{8} is missing or was changed"):
        trainer.lab.predictor(run)


def test_a_queued_run_can_be_stopped_while_the_lab_is_kept_stopped(trainer: Trainer) -> None:
    run = keeping.queued(trainer.lab.home)
    keep_stopped(trainer.lab.home)
    TrainingActs(trainer).stop(run.id)
    stopped = trainer.lab.run(run.id)
    assert (stopped.state, str(stopped.reason)) == (State.STOPPED, "Stopped before it started.")
    trainer.delete(run.id)


def test_a_file_of_figures_that_is_gone_is_measured_again_from_the_model(trainer: Trainer) -> None:
    run = keeping.finished(trainer.lab.home)
    (RunFolder(trainer.lab.home, run.id).path / "evaluation.npz").unlink()
    measured = trainer.lab.predictor(run).probabilities(mnist().split("test").images)
    np.testing.assert_array_equal(trainer.lab.probabilities(run, "test"), measured)
