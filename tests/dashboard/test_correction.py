"""The row below the answer on Draw that keeps a picture with its label in the drawn set."""

from pathlib import Path

import pytest

import core.store.drawings
from core.drawings.drawing import Drawing
from core.lab import Lab
from core.recognition.recognition import recognise
from core.recognition.shipped import shipped_predictor
from tests import importing, keeping
from tests.dashboard.test_draw_several import number_on_paper
from tests.dashboard.visiting import Visitor
from tests.drawn import keep

FOUND = recognise(keeping.picture(), shipped_predictor())


def drawings(home: Path) -> list[Drawing]:
    return Lab(home).store.drawings.all()


def test_one_click_says_right_and_the_picture_is_kept_with_what_was_answered(
    home: Path, visitor: Visitor
) -> None:
    visitor.open("draw").fill("Your name", "Ada").upload(keeping.picture()).press("Right")
    (kept,) = drawings(home)
    assert (kept.label, kept.answer.digit, kept.answer.model) == (FOUND.digit, FOUND.digit, "shipped")
    assert kept.answer.confidence == pytest.approx(float(FOUND.probabilities.max()))
    assert (kept.person.name, kept.kind) == ("Ada", "checked")
    (content,) = Lab(home).store.drawings.contents()
    assert content.image == FOUND.prepared.image.tobytes()
    assert (content.strokes, content.source is not None) == (None, True)
    assert f"Kept as a {FOUND.digit} in the drawn set." in visitor.texts()
    assert "Right" not in visitor.buttons()


def test_one_click_says_what_it_should_have_been_and_can_be_taken_back(home: Path, visitor: Visitor) -> None:
    visitor.open("draw").upload(keeping.picture()).press("3")
    assert [each.label for each in drawings(home)] == [3]
    assert "Kept as a 3 in the drawn set." in visitor.texts()
    visitor.press("Take back")
    assert drawings(home) == []
    assert {"Right", *"0123456789"} <= set(visitor.buttons())


def test_a_picture_that_is_kept_already_says_so_when_it_comes_again(home: Path, visitor: Visitor) -> None:
    visitor.open("draw").upload(keeping.picture()).press("Right")
    visitor.open("explore").open("draw").upload(keeping.picture())
    assert f"Kept as a {FOUND.digit} in the drawn set." in visitor.texts()
    assert len(drawings(home)) == 1


def test_a_full_set_is_explained_and_the_answer_stays(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.store.drawings, "MOST_DRAWINGS", 1)
    keep(home, 1)
    visitor.open("draw").upload(keeping.picture()).press("Right")
    assert visitor.alerts() == ["The drawn set is full: it has 1 drawings; delete some first."]
    assert visitor.metric("Prediction") == str(FOUND.digit)
    assert len(drawings(home)) == 1


def test_before_there_is_an_answer_there_is_no_row(home: Path, visitor: Visitor) -> None:
    assert "Right" not in visitor.open("draw").buttons()
    visitor.upload(b"no picture")
    assert "Right" not in visitor.buttons()


def test_a_run_answers_under_its_own_id(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    visitor.open("draw", run=run.id).upload(keeping.picture()).press("Right")
    assert [each.answer.model for each in drawings(home)] == [run.id]


def test_a_model_that_reads_no_digits_has_no_row(home: Path, visitor: Visitor) -> None:
    run = importing.learned(home)
    visitor.open("draw", run=run.id).upload(keeping.picture())
    assert visitor.metric("Prediction")
    assert "Right" not in visitor.buttons()


def test_several_digits_are_kept_at_once_as_they_were_corrected_and_one_box_is_left_out(
    home: Path, visitor: Visitor
) -> None:
    picture, text = number_on_paper()
    visitor.open("draw", digits="several").upload(picture)
    assert visitor.field("It says") == text
    visitor.fill("It says", f"{text[:3]} 7-").press("Keep")
    kept = drawings(home)
    assert [each.label for each in kept] == [*map(int, text[:3]), 7]
    assert [each.answer.digit for each in kept] == [int(each) for each in text[:4]]
    assert all(each.source for each in Lab(home).datasets.drawn.contents())
    assert "Kept 4 digits of it in the drawn set." in visitor.texts()
    visitor.press("Take back")
    assert drawings(home) == []
    assert "Keep" in visitor.buttons()


@pytest.mark.parametrize("written", ["", "123", "123456", "1234x", "12³45", "٣1234"])
def test_what_does_not_fit_the_boxes_is_refused_and_nothing_is_kept(
    home: Path, visitor: Visitor, written: str
) -> None:
    visitor.open("draw", digits="several").upload(number_on_paper()[0])
    visitor.fill("It says", written).press("Keep")
    assert visitor.alerts() == [
        "There are 5 boxes: write a digit for each, or - for one that holds none."
    ]  # fmt: skip
    assert drawings(home) == []
