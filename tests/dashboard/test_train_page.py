"""The Train page: what its form queues and refuses, and what it shows of a run."""

import re
from pathlib import Path

import pytest

from core.jobs.specs import Time
from core.lab import Lab
from core.models.presets import PRESETS
from core.models.settings import SETTINGS
from core.runs.artifacts import RunFolder
from core.runs.commands import Pause, Stop
from core.runs.draft import draft_of
from core.runs.query import EVERY_RUN
from core.runs.state import State
from core.runs.timing import Timing
from core.sweeps.changes import draft_with_values
from core.text import text
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.dashboard.visiting import shown as shown_text
from tests.drawn import acts, keep
from tests.importing import imported
from tests.making import DAY, batch_event, device_event, epoch_event

WHOLE = "as a whole number, such as 12 or 1e3; you entered"
SETTINGS_LINE, PROGRESS, PREDICTIONS = 1, 2, 3  # the fragments of the page; the first one is the shell's
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


def test_the_form_describes_each_setting_as_its_field_does(home: Path, visitor: Visitor) -> None:
    keep(home, 1)
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


def test_drawings_are_learned_with_the_weight_that_somebody_enters(home: Path, visitor: Visitor) -> None:
    keep(home, 3)
    visitor.open("train").fill("Weight of each drawing", "20")
    assert "Learns 3 drawings too: 60 of the 55,060 images of an epoch." in "\n".join(visitor.texts())
    visitor.press("Train")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert (run.manifest.recipe.drawing_weight, run.manifest.drawing_count) == (20, 3)
    assert (RunFolder(home, run.id).path / "drawings.npz").is_file()
    (settings,) = visitor.html("settings")
    assert (
        "<dt>Drawings</dt><dd><strong>3, each 20 times an epoch</strong> <small>preset none</small>"
        in settings
    )


def test_a_weight_that_is_none_gets_a_sentence(home: Path, visitor: Visitor) -> None:
    keep(home, 3)
    visitor.open("train").fill("Weight of each drawing", "101")
    assert visitor.field_errors() == ["Enter a weight of each drawing of at most 100; you entered 101."]
    visitor.press("Train")
    assert keeping.store(home).runs.find(EVERY_RUN) == []


def test_nobody_is_asked_for_a_weight_where_no_drawing_can_be_learned(home: Path, visitor: Visitor) -> None:
    assert "Weight of each drawing" not in visitor.open("train").fields()
    keep(home, 3)
    assert "Weight of each drawing" in visitor.open("train").fields()
    forms = imported(home)
    assert "Weight of each drawing" not in visitor.open("train", dataset=forms.name).fields()


def test_drawings_that_are_deleted_while_the_form_is_open_are_no_accident(
    home: Path, visitor: Visitor
) -> None:
    (drawing,) = keep(home, 1)
    visitor.open("train").fill("Weight of each drawing", "20")
    acts(home).delete(drawing.id)
    visitor.press("Train")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert (run.manifest.recipe.drawing_weight, run.manifest.drawings) == (0, None)


@pytest.mark.parametrize(("label", "text", "sentence"), NONE_ALLOWED)
def test_a_setting_that_no_training_can_have_gets_a_sentence_and_queues_nothing(
    home: Path, visitor: Visitor, label: str, text: str, sentence: str
) -> None:
    visitor.open("train").type_into(label, text)
    visitor.press("Train")  # what was typed last arrives with the click
    assert sentence in visitor.field_errors()
    assert keeping.store(home).runs.find(EVERY_RUN) == []
    assert visitor.metrics() == []
    assert visitor.field(label) == text
    assert visitor.open("runs").open("train").field(label) == text


def test_a_setting_that_is_corrected_is_trained_with_the_click_that_brings_it(
    home: Path, visitor: Visitor
) -> None:
    visitor.open("train").fill("Epochs", "many")
    visitor.type_into("Epochs", "3")
    visitor.press("Train")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert run.manifest.recipe.epochs == 3


def test_a_second_training_can_be_queued_while_one_runs(home: Path, visitor: Visitor) -> None:
    first = keeping.running(home)
    visitor.open("train", run=first.id).press("Train")
    second, _ = keeping.store(home).runs.find(EVERY_RUN)
    assert visitor.address == {"run": first.id}  # nobody is pulled away from what they watch
    assert visitor.metric("State") == "Running"
    assert f"{second.name} · Queued: 1 run ahead" in visitor.texts()
    visitor.open("train", run=second.id)
    assert visitor.metric("State") == "Queued"
    assert visitor.metric("Epoch") == "0 of 1"
    assert ":gray[Queued: 1 run ahead.]" in visitor.texts()


