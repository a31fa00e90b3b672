"""What Train says of a run that could be better, and the button beside it."""

from pathlib import Path

from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.query import EVERY_RUN
from core.runs.run import Run
from core.runs.state import State
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.dashboard.visiting import shown as shown_text
from tests.making import DAY, epoch_event


def run_of(
    home: Path,
    preset: str,
    losses: list[float],
    accuracy: float,
    *,
    ends: bool = True,
    val_losses: list[float] | None = None,
    dead_units: list[int] | None = None,
    **changes: float,
) -> Run:
    """A run with the training loss of each of its epochs, and what else matters."""
    kept = keeping.store(home)
    with kept.transaction():
        made = draft_of(PRESETS[preset], epochs=10, **changes).manifest(
            person="ada", created=DAY, versions={}
        )
        run = kept.runs.add(made, "Net")
        events = [epoch_event(number) for number, _ in enumerate(losses, 1)]
        for event, loss in zip(events, losses, strict=True):
            event["loss"], event["accuracy"] = loss, accuracy
        if dead_units is not None:
            events[-1]["dead_units"] = dead_units
        for event, loss in zip(events, val_losses or [], strict=False):
            event["val_loss"] = loss
        kept.events.add(run.id, kept.runs.start(run.id), enumerate(events))
        kept.runs.set_kept_epochs(run.id, {len(losses): "0" * 64})
        if ends:
            kept.runs.end(run.id, State.FINISHED)
    return kept.runs.get(run.id)


def test_a_run_that_learned_nothing_is_started_again_with_the_presets_rate(
    home: Path, visitor: Visitor
) -> None:
    run = run_of(home, "quick", [2.4, 2.3, 2.3], 0.1, learning_rate=1.0)
    visitor.open("train", run=run.id).press("Start again with learning rate 0.006")
    again, _ = keeping.store(home).runs.find(EVERY_RUN)
    assert again.manifest.recipe.optimizer.learning_rate == 0.006
    assert again.manifest.recipe.epochs == 10
    assert visitor.address["run"] == again.id


def test_advice_is_no_error_and_starts_beside_a_run_that_trains(home: Path, visitor: Visitor) -> None:
    run = run_of(home, "quick", [0.5, 0.4, 0.45, 0.44], 0.9, ends=False, learning_rate=0.1)
    visitor.open("train", run=run.id)
    assert visitor.errors() == []
    assert any("it rose in 1 of 3 epochs" in shown_text(text) for text in visitor.texts())
    visitor.press("Start again with learning rate 0.006")
    assert len(keeping.store(home).runs.find(EVERY_RUN)) == 2
    assert visitor.address["run"] == run.id


def test_a_run_that_overfits_is_started_again_with_early_stopping(home: Path, visitor: Visitor) -> None:
    run = run_of(home, "robust", [0.5, 0.3, 0.2, 0.1, 0.05], 0.98, val_losses=[0.2, 0.3, 0.4, 0.5, 0.6])
    visitor.open("train", run=run.id).press("Start again with patience 3, best epoch used")
    again, _ = keeping.store(home).runs.find(EVERY_RUN)
    recipe = again.manifest.recipe
    assert (recipe.patience, recipe.used_epoch, recipe.epochs) == (3, "best", 10)
    assert run.manifest.recipe.used_epoch == "last"


def test_dead_units_are_told_and_the_run_is_started_again_with_a_lower_rate(
    home: Path, visitor: Visitor
) -> None:
    run = run_of(home, "tutorial-dense-adam", [0.4], 0.9, dead_units=[87], learning_rate=0.03)
    visitor.open("train", run=run.id)
    assert any("87 of 128 units of layer 2 (dense) are 0" in shown_text(text) for text in visitor.texts())
    assert not any("Dead, 0 for every" in shown_text(text) for text in visitor.texts()), "it is said once"
    visitor.press("Start again with learning rate 0.001")
    again, _ = keeping.store(home).runs.find(EVERY_RUN)
    assert again.manifest.recipe.optimizer.learning_rate == 0.001


def test_a_few_dead_units_are_a_note_and_none_are_not_mentioned(home: Path, visitor: Visitor) -> None:
    few, none = (run_of(home, "quick", [0.1], 0.98, dead_units=counts) for counts in ([0, 2, 5], [0, 0, 0]))
    note = (
        "Dead, 0 for every validation image: 2 of 64 channels of layer 3 (conv2d), 5 of 128 units of layer 8"
        " (relu). Some are normal."
    )
    assert any(note in shown_text(text) for text in visitor.open("train", run=few.id).texts())
    assert not any("Dead, 0" in text for text in visitor.open("train", run=none.id).texts())
    assert not [each for each in visitor.buttons() if each.startswith("Start again")]


def test_a_run_that_learns_well_gets_neither(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=run_of(home, "quick", [0.3, 0.1, 0.05], 0.98).id)
    assert not [each for each in visitor.buttons() if each.startswith("Start again")]
