"""Several runs at once: ticked, compared, stopped, deleted."""

import re
from pathlib import Path

import pytest

from core.runs.commands import Stop
from core.runs.query import EVERY_RUN
from core.runs.run import Run
from core.runs.state import State
from tests import keeping
from tests.dashboard.visiting import Visitor


def kept(home: Path) -> list[str]:
    """The names of all runs, the oldest first."""
    return [run.name for run in keeping.store(home).runs.find(EVERY_RUN)][::-1]


@pytest.fixture
def runs(home: Path) -> list[Run]:
    """Four runs that have ended, the newest first, as in the table."""
    return [keeping.finished(home) for _ in range(4)][::-1]


def test_without_a_tick_there_is_nothing_for_several(visitor: Visitor, runs: list[Run]) -> None:
    assert "Compare" not in visitor.open("runs").buttons()
    visitor.select("Run", ticked=[1])
    assert "**1 selected**" in visitor.markdown()
    assert not visitor.is_enabled("Compare")


def test_ticks_stay_with_their_runs_when_another_run_comes(
    home: Path, visitor: Visitor, runs: list[Run]
) -> None:
    visitor.open("runs").select("Run", ticked=[0, 2])
    keeping.queued(home)
    assert visitor.tick().ticked("Run") == [1, 3]


def test_ticks_stay_while_the_table_shows_other_runs(visitor: Visitor, runs: list[Run]) -> None:
    visitor.open("runs").select("Run", ticked=[0, 2])
    visitor.fill("Search", runs[1].id)
    visitor.select("Run", ticked=[0])
    assert "**3 selected**" in visitor.markdown()
    assert visitor.fill("Search", "").ticked("Run") == [0, 1, 2]
    assert visitor.press("Clear selection").ticked("Run") == []


def test_a_tick_selects_no_run_and_a_click_ticks_none(visitor: Visitor, runs: list[Run]) -> None:
    visitor.open("runs", run=runs[3].id).select("Run", ticked=[1])
    assert visitor.address == {"run": runs[3].id}
    visitor.select("Run", ticked=[1], cell=(2, "Epochs"))
    assert (visitor.address, visitor.ticked("Run")) == ({"run": runs[2].id}, [1])


def test_ticked_runs_are_deleted_when_one_has_said_so_twice(
    home: Path, visitor: Visitor, runs: list[Run]
) -> None:
    visitor.open("runs", run=runs[0].id).select("Run", ticked=[0, 2])
    visitor.press("Delete selected").press_in_dialog("Cancel")
    assert len(kept(home)) == 4
    visitor.open("runs").press("Delete selected")
    assert f"{runs[0].name}, {runs[2].name}" in "".join(visitor.texts())
    visitor.press_in_dialog("Delete 2 runs")
    assert kept(home) == [runs[3].name, runs[1].name]
    assert "Compare" not in visitor.buttons()


def test_a_live_run_is_refused_and_the_others_can_go(home: Path, visitor: Visitor) -> None:
    live, gone = keeping.running(home), keeping.finished(home)
    visitor.open("runs").select("Run", ticked=[0, 1]).press("Delete selected")
    assert visitor.alerts() == [f"{live.name} is running. Stop it before you delete it."]
    visitor.press_in_dialog("Delete run")
    assert kept(home) == [live.name]
    assert gone.name not in visitor.texts()


def test_live_runs_alone_cannot_be_deleted(home: Path, visitor: Visitor) -> None:
    keeping.running(home)
    visitor.open("runs").select("Run", ticked=[0]).press("Delete selected")
    assert "Cancel" in visitor.buttons()
    assert "Delete run" not in visitor.buttons()


def test_those_that_are_live_are_stopped(home: Path, visitor: Visitor) -> None:
    running, queued, _ = keeping.running(home), keeping.queued(home), keeping.finished(home)
    visitor.open("runs").select("Run", ticked=[0])
    assert not any(label.startswith("Stop") for label in visitor.buttons())
    visitor.select("Run", ticked=[0, 1, 2]).press("Stop 2 runs")
    asked = [command.read() for command in keeping.store(home).commands.open()]
    assert sorted(asked, key=str) == sorted([Stop(run=running.id), Stop(run=queued.id)], key=str)
    assert "Stopping 2 runs …" in visitor.texts()


def test_a_comparison_stands_in_the_address(visitor: Visitor, runs: list[Run]) -> None:
    visitor.open("runs").select("Run", ticked=[2, 0]).press("Compare")
    assert visitor.address["compare"] == f"{runs[2].id},{runs[0].id}"
    visitor.press("Close comparison")
    assert "compare" not in visitor.address


def test_a_comparison_can_be_opened_by_its_address(home: Path, visitor: Visitor) -> None:
    quick, tutorial = keeping.finished(home), keeping.finished(home, "tutorial-dense-adam")
    keeping.store(home).runs.rename(tutorial.id, "<b>mine</b>")
    (html,) = visitor.open("runs", compare=f"{quick.id},{tutorial.id}").html("comparison")
    heads = re.findall(r'<th scope="col">(.*?)</th>', html)
    assert [re.sub("<.*?>", "", head) for head in heads] == [f"●{quick.name}", "■&lt;b&gt;mine&lt;/b&gt;"]
    lines = dict(re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', html))
    assert lines["Test accuracy"] == "<td>99.70% ★</td><td>99.70% ★</td>"
    assert lines["Learning rate"] == "<td>0.006</td><td>0.001</td>"
    assert "Seed" not in lines
    assert visitor.component("comparison")["alt"] == f"Accuracy by epoch of {quick.name}, <b>mine</b>"
    address = visitor.component("copy-comparison")["path"]
    assert address == f"/runs?compare={quick.id},{tutorial.id}"


@pytest.mark.parametrize("address", ["", "{gone}", "{run},{gone}", "{run},{run}", "../../etc/passwd"])
def test_a_comparison_of_less_than_two_runs_says_so(home: Path, visitor: Visitor, address: str) -> None:
    run = keeping.finished(home)
    visitor.open("runs", compare=address.format(run=run.id, gone="23456789"))
    assert visitor.alerts()[0].startswith("A comparison needs two runs")
    assert "compare" not in visitor.press("Close comparison").address


def test_at_most_eight_runs_are_compared(home: Path, visitor: Visitor) -> None:
    runs = keeping.many(home, 9)
    visitor.open("runs").select("Run", ticked=range(9))
    assert not visitor.is_enabled("Compare")
    visitor.open("runs", compare=",".join(run.id for run in runs))
    (html,) = visitor.html("comparison")
    assert html.count('<th scope="col">') == 8


def test_a_run_that_failed_before_its_first_epoch_can_be_compared(home: Path, visitor: Visitor) -> None:
    runs = [keeping.queued(home), keeping.ended(home, State.FAILED)]
    visitor.open("runs", compare=",".join(run.id for run in runs))
    (html,) = visitor.html("comparison")
    assert "<td>Queued</td><td>Failed</td>" in html
