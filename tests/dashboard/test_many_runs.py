"""A lab with more runs than a page holds: pages, search and filter of Runs, and the chooser of every page."""

from pathlib import Path

import pytest

from core.families import MOST_RELATIVES
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.store.runs import Runs
from dashboard.views.runs.listing import RUNS_AT_ONCE
from tests import keeping
from tests.dashboard.visiting import Visitor

COUNT = 120
FAILED = COUNT // 4


@pytest.fixture
def runs(home: Path) -> list[Run]:
    """The runs of the lab, the newest first; every fourth has failed."""
    return keeping.many(home, COUNT)[::-1]


def shown(visitor: Visitor) -> list[str]:
    """The names in the table."""
    return list(visitor.table("Run")["Run"])


def names(runs: list[Run]) -> list[str]:
    return [run.name for run in runs]


def test_the_table_holds_the_newest_fifty_and_says_how_many_there_are(
    visitor: Visitor, runs: list[Run]
) -> None:
    visitor.open("runs")
    assert shown(visitor) == names(runs[:50])
    assert ":gray[120 runs]" in visitor.texts()


def test_one_can_leaf_to_the_oldest_run(visitor: Visitor, runs: list[Run]) -> None:
    visitor.open("runs").leaf_to(3)
    assert shown(visitor) == names(runs[100:])
    assert (
        visitor.screen.pagination[0].proto.query_param_key == "page"
    )  # for the browser, which AppTest lacks


def test_the_page_of_the_table_can_be_given_in_the_address(visitor: Visitor, runs: list[Run]) -> None:
    assert shown(visitor.open("runs", page="2")) == names(runs[50:100])


@pytest.mark.parametrize("page", ["0", "-1", "4", "many"])
def test_a_page_that_the_table_does_not_have_is_the_first(
    visitor: Visitor, runs: list[Run], page: str
) -> None:
    assert shown(visitor.open("runs", page=page)) == names(runs[:50])


def test_a_search_leaves_the_runs_with_these_words(visitor: Visitor, runs: list[Run]) -> None:
    visitor.open("runs").fill("Search", " net 11 ")
    assert shown(visitor) == [run.name for run in runs if "net 11" in run.name.lower()]
    visitor.fill("Search", runs[-1].id)
    assert shown(visitor) == [runs[-1].name]
    assert ":gray[1 run]" in visitor.texts()


def test_a_search_that_finds_nothing_says_so_and_can_be_changed(visitor: Visitor, runs: list[Run]) -> None:
    visitor.open("runs").fill("Search", "nothing of the kind")
    assert ":gray[0 runs]" in visitor.texts()
    assert visitor.alerts() == ["No run matches these filters."]
    assert shown(visitor.fill("Search", "")) == names(runs[:50])


def test_only_runs_in_the_chosen_states_are_shown(visitor: Visitor, runs: list[Run]) -> None:
    visitor.open("runs").fill("State", [State.FAILED], "multiselect")
    assert shown(visitor) == [run.name for run in runs if run.state is State.FAILED]
    assert f":gray[{FAILED} runs]" in visitor.texts()


def test_search_and_state_can_be_given_in_the_address(visitor: Visitor, runs: list[Run]) -> None:
    visitor.open("runs", search="Net 1", state="Failed")
    assert shown(visitor) == [
        run.name for run in runs if run.state is State.FAILED and run.name.startswith("Net 1")
    ]


@pytest.mark.parametrize(
    ("label", "value", "kind"), [("Search", "net", "text_input"), ("State", [State.QUEUED], "multiselect")]
)
def test_another_filter_starts_at_the_first_page(
    visitor: Visitor, runs: list[Run], label: str, value: object, kind: str
) -> None:
    visitor.open("runs").leaf_to(2).fill(label, value, kind)
    expected = runs if label == "Search" else [run for run in runs if run.state is State.QUEUED]
    assert shown(visitor) == names(expected[:50])


def test_a_run_that_is_on_another_page_of_the_table_still_has_its_actions(
    visitor: Visitor, runs: list[Run]
) -> None:
    visitor.open("runs", run=runs[-1].id)
    assert runs[-1].name not in shown(visitor)
    assert runs[-1].name in visitor.texts()
    assert {"Open", "Rename", "Delete"} <= set(visitor.buttons())
    assert visitor.shaded("Run") == []


def test_a_run_is_deleted_while_the_table_is_filtered(home: Path, visitor: Visitor, runs: list[Run]) -> None:
    failed = next(run for run in runs if run.state is State.FAILED)
    visitor.open("runs", run=failed.id, state="Failed").press("Delete").press_in_dialog("Delete run")
    visitor.open("runs", state="Failed")
    assert failed.name not in shown(visitor)
    assert f":gray[{FAILED - 1} runs]" in visitor.texts()


