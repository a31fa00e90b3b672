"""Whether a training learns anything: figures as real trainings gave them, and the sentence for each."""

import math

import numpy as np
import pytest

from core.models.presets import PRESETS
from core.runs.curves import NO_POINTS, Curves
from core.runs.diagnosis import diagnose
from core.runs.draft import draft_of
from core.runs.manifest import Manifest
from core.runs.progress import Progress
from tests.making import DAY, batch_event, epoch_event


def manifest(preset: str = "quick", **changes: float) -> Manifest:
    return draft_of(PRESETS[preset], **changes).manifest(person="ada", created=DAY, versions={})


def curves(*epochs: tuple[float, float]) -> Curves:
    """The curves of a training with these losses and accuracies."""
    progress = Progress("run")
    events = [
        epoch_event(number) | {"loss": loss, "accuracy": accuracy}
        for number, (loss, accuracy) in enumerate(epochs, 1)
    ]
    progress.read((1, seq, event) for seq, event in enumerate(events))
    return progress.curves()


def told(found: Curves, of: Manifest, *, is_live: bool = False) -> str:
    fault = diagnose(found, of, class_count=10, is_live=is_live)
    return "" if fault is None else str(fault.text)


def test_a_loss_that_exploded_is_told_with_the_remedy() -> None:
    assert told(curves((1.322e6, 0.1016), (2.45, 0.1)), manifest(learning_rate=5.0)) == (
        "The loss exploded to 1.322e+06, and training accuracy is near chance: 10.0%; guessing gives 10%."
        " Lower the learning rate from 5; the preset's is 0.006."
    )


def test_a_rate_that_is_too_small_is_told_with_the_remedy() -> None:
    assert told(curves((2.31, 0.11), (2.3, 0.12)), manifest(learning_rate=1e-7)) == (
        "Training accuracy is near chance: 12.0%; guessing gives 10%."
        " Raise the learning rate from 1e-07; the preset's is 0.006."
    )


def test_a_rate_that_is_too_large_need_not_explode() -> None:
    assert told(curves((2.4, 0.1), (2.35, 0.1)), manifest(learning_rate=1.0)).endswith(
        "Lower the learning rate from 1; the preset's is 0.006."
    )


def test_a_preset_as_it_is_that_learns_nothing_needs_more_epochs() -> None:
    assert "Train for more epochs" in told(curves((2.3, 0.1)), manifest(epochs=1))
    assert "Train for more epochs" in told(curves((2.3, 0.1), (2.29, 0.1)), manifest())


def test_a_training_that_begins_slowly_gets_no_remark_while_its_loss_falls() -> None:
    tape = manifest("tutorial-tape-mse", epochs=4)
    epochs = [(0.214, 0.1289), (0.1526, 0.1925), (0.1312, 0.2627), (0.1177, 0.3294)]
    assert [told(curves(*epochs[:count]), tape, is_live=True) for count in (1, 2, 3, 4)] == [""] * 4
    assert "Train for more epochs" in told(curves(epochs[0]), manifest("tutorial-tape-mse", epochs=1))


def test_a_loss_that_rises_is_told() -> None:
    assert told(curves((0.2, 0.94), (0.1, 0.97), (0.4, 0.9)), manifest()) == (
        "The training loss rises: 0.4 in the last epoch, 0.1 before. Lower the learning rate; it is 0.006."
    )


def test_a_loss_that_is_no_number_is_told() -> None:
    sentence = "The training loss is no longer a finite number. Lower the learning rate; it is 0.006."
    assert told(curves((0.2, 0.94), (math.nan, 0.97)), manifest()) == sentence


@pytest.mark.parametrize(
    "epochs",
    [
        [(0.1541, 0.9519), (0.05, 0.985), (0.02711, 0.9911)],
        [(0.9, 0.21)],
        [(0.01, 0.999), (0.012, 0.999)],
        [(50.0, 0.5), (0.5, 0.9)],
        [(0.2, 0.94), (0.05, 0.985), (0.002, 0.9996), (0.0035, 0.999)],
        [(0.1, 0.97), (0.0, 1.0), (0.001, 1.0)],
    ],
    ids=["a good one", "slow but above chance", "hardly higher", "exploded and recovered", "tiny", "zero"],
)
def test_a_training_that_learns_gets_no_remark(epochs: list[tuple[float, float]]) -> None:
    assert told(curves(*epochs), manifest(learning_rate=0.01)) == ""


def test_within_the_first_epoch_nothing_is_told_before_its_half() -> None:
    def after(position: float) -> Curves:
        progress = Progress("run")
        points = np.linspace(0.01, position, 60)
        batches = [batch_event(float(at), loss=2.3) | {"accuracy": 0.1} for at in points]
        progress.read((1, seq, event) for seq, event in enumerate(batches))
        return progress.curves()

    assert told(NO_POINTS, manifest()) == ""
    assert told(after(0.4), manifest(learning_rate=1.0), is_live=True) == ""
    assert "near chance: 10.0%" in told(after(0.6), manifest(learning_rate=1.0), is_live=True)


def test_batches_whose_loss_rounding_hides_do_not_make_another_fault_of_an_explosion() -> None:
    progress = Progress("run")
    losses = [1e6, *[math.nan] * 59]
    batches = [
        batch_event(0.6 * (at + 1) / 60, loss=loss) | {"accuracy": 0.1} for at, loss in enumerate(losses)
    ]
    batches.append(batch_event(0.6, loss=2.4) | {"accuracy": 0.1})
    progress.read((1, seq, event) for seq, event in enumerate(batches))
    sentence = told(progress.curves(), manifest(learning_rate=5.0), is_live=True)
    assert sentence.startswith("The loss exploded to 1e+06, and training accuracy is near chance: 10.0%")


def test_a_run_that_ended_at_chance_is_told_whatever_epochs_it_was_to_have() -> None:
    stuck = curves((2.3, 0.1))
    assert "Train for more epochs" in told(stuck, manifest(epochs=3))
    assert told(stuck, manifest(epochs=3), is_live=True) == ""