@pytest.mark.parametrize("preset", ["quick", "tutorial-tape-mse"])
def test_a_run_that_trains_shows_where_it_stands(home: Path, visitor: Visitor, preset: str) -> None:
    visitor.open("train", run=keeping.running(home, preset).id)
    assert visitor.metric("State") == "Running"
    assert visitor.metric("Epoch") == "1.5 of 2"
    assert visitor.metric("Time left") == "1 s"  # half an epoch, when one takes two seconds
    assert visitor.metric("Training loss") == "0.5"
    assert visitor.metric("Training accuracy") == "80.00%"
    assert visitor.metric("Validation accuracy") == "92.00%"
    assert ":gray[1,000 images/s]" in visitor.texts()
    assert visitor.component("curves")["batch_end"] == 3


def test_stop_leaves_a_command_for_the_runner(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id).press("Stop")
    (command,) = keeping.store(home).commands.open()
    assert command.read() == Stop(run=run.id)
    assert "Stopping; the run keeps what it learned." in visitor.texts()
    assert not visitor.is_enabled("Stopping …")
    assert visitor.metric("State") == "Stopping"


def test_pause_leaves_a_command_for_the_runner_and_stop_stays(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id).press("Pause")
    (command,) = keeping.store(home).commands.open()
    assert command.read() == Pause(run=run.id)
    assert not visitor.is_enabled("Pausing …")
    assert visitor.is_enabled("Stop")
    assert visitor.metric("State") == "Pausing"


def test_a_run_that_waits_leaves_the_queue_by_pause_and_is_put_back_by_resume(
    home: Path, visitor: Visitor
) -> None:
    run, store = keeping.queued(home), keeping.store(home)
    assert visitor.open("train", run=run.id).help("Pause", "button") == (
        "Takes the run out of the queue until it is resumed."
    )
    visitor.press("Pause")
    assert visitor.metric("State") == "Pausing"
    assert not visitor.is_enabled("Pausing …")
    store.runs.pause_waiting(run.id)  # as the runner does
    visitor.open("train", run=run.id)
    assert visitor.metric("State") == "Paused"
    assert visitor.help("Resume", "button") == "Puts the run back into the queue; its training has not begun."
    visitor.press("Resume")
    assert store.runs.get(run.id).state is State.QUEUED
    assert visitor.is_enabled("Pause")


