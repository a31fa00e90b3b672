"""Every act asks `allow` before it does anything."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

import core.lab
import core.trainer
from core.data.mnist import mnist
from core.lab import Lab
from core.label_acts import LabelActs
from core.models.presets import PRESETS
from core.permissions import Action, NotAllowedError, allow
from core.person import Person
from core.runs.draft import draft_of
from core.runs.query import EVERY_RUN
from core.trainer import Trainer
from core.training_acts import TrainingActs
from tests import keeping

Act = Callable[[Trainer], object]


def only_run(trainer: Trainer) -> str:
    (run,) = trainer.lab.runs(EVERY_RUN)
    return run.id


ACTS: dict[str, Act] = {
    "start": lambda trainer: trainer.start(draft_of(PRESETS["quick"])),
    "stop": lambda trainer: TrainingActs(trainer).stop(only_run(trainer)),
    "rename": lambda trainer: trainer.rename(only_run(trainer), "Mine"),
    "delete": lambda trainer: trainer.delete(only_run(trainer)),
    "introduce": lambda trainer: trainer.introduce("Ada"),
    "analyse": lambda trainer: trainer.analyse(trainer.lab.run(only_run(trainer)), "train"),
    "vote": lambda trainer: LabelActs(trainer).vote(mnist(), 60_000, "3"),
}


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trainer:
    """A person's hold on a lab with one finished run and without a runner."""
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    keeping.finished(tmp_path)
    return Trainer(Lab(tmp_path), "ada")


def contents(home: Path) -> list[str]:
    """Everything that the database holds."""
    with closing(sqlite3.connect(home / "lab.db")) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("action", ACTS)
def test_what_is_not_allowed_is_refused_and_changes_nothing(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    asked: list[tuple[Person, str]] = []

    def refuse(person: Person, wanted: str, subject: object) -> bool:
        asked.append((person, wanted))
        return False

    monkeypatch.setattr(core.trainer, "allow", refuse)
    before = contents(trainer.lab.home)
    with pytest.raises(NotAllowedError, match="ask whoever runs the lab"):
        ACTS[action](trainer)
    assert asked == [(trainer.person, action)]
    assert contents(trainer.lab.home) == before


def test_a_cancelled_job_is_asked_about_as_well(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    job = trainer.analyse(trainer.lab.run(only_run(trainer)), "train")
    monkeypatch.setattr(core.trainer, "allow", lambda *_: False)
    with pytest.raises(NotAllowedError):
        trainer.cancel(job)


def test_asking_a_hidden_layer_is_asked_about_as_well(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.trainer, "allow", lambda *_: False)
    with pytest.raises(NotAllowedError):
        trainer.embed(trainer.lab.run(only_run(trainer)))


def test_a_change_of_a_run_is_asked_about_as_well(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.trainer, "allow", lambda *_: False)
    with pytest.raises(NotAllowedError):
        TrainingActs(trainer).change(only_run(trainer), epochs=9)


def test_a_vote_that_is_taken_back_is_asked_about_as_well(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    LabelActs(trainer).vote(mnist(), 60_000, "3")
    monkeypatch.setattr(core.trainer, "allow", lambda *_: False)
    with pytest.raises(NotAllowedError):
        LabelActs(trainer).take_back(mnist(), 60_000)
    assert len(trainer.lab.label_votes("mnist", "test")) == 1


@pytest.mark.parametrize("action", ACTS)
def test_everybody_may_do_everything_so_far(trainer: Trainer, action: str) -> None:
    assert allow(trainer.person, cast(Action, action), trainer.person)
    ACTS[action](trainer)
