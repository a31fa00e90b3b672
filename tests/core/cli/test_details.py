"""What the command line tells of a run, and of the difference of two."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.origin import ForkOrigin
from tests import keeping
from tests.core.cli.invoking import document, lab
from tests.making import DAY, device_event, epoch_event, manifest


@dataclass(frozen=True)
class TwoRuns:
    """Ids of a run of two epochs, and of one that was forked from it with another learning rate."""

    run: str
    fork: str


@pytest.fixture
def two(home: Path) -> TwoRuns:
    store = keeping.store(home)
    run = store.runs.add(manifest(epochs=2), "Net")
    told = [epoch_event(1), epoch_event(2, partial=True)]
    store.events.add(run.id, store.runs.start(run.id), enumerate(told))
    slower = draft_of(PRESETS["quick"], epochs=2, learning_rate=0.001)
    origin = ForkOrigin(preset="quick", run=run.id, epoch=1)
    forked = slower.manifest(person="ada", created=DAY, versions={}).model_copy(update={"origin": origin})
    return TwoRuns(run.id, store.runs.add(forked, "Slower net").id)


def test_a_run_is_shown_with_its_settings_its_epochs_and_its_family(two: TwoRuns) -> None:
    done = lab("show", two.run)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].split() == [two.run, "running", "Net", "1"]
    assert "Preset: Quick net" in lines
    assert "Learning rate: 0.006" in lines
    assert [line.split(",")[0] for line in lines if line.startswith("Epoch ")] == [
        "Epoch 1: training loss 0.4",
        "Epoch 2 (a part of it): training loss 0.4",
    ]
    assert lines[-2:] == [
        f"* {two.run}  Net 1",
        f"    {two.fork}  Slower net 1  After epoch 1: learning rate 0.001 instead of 0.006",
    ]


def test_a_run_is_shown_with_the_device_of_its_last_attempt_once_that_is_known(
    home: Path, two: TwoRuns
) -> None:
    assert "Device" not in lab("show", two.run).stdout
    assert document("show", two.run)["device"] is None
    keeping.store(home).events.add(two.run, 1, [(2, device_event("Tesla T4"))])
    assert "Device: Tesla T4" in lab("show", two.run).stdout.splitlines()
    assert document("show", two.run)["device"] == "Tesla T4"


def test_a_run_without_epochs_and_relatives_has_its_settings_alone(home: Path) -> None:
    run = keeping.store(home).runs.add(manifest(), "Net")
    assert lab("show", run.id).stdout.splitlines()[-1].startswith("Test data: MNIST test")


def test_a_run_as_json_has_what_its_row_in_the_list_has_and_more(two: TwoRuns) -> None:
    shown = document("show", two.fork)
    [row] = [each for each in document("runs") if each["run"] == two.fork]
    assert row.items() <= shown.items()
    assert shown["settings"]["Learning rate"] == "0.001"
    assert shown["epoch_figures"] == []
    assert shown["family"][1] == {
        "run": two.fork,
        "name": "Slower net 1",
        "forked_from": two.run,
        "after_epoch": 1,
        "difference": "After epoch 1: learning rate 0.001 instead of 0.006",
    }
    figures = document("show", two.run)["epoch_figures"]
    assert [(each["epoch"], each["partial"]) for each in figures] == [(1, False), (2, True)]
    assert {each["loss"] for each in figures} == {0.4}


def test_the_difference_of_two_runs_is_said_in_words(two: TwoRuns) -> None:
    assert lab("diff", two.fork, two.run).stdout == "Learning rate 0.001 instead of 0.006\n"
    assert lab("diff", two.run, two.run).stdout == "Their settings are the same.\n"
    assert document("diff", two.fork, two.run) == {
        "runs": [two.fork, two.run],
        "differences": {"Learning rate": ["0.001", "0.006"]},
    }


@pytest.mark.parametrize("words", ["show 23456789", "diff 23456789 23456789"])
def test_a_run_that_is_not_there_gets_a_sentence(home: Path, words: str) -> None:
    done = lab(*words.split())
    assert done.exit_code == 2
    assert "There is no run '23456789' here; it may have been deleted." in " ".join(done.output.split())
