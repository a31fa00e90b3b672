"""Every page through the real shell: empty, full, with runs in every state, and with what people may type."""

from pathlib import Path

import pytest

from core.lab import Lab
from core.models.presets import PRESETS
from core.person import Person
from core.runs.query import EVERY_RUN
from core.runs.state import State
from core.trainer import Trainer
from tests import keeping
from tests.dashboard.visiting import Visitor

TITLES = {
    "start": "Digit Lab",
    "explore": "Explore",
    "train": "Train",
    "evaluate": "Evaluate",
    "draw": "Draw",
    "runs": "Runs",
    "sweeps": "Sweeps",
}
ABOUT_A_RUN = ("train", "evaluate", "draw", "runs")

MAKE: dict[str, keeping.Maker] = {
    "queued": keeping.queued,
    "running": keeping.running,
    "finished": keeping.finished,
    "finished with losses that are no numbers": keeping.diverged,
    "failed": lambda home: keeping.ended(home, State.FAILED, keeping.REASON),
    "stopped": lambda home: keeping.ended(home, State.STOPPED, model=True),
    "stopped before it started": lambda home: keeping.ended(home, State.STOPPED),
    "interrupted": lambda home: keeping.ended(home, State.INTERRUPTED, keeping.REASON),
    "interrupted and rescued": lambda home: keeping.ended(
        home, State.INTERRUPTED, keeping.REASON, model=True
    ),
}

SHELL_FRAGMENT = 0

NAMES = [
    "<b>My</b> *net*",
    "[a link](https://example.com) `code`",
    "# heading $x^2$ :red[colour] ~~gone~~",
    "<script>alert(1)</script> &lt; ![picture](x)",
]


@pytest.mark.parametrize("page", TITLES)
def test_a_page_of_an_empty_lab_says_what_to_do_next(visitor: Visitor, page: str) -> None:
    visitor.open(page)
    assert visitor.title == TITLES[page]
    next_step = {
        "start": "Train your first model",
        "explore": "70,000 digits",
        "train": "Press Train: loss and accuracy are drawn here",
        "evaluate": "one click trains a model",
        "draw": "Draw a digit from 0 to 9",
        "runs": "one click trains a model",
        "sweeps": "No sweep yet",
    }
    assert any(next_step[page] in text for text in visitor.texts() + visitor.buttons())


@pytest.mark.parametrize("page", TITLES)
def test_one_can_say_who_one_is_on_every_page_also_where_it_ends_early(visitor: Visitor, page: str) -> None:
    visitor.open(page).fill("Your name", "Ada", "text_input")
    assert visitor.open(page).field("Your name") == "Ada"


@pytest.mark.parametrize("page", ["start", *ABOUT_A_RUN])
@pytest.mark.parametrize("state", MAKE)
def test_a_page_shows_a_run_in_any_state(home: Path, visitor: Visitor, page: str, state: str) -> None:
    run = MAKE[state](home)
    visitor.open(page, run=run.id)
    assert visitor.title == TITLES[page]


@pytest.mark.parametrize("page", ["evaluate", "draw"])
@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_a_page_that_needs_a_model_says_why_there_is_none(
    home: Path, visitor: Visitor, page: str, state: str
) -> None:
    run = MAKE[state](home)
    visitor.open(page, run=run.id)
    waits = f"has no model yet: it is {state}. Come back later, or choose another run."
    ended = "ended without a model. Choose another run."
    assert f"{run.name} {ended if state == 'failed' else waits}" in visitor.alerts()


@pytest.mark.parametrize("page", ABOUT_A_RUN)
@pytest.mark.parametrize("wanted", ["23456789", "../../etc/passwd", "<b>*x*</b>", "x" * 500])
def test_an_unknown_run_in_the_address_gets_a_sentence(
    home: Path, visitor: Visitor, page: str, wanted: str
) -> None:
    keeping.finished(home)
    visitor.open(page, run=wanted)
    sentence = f"There is no run {wanted[:40]!r} here; it may have been deleted."
    assert sentence in visitor.alerts()
    assert sentence not in visitor.press("Show the newest run").alerts()


def test_a_run_that_somebody_deletes_is_told_without_a_click(home: Path, visitor: Visitor) -> None:
    run, older = keeping.finished(home), keeping.finished(home)
    visitor.open("evaluate", run=run.id)
    keeping.store(home).runs.delete(run.id)
    visitor.tick(SHELL_FRAGMENT)
    assert visitor.alerts()[0].startswith("There is no run")
    visitor.press("Show the newest run")
    assert visitor.address["run"] == older.id
    keeping.finished(home)
    assert visitor.tick(SHELL_FRAGMENT).alerts() == []


