"""What a training will take on the machine of a lab."""

from pathlib import Path

import pytest

from core.lab import Lab
from core.models.presets import PRESETS
from core.price import price
from core.runs.draft import draft_of, draft_on
from core.runs.state import State
from tests import keeping
from tests.importing import imported
from tests.making import DAY, epoch_event


def test_a_finished_run_of_the_same_preset_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = keeping.store(tmp_path)
    draft = draft_of(PRESETS["quick"], epochs=2)
    run = store.runs.add(draft.manifest(person="ada", created=DAY, versions={}), "Net")
    clock = [1_000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    store.runs.start(run.id)
    epochs = [epoch_event(1), epoch_event(2)]
    for epoch in epochs:
        epoch["seconds"] = 10.0
    store.events.add(run.id, 1, enumerate(epochs))
    clock[0] += 24
    store.runs.end(run.id, State.FINISHED)
    assert price(Lab(tmp_path), draft_of(PRESETS["quick"], epochs=5)).seconds == pytest.approx(54)


def test_a_data_set_of_ones_own_counts_its_own_images(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.lab.ensure_runner", lambda home: None)
    record, lab = imported(tmp_path), Lab(tmp_path)
    draft = draft_of(PRESETS["tutorial-cnn-adam"])
    small = draft_on(draft, lab.datasets.facts(record.name), record.name)
    assert 0 < price(lab, small).seconds < price(lab, draft).seconds / 10


def test_runs_of_a_data_set_that_is_gone_are_left_out(tmp_path: Path) -> None:
    run = keeping.finished(tmp_path)
    store = keeping.store(tmp_path)
    changed = run.manifest.model_copy(update={"dataset": "gone-123456"}).model_dump_json()
    store.database.change("UPDATE run SET manifest = ? WHERE id = ?", (changed, run.id))
    assert price(Lab(tmp_path), draft_of(PRESETS["quick"])).seconds > 0
