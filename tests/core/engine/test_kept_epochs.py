"""The models after the best and the last epoch at the runner, with an engine that trains nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.engine.messages import Failed, Message, Saved, Told
from core.engine.recovery import settle
from core.jobs.specs import Finish, Train
from core.models.recipe import Recipe
from core.runs.run import Run
from core.runs.state import State
from core.store.runs import Runs
from core.text import text
from core.training.outcome import Outcome
from tests.core.engine.fake_engine import done
from tests.core.engine.test_runner import Lab
from tests.making import epoch_event, manifest

ACCURACIES = (0.92, 0.95, 0.91, 0.9)
EVENTS = tuple(
    (seq, epoch_event(seq + 1) | {"val_accuracy": accuracy}) for seq, accuracy in enumerate(ACCURACIES)
)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def begun(lab: Lab, preset: str = "quick", **changes: object) -> tuple[Run, str]:
    """A run of four epochs that trains now."""
    wanted = manifest(preset, epochs=len(ACCURACIES))
    recipe = Recipe.model_validate(wanted.recipe.model_dump() | changes)
    run = lab.store.runs.add(wanted.model_copy(update={"recipe": recipe}), "Net")
    lab.runner.tick(0)
    return lab.store.runs.get(run.id), f"{run.id}-1"


def told(key: str, epoch: int) -> list[Message]:
    """What a training tells at the end of an epoch."""
    return [Told(key, *EVENTS[epoch - 1]), Saved(key, epoch, f"after {epoch}".encode())]


def tell(lab: Lab, *messages: Message) -> None:
    lab.engine.messages = list(messages)
    lab.runner.tick(0)


def kept(lab: Lab, run: Run) -> dict[int, bytes]:
    """The models of a run by their epochs, as the store knows them; no others are in its folder."""
    folder, known = lab.folder(run), lab.store.runs.kept_epochs(run.id)
    assert {path.name for path in folder.path.glob("*.keras")} == {f"epoch-{each}.keras" for each in known}
    return {epoch: folder.read_epoch(epoch, sha256) for epoch, sha256 in known.items()}


def test_the_best_and_the_last_epoch_are_kept_as_they_come(lab: Lab) -> None:
    run, key = begun(lab)
    found = []
    for epoch in (1, 2, 3, 4):
        tell(lab, *told(key, epoch))
        found.append(list(kept(lab, run)))
    assert found == [[1], [2], [2, 3], [2, 4]]
    assert kept(lab, run) == {2: b"after 2", 4: b"after 4"}


def test_every_epoch_is_kept_where_the_recipe_says_so(lab: Lab) -> None:
    run, key = begun(lab, keep_every_epoch=True)
    for epoch in (1, 2, 3):
        tell(lab, *told(key, epoch))
    assert list(kept(lab, run)) == [1, 2, 3]


@pytest.mark.parametrize("preset", ["tutorial-cnn-adam", "tutorial-dense-rmsprop"])
def test_without_a_validation_split_of_its_own_a_run_keeps_its_last_epoch(lab: Lab, preset: str) -> None:
    run, key = begun(lab, preset)
    for epoch in (1, 2, 3):
        tell(lab, *told(key, epoch))
    assert list(kept(lab, run)) == [3]


def test_an_outcome_brings_the_checkpoints_that_got_lost_on_the_way(lab: Lab) -> None:
    run, key = begun(lab)
    tell(lab, *told(key, 1))
    models = {2: b"after 2", 4: b"after 4"}
    tell(lab, done(key, epochs=4, events=EVENTS, checkpoints=models))
    assert kept(lab, run) == models
    assert lab.store.runs.get(run.id).epochs_done == 4


def test_a_checkpoint_that_is_kept_already_is_not_written_again(lab: Lab) -> None:
    run, key = begun(lab)
    tell(lab, *told(key, 1))
    tell(lab, done(key, epochs=1, stopped=True, events=EVENTS[:1], checkpoints={1: b"the same, packed anew"}))
    assert kept(lab, run) == {1: b"after 1"}


def test_the_best_epoch_of_an_earlier_attempt_stays(lab: Lab) -> None:
    run, key = begun(lab)
    tell(lab, *told(key, 1), *told(key, 2), *told(key, 3), Failed(key, text("It broke.")))
    assert lab.store.runs.resume(run.id)
    lab.runner.tick(0)
    tell(lab, done(lab.engine.only(Finish), epochs=3, stopped=True))
    lab.runner.tick(0)
    again = f"{run.id}-2"
    assert lab.engine.submitted[again].file == b"after 3"
    tell(lab, *told(again, 4))
    assert kept(lab, run) == {2: b"after 2", 4: b"after 4"}


def test_a_file_of_which_the_store_was_not_told_goes_with_the_next_start(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, key = begun(lab)
    tell(lab, *told(key, 1))
    with monkeypatch.context() as patch:
        patch.delattr(Runs, "set_kept_epochs")  # the process ends before it comes to this
        with pytest.raises(AttributeError):
            tell(lab, *told(key, 2))
    assert (lab.folder(run).path / "epoch-2.keras").is_file()
    settle(lab.home, lab.store)
    assert lab.store.runs.get(run.id).state is State.INTERRUPTED
    assert kept(lab, run) == {1: b"after 1"}


def test_a_deleted_run_leaves_no_epoch_in_the_store(lab: Lab) -> None:
    run, key = begun(lab)
    tell(lab, *told(key, 1), Failed(key, text("It broke.")))
    lab.store.runs.delete(run.id)
    assert lab.store.runs.kept_epochs(run.id) == {}


def test_a_run_uses_its_best_epoch(lab: Lab) -> None:
    run, key = begun(lab)
    models = {2: b"after 2", 4: b"after 4"}
    tell(lab, done(key, epochs=4, events=EVENTS, checkpoints=models, model_epochs=2))
    run = lab.store.runs.get(run.id)
    assert (run.state, run.epochs_done, run.model_epochs) == (State.FINISHED, 4, 2)


def test_a_model_of_the_last_epoch_does_not_replace_that_of_a_better_one(lab: Lab) -> None:
    run, key = begun(lab)
    before = [*told(key, 1), *told(key, 2)]
    tell(lab, *before, done(key, epochs=2, stopped=True, events=EVENTS[:2]))
    assert lab.store.runs.resume(run.id)
    lab.runner.tick(0)
    again = f"{run.id}-2"
    job = lab.engine.submitted[again].job
    assert isinstance(job, Train)
    assert [each["val_accuracy"] for each in job.earlier] == [0.92, 0.95]
    tell(lab, *told(again, 3), *told(again, 4), done(again, epochs=4, events=EVENTS[2:]))
    run = lab.store.runs.get(run.id)
    assert (run.state, run.epochs_done, run.model_epochs) == (State.FINISHED, 4, 2)
    lab.runner.tick(0)
    assert not lab.store.jobs.queued("training", limit=1)


def test_a_run_that_fails_gets_the_model_of_its_best_epoch(lab: Lab) -> None:
    _, key = begun(lab)
    tell(lab, *told(key, 1), *told(key, 2), *told(key, 3), Failed(key, text("It broke.")))
    lab.runner.tick(0)
    assert lab.engine.submitted[lab.engine.only(Finish)].file == b"after 2"


def test_a_run_that_ends_early_by_itself_is_finished_and_says_why(lab: Lab) -> None:
    run, key = begun(lab, patience=1)
    ended = done(key, epochs=2, events=EVENTS[:2])
    assert isinstance(ended.result, Outcome)
    reason = text("Stopped early.")
    tell(lab, replace(ended, result=replace(ended.result, reason=reason)))
    run = lab.store.runs.get(run.id)
    assert (run.state, run.reason, run.can_resume) == (State.FINISHED, reason, False)
