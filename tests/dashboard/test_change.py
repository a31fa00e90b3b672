"""Changing a run on the page Train."""

import re
from pathlib import Path

import pytest

from core.runs.change import TakenChange
from core.runs.commands import Change
from core.runs.run import DIVERGED
from core.runs.state import State
from core.text import text
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.dashboard.visiting import shown as shown_text

RATE, EPOCHS = "New learning rate", "Epochs in all"


def test_a_training_is_asked_to_change_and_the_page_says_when_it_will(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    assert (visitor.field(RATE), visitor.field(EPOCHS)) == ("0.006", "2")
    visitor.press("Change")
    assert not keeping.store(home).commands.open()
    visitor.fill(RATE, "1e-3").type_into(EPOCHS, "5")
    visitor.press("Change")  # what was typed last arrives with the click
    (command,) = keeping.store(home).commands.open()
    assert command.read() == Change(run=run.id, learning_rate=0.001, epochs=5)
    assert not visitor.is_enabled("Changing …")
    steps = re.compile(r"Learning rate 0\.001, 5 epochs from the next epoch on asked by Guest \d+ s ago\.")
    assert any(steps.search(shown_text(each)) for each in visitor.markdown())


@pytest.mark.parametrize(
    ("label", "typed", "sentence"),
    [
        (RATE, "0", "Enter a learning rate above 0; you entered 0."),
        (RATE, "x", 'Enter a learning rate as a number, such as 0.001 or 1e-3; you entered "x".'),
        (EPOCHS, "1", "Enter a number of epochs above 1, for so many are trained; you entered 1."),
        (EPOCHS, "1001", "Enter a number of epochs of at most 1,000; you entered 1001."),
    ],
)
def test_a_wrong_change_is_explained_and_cannot_be_asked_for(
    home: Path, visitor: Visitor, label: str, typed: str, sentence: str
) -> None:
    run = keeping.running(home)
    keeping.store(home).runs.set_kept_epochs(run.id, {1: "0" * 64})
    visitor.open("train", run=run.id).fill(label, typed)
    assert visitor.field_errors() == [sentence]
    visitor.press("Change")
    assert visitor.field_errors() == [sentence]
    assert not keeping.store(home).commands.open()


def test_a_finished_run_gets_more_epochs_and_waits_again(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    visitor.open("train", run=run.id).fill(EPOCHS, "4").press("Change and resume")
    changed = keeping.store(home).runs.get(run.id)
    assert (changed.state, changed.manifest.changes) == (State.QUEUED, (TakenChange(after=2, epochs=4),))
    assert visitor.metric("Epoch") == "2 of 4"


def test_a_run_that_diverged_is_offered_a_lower_learning_rate_and_no_resume(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.running(home)
    keeping.store(home).runs.end(run.id, State.FAILED, text(DIVERGED, value="NaN", epoch=1))
    visitor.open("train", run=run.id)
    assert "Resume" not in visitor.buttons()
    assert visitor.field(RATE) == "0.0006"
    visitor.press("Change and resume")
    changed = keeping.store(home).runs.get(run.id)
    assert (changed.state, changed.manifest.last_recipe.optimizer.learning_rate) == (State.QUEUED, 0.0006)


def test_the_curve_and_its_note_tell_what_was_changed(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    keeping.store(home).runs.add_change(run.id, TakenChange(after=1, learning_rate=0.001))
    visitor.open("train", run=run.id)
    assert any(
        "Dotted line: learning rate 0.001 after epoch 1." in shown_text(each) for each in visitor.markdown()
    )
    (settings,) = visitor.html("settings")
    assert "0.006 → 0.001 after epoch 1" in settings
