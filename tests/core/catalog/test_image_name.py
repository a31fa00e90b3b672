"""How an address names images: what is written is read again, and what names none is refused."""

import numpy as np
import pytest

from core.catalog.image_name import ALL, image_name, row_of_name, written_index
from core.catalog.query import read_query
from core.catalog.query_error import QueryError
from core.catalog.selection import select
from core.data.mnist import mnist
from core.image_table import mnist_table

OF_VALIDATION = int(mnist().split("validation").index[17])


@pytest.mark.parametrize("row", [0, 17, 54_999, 55_000, 60_000, 60_017, 69_999])
def test_what_an_image_is_called_leads_back_to_it(row: int) -> None:
    split, _ = mnist().place_of(row)
    named = image_name(mnist(), row, has_split=True)
    assert named == f"{split}:{mnist_table().values['index'][row]}"
    assert row_of_name(mnist(), named, ALL) == row_of_name(mnist(), named, split) == row
    assert row_of_name(mnist(), image_name(mnist(), row, has_split=False), split) == row


@pytest.mark.parametrize(
    ("written", "chosen", "complaint"),
    [
        ("17", ALL, "image=17 does not say of which split; write image=test:17 for that of test."),
        ("test:17", "train", "image=test:17 is of another split than train; choose that split, or all."),
        ("test:10000", ALL, "There is no image 10000 in test; look for it in another split."),
        (f"train:{OF_VALIDATION}", ALL, f"There is no image {OF_VALIDATION} in train; look for it"),
        ("tests:17", ALL, "image=tests:17 names no image; write its index, such as image=17, or its split"),
        ("all:17", ALL, "image=all:17 names no image"),
        (":17", "test", "image=:17 names no image"),
        ("test:", ALL, "image=test: names no image"),
        ("{x}", "test", "image={x} names no image"),
        ("", "test", "image= names no image"),
        ("9" * 5_000, "test", f"image={'9' * 40} names no image"),
    ],
)
def test_what_names_no_image_is_refused_in_a_sentence(written: str, chosen: str, complaint: str) -> None:
    with pytest.raises(QueryError) as refusal:
        row_of_name(mnist(), written, chosen)
    assert str(refusal.value).startswith(complaint)


@pytest.mark.parametrize("count", [1, 20, 400])
def test_a_filter_of_images_of_all_splits_holds_them_and_no_other(count: int) -> None:
    rows = np.random.default_rng(count).choice(mnist().image_count, count, replace=False)
    rows = np.concatenate([rows, [54_998, 54_999, 55_000, 60_000, 60_001]])
    written = ",".join(written_index(mnist(), rows, has_split=True))
    found = select(read_query({"split": "all", "index": written}), mnist_table())
    np.testing.assert_array_equal(found, np.unique(rows))


def test_the_splits_are_named_once_each_in_their_order() -> None:
    rows = np.array([60_007, 60_005, 60_006, 2, 60_017])
    numbers = mnist_table().values["index"]
    assert written_index(mnist(), rows, has_split=True) == (f"train:{numbers[2]}", "test:5..7", "17")
    assert written_index(mnist(), rows[:3], has_split=False) == ("5..7",)
