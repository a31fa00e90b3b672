"""The game on Draw in which ten digits are written: its end. Strokes are in tests/browser."""

from pathlib import Path

import pytest

from core.drawings.round import Round, Written
from core.lab import Lab
from core.recognition.shipped import shipped_predictor
from dashboard.toolkit.state import Session
from tests import importing
from tests.dashboard.visiting import Visitor
from tests.drawn import acts, new_drawing

POSITIONS = range(10)
MISREAD = 8
"""The digit that was written as another one."""


def end_round(home: Path, visitor: Visitor, *, is_kept: bool = True) -> None:
    """Has the visitor's round end with ten images of the test split; one is asked for as another digit."""
    session: Session = visitor.screen.session_state["digit_lab"]
    answers = shipped_predictor().probabilities
    ended = Round(tuple(range(10)))
    for position in POSITIONS:
        new = new_drawing(position, kind="asked")
        asked = MISREAD if position == 3 else new.label
        written = new_drawing(position, asked, kind="asked")
        drawing_id = acts(home, "visitor").keep(written).id if is_kept else None
        ended = ended.after(Written(asked, new.image, answers(new.image[None])[0], drawing_id))
    session.writing.round = ended


def test_draw_offers_the_game_while_the_canvas_is_blank(home: Path, visitor: Visitor) -> None:
    assert "Write ten digits and see which are hardest to read" in visitor.open("draw").texts()


def test_a_model_that_reads_no_digits_does_not_offer_it_and_the_shipped_one_plays(
    home: Path, visitor: Visitor
) -> None:
    run = importing.learned(home)
    visitor.open("draw", run=run.id)
    assert "Write ten digits and see which are hardest to read" not in visitor.texts()
    visitor.open("draw", run=run.id, write="digits")
    end_round(home, visitor)
    visitor.open("draw", run=run.id, write="digits")
    assert any("Read by the shipped model" in text for text in visitor.texts())


def test_an_address_begins_it_with_a_digit_and_nothing_can_be_sent_before_it_is_written(
    home: Path, visitor: Visitor
) -> None:
    visitor.open("draw", write="digits", collection="Class 7b")
    assert visitor.title == "Write ten digits"
    assert any(text.startswith("Write a ") for text in visitor.texts())
    assert ":gray[1 of 10]" in visitor.texts()
    assert not visitor.is_enabled("Next")
    assert visitor.address["collection"] == "Class 7b"


@pytest.mark.parametrize("written", ["", "letters", "<b>"])
def test_any_other_address_is_the_page_itself(home: Path, visitor: Visitor, written: str) -> None:
    assert visitor.open("draw", write=written).title == "Draw"


def test_the_end_shows_the_hardest_first_with_what_was_read(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", write="digits")
    end_round(home, visitor)
    visitor.open("draw", write="digits")
    assert "9 of 10 were read as you meant them" in visitor.texts()
    (shown,) = visitor.html("written")
    figures = shown.split("<figure")[1:]
    assert len(figures) == 10
    assert f"<b>{MISREAD}</b> &lt;0.1%<br>read as 0" in figures[0]
    assert 'class="wrong"' in figures[0]
    assert all("read rightly" in each for each in figures[1:])


def test_what_was_written_can_be_deleted_at_once_and_another_round_begins(
    home: Path, visitor: Visitor
) -> None:
    acts(home, "bob").keep(new_drawing(50))
    visitor.open("draw", write="digits")
    end_round(home, visitor)
    visitor.open("draw", write="digits").press("Delete these from the drawn set")
    assert [each.person.id for each in Lab(home).datasets.drawn.all()] == ["bob"]
    assert ":gray[1 of 10]" in visitor.texts()


def test_another_round_keeps_what_was_written(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", write="digits")
    end_round(home, visitor)
    visitor.open("draw", write="digits").press("Write ten more")
    assert ":gray[1 of 10]" in visitor.texts()
    assert len(Lab(home).datasets.drawn.all()) == 10


def test_what_was_not_kept_cannot_be_deleted(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", write="digits")
    end_round(home, visitor, is_kept=False)
    visitor.open("draw", write="digits")
    assert "Delete these from the drawn set" not in visitor.buttons()


def test_the_link_for_others_has_the_name_of_the_class(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", write="digits")
    end_round(home, visitor)
    visitor.open("draw", write="digits")
    assert visitor.component("copy-game")["path"] == "/draw?write=digits"
    visitor.fill("Class or group, for a link", "Class 7b & co")
    assert visitor.component("copy-game")["path"] == "/draw?write=digits&collection=Class%207b%20%26%20co"
