"""The Draw page without a browser: uploads. Strokes are in tests/browser."""

from pathlib import Path

import pytest

from core.recognition.predictor import Predictor
from core.recognition.recognition import recognise
from tests import keeping
from tests.core.recognition.making import onnx_model
from tests.dashboard.visiting import Visitor


def test_before_the_first_stroke_the_page_says_what_to_do(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    alerts = visitor.open("draw").alerts()
    assert alerts == ["Draw a digit from 0 to 9 with the mouse, a pen or a finger."]


def test_an_uploaded_picture_gets_the_models_answer(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    visitor.open("draw").upload(keeping.picture())
    expected = recognise(keeping.picture(), Predictor(onnx_model())).digit
    assert visitor.metric("Answer") == str(expected)
    assert any(
        f"Your upload, read by {run.name}, right on 99.70% of test." in text for text in visitor.texts()
    )


@pytest.mark.parametrize("content", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_a_file_that_is_no_picture_gets_a_sentence_and_no_answer(
    home: Path, visitor: Visitor, content: bytes
) -> None:
    keeping.finished(home)
    visitor.open("draw").upload(content)
    (sentence,) = visitor.alerts()
    assert "picture" in sentence
    assert visitor.metrics() == []


def test_clear_takes_the_picture_away(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("draw").upload(keeping.picture()).press("Clear")
    assert visitor.metrics() == []
    assert visitor.alerts() == ["Draw a digit from 0 to 9 with the mouse, a pen or a finger."]
