"""Which run a page shows: every combination of address, watched run, earlier run and newest run."""

from dataclasses import replace
from itertools import product

import pytest

from core.runs.run import Run
from dashboard.toolkit.run_choice import (
    Choice,
    Chosen,
    NothingThere,
    Shipped,
    Unusable,
    decide,
    decide_model,
)
from tests import keeping

USABLE = ("named", "watched", "earlier", "newest")
GONE = "gone"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """The runs that the page can show, by an id that says what they are."""
    run = keeping.queued(tmp_path_factory.mktemp("runs"))
    return {run_id: replace(run, id=run_id) for run_id in USABLE}


def decided(
    runs: dict[str, Run], address: str, watched: str | None, earlier: str | None, newest: str
) -> Choice:
    return decide(
        address=address, watched=watched, earlier=earlier, find=runs.get, newest=lambda: runs.get(newest)
    )


EVERY_SOURCE = list(product(("watched", GONE, None), ("earlier", GONE, None), ("newest", "")))


@pytest.mark.parametrize(("watched", "earlier", "newest"), EVERY_SOURCE)
def test_a_run_that_the_address_names_comes_before_all_others(
    runs: dict[str, Run], watched: str | None, earlier: str | None, newest: str
) -> None:
    assert decided(runs, "named", watched, earlier, newest) == Chosen(runs["named"])


@pytest.mark.parametrize(("watched", "earlier", "newest"), EVERY_SOURCE)
def test_no_other_run_takes_the_place_of_one_that_the_address_names_in_vain(
    runs: dict[str, Run], watched: str | None, earlier: str | None, newest: str
) -> None:
    assert decided(runs, GONE, watched, earlier, newest) == Unusable(GONE)


@pytest.mark.parametrize(
    ("watched", "earlier", "newest", "shown"),
    [
        ("watched", "earlier", "newest", "watched"),
        ("watched", "earlier", "", "watched"),
        ("watched", GONE, "newest", "watched"),
        ("watched", GONE, "", "watched"),
        ("watched", None, "newest", "watched"),
        ("watched", None, "", "watched"),
        (GONE, "earlier", "newest", "earlier"),
        (GONE, "earlier", "", "earlier"),
        (GONE, GONE, "newest", "newest"),
        (GONE, GONE, "", None),
        (GONE, None, "newest", "newest"),
        (GONE, None, "", None),
        (None, "earlier", "newest", "earlier"),
        (None, "earlier", "", "earlier"),
        (None, GONE, "newest", "newest"),
        (None, GONE, "", None),
        (None, None, "newest", "newest"),
        (None, None, "", None),
    ],
)
def test_without_an_address_the_watched_run_comes_before_the_earlier_and_that_before_the_newest(
    runs: dict[str, Run], watched: str | None, earlier: str | None, newest: str, shown: str | None
) -> None:
    expected = Chosen(runs[shown]) if shown else NothingThere()
    assert decided(runs, "", watched, earlier, newest) == expected


def test_the_newest_run_is_looked_up_only_where_it_counts(runs: dict[str, Run]) -> None:
    def never() -> Run | None:
        raise AssertionError("the newest run was asked for")

    for address, watched, earlier in (("named", None, None), (GONE, None, None), ("", "watched", None)):
        decide(address=address, watched=watched, earlier=earlier, find=runs.get, newest=never)


@pytest.mark.parametrize(
    ("run", "model", "prefers_shipped", "earlier", "expected"),
    [
        ("named", "", False, None, "named"),
        ("named", "shipped", True, "earlier", "named"),
        (GONE, "shipped", False, "earlier", Unusable(GONE)),
        ("", "shipped", False, "earlier", Shipped()),
        ("", "robust", False, "earlier", Shipped("robust")),
        ("", "", True, "earlier", Shipped()),
        ("", "", False, "earlier", "earlier"),
        ("", "", False, GONE, Shipped()),
        ("", "", False, None, Shipped()),
    ],
)
def test_the_model_on_draw_is_the_runs_in_the_address_or_the_chosen_one_or_the_shipped_one(
    runs: dict[str, Run], run: str, model: str, prefers_shipped: bool, earlier: str | None, expected: object
) -> None:
    found = decide_model(
        run_address=run, model_address=model, prefers_shipped=prefers_shipped, earlier=earlier, find=runs.get
    )
    assert found == (Chosen(runs[expected]) if isinstance(expected, str) else expected)
