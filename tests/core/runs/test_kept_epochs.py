"""Which epoch is the best one, and which ones are kept."""

from collections.abc import Collection

import pytest

from core.models.presets import PRESETS
from core.runs.events import EpochEvent
from core.runs.kept_epochs import best_epoch, epochs_to_keep
from core.runs.origin import ForkOrigin
from tests.making import epoch_event, manifest

QUICK = manifest("quick")


def measured(*figures: tuple[float, float]) -> list[EpochEvent]:
    """Epochs with these validation accuracies and losses."""
    return [
        epoch_event(number) | EpochEvent(val_accuracy=accuracy, val_loss=loss)  # type: ignore[typeddict-item]
        for number, (accuracy, loss) in enumerate(figures, 1)
    ]


@pytest.mark.parametrize(
    ("figures", "best"),
    [
        ([(0.9, 0.3), (0.95, 0.4), (0.94, 0.1)], 2),
        ([(0.95, 0.3), (0.95, 0.2), (0.94, 0.1)], 2),
        ([(0.95, 0.2), (0.95, 0.2)], 1),
        ([], None),
    ],
    ids=["the most accurate", "of these the one with the lowest loss", "of these the first", "none"],
)
def test_the_best_epoch_is(figures: list[tuple[float, float]], best: int | None) -> None:
    assert best_epoch(QUICK, measured(*figures)) == best


def test_a_part_of_an_epoch_is_never_the_best() -> None:
    told = measured((0.9, 0.3), (0.95, 0.2))
    told[-1]["partial"] = True
    assert best_epoch(QUICK, told) == 1


def test_the_best_epoch_of_a_fork_is_one_whose_model_it_has() -> None:
    origin = ForkOrigin(preset="quick", run="k3x9f7ab", epoch=2)
    fork = QUICK.model_copy(update={"origin": origin})
    told = measured((0.97, 0.1), (0.94, 0.2), (0.95, 0.2), (0.93, 0.3))
    assert best_epoch(QUICK, told) == 1
    assert best_epoch(fork, told) == 3
    assert best_epoch(fork, told[:2]) == 2


@pytest.mark.parametrize("preset", [name for name in PRESETS if name.startswith("tutorial")])
def test_nothing_is_chosen_by_the_test_set(preset: str) -> None:
    told = measured((0.95, 0.1), (0.9, 0.3))
    assert best_epoch(manifest(preset), told) is None
    assert epochs_to_keep(manifest(preset), told, {1, 2}) == {2}


@pytest.mark.parametrize(
    ("known", "kept"),
    [({1, 2, 3, 4}, {2, 4}), ({1, 2}, {2}), ({1, 3, 4}, {1, 4}), (set(), set())],
    ids=["the best and the last", "one that is both", "the best that there is", "none"],
)
def test_what_is_kept(known: Collection[int], kept: set[int]) -> None:
    told = measured((0.92, 0.3), (0.95, 0.2), (0.91, 0.3), (0.9, 0.3))
    assert epochs_to_keep(QUICK, told, known) == kept


def test_every_epoch_is_kept_where_somebody_wants_it() -> None:
    told = measured((0.92, 0.3), (0.95, 0.2), (0.91, 0.3))
    every = QUICK.model_copy(update={"recipe": QUICK.recipe.model_copy(update={"keep_every_epoch": True})})
    assert epochs_to_keep(every, told, {1, 2, 3}) == {1, 2, 3}