def test_a_database_that_is_lost_under_a_page_disturbs_nobody_who_does_not_need_it(
    home: Path, visitor: Visitor
) -> None:
    keeping.finished(home)
    visitor.open("explore")
    keeping.lose_database(home)
    assert visitor.tick(SHELL_FRAGMENT).errors() == []
    assert visitor.open("runs").errors() != []


@pytest.mark.parametrize(("page", "is_told"), [("explore", True), ("train", False)])
def test_the_end_of_a_training_is_told_to_whoever_is_on_another_page(
    home: Path, visitor: Visitor, page: str, is_told: bool
) -> None:
    run = keeping.running(home)
    visitor.open("train", run=run.id).open(page)
    keeping.store(home).runs.end(run.id, State.FINISHED)
    keeping.store(home).runs.set_model(run.id, "0" * 64, 0.9923)
    sentence = f"{run.name} finished · test accuracy 99.23%, n = 10,000"
    assert (sentence in visitor.tick(SHELL_FRAGMENT).texts()) is is_told
    assert sentence not in visitor.tick(SHELL_FRAGMENT).texts()


@pytest.mark.parametrize("page", ABOUT_A_RUN)
def test_the_run_of_the_address_comes_before_the_newest(home: Path, visitor: Visitor, page: str) -> None:
    older, newer = keeping.finished(home), keeping.finished(home)
    unchosen = {"model": "shipped"} if page == "draw" else {"run": newer.id}
    assert visitor.open(page).address.items() >= unchosen.items()
    visitor.open(page, run=older.id)
    assert visitor.address["run"] == older.id
    chooser = "model_choice" if page == "draw" else "run_choice"
    assert visitor.screen.selectbox(key=chooser).value == older.id


def test_a_run_chosen_on_one_page_is_in_hand_on_the_others(home: Path, visitor: Visitor) -> None:
    older, _ = keeping.finished(home), keeping.finished(home)
    visitor.open("evaluate").choose("Run", older.id)
    for page in ABOUT_A_RUN:
        assert visitor.open(page).address["run"] == older.id


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("page", ["start", *ABOUT_A_RUN])
def test_a_name_is_shown_as_it_was_typed(home: Path, visitor: Visitor, page: str, name: str) -> None:
    run = keeping.finished(home)
    Trainer(Lab(home)).rename(run.id, name)
    visitor.open(page, run=run.id)
    if page == "draw":
        visitor.upload(keeping.picture())  # the name stands beside the answer
    assert any(name in text for text in visitor.texts())
    assert not any(name in raw for raw in visitor.markdown())


@pytest.mark.parametrize("page", ["train", "runs"])
def test_a_reason_is_shown_as_it_was_written(home: Path, visitor: Visitor, page: str) -> None:
    visitor.open(page, run=MAKE["failed"](home).id)
    assert any(keeping.REASON in text for text in visitor.texts())


def test_one_click_on_the_start_page_queues_the_quick_net_and_goes_to_its_curves(
    home: Path, visitor: Visitor
) -> None:
    visitor.open("start").press("Train your first model")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert (run.manifest.preset, run.manifest.recipe) == ("quick", PRESETS["quick"].recipe)
    assert (visitor.title, visitor.address) == ("Train", {"run": run.id})
    assert visitor.metric("State") == "Queued"


def test_what_one_enters_as_ones_name_is_shown_beside_ones_runs(home: Path, visitor: Visitor) -> None:
    visitor.open("start").fill("Your name", "  Ada   Lovelace ", "text_input")
    visitor.press("Train your first model")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert run.owner.name == "Ada Lovelace"


def test_a_name_that_is_too_long_does_not_stay_in_the_field_as_if_it_were_taken(visitor: Visitor) -> None:
    visitor.open("start").fill("Your name", "Ada", "text_input").fill("Your name", "x" * 61, "text_input")
    assert visitor.field("Your name") == "Ada"
    assert "A name has 1 to 60 letters or signs; this one has 61." in visitor.texts()


@pytest.mark.parametrize("name", ["", "   "])
def test_a_name_can_be_taken_back(home: Path, visitor: Visitor, name: str) -> None:
    visitor.open("start").fill("Your name", "Ada", "text_input")
    visitor.fill("Your name", name, "text_input")
    assert keeping.store(home).people.get("guest") == Person("guest", "")
