"""The Runs page: the table, and what can be done with a run."""

from pathlib import Path

import numpy as np
import pytest

from core.runs.artifacts import RunFolder
from core.runs.query import EVERY_RUN
from core.runs.run import UnknownRunError
from core.runs.state import State
from tests import keeping
from tests.dashboard.visiting import Visitor


def test_the_table_has_every_run_the_newest_first(home: Path, visitor: Visitor) -> None:
    runs = [keeping.finished(home), keeping.ended(home, State.FAILED, "It broke."), keeping.queued(home)]
    table = visitor.open("runs").table("Run")
    assert list(table["Run"]) == [run.name for run in reversed(runs)]
    assert list(table["State"]) == ["Queued", "Failed", "Finished"]
    np.testing.assert_array_equal(table["Accuracy"], [np.nan, np.nan, 99.7])
    assert list(table["By epoch"].iloc[2]) == [0.92]


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


def test_a_run_is_renamed_to_exactly_what_was_typed(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    visitor.open("runs").press("Rename").type_into("Name", "<b>My</b> *net*", "text_input")
    visitor.press_in_dialog("Save")
    assert keeping.store(home).runs.get(run.id).name == "<b>My</b> *net*"
    assert "<b>My</b> *net*" in visitor.texts()


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
    visitor.press_in_dialog("Keep it")
    assert keeping.store(home).runs.get(run.id) == run
    visitor.press("Delete").press_in_dialog("Delete for good")
    with pytest.raises(UnknownRunError):
        keeping.store(home).runs.get(run.id)
    assert not RunFolder(home, run.id).path.exists()
    assert visitor.address == {"run": kept.id}
    assert "Delete for good" not in visitor.buttons()


@pytest.mark.parametrize("make", [keeping.queued, keeping.running])
def test_a_live_run_cannot_be_deleted(home: Path, visitor: Visitor, make: keeping.Maker) -> None:
    visitor.open("runs", run=make(home).id)
    assert not visitor.is_enabled("Delete")


@pytest.mark.parametrize(("act", "confirm"), [("Rename", "Save"), ("Delete", "Delete for good")])
def test_a_run_that_another_visitor_has_deleted_meanwhile_is_no_accident(
    home: Path, visitor: Visitor, act: str, confirm: str
) -> None:
    run = keeping.finished(home)
    visitor.open("runs").press(act)
    keeping.store(home).runs.delete(run.id)
    visitor.press_in_dialog(confirm)
    assert keeping.store(home).runs.find(EVERY_RUN) == []


def test_the_run_in_hand_is_ticked_however_it_was_chosen(home: Path, visitor: Visitor) -> None:
    older, newer = keeping.finished(home), keeping.finished(home)
    assert visitor.open("runs", run=older.id).ticked("Run") == [1]
    assert visitor.choose("Run", newer.id).ticked("Run") == [0]


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
