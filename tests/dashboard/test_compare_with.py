"""What a visitor has lie behind a run's curves on Train, and the chart's other choices."""

import json
from pathlib import Path
from typing import Any

from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.events import Event
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.reference_lines import MOST_REFERENCES
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.making import DAY, batch_event, epoch_event

FIELD = "Compare with"


def run_of(home: Path, accuracy: float, preset: str = "quick", person: str = "ada") -> Run:
    """A run of one epoch."""
    kept = keeping.store(home)
    with kept.transaction():
        made = draft_of(PRESETS[preset], epochs=2).manifest(person=person, created=DAY, versions={})
        run = kept.runs.add(made, "Net")
        end = epoch_event(1)
        end["val_accuracy"] = accuracy
        events: list[Event] = [batch_event(0.5), batch_event(1.0), end]
        kept.events.add(run.id, kept.runs.start(run.id), enumerate(events))
        kept.runs.set_kept_epochs(run.id, {1: "0" * 64})
        kept.runs.end(run.id, State.STOPPED)
    return kept.runs.get(run.id)


def lines(visitor: Visitor, metric: str = "accuracy") -> list[str]:
    """The names of the lines in a chart."""
    figure: dict[str, Any] = json.loads(visitor.component("curves")["figures"][metric])
    return [trace["name"] for trace in figure["data"]]


def behind(visitor: Visitor, metric: str = "accuracy") -> list[str]:
    return [name for name in lines(visitor, metric)[3:] if name != "best epoch"]


def test_nothing_lies_behind_the_first_run(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=run_of(home, 0.9).id)
    assert behind(visitor) == []


def test_the_best_run_lies_behind_any_other(home: Path, visitor: Visitor) -> None:
    best, other = run_of(home, 0.99), run_of(home, 0.9)
    assert behind(visitor.open("train", run=other.id)) == [f"best run: {best.name}"]
    assert behind(visitor.open("train", run=best.id)) == []


def test_what_the_address_names_lies_behind_the_run(home: Path, visitor: Visitor) -> None:
    picked, run, best = run_of(home, 0.8), run_of(home, 0.9), run_of(home, 0.99)
    named = f"best,{picked.id},previous,nonsense,aaaaaaaa"
    visitor.open("train", run=run.id, **{"with": named})
    assert behind(visitor) == [f"best run: {best.name}", picked.name]  # of the previous ones none is earlier


def test_a_choice_stands_in_the_address_and_stays_for_other_runs(home: Path, visitor: Visitor) -> None:
    picked, run = run_of(home, 0.99), run_of(home, 0.9)
    visitor.open("train", run=run.id)
    visitor.fill(FIELD, [], "multiselect")
    assert visitor.address["with"] == "none"
    assert behind(visitor) == []
    visitor.fill(FIELD, [picked.id], "multiselect")
    assert visitor.address["with"] == picked.id
    visitor.open("runs").open("train", run=run_of(home, 0.95).id)
    assert behind(visitor) == [picked.name]
    assert visitor.address["with"] == picked.id


def test_the_tutorials_figures_are_offered_to_its_runs_alone(home: Path, visitor: Visitor) -> None:
    quick, tutorial = run_of(home, 0.9), run_of(home, 0.9, "tutorial-cnn-adam")
    assert behind(visitor.open("train", run=quick.id, **{"with": "tutorial"})) == []
    assert behind(visitor.open("train", run=tutorial.id, **{"with": "tutorial"})) == ["tutorial's figures"]
    assert behind(visitor, "loss") == []


def test_the_axis_and_the_learning_rate_can_be_chosen(home: Path, visitor: Visitor) -> None:
    run = run_of(home, 0.9)
    visitor.open("train", run=run.id)
    assert "rate" not in visitor.component("curves")["figures"]
    visitor.fill("X axis", "time", "segmented_control").fill("Learning rate", True, "toggle")
    sent = visitor.component("curves")
    assert "rate" in sent["figures"]
    x, *_, rate = sent["batch"][-1]
    assert x == 2.0  # seconds: as long as the epoch took
    assert 0 < rate < 0.006  # the cosine has begun to fall
    assert sent["position"] == 1.0


def test_no_more_lines_lie_behind_a_run_than_can_be_told_apart(home: Path, visitor: Visitor) -> None:
    run, *others = [run_of(home, 0.9) for _ in range(MOST_REFERENCES + 2)]
    visitor.open("train", run=run.id, **{"with": ",".join(each.id for each in others)})
    assert visitor.errors() == []
    assert len(behind(visitor)) == MOST_REFERENCES
