"""The Train page: what its form queues and refuses, and what it shows of a run."""

from pathlib import Path

import pytest

from core.models.presets import PRESETS
from core.models.settings import SETTINGS
from core.runs.commands import Stop
from core.runs.query import EVERY_RUN
from core.runs.state import State
from core.text import text
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.making import batch_event

WHOLE = "as a whole number, such as 12 or 1e3; you entered"
DECIMAL = "as a number, such as 0.001 or 1e-3; you entered"
NONE_ALLOWED = [
    ("Epochs", "0", "Enter a number of epochs of at least 1; you entered 0."),
    ("Epochs", "1e6", "Enter a number of epochs of at most 1,000; you entered 1000000."),
    ("Epochs", "2.7", f'Enter a number of epochs {WHOLE} "2.7".'),
    ("Batch size", "-5", "Enter a batch size of at least 1; you entered -5."),
    ("Batch size", "10001", "Enter a batch size of at most 10,000; you entered 10001."),
    ("Batch size", "abc", f'Enter a batch size {WHOLE} "abc".'),
    ("Learning rate", "0", "Enter a learning rate above 0; you entered 0."),
    ("Learning rate", "-0.1", "Enter a learning rate above 0; you entered -0.1."),
    ("Learning rate", "11", "Enter a learning rate of at most 10; you entered 11."),
    ("Learning rate", "0,5", f'Enter a learning rate {DECIMAL} "0,5".'),
    ("Learning rate", "nan", f'Enter a learning rate {DECIMAL} "nan".'),
    ("Seed", "-1", "Enter a seed of at least 0; you entered -1."),
    ("Seed", "", f"Enter a seed {WHOLE} nothing."),
]


@pytest.mark.parametrize("preset", PRESETS)
def test_the_button_queues_the_preset_as_it_is(home: Path, visitor: Visitor, preset: str) -> None:
    visitor.open("train").choose("Preset", preset).press("Train")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert (run.manifest.preset, run.manifest.model) == (preset, PRESETS[preset].model)
    assert run.manifest.recipe == PRESETS[preset].recipe
    assert visitor.address == {"run": run.id}


def test_the_form_describes_each_setting_as_its_field_does(visitor: Visitor) -> None:
    visitor.open("train")
    assert {setting.label: visitor.help(setting.label) for setting in SETTINGS.values()} == {
        setting.label: setting.help for setting in SETTINGS.values()
    }


def test_the_button_queues_exactly_the_settings_of_the_form(home: Path, visitor: Visitor) -> None:
    visitor.open("train").choose("Preset", "tutorial-dense-rmsprop")
    settings = {"Epochs": "3", "Batch size": "1e3", "Learning rate": "1.23e-2", "Seed": "42"}
    for label, typed in settings.items():
        visitor.fill(label, typed)
    visitor.press("Train")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    own = PRESETS["tutorial-dense-rmsprop"].recipe
    optimizer = own.optimizer.model_copy(update={"learning_rate": 0.0123})
    changes = {"epochs": 3, "batch_size": 1_000, "seed": 42, "optimizer": optimizer}
    assert run.manifest.recipe == own.model_copy(update=changes)


@pytest.mark.parametrize(("label", "text", "sentence"), NONE_ALLOWED)
def test_a_setting_that_no_training_can_have_gets_a_sentence_and_queues_nothing(
    home: Path, visitor: Visitor, label: str, text: str, sentence: str
) -> None:
    visitor.open("train").fill(label, text)
    assert f":red[{sentence}]" in visitor.texts()
    assert not visitor.is_enabled("Train")
    assert keeping.store(home).runs.find(EVERY_RUN) == []
    assert visitor.metrics() == []
    assert visitor.field(label) == text
    assert visitor.open("runs").open("train").field(label) == text


def test_a_second_training_can_be_queued_while_one_runs(home: Path, visitor: Visitor) -> None:
    first = keeping.running(home)
    visitor.open("train", run=first.id).press("Train")
    second, _ = keeping.store(home).runs.find(EVERY_RUN)
    assert visitor.address == {"run": second.id}
    assert visitor.metric("State") == "Queued"
    assert any("runs before it: 1." in text for text in visitor.texts())


@pytest.mark.parametrize("preset", ["quick", "tutorial-tape-mse"])
def test_a_run_that_trains_shows_where_it_stands(home: Path, visitor: Visitor, preset: str) -> None:
    visitor.open("train", run=keeping.running(home, preset).id)
    assert visitor.metric("State") == "Running"
    assert visitor.metric("Epoch") == "2 of 2"
    assert visitor.metric("Time left") == "1 s"  # half an epoch, when one takes two seconds
    assert visitor.metric("Images per second") == "1,000"
    assert visitor.component("curves")["batch_end"] == 3


def test_stop_leaves_a_command_for_the_runner(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id).press("Stop")
    (command,) = keeping.store(home).commands.open()
    assert command.read() == Stop(run=run.id)
    assert "Stopping; what was learned is kept." in visitor.texts()
    assert not visitor.is_enabled("Stopping …")


