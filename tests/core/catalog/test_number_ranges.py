"""Lists of numbers and ranges, against a plain computation."""

import numpy as np
import pytest

from core.catalog.number_ranges import lies_in, ranges_of, written_ranges


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        ([7], "7"),
        ([3, 4], "3..4"),
        ([40, 3, 17, 20, 21, 22, 3], "3,17,20..22,40"),
        (list(range(55_000)), "0..54999"),
    ],
)
def test_numbers_beside_each_other_are_written_as_a_range(numbers: list[int], written: str) -> None:
    assert ",".join(written_ranges(np.array(numbers))) == written


@pytest.mark.parametrize("count", [1, 20, 400])
def test_what_was_written_holds_these_numbers_and_no_other(count: int) -> None:
    numbers = np.random.default_rng(count).choice(1_000, count, replace=False)
    every = np.arange(1_000)
    found = every[lies_in(every, ranges_of(written_ranges(numbers)))]
    np.testing.assert_array_equal(found, np.sort(numbers))


def test_ranges_may_overlap_and_be_open_and_nan_lies_in_none() -> None:
    values = np.array([-5, 0, 3, 4, 6, 7, np.nan], np.float32)
    assert lies_in(values, ranges_of(["0..6", "3", "7.."])).tolist() == [False, *[True] * 5, False]
    assert lies_in(values, ranges_of(["..-1"])).tolist() == [True, *[False] * 6]