def test_a_run_without_a_complete_epoch_starts_again_by_resume(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    keeping.store(home).runs.end(run.id, State.STOPPED)
    assert (
        visitor.open("train", run=run.id).help("Resume", "button")
        == "Starts again, for no epoch was complete."
    )


def test_a_run_that_ended_early_is_resumed_and_shows_who_did_what(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id).press("Pause")
    keeping.store(home).runs.end(run.id, State.PAUSED)
    visitor.open("train", run=run.id)
    assert visitor.metric("State") == "Paused"
    other = Visitor().open("train", run=run.id)
    visitor.press("Resume")
    assert visitor.metric("State") == "Queued"
    assert keeping.store(home).runs.get(run.id).state is State.QUEUED
    told = [shown_text(each) for each in visitor.texts()]
    steps = re.compile(r"Pause asked by Guest \d+ s ago, resumed by Guest \d+ s ago\.")
    assert any(map(steps.search, told))
    assert f"{run.name} is queued or training already." in other.press("Resume").texts()


def test_a_finished_run_cannot_be_resumed(home: Path, visitor: Visitor) -> None:
    assert "Resume" not in visitor.open("train", run=keeping.finished(home).id).buttons()


def test_the_curves_mark_where_a_run_went_on(home: Path, visitor: Visitor) -> None:
    run, store = keeping.running(home), keeping.store(home)
    store.runs.end(run.id, State.STOPPED)
    store.runs.resume(run.id)
    attempt = store.runs.start(run.id)
    store.events.add(run.id, attempt, [(0, batch_event(1.1))])
    visitor.open("train", run=run.id)
    assert visitor.component("curves")["marks"] == [[1.0, "resumed after epoch 1"]]
    assert any("Dotted line: resumed after epoch 1." in text for text in visitor.texts())


@pytest.mark.parametrize("act", ["Pause", "Stop"])
def test_whoever_may_not_steer_a_run_reads_so(
    home: Path, visitor: Visitor, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    monkeypatch.setattr("core.trainer.allow", lambda person, action, subject: False)
    visitor.press(act)
    assert "You may not do this here; ask whoever runs the lab." in visitor.texts()
    assert keeping.store(home).commands.open() == []


@pytest.mark.parametrize("press", ["Train", "Change"])
def test_whoever_may_not_start_or_change_a_run_reads_so(
    home: Path, visitor: Visitor, press: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id).fill("New learning rate", "1e-3")
    monkeypatch.setattr("core.trainer.allow", lambda person, action, subject: False)
    visitor.press(press)
    assert "You may not do this here; ask whoever runs the lab." in visitor.texts()
    assert keeping.store(home).commands.open() == []
    assert len(keeping.store(home).runs.find(EVERY_RUN)) == 1


def test_a_stop_is_seen_in_every_other_tab_at_its_next_tick(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    other = Visitor().open("train", run=run.id)
    visitor.open("train", run=run.id).press("Stop")
    assert other.tick(PROGRESS).metric("State") == "Stopping"
    assert not other.is_enabled("Stopping …")


def test_stop_says_what_becomes_of_the_run_as_it_stands_when_it_is_pressed(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.queued(home)
    visitor.open("train", run=run.id)
    keeping.store(home).runs.start(run.id)
    assert "Stopping; the run keeps what it learned." in visitor.press("Stop").texts()


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
    assert set(visitor.field_errors()) == set(sentences)


def test_a_tick_of_the_curves_sends_what_is_new(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    keeping.store(home).events.add(run.id, 1, [(4, batch_event(1.75))])
    visitor.tick(PROGRESS)
    assert visitor.metric("Time left") == "0 s"
    assert visitor.component("curves")["batch_end"] == 4
    assert visitor.component("curves")["whole"] is False


def test_the_tick_after_the_end_draws_the_page_anew(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    keeping.store(home).runs.end(run.id, State.FAILED, text("It broke."))
    visitor.tick(PROGRESS)
    assert visitor.metric("State") == "Failed"
    assert "It broke." in visitor.alerts()
    assert "Stop" not in visitor.buttons()


def test_a_run_that_is_deleted_between_two_ticks_is_no_accident(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    keeping.store(home).runs.end(run.id, State.STOPPED)
    keeping.store(home).runs.delete(run.id)
    visitor.tick(PROGRESS)
    assert visitor.alerts()[0].startswith("There is no run")


def test_a_finished_run_shows_its_result_and_leads_on(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=keeping.finished(home).id)
    labels = ("State", "Epoch", "Training loss", "Training accuracy", "Validation accuracy", "Test accuracy")
    assert [visitor.metric(label) for label in labels] == [
        "Finished", "2 of 2", "0.4", "90.00%", "92.00%", "99.70%",
    ]  # fmt: skip
    assert {"Evaluate", "Draw a digit"} <= set(visitor.buttons())


def test_a_run_has_the_same_figures_and_charts_in_the_same_order_before_and_after_its_end(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.running(home)
    live = visitor.open("train", run=run.id).metrics()
    charts = visitor.component("curves")
    keeping.store(home).runs.end(run.id, State.FINISHED)
    ended = visitor.tick(PROGRESS).metrics()
    assert [label.replace("Time left", "Duration") for label in live] == ended
    after = visitor.component("curves")
    assert (after["run"], after["axes"], after["total_epochs"]) == (run.id, charts["axes"], 2)
    assert after["whole"] is False  # the charts stay as they are


def test_an_ended_run_is_trained_again_with_its_own_settings(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    visitor.open("train", run=run.id).fill("More", "Train again with these settings", "menu_button")
    again, _ = keeping.store(home).runs.find(EVERY_RUN)
    assert again.manifest.recipe == run.manifest.recipe
    assert (again.manifest.model, again.manifest.origin) == (run.manifest.model, run.manifest.origin)
    assert visitor.address == {"run": again.id}


def test_the_settings_of_a_run_are_copied_into_the_form(home: Path, visitor: Visitor) -> None:
    run = keeping.ended(home, State.STOPPED, preset="tutorial-cnn-adam")
    visitor.open("train", run=run.id).fill("More", "Copy to form", "menu_button")
    recipe = run.manifest.recipe
    assert [visitor.field(label) for label in ("Epochs", "Batch size", "Learning rate", "Seed")] == [
        str(recipe.epochs), str(recipe.batch_size), f"{recipe.optimizer.learning_rate:g}", str(recipe.seed),
    ]  # fmt: skip
    assert keeping.store(home).runs.count(EVERY_RUN) == 1
    visitor.press("Train")
    again, _ = keeping.store(home).runs.find(EVERY_RUN)
    assert again.manifest.recipe == recipe


def test_what_a_run_is_stands_with_it_and_what_differs_from_its_preset(home: Path, visitor: Visitor) -> None:
    (settings,) = visitor.open("train", run=keeping.finished(home).id).html("settings")
    assert "<dt>Learning rate</dt><dd>0.006</dd>" in settings
    assert "<dt>Epochs</dt><dd><strong>2</strong> <small>preset 1</small></dd>" in settings
    assert "<dt>Parameters</dt><dd>142,698 in 9 layers</dd>" in settings
    assert "<dt>Created by</dt><dd>Guest</dd>" in settings


def test_a_run_tells_its_device_as_soon_as_that_is_known(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    (before,) = visitor.open("train", run=run.id).html("settings")
    assert "<dt>Device</dt><dd>not known yet</dd>" in before
    keeping.store(home).events.add(run.id, 1, [(4, device_event("CPU, 2 cores on <b>node</b>"))])
    (after,) = visitor.tick(PROGRESS).html("settings")
    assert "<dt>Device</dt><dd>CPU, 2 cores on &lt;b&gt;node&lt;/b&gt;</dd>" in after
    keeping.store(home).runs.end(run.id, State.STOPPED)
    assert Visitor().open("train", run=run.id).html("settings") == [after]


def test_a_run_of_a_version_that_told_no_device_shows_none(home: Path, visitor: Visitor) -> None:
    (settings,) = visitor.open("train", run=keeping.finished(home).id).html("settings")
    assert "Device" not in settings


def test_a_run_that_learns_nothing_says_so_in_red_with_the_remedy(home: Path, visitor: Visitor) -> None:
    run = keeping.failed_to_learn(home)
    visitor.open("train", run=run.id)
    (sentence,) = visitor.errors()
    assert sentence.startswith("Training accuracy is near chance: 10.0%; guessing gives 10%.")
    assert visitor.open("train", run=keeping.finished(home).id).errors() == []


def test_the_reason_of_a_failure_is_red(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=keeping.ended(home, State.FAILED, keeping.REASON).id)
    assert visitor.errors() == [keeping.REASON]


def test_the_predictions_for_a_dozen_images_stand_with_the_curves_epoch_by_epoch(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.running(home)
    (table,) = visitor.open("train", run=run.id).html("predictions")
    assert table.count("<img") == 12
    assert "<td" not in table
    watched = visitor.component("predictions-watch")["changes"]
    keeping.keep_epoch(home, run.id, 1)
    assert Lab(home).changes() > watched  # which is what has the browser ask for the table anew
    (table,) = visitor.tick(PREDICTIONS).html("predictions")
    assert table.count("<td") == 12
    assert table.count("</b>") - table.count('class="wrong"') == table.count("100%")


def test_a_run_without_validation_is_shown_by_what_it_predicts_at_its_end(
    home: Path, visitor: Visitor
) -> None:
    live = keeping.running(home, "tutorial-tape-mse")
    assert visitor.open("train", run=live.id).html("predictions")[0].count("<td") == 0
    ended = keeping.finished(home, "tutorial-tape-mse")
    (table,) = visitor.open("train", run=ended.id).html("predictions")
    assert table.count("<td") == 12
    assert '<th scope="row">end</th>' in table
    assert any("of the test split, at the end of the run" in text for text in visitor.texts())


def test_a_run_without_a_model_leads_nowhere(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=keeping.ended(home, State.STOPPED).id)
    assert visitor.metric("Test accuracy") == "–"
    assert not {"Evaluate", "Draw a digit"} & set(visitor.buttons())


def test_a_tutorials_own_figures_stand_beside_the_runs(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=keeping.finished(home, "tutorial-dense-adam").id)
    first = visitor.table("Tutorial").iloc[0]
    assert (first["Figure"], first["Tutorial"], first["This run"]) == (
        "Validation accuracy after epoch 1", "0.9584", "0.9200",
    )  # fmt: skip
    assert list(visitor.table("Tutorial")["This run"]) == ["0.9200", "–"]


def test_an_open_point_of_a_stopped_epoch_is_explained(home: Path, visitor: Visitor) -> None:
    stopped, finished = keeping.stopped_on_its_way(home), keeping.finished(home)
    explanation = ":gray[:small[Hollow point: incomplete epoch.]]"
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


def test_the_form_says_how_long_a_training_will_take_here_and_what_is_ahead(
    home: Path, visitor: Visitor
) -> None:
    keeping.finished(home, "quick")
    texts = visitor.open("train").texts()
    assert any(re.search(r"Takes about \d+ (s|min)[^;]* here\.", text) for text in texts), texts
    keeping.running(home, "quick")
    assert any("here; 1 run trains or waits." in text for text in visitor.open("train").texts())
    visitor.fill("Epochs", "0")
    assert not any("Takes " in text for text in visitor.texts())


def test_a_fresh_lab_has_the_chosen_training_timed_and_then_says_so_in_the_same_place(
    home: Path, visitor: Visitor
) -> None:
    timings = keeping.store(home).timings
    visitor.open("train").choose("Preset", "robust").fill("Batch size", "128")
    waiting = timings.waiting()
    assert waiting is not None
    assert isinstance(waiting.spec, Time)
    assert (waiting.spec.model, waiting.spec.recipe.batch_size) == (PRESETS["robust"].model, 128)
    before = priced(visitor)
    assert re.fullmatch(r"Takes roughly \d+ min( \d+ s)? here\.", before), before
    timings.keep(waiting.spec, Timing(start=1, short_batch=0, image=1e-3, epoch=0, validated_image=0))
    assert priced(visitor.tick()) == "Takes about 9 min 10 s here." != before
    timings.drop()
    visitor.open("train").choose("Preset", "robust").fill("Batch size", "128").fill("Epochs", "20")
    assert priced(visitor) == "Takes about 18 min here."
    assert timings.waiting() is None


def priced(visitor: Visitor) -> str:
    (said,) = (found.group() for text in visitor.texts() if (found := re.search(r"Takes [^.]*\.", text)))
    return said


@pytest.mark.parametrize(("label", "typed"), [("Epochs", "0"), ("Batch size", "abc"), ("Seed", "")])
def test_settings_that_are_wrong_have_nothing_timed(
    home: Path, visitor: Visitor, label: str, typed: str
) -> None:
    timings = keeping.store(home).timings
    visitor.open("train")
    timings.drop()
    visitor.fill(label, typed)
    assert timings.waiting() is None


def test_a_data_set_that_is_deleted_while_its_training_is_timed_is_no_accident(
    home: Path, visitor: Visitor
) -> None:
    record = imported(home)
    visitor.open("train", dataset=record.name)
    Lab(home).datasets.delete(record.name)
    visitor.tick()
    assert priced(visitor)


def test_how_long_ago_a_run_was_created_is_kept_up_to_date_while_it_trains(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id)
    monkeypatch.setattr(
        "dashboard.toolkit.settings_line.age", lambda created: f"{created == run.created} 5 min ago"
    )
    (settings,) = visitor.tick(SETTINGS_LINE).html("settings")
    assert "<dt>Created</dt><dd>True 5 min ago</dd>" in settings


@pytest.mark.parametrize(("preset", "best"), [("quick", 1), ("tutorial-dense-adam", None)])
def test_the_best_epoch_is_marked_unless_it_would_be_chosen_by_the_test_set(
    home: Path, visitor: Visitor, preset: str, best: int | None
) -> None:
    run = keeping.running(home, preset)
    assert visitor.open("train", run=run.id).component("curves")["best"] is None  # there is but one
    keeping.store(home).events.add(run.id, run.attempt, [(9, epoch_event(2))])
    assert visitor.open("train", run=run.id).component("curves")["best"] == best


@pytest.mark.parametrize("width", [1, 2])
def test_settings_that_the_form_has_no_field_for_are_not_copied_to_it(
    home: Path, visitor: Visitor, width: float
) -> None:
    draft = draft_with_values(draft_of(PRESETS["quick"]), {"width": width})
    kept = keeping.store(home)
    with kept.transaction():
        run = kept.runs.add(draft.manifest(person="ada", created=DAY, versions={}), "Wide")
        kept.runs.start(run.id)
        kept.runs.end(run.id, State.FINISHED)
    assert ("Copy to form" in visitor.open("train", run=run.id).menu("More")) == (width == 1)