def test_stop_says_what_becomes_of_the_run_as_it_stands_when_it_is_pressed(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.queued(home)
    visitor.open("train", run=run.id)
    keeping.store(home).runs.start(run.id)
    assert "Stopping; what was learned is kept." in visitor.press("Stop").texts()


def test_stop_pressed_a_moment_too_late_says_so(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    keeping.store(home).runs.end(run.id, State.FINISHED)
    assert "It had just ended." in visitor.press("Stop").texts()
    assert keeping.store(home).commands.open() == []


def test_the_training_that_one_watched_is_still_there_after_a_look_at_another_model(
    home: Path, visitor: Visitor
) -> None:
    older, run = keeping.finished(home), keeping.running(home)
    visitor.open("train", run=run.id).open("evaluate")
    assert visitor.address["run"] == older.id
    assert visitor.open("train").metric("State") == "Running"
    keeping.store(home).runs.end(run.id, State.FAILED, text("It broke."))
    visitor.open("evaluate")
    assert visitor.open("train").metric("State") == "Failed"
    visitor.open("evaluate")
    assert visitor.open("train").metric("State") == "Finished"


def test_a_run_that_was_chosen_on_purpose_comes_before_the_training_that_one_watched(
    home: Path, visitor: Visitor
) -> None:
    older, live = keeping.finished(home), keeping.running(home)
    visitor.open("train", run=live.id).open("runs").choose("Run", older.id)
    assert visitor.open("train").metric("State") == "Finished"
    assert visitor.address == {"run": older.id}


def test_whoever_looks_at_a_run_that_was_asked_to_stop_sees_so(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    keeping.store(home).commands.add(Stop(run=run.id), "ada")
    visitor.open("train", run=run.id)
    assert not visitor.is_enabled("Stopping …")


def test_every_setting_that_is_wrong_is_told(visitor: Visitor) -> None:
    visitor.open("train")
    for label, typed in (("Epochs", "0"), ("Batch size", "abc"), ("Seed", "-1")):
        visitor.fill(label, typed)
    sentences = [
        f'Enter a batch size {WHOLE} "abc".',
        "Enter a number of epochs of at least 1; you entered 0.",
        "Enter a seed of at least 0; you entered -1.",
    ]
    assert {f":red[{sentence}]" for sentence in sentences} <= set(visitor.texts())


def test_a_tick_of_the_curves_sends_what_is_new(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    keeping.store(home).events.add(run.id, 1, [(4, batch_event(1.75))])
    visitor.tick()
    assert visitor.metric("Time left") == "0 s"
    assert visitor.component("curves")["batch_end"] == 4
    assert visitor.component("curves")["whole"] is False


def test_the_tick_after_the_end_draws_the_page_anew(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    keeping.store(home).runs.end(run.id, State.FAILED, text("It broke."))
    visitor.tick()
    assert visitor.metric("State") == "Failed"
    assert "It broke." in visitor.alerts()
    assert "Stop" not in visitor.buttons()


def test_a_run_that_is_deleted_between_two_ticks_is_no_accident(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    keeping.store(home).runs.end(run.id, State.STOPPED)
    keeping.store(home).runs.delete(run.id)
    visitor.tick()
    assert visitor.alerts()[0].startswith("There is no run")


def test_a_finished_run_shows_its_result_and_leads_on(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=keeping.finished(home).id)
    assert [visitor.metric(label) for label in ("State", "Epoch", "Accuracy")] == [
        "Finished", "2 of 2", "99.70%",
    ]  # fmt: skip
    assert {"See what it mixes up", "Draw a digit for it"} <= set(visitor.texts())


def test_a_run_without_a_model_leads_nowhere(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=keeping.ended(home, State.STOPPED).id)
    assert visitor.metric("Accuracy") == "–"
    assert "See what it mixes up" not in visitor.texts()


def test_a_tutorials_own_figures_stand_beside_the_runs(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=keeping.finished(home, "tutorial-dense-adam").id)
    first = visitor.table("Tutorial").iloc[0]
    assert (first["Figure"], first["Tutorial"], first["This run"]) == (
        "Validation accuracy after epoch 1", "0.9584", "0.9200",
    )  # fmt: skip
    assert list(visitor.table("Tutorial")["This run"]) == ["0.9200", "–"]


def test_an_open_point_of_a_stopped_epoch_is_explained(home: Path, visitor: Visitor) -> None:
    stopped, finished = keeping.stopped_on_its_way(home), keeping.finished(home)
    explanation = ":gray[An open point is of the epoch that was stopped on its way.]"
    assert explanation in visitor.open("train", run=stopped.id).texts()
    assert explanation not in visitor.open("train", run=finished.id).texts()


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        ("quick", "the test set is held out until the end."),
        ("tutorial-cnn-adam", "Validates on the test set, as the tutorial does"),
        ("tutorial-dense-rmsprop", "No validation split; the test set is held out"),
    ],
)
def test_the_form_says_on_what_a_preset_is_measured(visitor: Visitor, preset: str, words: str) -> None:
    texts = visitor.open("train").choose("Preset", preset).texts()
    assert any(words in text for text in texts)
