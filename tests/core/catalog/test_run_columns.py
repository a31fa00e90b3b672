"""What a run says of images, as columns."""

import numpy as np
import pytest
from sklearn.metrics import log_loss

from core.catalog.run_columns import epoch_columns, run_columns
from core.catalog.table import UNKNOWN, Table


def table(labels: list[int], splits: list[int]) -> Table:
    """Images of which the label and the split are known."""
    return Table({}, {}).with_columns(
        {
            "split": np.array(splits, np.int8),
            "digit": np.array(labels, np.int8),
            "index": np.arange(len(labels), dtype=np.int32),
        }
    )


def test_the_columns_say_what_the_model_predicts_and_how_confidently() -> None:
    said = np.array([[0.7, 0.2, 0.1], [0.5, 0.1, 0.4]], np.float32)
    found = run_columns(table([0, 2, 1], [1, 1, 2]), {"validation": said})
    assert found["predicted"].tolist() == [0, 0, UNKNOWN]
    assert found["correct"].tolist() == [1, 0, UNKNOWN]
    np.testing.assert_allclose(found["confidence"], [0.7, 0.5, np.nan])
    np.testing.assert_allclose(found["margin"], [0.5, 0.1, np.nan], rtol=1e-5)
    np.testing.assert_allclose(found["loss"][:2].mean(), log_loss([0, 2], said, labels=[0, 1, 2]), rtol=1e-6)


def test_a_probability_of_zero_is_a_large_loss_and_one_that_is_no_number_is_unknown() -> None:
    said = np.array([[1, 0], [np.nan, np.nan]], np.float32)
    found = run_columns(table([1, 0], [2, 2]), {"test": said})
    assert found["loss"][0] > 80
    assert np.isnan(found["loss"][1])
    assert found["predicted"].tolist() == [0, UNKNOWN]


def test_epochs_tell_when_an_image_was_learned_and_forgotten() -> None:
    answers = np.array([[1, 0, 0], [0, 0, 1], [1, 0, 0], [1, 1, 0]])  # rows are epochs
    said = {epoch: np.eye(2, dtype=np.float16)[each] for epoch, each in enumerate(answers, 1)}
    found = epoch_columns(table([1, 1, 1, 1], [1, 1, 1, 2]), "validation", said)
    np.testing.assert_array_equal(found["first_right_epoch"], [1, 4, 2, np.nan])
    np.testing.assert_array_equal(found["epochs_right"], [3, 1, 1, np.nan])
    np.testing.assert_array_equal(found["times_forgotten"], [1, 0, 1, np.nan])


def test_an_image_that_was_never_right_has_no_first_epoch() -> None:
    found = epoch_columns(table([1], [2]), "test", {1: np.array([[1, 0]], np.float16)})
    assert np.isnan(found["first_right_epoch"][0])
    assert found["epochs_right"][0] == 0


@pytest.mark.parametrize(("split", "said"), [("", {}), ("validation", {})])
def test_a_run_that_kept_nothing_tells_nothing(split: str, said: dict[int, np.ndarray]) -> None:
    found = epoch_columns(table([1], [1]), split, said)
    assert all(np.isnan(column).all() for column in found.values())