@pytest.mark.parametrize("page", ["train", "runs"])
def test_the_chooser_offers_the_newest_fifty(visitor: Visitor, runs: list[Run], page: str) -> None:
    visitor.open(page)
    assert visitor.options("Run") == names(runs[:50])


@pytest.mark.parametrize("page", ["train", "runs"])
def test_the_chooser_offers_the_selected_run_however_old_it_is(
    visitor: Visitor, runs: list[Run], page: str
) -> None:
    visitor.open(page, run=runs[-1].id)
    assert visitor.options("Run") == names([runs[-1], *runs[:50]])


@pytest.mark.parametrize(
    ("page", "chooser", "shipped"), [("evaluate", "Run", []), ("draw", "Model", ["Shipped model (no run)"])]
)
def test_the_chooser_offers_only_models_where_a_page_needs_one(
    home: Path, visitor: Visitor, page: str, chooser: str, shipped: list[str]
) -> None:
    old = keeping.finished(home)
    keeping.many(home, 60)
    visitor.open(page)
    assert visitor.options(chooser) == [*shipped, old.name]


def test_few_runs_are_filtered_too_but_need_no_pages(home: Path, visitor: Visitor) -> None:
    keeping.many(home, RUNS_AT_ONCE)
    visitor.open("runs")
    assert len(shown(visitor)) == RUNS_AT_ONCE
    assert not visitor.screen.pagination
    visitor.fill("Search", "net 11")
    assert shown(visitor) == ["Net 11"]


def test_only_runs_of_the_chosen_preset_are_shown(home: Path, visitor: Visitor) -> None:
    keeping.queued(home)
    tutorial = keeping.queued(home, "tutorial-dense-adam")
    assert shown(visitor.open("runs").choose("Preset", "tutorial-dense-adam")) == [tutorial.name]
    assert shown(visitor.open("runs", of_preset="Tutorial: dense net, Adam")) == [tutorial.name]


def test_only_ones_own_runs_are_shown(home: Path, visitor: Visitor) -> None:
    keeping.queued(home)
    visitor.open("train").press("Train")
    visitor.open("runs").fill("Only mine", True, "toggle")
    assert shown(visitor) == ["Quick net 1"]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("Oldest first", ["Net 1", "Net 2", "Net 3"]),
        ("Name", ["Net 1", "Net 2", "Net 3"]),
        ("Test accuracy, highest first", ["Net 2", "Net 1", "Net 3"]),
    ],
)
def test_the_list_is_sorted_as_one_likes(home: Path, visitor: Visitor, order: str, found: list[str]) -> None:
    first, _, _ = keeping.finished(home), keeping.finished(home), keeping.queued(home)
    keeping.store(home).runs.set_model(first.id, "0" * 64, 0.5)
    assert shown(visitor.open("runs", sort=order)) == found


def test_the_best_is_the_best_of_what_the_filters_leave(
    visitor: Visitor, runs: list[Run], home: Path
) -> None:
    for run, accuracy in ((runs[2], 0.9), (runs[-2], 0.95)):
        keeping.store(home).runs.set_model(run.id, "0" * 64, accuracy)
    visitor.open("runs")
    assert f"★ Best test accuracy: 95.00% · {runs[-2].name}" in visitor.buttons()
    assert "90.00%" in visitor.shown_cells("Test accuracy")
    visitor.fill("Search", runs[2].id)
    assert visitor.shown_cells("Test accuracy") == ["90.00% ★"]


@pytest.mark.parametrize("page", ["start", "explore", "train", "evaluate", "draw", "runs"])
def test_no_page_reads_more_runs_than_it_can_show(
    visitor: Visitor, runs: list[Run], monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    limits: list[int | None] = []
    find = Runs.find

    def recording(self: Runs, query: RunQuery) -> list[Run]:
        limits.append(query.limit)
        return find(self, query)

    visitor.open(page)
    monkeypatch.setattr(Runs, "find", recording)
    visitor.open(page)
    most = MOST_RELATIVES if page == "train" else RUNS_AT_ONCE
    assert all(limit is not None and limit <= most for limit in limits)
    assert page == "explore" or limits


def test_while_nothing_changes_the_refresh_draws_nothing_and_reads_no_run(
    home: Path, visitor: Visitor, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> list[Run]:
        raise AssertionError("a run was read")

    visitor.open("runs")
    with monkeypatch.context() as patch:
        patch.setattr(Runs, "find", never)
        patch.setattr(Runs, "get", never)
        visitor.tick()
    assert not visitor.screen.title  # only the fragment ran
    visitor.open("runs")
    keeping.store(home).runs.rename(runs[0].id, "Renamed elsewhere")
    assert shown(visitor.tick())[0] == "Renamed elsewhere"
