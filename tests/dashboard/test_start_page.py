"""The Start page: what it offers, what it ticks, and what it shows of the lab's runs."""

import re
from pathlib import Path

import pytest

from core.data.mnist import mnist
from core.lab import Lab
from core.models.presets import PRESETS
from core.person import Person
from core.recognition.shipped import shipped_model
from core.runs.run import Run
from core.runs.state import State
from core.trainer import Trainer
from dashboard.toolkit.words import percent
from dashboard.views.start.run_cards import ENDED
from tests import keeping
from tests.dashboard.visiting import Visitor, shown
from tests.making import epoch_event, manifest


def ticked(visitor: Visitor) -> list[str]:
    """The steps that have a tick, which is called "Done"."""
    titles = ["Look", "Train", "Test", "Draw"]
    return [
        title
        for title, html in zip(titles, visitor.html("marker"), strict=True)
        if 'aria-label="Done"' in html
    ]


def cards(visitor: Visitor) -> list[str]:
    """What stands on the cards of runs that have ended, below the names, without markup."""
    return [re.sub("<[^>]*>", " ", html) for html in visitor.html("score")]


def measured(home: Path, accuracy: float) -> Run:
    """A run with a test accuracy."""
    run, kept = keeping.finished(home), keeping.store(home)
    kept.runs.set_model(run.id, run.model_sha256 or "", accuracy)
    return kept.runs.get(run.id)


def took(home: Path, monkeypatch: pytest.MonkeyPatch, *seconds: float) -> None:
    """Quick nets, just as the preset is, that took so long each."""
    kept = keeping.store(home)
    recipe = PRESETS["quick"].recipe
    for each in seconds:
        epochs = [epoch_event(number) for number in range(1, recipe.epochs + 1)]
        for epoch in epochs:
            epoch["seconds"] = each / recipe.epochs
        run = kept.runs.add(manifest("quick").model_copy(update={"recipe": recipe}), "Quick net")
        monkeypatch.setattr("core.store.runs.time.time", lambda: 1_000.0)
        kept.runs.start(run.id)
        kept.events.add(run.id, 1, enumerate(epochs))
        monkeypatch.setattr("core.store.runs.time.time", lambda end=1_000.0 + each: end)
        kept.runs.end(run.id, State.FINISHED)
    monkeypatch.undo()


# What it offers


def test_before_the_first_model_drawing_comes_first_with_the_shipped_one(visitor: Visitor) -> None:
    visitor.open("start")
    assert visitor.primary_button() == "Draw a digit"
    accuracy = percent(shipped_model().scores["test"].accuracy)
    assert any(f"Draw: the shipped model · {accuracy} test accuracy" in text for text in visitor.texts())
    visitor.press("Draw a digit")
    assert (visitor.title, visitor.address) == ("Draw", {"model": "shipped"})


def test_before_the_first_model_a_training_is_offered_that_says_what_it_is(visitor: Visitor) -> None:
    visitor.open("start")
    assert "Train your first model" in visitor.buttons()
    said = re.compile(r"Quick net · 1 epoch · roughly \d+ s here")
    assert any(map(said.search, visitor.texts()))


