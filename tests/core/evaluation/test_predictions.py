"""The table of predictions, as other programs read it."""

import csv

import numpy as np

from core.data.dataset import Split
from core.evaluation.predictions import PREDICTION_COLUMNS, predictions_csv

CLASSES = ("zero", "one", "two")


def split(name: str, labels: list[int], first: int) -> Split:
    count = len(labels)
    return Split(
        name=name,
        images=np.zeros((count, 28, 28), np.uint8),
        labels=np.array(labels, np.uint8),
        index=np.arange(first, first + count),
    )


def test_each_image_has_a_row_with_its_index_in_its_own_file() -> None:
    seen = np.array([[0.1, 0.7, 0.2], [0.0, 0.0, 1.0]], np.float32)
    held_out = np.array([[0.5, 0.25, 0.25]], np.float32)
    answers = [(split("validation", [1, 0], 55_000), seen), (split("test", [0], 0), held_out)]
    rows = list(csv.reader(predictions_csv(answers, CLASSES).decode().splitlines()))
    assert rows == [
        list(PREDICTION_COLUMNS),
        ["validation", "55000", "one", "one", "0.700000"],
        ["validation", "55001", "zero", "two", "1.000000"],
        ["test", "0", "zero", "zero", "0.500000"],
    ]


def test_what_is_no_number_is_no_prediction() -> None:
    broken = np.array([[np.nan, np.nan, np.nan], [0.0, 1.0, 0.0]], np.float32)
    table = predictions_csv([(split("test", [2, 1], 7), broken)], CLASSES).decode()
    assert table.splitlines()[1:] == ["test,7,two,,", "test,8,one,one,1.000000"]
