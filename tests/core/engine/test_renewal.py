"""Workers are replaced after many trainings, each when it does nothing and whatever the others do."""

from collections.abc import Container
from typing import cast

from core.engine.own_cluster import OwnCluster
from core.engine.renewal import TRAININGS_PER_WORKER, Renewal
from core.engine.scheduler import Scheduler
from core.jobs.specs import Slot


class Machine:
    """Two workers for trainings and one for light jobs, with what each is doing; stands for both sides."""

    def __init__(self) -> None:
        self.doing: dict[str, list[str]] = {"one": [], "two": [], "light": []}
        self.ended: list[str] = []

    def workers(self, slot: Slot) -> set[str]:
        return {"one", "two"}

    def kill_workers(self, addresses: Container[str]) -> None:
        self.ended += [address for address in sorted(self.doing) if address in addresses]

    def processing(self) -> dict[str, tuple[str, ...]]:
        return {address: tuple(keys) for address, keys in self.doing.items()}  # so they come over the network


def renewing(machine: Machine, trainings: int) -> Renewal:
    """After so many trainings."""
    renewal = Renewal(cast(OwnCluster, machine), cast(Scheduler, machine))
    for number in range(trainings):
        assert renewal.end_idle({f"ended-{number}"}) == set()
    return renewal


def test_after_many_trainings_of_each_the_workers_are_ended() -> None:
    machine = Machine()
    assert renewing(machine, 2 * TRAININGS_PER_WORKER - 1).end_idle(set()) == set()
    renewal = renewing(machine, 2 * TRAININGS_PER_WORKER)
    assert renewal.end_idle(set()) == {"one", "two"}
    assert renewal.end_idle(set()) == set()
    assert machine.ended == ["one", "two"]


def test_one_that_trains_is_ended_when_its_training_has_ended_while_the_other_trains_again() -> None:
    machine = Machine()
    renewal = renewing(machine, 2 * TRAININGS_PER_WORKER)
    machine.doing["two"] = ["long-1"]
    assert renewal.end_idle({"long-1"}) == {"one"}
    machine.doing = {"two": ["long-1"], "another": ["next-1"], "light": []}
    assert renewal.end_idle({"long-1", "next-1"}) == set()
    machine.doing["two"] = []
    assert renewal.end_idle({"next-1"}) == {"two"}
    assert machine.ended == ["one", "two"]


def test_no_worker_is_ended_while_a_training_is_on_its_way_to_one() -> None:
    machine = Machine()
    renewal = renewing(machine, 2 * TRAININGS_PER_WORKER)
    assert renewal.end_idle({"on-its-way-1"}) == set()
    machine.doing["one"] = ["on-its-way-1"]
    assert renewal.end_idle({"on-its-way-1"}) == {"two"}


def test_a_worker_that_has_died_meanwhile_is_left_to_start_again() -> None:
    machine = Machine()
    renewal = renewing(machine, 2 * TRAININGS_PER_WORKER)
    del machine.doing["one"]
    assert renewal.end_idle(set()) == {"two"}
