"""The label that follows from people's votes."""

import numpy as np
import pytest

from core.catalog.label_vote import (
    KEEP,
    LEFT_OUT,
    UNREADABLE,
    LabelVote,
    is_choice,
    majority,
    reviewed_labels,
)
from core.data.dataset import Split
from core.person import Person


def split(labels: list[int], index: list[int]) -> Split:
    return Split(
        "test", np.zeros((len(labels), 28, 28), np.uint8), np.array(labels, np.uint8), np.array(index)
    )


def votes(image: int, *choices: str) -> list[LabelVote]:
    people = (Person(f"person {number}") for number in range(len(choices)))
    return [
        LabelVote("mnist", "test", image, choice, person, 0.0)
        for choice, person in zip(choices, people, strict=True)
    ]


@pytest.mark.parametrize(
    ("choices", "decided"),
    [
        ([], None),
        (["9"], "9"),
        (["9", KEEP], None),
        (["9", "9", KEEP], "9"),
        (["9", KEEP, UNREADABLE], None),
        (["9", "9", KEEP, KEEP, "3"], None),
        ([UNREADABLE, UNREADABLE, "9"], UNREADABLE),
        (["9", "9", "3", KEEP], "9"),  # more than any other, though not more than half
    ],
)
def test_a_choice_wins_with_more_votes_than_any_other(choices: list[str], decided: str | None) -> None:
    assert majority(choices) == decided


def test_the_reviewed_labels_follow_the_votes_and_the_official_ones_stay() -> None:
    images = split([4, 5, 6, 7, 8], [10, 20, 30, 40, 50])
    cast = [
        *votes(10, "9"),
        *votes(20, UNREADABLE, UNREADABLE, KEEP),
        *votes(30, "0", "5"),
        *votes(40, KEEP),
        *votes(99, "1"),
    ]
    assert reviewed_labels(images, cast).tolist() == [9, LEFT_OUT, 6, 7, 8]
    assert images.labels.tolist() == [4, 5, 6, 7, 8]
    assert reviewed_labels(images, []).tolist() == [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("choice", "can_be"),
    [
        (KEEP, True),
        (UNREADABLE, True),
        ("0", True),
        ("2", True),
        ("3", False),
        ("-1", False),
        ("", False),
        ("02", False),
    ],
)
def test_a_vote_is_for_a_class_of_the_data_set(choice: str, can_be: bool) -> None:
    assert is_choice(choice, 3) is can_be
