"""A round of ten digits, and which of them were hardest to read."""

import numpy as np

from core.data.mnist import mnist
from core.drawings.round import Round, Written, new_round


def written(asked: int, probability: float, other: int) -> Written:
    """A digit that a model reads with this probability as what was asked, else as another one."""
    probabilities = np.zeros(10, np.float32)
    probabilities[asked], probabilities[other] = probability, 1 - probability
    return Written(asked, mnist().split("test").images[0], probabilities, None)


def test_each_digit_is_asked_once_and_each_round_has_an_order_of_its_own() -> None:
    rounds = [new_round() for _ in range(20)]
    assert all(sorted(each.order) == list(range(10)) for each in rounds)
    assert len({each.order for each in rounds}) > 10
    assert len({each.token for each in rounds}) == 20


def test_a_round_asks_one_digit_after_another_and_ends_after_the_last() -> None:
    begun = Round((3, 1))
    asked = [begun.asked]
    for each in (3, 1):
        begun = begun.after(written(each, 0.9, 8))
        asked.append(begun.asked)
    assert asked == [3, 1, None]


def test_the_hardest_is_the_one_whose_digit_is_least_probable_and_not_the_least_certain_answer() -> None:
    ended = Round((1, 2, 3))
    for each in (written(1, 0.6, 8), written(2, 0.01, 8), written(3, 0.99, 8)):
        ended = ended.after(each)
    assert [each.asked for each in ended.hardest_first] == [2, 1, 3]
    assert [each.predicted for each in ended.hardest_first] == [8, 1, 3]
    assert ended.right == 2
