"""The Runs page: the table, and what can be done with a run."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from core.lab import Lab
from core.models.presets import PRESETS
from core.runs.artifacts import RunFolder
from core.runs.draft import draft_of
from core.runs.query import EVERY_RUN
from core.runs.run import Run, UnknownRunError
from core.runs.state import State
from tests import keeping
from tests.dashboard.visiting import Visitor


def test_the_table_has_every_run_the_newest_first(home: Path, visitor: Visitor) -> None:
    runs = [keeping.finished(home), keeping.ended(home, State.FAILED, "It broke."), keeping.queued(home)]
    table = visitor.open("runs").table("Run")
    assert list(table["Run"]) == [run.name for run in reversed(runs)]
    assert list(table["State"]) == ["Queued", "Failed", "Finished"]
    np.testing.assert_array_equal(table["Test accuracy"], [np.nan, np.nan, 99.7])
    assert visitor.shown_cells("Test accuracy") == ["–", "–", "99.70% ★"]
    assert list(table["Accuracy curve"].iloc[2]) == [0.92]


def test_name_and_test_accuracy_come_first_and_fit_on_a_phone(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("runs")
    assert list(visitor.table("Run"))[:2] == ["Run", "Test accuracy"]
    checkbox, frame, phone = 33, 2, 390 - 2 * 16
    widths = [visitor.column_settings(column)["width"] for column in ("Run", "Test accuracy")]
    assert checkbox + frame + sum(widths) <= phone


def test_all_small_curves_have_one_scale(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    kind = visitor.open("runs").column_settings("Accuracy curve")["type_config"]
    assert (kind["y_min"], kind["y_max"]) == (0, 1)


def test_epochs_are_told_with_their_part(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    keeping.stopped_on_its_way(home)
    keeping.queued(home, epochs=3)
    assert list(visitor.open("runs").table("Run")["Epochs"]) == ["0 of 3", "1.5 of 2", "2 of 2"]


def test_settings_have_columns_only_where_the_runs_differ(home: Path, visitor: Visitor) -> None:
    keeping.queued(home)
    keeping.queued(home)
    assert "Seed" not in visitor.open("runs").table("Run")
    with_settings(home, learning_rate=5.0)
    table = visitor.open("runs").table("Run")
    assert list(table["Learning rate"]) == ["5", "0.006", "0.006"]
    assert {"Seed", "Batch size", "Preset"}.isdisjoint(table)
    keeping.queued(home, "tutorial-dense-adam")
    assert list(visitor.open("runs").table("Run")["Preset"])[:2] == ["Tutorial: dense net, Adam", "Quick net"]


def with_settings(home: Path, **changes: float) -> Run:
    """A run that waits, of the quick net with other settings."""
    draft = draft_of(PRESETS["quick"], epochs=2, **changes)
    made = draft.manifest(person="ada", created=datetime(2026, 1, 1, tzinfo=UTC), versions={})
    return keeping.store(home).runs.add(made, "Net")


def test_the_best_run_is_named_and_a_click_selects_it(home: Path, visitor: Visitor) -> None:
    best, last = keeping.finished(home), keeping.finished(home)
    keeping.store(home).runs.set_model(last.id, "0" * 64, 0.5)
    visitor.open("runs")
    assert visitor.shown_cells("Test accuracy") == ["50.00%", "99.70% ★"]
    visitor.press(f"★ Best test accuracy: 99.70% · {best.name}")
    assert visitor.address == {"run": best.id}


def test_a_run_that_fails_to_learn_is_marked_and_says_why(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    run = keeping.diverged(home)
    visitor.open("runs", run=run.id)
    assert list(visitor.table("Run")["State"]) == ["Finished ⚠", "Finished"]
    assert visitor.alerts() == [
        "The training loss is no longer a finite number. Lower the learning rate; it is 0.006."
    ]
    assert visitor.choose("Run", keeping.store(home).runs.find(EVERY_RUN)[1].id).alerts() == []


def test_a_failed_run_says_why(home: Path, visitor: Visitor) -> None:
    keeping.ended(home, State.FAILED, keeping.REASON)
    assert visitor.open("runs").alerts() == [keeping.REASON]


def test_the_selected_run_says_what_it_is(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("runs")
    assert "**99.70%** :gray[test accuracy, n = 10,000]" in visitor.markdown()
    (settings,) = visitor.html("settings")
    assert "<dt>Learning rate</dt><dd>0.006</dd>" in settings


@pytest.mark.parametrize(("button", "title"), [("Open", "Train"), ("Evaluate", "Evaluate"), ("Draw", "Draw")])
def test_a_button_leads_to_the_runs_other_pages(
    home: Path, visitor: Visitor, button: str, title: str
) -> None:
    run, _ = keeping.finished(home), keeping.finished(home)
    visitor.open("runs", run=run.id).press(button)
    assert (visitor.title, visitor.address) == (title, {"run": run.id})


def test_without_a_model_there_is_nothing_to_evaluate_or_draw_for(home: Path, visitor: Visitor) -> None:
    visitor.open("runs", run=keeping.ended(home, State.STOPPED).id)
    assert visitor.buttons() == ["Open", "Rename", "Delete"]
    assert visitor.downloads() == ["Metrics by epoch (.csv)", "Manifest (.json)"]


def test_a_run_is_renamed_to_exactly_what_was_typed(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    visitor.open("runs").press("Rename").type_into("Name", "<b>My</b> *net*", "text_input")
    visitor.press_in_dialog("Save")
    assert keeping.store(home).runs.get(run.id).name == "<b>My</b> *net*"
    assert "<b>My</b> *net*" in visitor.texts()


def test_whoever_may_not_rename_a_run_reads_so(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = keeping.finished(home)
    visitor.open("runs").press("Rename").type_into("Name", "Mine", "text_input")
    monkeypatch.setattr("core.trainer.allow", lambda person, action, subject: False)
    visitor.press_in_dialog("Save")
    assert keeping.store(home).runs.get(run.id).name == run.name
    assert visitor.alerts() == ["You may not do this here; ask whoever runs the lab."]


@pytest.mark.parametrize("name", ["", "   ", "\u202e"])
def test_a_name_that_cannot_be_one_is_refused_in_a_sentence(home: Path, visitor: Visitor, name: str) -> None:
    run = keeping.finished(home)
    visitor.open("runs").press("Rename").type_into("Name", name, "text_input")
    visitor.press_in_dialog("Save")
    assert keeping.store(home).runs.get(run.id).name == run.name
    assert visitor.alerts()[0].startswith("A name has 1 to 60")


def test_a_run_is_deleted_only_when_one_has_said_so_twice(home: Path, visitor: Visitor) -> None:
    kept, run = keeping.finished(home), keeping.finished(home)
    visitor.open("runs", run=run.id).press("Delete")
    assert any("This can't be undone." in text for text in visitor.texts())
    visitor.press_in_dialog("Cancel")
    assert keeping.store(home).runs.get(run.id) == run
    visitor.press("Delete").press_in_dialog("Delete run")
    with pytest.raises(UnknownRunError):
        keeping.store(home).runs.get(run.id)
    assert not RunFolder(home, run.id).path.exists()
    assert visitor.address == {"run": kept.id}
    assert "Delete run" not in visitor.buttons()


@pytest.mark.parametrize("make", [keeping.queued, keeping.running])
def test_a_live_run_cannot_be_deleted(home: Path, visitor: Visitor, make: keeping.Maker) -> None:
    visitor.open("runs", run=make(home).id)
    assert not visitor.is_enabled("Delete")


@pytest.mark.parametrize(("act", "confirm"), [("Rename", "Save"), ("Delete", "Delete run")])
def test_a_run_that_another_visitor_has_deleted_meanwhile_is_no_accident(
    home: Path, visitor: Visitor, act: str, confirm: str
) -> None:
    run = keeping.finished(home)
    visitor.open("runs").press(act)
    keeping.store(home).runs.delete(run.id)
    visitor.press_in_dialog(confirm)
    assert keeping.store(home).runs.find(EVERY_RUN) == []


def test_the_selected_run_is_shaded_however_it_was_chosen(home: Path, visitor: Visitor) -> None:
    older, newer = keeping.finished(home), keeping.finished(home)
    assert visitor.open("runs", run=older.id).shaded("Run") == [1]
    assert visitor.choose("Run", newer.id).shaded("Run") == [0]
    assert visitor.select("Run", cell=(1, "State")).shaded("Run") == [1]
    assert (visitor.address, visitor.ticked("Run")) == ({"run": older.id}, [])


def test_the_run_below_follows_a_deleted_one(home: Path, visitor: Visitor) -> None:
    first, middle, last = (keeping.finished(home) for _ in range(3))
    visitor.open("runs", run=middle.id).press("Delete").press_in_dialog("Delete run")
    assert visitor.address == {"run": first.id}
    visitor.open("runs", run=first.id).press("Delete").press_in_dialog("Delete run")
    assert visitor.address == {"run": last.id}


def test_the_first_run_of_all_appears_by_itself(home: Path, visitor: Visitor) -> None:
    visitor.open("runs")
    run = keeping.queued(home)
    assert list(visitor.tick().table("Run")["Run"]) == [run.name]


def test_a_change_of_any_run_is_on_the_page_at_the_next_look(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    visitor.open("runs", run=run.id)
    keeping.store(home).runs.rename(run.id, "Renamed elsewhere")
    visitor.tick()
    assert list(visitor.table("Run")["Run"]) == ["Renamed elsewhere"]
    assert "Renamed elsewhere" in visitor.texts()


@pytest.mark.parametrize("act", ["Rename", "Delete"])
def test_an_open_dialog_outlives_what_happens_to_other_runs(home: Path, visitor: Visitor, act: str) -> None:
    keeping.finished(home)
    visitor.open("runs").press(act)
    keeping.queued(home)
    visitor.tick(fragment=1)
    assert not visitor.screen.title  # only the fragment ran, and the page under the dialog stays as it is
    assert len(visitor.open("runs").table("Run")) == 2


def test_a_lab_without_runs_shows_the_way_to_the_first(visitor: Visitor) -> None:
    visitor.open("runs")
    assert visitor.alerts() == [
        "No run yet. Each training becomes a run, with its settings, curves and model."
    ]
    assert visitor.fields() == ["Your name"]


def test_files_are_read_only_when_they_are_asked_for(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError("a file was read")

    monkeypatch.setattr(Lab, "file", never)
    keeping.finished(home)
    assert visitor.open("runs").downloads() == [
        "Model (.keras)",
        "Model (.onnx)",
        "Metrics by epoch (.csv)",
        "Predictions (.csv)",
        "Manifest (.json)",
    ]


def test_the_link_to_copy_is_that_of_the_selected_run(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    assert visitor.open("runs").component("copy-link")["path"] == f"/train?run={run.id}"