def test_a_training_says_how_long_the_last_ones_took_in_this_lab(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        took(home, patch, 18, 21, 300)
    assert any("Quick net · 1 epoch · about 20 s here" in text for text in visitor.open("start").texts())


@pytest.mark.parametrize("make", [keeping.queued, keeping.running])
def test_a_run_that_goes_on_is_no_model_yet(home: Path, visitor: Visitor, make: keeping.Maker) -> None:
    make(home)
    visitor.open("start")
    assert "Train your first model" in visitor.buttons()
    assert any("Draw: the shipped model" in text for text in visitor.texts())


def test_after_the_first_model_drawing_comes_first_with_the_best_one(home: Path, visitor: Visitor) -> None:
    best = measured(home, 0.9923)
    measured(home, 0.98)
    visitor.open("start")
    assert visitor.primary_button() == "Draw a digit"
    assert "Train another model" in visitor.buttons()
    assert any(f"Draw: {best.name} · 99.23% test accuracy" in text for text in visitor.texts())
    visitor.press("Draw a digit")
    assert (visitor.title, visitor.address) == ("Draw", {"run": best.id})


def test_another_model_can_be_trained_with_one_click(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("start").press("Train another model")
    (run,) = Lab(home).live_runs()
    assert (visitor.title, visitor.address) == ("Train", {"run": run.id})


# The steps


def test_nothing_is_ticked_at_first(visitor: Visitor) -> None:
    assert ticked(visitor.open("start")) == []


def test_looking_is_ticked_after_a_visit_to_explore(visitor: Visitor) -> None:
    assert ticked(visitor.open("explore").open("start")) == ["Look"]


def test_training_is_ticked_once_the_lab_has_a_model(home: Path, visitor: Visitor) -> None:
    assert ticked(visitor.open("train").open("start")) == []
    keeping.finished(home)
    assert ticked(visitor.open("start")) == ["Train"]


def test_testing_is_ticked_after_a_visit_to_evaluate_where_there_was_a_model(
    home: Path, visitor: Visitor
) -> None:
    assert ticked(visitor.open("evaluate").open("start")) == []
    keeping.finished(home)
    assert ticked(visitor.open("evaluate").open("start")) == ["Train", "Test"]


def test_drawing_is_ticked_after_a_drawing_or_an_upload_not_after_a_visit(
    home: Path, visitor: Visitor
) -> None:
    keeping.finished(home)
    assert ticked(visitor.open("draw").open("start")) == ["Train"]
    visitor.open("draw").upload(keeping.picture()).press("Clear")
    assert ticked(visitor.open("start")) == ["Train", "Draw"]


# The runs


def test_the_best_run_is_the_most_accurate_not_the_newest(home: Path, visitor: Visitor) -> None:
    measured(home, 0.9923)
    measured(home, 0.98)
    best, newest, oldest = cards(visitor.open("start"))
    assert "99.23%" in best
    assert "9,923 of 10,000 test images correct" in best
    assert "98.00%" in newest
    assert "99.23%" in oldest
    assert "correct" not in newest + oldest


def test_the_newest_runs_that_have_ended_are_cards_that_lead_to_them(home: Path, visitor: Visitor) -> None:
    runs = [keeping.ended(home, State.STOPPED) for _ in range(7)]
    keeping.queued(home)
    visitor.open("start")
    links = [node.proto for node in visitor.screen.get("page_link")]
    led = [(shown(each.label), each.query_string) for each in links if each.query_string]
    expected = [(run.name, f"run={run.id}") for run in runs[:0:-1]]
    assert led[-len(expected) :] == expected
    assert ENDED.limit == len(expected)
    assert all("Stopped · 1.5 of 2 epochs" in card for card in cards(visitor))
    assert all("No test accuracy" in card for card in cards(visitor))


def test_a_run_that_learned_nothing_says_so_on_its_card(home: Path, visitor: Visitor) -> None:
    run, kept = keeping.queued(home), keeping.store(home)
    epochs = [epoch_event(1), epoch_event(2)]
    for epoch in epochs:
        epoch["accuracy"] = epoch["val_accuracy"] = 0.098
    kept.events.add(run.id, kept.runs.start(run.id), enumerate(epochs))
    kept.runs.end(run.id, State.FINISHED)
    (card,) = cards(visitor.open("start"))
    assert "near chance: 9.8%; guessing gives 10%." in card
    assert visitor.html("wrong")


def test_a_run_that_learned_something_has_no_warning(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    assert not visitor.open("start").html("wrong")


def test_who_made_a_run_stands_on_its_card_as_it_was_typed(home: Path, visitor: Visitor) -> None:
    run = keeping.ended(home, State.STOPPED)
    keeping.store(home).people.remember(Person(run.owner.id, "<b>Ada</b> & co"))
    (card,) = visitor.open("start").html("score")
    assert "&lt;b&gt;Ada&lt;/b&gt; &amp; co" in card


def test_what_runs_shows_its_bar_its_epoch_and_its_place_in_the_queue(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    keeping.queued(home)
    Trainer(Lab(home)).rename(run.id, 'My "net"')
    visitor.open("start")
    bar, waiting = visitor.html("progress")
    assert 'aria-label="Training of My &quot;net&quot;"' in bar
    assert 'aria-valuenow="75"' in bar
    assert "Running · 1.5 of 2 epochs · 1 s left" in bar
    assert "Queued: 1 run ahead" in waiting


def test_the_bar_grows_by_itself_and_the_page_is_drawn_anew_at_the_end(home: Path, visitor: Visitor) -> None:
    run, kept = keeping.running(home), keeping.store(home)
    visitor.open("start").tick()
    assert not visitor.screen.title  # only what runs was drawn
    kept.runs.end(run.id, State.FINISHED)
    visitor.tick()
    assert visitor.title == "Digit Lab"
    assert not visitor.html("progress")
    assert len(cards(visitor)) == 1


def test_where_nothing_runs_nothing_is_refreshed(home: Path, visitor: Visitor) -> None:
    def refreshed() -> int:
        return len(visitor.open("start").screen._fragment_storage._fragments)

    keeping.finished(home)
    quiet = refreshed()
    keeping.running(home)
    assert refreshed() == quiet + 1


# The wall


def test_the_wall_tells_of_each_digit_what_it_is_and_where_it_leads(visitor: Visitor) -> None:
    wall = visitor.open("start").component("wall")
    labels = mnist().split("test").labels
    assert wall["names"][17] == f"{labels[17]}, MNIST test #17"
    assert wall["links"][17] == "/explore?dataset=mnist&split=test&image=17"
    assert len(wall["names"]) == len(wall["links"]) > 300
