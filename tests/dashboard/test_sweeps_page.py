"""The Sweeps page: the form, how far a sweep is, its trials as lines and as a table."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import core.lab
from core.home import DISK_FULL
from core.lab import Lab
from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.expected_time import ExpectedTime
from core.runs.query import RunQuery
from core.runs.state import State
from core.sweep_reports import report
from core.sweeps.reading import read_space
from core.sweeps.specification import SweepSpec, specify_sweep
from core.sweeps.sweep import Sweep, SweepState
from core.text import text
from tests import keeping
from tests.core.test_sweep_acts import add_trial
from tests.dashboard.visiting import Visitor


def specification(trials: int = 4, **typed: str) -> SweepSpec:
    space = read_space(typed or {"learning_rate": "0.001..0.01"})
    return specify_sweep(draft_of(PRESETS["quick"], epochs=2), space, trials=trials)


@pytest.fixture
def sweep(home: Path) -> Sweep:
    """A sweep with two trials that have finished, one that failed and one that waits."""
    kept, lab = keeping.store(home), Lab(home)
    sweep = kept.sweeps.add(specification(), "ada")
    add_trial(lab, sweep, 0.001, 0.90, 0.93, state=State.FINISHED)
    add_trial(lab, sweep, 0.002, 0.94, 0.95, state=State.FINISHED)
    add_trial(lab, sweep, 0.003, state=State.FAILED)
    add_trial(lab, sweep, 0.004)
    return sweep


def test_without_a_sweep_the_page_says_what_one_is_and_the_form_is_ready(
    home: Path, visitor: Visitor
) -> None:
    visitor.open("sweeps")
    assert visitor.title == "Sweeps"
    assert any("No sweep yet" in alert for alert in visitor.alerts())
    assert visitor.field("Learning rate") == "0.0003..0.01"
    assert visitor.primary_button() == "Start sweep"


def test_start_makes_a_sweep_of_what_stands_in_the_form(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    visitor.open("sweeps").fill("Batch size", "32, 64").fill("Trials", "7")
    visitor.press("Start sweep")
    (kept,) = keeping.store(home).sweeps.all(10)
    assert kept.spec == specify_sweep(
        draft_of(PRESETS["quick"]),
        read_space({"learning_rate": "0.0003..0.01", "batch_size": "32,64"}),
        trials=7,
    )
    assert visitor.address["sweep"] == kept.id
    assert visitor.metric("Trials ended") == "0 of 7"


def test_whoever_may_not_start_a_sweep_reads_so(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.open("sweeps")
    monkeypatch.setattr("core.trainer.allow", lambda person, action, subject: False)
    visitor.press("Start sweep")
    assert "You may not do this here; ask whoever runs the lab." in visitor.texts()
    assert keeping.store(home).sweeps.all(10) == []


def test_the_form_tells_the_time_of_trials_that_train_at_once(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.toolkit.price_note.TimingActs.expect", lambda *_: ExpectedTime(60, "runs"))
    for at_once, time in ((1, "20 min"), (2, "10 min")):
        monkeypatch.setattr("core.sweep_reports.trials_at_once", lambda several=at_once: several)
        told = f"20 trials take about {time} with the preset's own settings."
        assert any(told in text for text in visitor.open("sweeps").texts())


def test_a_pause_that_begins_while_the_page_is_drawn_leaves_one_button(
    home: Path, visitor: Visitor, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "dashboard.views.sweeps.panel.report", lambda *asked: replace(report(*asked), is_pausing=True)
    )
    assert "Pause" in visitor.open("sweeps", sweep=sweep.id).buttons()


@pytest.mark.parametrize(
    ("label", "typed", "sentence"),
    [
        ("Learning rate", "fast", 'Give learning rate as numbers such as 0.0003..0.01; "fast" is none.'),
        ("Learning rate", "", "Nothing varies; give a list or a range for at least one setting."),
        ("Optimizer", "adagrad", 'There is no optimizer "adagrad"; choose of sgd, rmsprop, adam, adamw.'),
        ("Trials", "0", "Give a number of trials from 1 to 200; these would be 0."),
        (
            "Trials",
            "many",
            'Enter a number of trials as a whole number, such as 12 or 1e3; you entered "many".',
        ),
        ("Seed", "-1", "Give a seed from 0 to 2147483647; you entered -1."),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    home: Path, visitor: Visitor, label: str, typed: str, sentence: str
) -> None:
    visitor.open("sweeps").fill(label, typed)
    assert visitor.field_errors() == [sentence]
    visitor.press("Start sweep")
    assert visitor.field_errors() == [sentence]
    assert visitor.field(label) == typed
    assert keeping.store(home).sweeps.all(10) == []


def test_a_value_that_is_corrected_is_searched_with_the_click_that_brings_it(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    visitor.open("sweeps").fill("Trials", "many")
    visitor.type_into("Trials", "7")
    visitor.press("Start sweep")
    (kept,) = keeping.store(home).sweeps.all(10)
    assert kept.spec.trials == 7


def test_a_preset_that_validates_on_test_is_compared_on_validation_and_it_is_said(
    home: Path, visitor: Visitor
) -> None:
    visitor.open("sweeps").choose("Preset", "tutorial-cnn-adam")
    assert any("compared on the validation split" in line for line in visitor.texts())


def test_a_sweep_is_told_in_figures_and_its_best_trial_is_a_click_from_evaluate(
    home: Path, visitor: Visitor, sweep: Sweep
) -> None:
    visitor.open("sweeps", sweep=sweep.id)
    assert visitor.metric("State") == "Running"
    assert visitor.metric("Trials ended") == "3 of 4"
    assert visitor.metric("Waiting") == "1"
    assert visitor.metric("Best validation accuracy") == "95.00%"
    assert visitor.metric("Time left") != "–"
    assert visitor.primary_button() == "Start sweep"
    assert any("Best: trial 2, learning rate 0.002" in line for line in visitor.texts())
    visitor.fill("Best trial", "Evaluate", "menu_button")
    assert visitor.address["run"] == keeping.store(home).sweeps.trials(sweep.id)[1].run


def test_the_table_has_each_trial_the_newest_first(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    table = visitor.open("sweeps", sweep=sweep.id).table("Trial")
    assert list(table["Trial"]) == [4, 3, 2, 1]
    assert list(table["State"]) == ["Queued", "Failed", "Finished", "Finished"]
    assert visitor.shown_cells("Validation accuracy") == ["–", "–", "95.00% ★", "93.00%"]
    assert visitor.shown_cells("Learning rate") == ["0.004", "0.003", "0.002", "0.001"]


def test_a_click_on_a_trial_opens_its_run(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    visitor.open("sweeps", sweep=sweep.id).select("Trial", cell=(2, "Trial"))
    assert visitor.title == "Train"
    trials = keeping.store(home).sweeps.trials(sweep.id)
    assert visitor.address["run"] == trials[1].run
    assert any("Trial 2 of Sweep 1" in line for line in visitor.texts())


def test_a_click_opens_the_trial_that_was_seen_when_another_has_started_meanwhile(
    home: Path, visitor: Visitor, sweep: Sweep
) -> None:
    visitor.open("sweeps", sweep=sweep.id)
    add_trial(Lab(home), sweep, 0.005)
    visitor.select("Trial", cell=(2, "Trial"))
    assert visitor.address["run"] == keeping.store(home).sweeps.trials(sweep.id)[1].run


def test_of_equal_trials_the_best_alone_has_a_star(home: Path, visitor: Visitor) -> None:
    kept, lab = keeping.store(home), Lab(home)
    sweep = kept.sweeps.add(specification(), "ada")
    for rate in (0.001, 0.002):
        add_trial(lab, sweep, rate, 0.90, 0.95, state=State.FINISHED)
    visitor.open("sweeps", sweep=sweep.id)
    assert visitor.shown_cells("Validation accuracy") == ["95.00%", "95.00% ★"]


def test_a_grid_has_no_number_of_trials(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    visitor.open("sweeps").fill("Learning rate", "0.001, 0.01").fill("Trials", "many")
    visitor.choose("Sampler", "grid")
    assert visitor.field_errors() == []
    visitor.press("Start sweep")
    assert len(keeping.store(home).sweeps.all(10)) == 1


def test_an_unknown_sweep_is_told_where_there_is_none(home: Path, visitor: Visitor) -> None:
    visitor.open("sweeps", sweep="abcdefgh")
    assert "There is no such sweep here." in visitor.alerts()


def test_stop_ends_the_sweep(
    home: Path, visitor: Visitor, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    visitor.open("sweeps", sweep=sweep.id).press("Stop")
    assert visitor.metric("State") == "Stopped"
    assert "Stop" not in visitor.buttons()


def test_a_sweep_without_trials_says_whether_one_will_start(home: Path, visitor: Visitor) -> None:
    kept = keeping.store(home)
    sweep = kept.sweeps.add(specification(), "ada")
    assert visitor.open("sweeps", sweep=sweep.id).alerts() == ["The first trial starts in a moment."]
    kept.sweeps.end(sweep.id, SweepState.STOPPED)
    assert visitor.open("sweeps", sweep=sweep.id).alerts() == ["No trial was started."]


def test_a_sweep_pauses_and_goes_on(
    home: Path, visitor: Visitor, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    visitor.open("sweeps", sweep=sweep.id).press("Pause")
    waiting = keeping.store(home).sweeps.trials(sweep.id)[3].run
    assert waiting is not None
    keeping.store(home).runs.pause_waiting(waiting)  # as the runner does
    visitor.open("sweeps", sweep=sweep.id)
    assert visitor.metric("State") == "Paused"
    assert visitor.is_enabled("Stop")
    visitor.press("Resume")
    assert visitor.metric("State") == "Running"
    assert visitor.metric("Waiting") == "1"


def test_a_sweep_is_resumed_only_when_its_trials_have_paused_and_these_are_counted(
    home: Path, visitor: Visitor, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    kept = keeping.store(home)
    trains = kept.sweeps.trials(sweep.id)[3].run
    assert trains is not None
    kept.runs.start(trains)
    visitor.open("sweeps", sweep=sweep.id).press("Pause")
    assert (visitor.metric("State"), visitor.metric("Training")) == ("Pausing", "1")
    assert "Resume" not in visitor.buttons()
    assert not visitor.is_enabled("Pausing …")
    with monkeypatch.context() as patch:
        patch.setattr(Lab, "obstacle", lambda _: DISK_FULL)
        assert str(DISK_FULL) in visitor.open("sweeps", sweep=sweep.id).alerts()
    newer = kept.sweeps.add(specification(), "ada")
    visitor.open("sweeps", sweep=newer.id)
    assert any("Sweep 1 · Quick net · 4 trials · Pausing" in line for line in visitor.texts())
    kept.sweeps.delete(newer.id)
    kept.runs.end(trains, State.PAUSED)
    visitor.open("sweeps", sweep=sweep.id)
    assert (visitor.metric("State"), visitor.metric("Paused")) == ("Paused", "1")
    assert visitor.metric("Trials ended") == "3 of 4"
    assert visitor.table("Trial")["State"].iloc[0] == "Paused"
    assert "Pausing …" not in visitor.buttons()
    visitor.press("Resume")
    assert visitor.metric("State") == "Running"


def test_a_sweep_that_runs_is_not_deleted_and_it_is_said(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    visitor.open("sweeps", sweep=sweep.id).fill("More", "Delete", "menu_button")
    assert any("Stop it before you delete it." in alert for alert in visitor.alerts())
    assert "Delete sweep" not in visitor.buttons()


def test_a_deleted_sweep_takes_its_runs_with_it_unless_they_shall_stay(home: Path, visitor: Visitor) -> None:
    kept, lab = keeping.store(home), Lab(home)
    for keeps, left in ((False, 0), (True, 1)):
        sweep = kept.sweeps.add(specification(), "ada")
        add_trial(lab, sweep, 0.001, 0.90, state=State.FINISHED)
        kept.sweeps.end(sweep.id, SweepState.STOPPED)
        visitor.open("sweeps", sweep=sweep.id).fill("More", "Delete", "menu_button")
        assert any("its run goes too, with curves, models" in line for line in visitor.texts())
        if keeps:
            visitor.type_into("Keep its runs", keeps, "checkbox")
        visitor.press_in_dialog("Delete sweep")
        assert kept.sweeps.all(10) == []
        assert kept.runs.count(RunQuery()) == left


def test_the_runs_of_a_sweep_are_found_in_runs(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    keeping.finished(home)
    visitor.open("sweeps", sweep=sweep.id).fill("More", "Show its runs", "menu_button")
    assert visitor.title == "Runs"
    assert len(visitor.open("runs").table("Run")) == 5
    assert len(visitor.open("runs", of_sweep=sweep.id).table("Run")) == 4
    visitor.choose("Sweep", None)
    assert len(visitor.table("Run")) == 5
    assert "of_sweep" not in visitor.address
    visitor.choose("Sweep", sweep.id)
    assert visitor.address["of_sweep"] == sweep.id


def test_the_runs_of_a_sweep_are_all_there_whatever_was_filtered_before(
    home: Path, visitor: Visitor, sweep: Sweep
) -> None:
    visitor.open("runs").fill("Search", "trial 2")
    visitor.fill("State", [State.FINISHED], "multiselect").choose("Preset", "quick")
    visitor.fill("Only mine", True, "toggle")
    visitor.open("sweeps", sweep=sweep.id).fill("More", "Show its runs", "menu_button")
    assert len(visitor.table("Run")) == 4


def test_what_is_filtered_among_the_runs_of_a_sweep_stays_so(
    home: Path, visitor: Visitor, sweep: Sweep
) -> None:
    visitor.open("runs", of_sweep=sweep.id).fill("State", [State.FINISHED], "multiselect")
    assert len(visitor.table("Run")) == 2
    visitor.choose("Sweep", None)
    assert len(visitor.table("Run")) == 2
    visitor.open("sweeps", sweep=sweep.id)
    assert len(visitor.open("runs").table("Run")) == 2, "a way back without a sweep keeps the filters"


def test_a_link_to_some_runs_of_a_sweep_says_which(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    visitor.open("runs").fill("State", [State.FINISHED], "multiselect")
    visitor.open("sweeps", sweep=sweep.id)
    assert len(visitor.open("runs", of_sweep=sweep.id, search="trial 2").table("Run")) == 1
    visitor.open("sweeps", sweep=sweep.id)
    assert len(visitor.open("runs", of_sweep=sweep.id, state="Failed").table("Run")) == 1


def test_an_address_with_a_sweep_that_is_gone_says_so(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    keeping.finished(home)
    visitor.open("runs", of_sweep="abcdefgh")
    assert "There is no such sweep here; the list is not filtered by sweep." in visitor.alerts()
    assert len(visitor.table("Run")) == 5
    assert "of_sweep" not in visitor.address
    visitor.fill("Only mine", False, "toggle")
    assert visitor.alerts() == [], "it is said once"
    visitor.choose("Sweep", sweep.id)
    assert visitor.alerts() == []
    assert len(visitor.table("Run")) == 4


def test_a_sweep_without_runs_says_so(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    sweep = keeping.store(home).sweeps.add(specification(), "ada")
    told = "This sweep has no runs: none was started yet, or all were deleted."
    assert told in visitor.open("runs", of_sweep=sweep.id).alerts()
    visitor.fill("Search", "net")
    assert "No run matches these filters." in visitor.alerts()


def test_a_sweep_gets_another_name_that_is_shown_as_typed(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    visitor.open("sweeps", sweep=sweep.id).fill("More", "Rename", "menu_button")
    visitor.type_into("Name", "*Rates* <b>")
    visitor.press_in_dialog("Save")
    assert any(line == "*Rates* <b>" for line in visitor.open("sweeps", sweep=sweep.id).texts())


def test_a_sweep_that_was_given_up_says_why(home: Path, visitor: Visitor) -> None:
    kept = keeping.store(home)
    sweep = kept.sweeps.add(specification(), "ada")
    kept.sweeps.end(sweep.id, SweepState.STOPPED, text("The last 5 trials have all failed: It died."))
    assert visitor.open("sweeps", sweep=sweep.id).errors() == ["The last 5 trials have all failed: It died."]


def test_an_unknown_sweep_is_told_and_the_newest_shown(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    visitor.open("sweeps", sweep="abcdefgh")
    assert any("There is no such sweep" in alert for alert in visitor.alerts())
    assert visitor.address["sweep"] == sweep.id


def test_the_other_sweeps_are_links(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    newer = keeping.store(home).sweeps.add(specification(), "ada")
    visitor.open("sweeps")
    assert visitor.address["sweep"] == newer.id
    assert any("Sweep 1 · Quick net · 4 trials · Running" in line for line in visitor.texts())


def test_the_lines_have_a_text_alternative(home: Path, visitor: Visitor, sweep: Sweep) -> None:
    sent = visitor.open("sweeps", sweep=sweep.id).component("parallel-coordinates")
    assert "Best is trial 2: learning rate 0.002, validation accuracy 95.00%." in sent["alt"]
    assert len(json.loads(sent["figure"])["data"]) == 4
