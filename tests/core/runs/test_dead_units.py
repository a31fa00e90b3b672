"""What is said of a training whose units die.

The counts are those of real trainings of this lab, after each of their epochs on their validation split.
"""

import numpy as np
import pytest

from core.models.presets import PRESETS
from core.runs.advice import advise
from core.runs.change import TakenChange
from core.runs.curves import Curves
from core.runs.draft import draft_of
from core.runs.events import EpochEvent, Event
from core.runs.manifest import Manifest
from core.runs.origin import ForkOrigin
from core.runs.progress import Progress
from core.runs.remedy import draft_with_advice
from tests.making import DAY, epoch_event

USUAL = {
    "tutorial-dense-adam": [[2], [3], [1], [0]],
    "tutorial-dense-rmsprop": [[1]],
    "tutorial-tape-mse": [[0, 0]],
    "tutorial-cnn-adam": [[2, 1, 15], [2, 1, 18], [0, 0, 15]],
    "quick": [[0, 0, 0]],
    "accurate": [[0] * 6],
}
"""By preset with its own settings, the highest of all epochs for each seed that was tried."""

TOO_HIGH = {0.03: [87, 92, 97, 100, 101, 103, 103, 103, 104, 104], 0.1: [118, 119, 119, 120, 120]}
"""By learning rate of the dense tutorial with Adam, the counts in its one hidden layer after each epoch."""

HIGH = [32, 33, 36, 39, 40, 41, 43, 43, 42, 43]
"""Those with the learning rate 0.01, with which it still learns."""


def manifest_of(preset: str, **changes: float) -> Manifest:
    return draft_of(PRESETS[preset], **changes).manifest(person="ada", created=DAY, versions={})


def told(epoch: int, dead_units: list[int], *, partial: bool = False) -> EpochEvent:
    event = epoch_event(epoch, partial)
    event["dead_units"] = dead_units
    return event


def curves_of(*events: Event) -> Curves:
    progress = Progress("run")
    progress.read((1, seq, event) for seq, event in enumerate(events))
    return progress.curves()


@pytest.mark.parametrize("preset", USUAL)
@pytest.mark.parametrize("is_live", [True, False])
def test_a_preset_at_its_own_settings_may_have_a_few(preset: str, is_live: bool) -> None:
    for counts in USUAL[preset]:
        assert advise(curves_of(told(1, counts)), manifest_of(preset), is_live=is_live) is None


@pytest.mark.parametrize("rate", TOO_HIGH)
def test_too_high_a_rate_is_told_from_its_first_epoch_on(rate: float) -> None:
    manifest = manifest_of("tutorial-dense-adam", learning_rate=rate)
    for dead in TOO_HIGH[rate]:
        found = advise(curves_of(told(1, [dead])), manifest, is_live=True)
        assert found is not None
        assert str(found.text) == (
            f"{dead} of 128 units of layer 2 (dense) are 0 for every validation image: they have died, and"
            f" learn no more. Lower the learning rate from {rate}; the preset's is 0.001."
        )
        assert found.words == "learning rate 0.001"
        assert draft_with_advice(manifest, found.changes).recipe.optimizer.learning_rate == 0.001


def test_a_third_of_a_layer_is_no_reason_to_begin_anew() -> None:
    manifest = manifest_of("tutorial-dense-adam", learning_rate=0.01)
    for dead in HIGH:
        assert advise(curves_of(told(1, [dead])), manifest, is_live=True) is None


def test_the_layer_that_has_lost_the_largest_part_is_named() -> None:
    counts = [16, 35, 19]  # of 32 and 64 channels and 64 units: a real first epoch at this rate
    manifest = manifest_of("tutorial-cnn-adam", learning_rate=0.01)
    found = advise(curves_of(told(1, counts)), manifest, is_live=False)
    assert found is not None
    assert str(found.text).startswith("35 of 64 channels of layer 3 (conv2d) are 0")


def test_a_rate_that_is_not_above_the_presets_is_lowered_to_a_tenth() -> None:
    found = advise(curves_of(told(1, [100])), manifest_of("tutorial-dense-adam"), is_live=False)
    assert found is not None
    assert str(found.text).endswith("Lower the learning rate; it is 0.001.")
    assert found.words == "learning rate 0.0001"


def test_what_died_before_the_rate_was_lowered_needs_a_start_with_the_lower_rate() -> None:
    changed = manifest_of("tutorial-dense-adam", learning_rate=0.03)
    changed = changed.changed(TakenChange(after=1, learning_rate=0.0005))
    origin = ForkOrigin(preset="tutorial-dense-adam", run="abcdefgh", epoch=1)
    forked = manifest_of("tutorial-dense-adam", learning_rate=0.0005).model_copy(update={"origin": origin})
    for manifest in (changed, forked):
        found = advise(curves_of(told(1, [100]), told(2, [100])), manifest, is_live=False)
        assert found is not None
        assert str(found.text).endswith(
            "Only a new training at the current learning rate, 0.0005, brings them back."
        )
        draft = draft_with_advice(manifest, found.changes)
        assert draft.recipe.optimizer.learning_rate == 0.0005
        assert draft.changes == ()


def test_dead_units_are_told_before_a_loss_that_jumps() -> None:
    events = [told(epoch, [100]) for epoch in (1, 2, 3, 4)]
    for event, loss in zip(events, (0.5, 0.4, 0.45, 0.44), strict=True):
        event["loss"] = loss
    manifest = manifest_of("tutorial-dense-adam", learning_rate=0.03)
    found = advise(curves_of(*events), manifest, is_live=False)
    assert found is not None
    assert "they have died" in str(found.text)
    for event in events:
        event["dead_units"] = [2]
    found = advise(curves_of(*events), manifest, is_live=False)
    assert found is not None
    assert "The training loss goes up and down" in str(found.text)


def test_the_last_complete_epoch_counts() -> None:
    assert curves_of(told(1, [2]), told(2, [5])).dead_units == (5,)
    assert curves_of(told(1, [2]), told(2, [100], partial=True)).dead_units == (2,)


def test_an_epoch_of_an_earlier_version_has_no_counts_and_no_advice() -> None:
    curves = curves_of(epoch_event(1))
    assert curves.dead_units == ()
    assert advise(curves, manifest_of("tutorial-dense-adam", learning_rate=0.03), is_live=False) is None


def test_a_later_attempt_replaces_the_counts() -> None:
    progress = Progress("run")
    progress.read([(1, 0, told(1, [3])), (1, 1, told(2, [90])), (2, 0, told(2, [4]))])
    assert progress.curves().dead_units == (4,)
    np.testing.assert_array_equal(progress.curves().epoch, [1, 2])
