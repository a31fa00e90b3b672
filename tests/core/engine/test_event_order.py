from typing import Any

from core.engine.event_order import EventOrder


def raw(seq: int) -> dict[str, Any]:
    return {"seq": seq, "event": {"kind": "step"}}


def numbers(passed: list[dict[str, Any]]) -> list[int]:
    return [each["seq"] for each in passed]


def test_events_that_come_in_their_order_are_passed_on_at_once() -> None:
    order = EventOrder()
    assert [numbers(order.take(raw(seq))) for seq in range(3)] == [[0], [1], [2]]
    assert order.missing_from() is None


def test_an_event_that_comes_twice_is_passed_on_once() -> None:
    order = EventOrder()
    order.take(raw(0))
    assert order.take(raw(0)) == []


def test_what_comes_too_early_waits_for_what_is_missing_and_that_is_asked_for_once_a_second() -> None:
    order = EventOrder()
    order.take(raw(0))
    assert order.take(raw(2)) == []
    assert order.missing_from() == 1
    assert order.missing_from() is None  # it was asked just now
    assert numbers(order.take(raw(1))) == [1, 2]


def test_a_training_that_is_taken_up_is_asked_until_it_has_told_all_that_was_missed() -> None:
    order = EventOrder(5, is_complete=False)
    assert order.missing_from() == 5
    assert numbers(order.take_again([(5, {}), (6, {})], count=9)) == [5, 6]
    assert order.missing_from() == 7  # at once, for there are more
    assert numbers(order.take_again([(7, {}), (8, {})], count=9)) == [7, 8]
    assert order.missing_from() is None


def test_a_training_that_told_nothing_since_it_was_left_is_asked_no_more() -> None:
    order = EventOrder(5, is_complete=False)
    assert order.missing_from() == 5
    assert order.take_again([], count=5) == []
    assert order.missing_from() is None
    assert numbers(order.take(raw(5))) == [5]
