"""Pictures of any size become images, get a split, and are refused all together."""

from collections.abc import Iterator

import numpy as np
import pytest

from core.data_import.assembly import ItemsRefused, assemble
from core.data_import.item import ImportRefused, Item, unreadable

GREY = np.random.default_rng(2).integers(0, 256, (28, 28), np.uint8)


def items(count: int, *classes: str, split: str = "") -> Iterator[Item]:
    """So many of each class, one class after the other."""
    for name in classes:
        for k in range(count):
            yield Item(f"{name}/{k}", GREY, name, split)


def test_splits_are_drawn_from_each_class_where_the_files_tell_none() -> None:
    made = assemble(items(84, "10", "9", "cat"), "whole")
    assert made.classes == ("9", "10", "cat")
    counts = [np.bincount(made.labels[made.splits == split]).tolist() for split in range(3)]
    assert counts == [[66] * 3, [6] * 3, [12] * 3]
    again = assemble(items(84, "10", "9", "cat"), "whole")
    np.testing.assert_array_equal(made.splits, again.splits)


def test_a_test_split_that_the_files_tell_stays_and_validation_is_drawn_of_the_rest() -> None:
    told = [*items(24, "a", "b", split="train"), *items(5, "a", "b", split="test")]
    made = assemble(told, "whole")
    assert (made.splits[48:] == 2).all()
    assert np.bincount(made.splits).tolist() == [44, 4, 10]


def test_each_picture_that_cannot_be_taken_is_named_and_none_is_taken() -> None:
    bad = [unreadable(f"bad {k}", "It is damaged.") for k in range(30)]
    with pytest.raises(ItemsRefused, match="30 pictures cannot be taken") as refused:
        assemble([*items(9, "a", "b"), *bad], "whole")
    assert [problem.name for problem in refused.value.problems] == [f"bad {k}" for k in range(20)]


def test_a_blank_picture_is_no_digit() -> None:
    blank = Item("blank", np.full((40, 40), 255, np.uint8), "a")
    with pytest.raises(ItemsRefused) as refused:
        assemble([blank], "digit")
    assert [problem.name for problem in refused.value.problems] == ["blank"]


@pytest.mark.parametrize("classes", [(), ("a",), tuple(f"c{k}" for k in range(101))])
def test_too_few_or_too_many_classes_are_refused(classes: tuple[str, ...]) -> None:
    with pytest.raises(ImportRefused, match="classes"):
        assemble(items(4, *classes), "whole")


def test_a_class_with_too_few_images_for_three_splits_is_refused() -> None:
    with pytest.raises(ImportRefused, match="rare has too few images"):
        assemble([*items(50, "common"), *items(2, "rare")], "whole")


def test_a_class_with_three_images_has_one_in_each_split() -> None:
    made = assemble([*items(500, "common"), *items(3, "rare")], "whole")
    rare = made.splits[made.labels == made.classes.index("rare")]
    assert sorted(rare.tolist()) == [0, 1, 2]


@pytest.mark.parametrize("label", ["", "a" * 41, "a\nb", "\u202eabc"])
def test_a_label_that_is_no_name_is_refused(label: str) -> None:
    with pytest.raises(ItemsRefused):
        assemble([*items(5, "a", "b"), Item("x", GREY, label)], "whole")
