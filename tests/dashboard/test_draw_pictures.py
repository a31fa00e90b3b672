"""The Draw page without a browser: several pictures at once."""

from pathlib import Path

import numpy as np
import pandas as pd

from core.data.mnist import mnist
from core.recognition.recognition import recognise
from core.recognition.shipped import shipped_predictor
from dashboard.toolkit.bars import percent_text
from dashboard.toolkit.pictures import picture_source
from dashboard.views.draw.gallery import _csv
from tests.core.recognition.making import encoded, sheet
from tests.dashboard.test_draw_several import number_on_paper
from tests.dashboard.visiting import Visitor

IMAGES = mnist().split("test").images
FILES = {"seven.png": encoded(sheet(IMAGES[0])), "two.png": encoded(sheet(IMAGES[1]))}
BLANK = encoded(np.full((300, 300), 255, np.uint8))


def test_each_picture_has_a_row_and_a_bad_one_says_why_in_its_own(home: Path, visitor: Visitor) -> None:
    visitor.open("draw").upload_several({**FILES, "blank.png": BLANK, "bad.png": b"no picture at all"})
    table = visitor.table("File")
    assert table["File"].tolist() == ["seven.png", "two.png", "blank.png", "bad.png"]
    assert table["Prediction"].tolist()[:2] == ["7", "2"]
    found = recognise(FILES["two.png"], shipped_predictor())
    assert table["28 × 28"][1] == picture_source(found.prepared.image)
    assert table["Confidence"][1] == percent_text(found.probabilities.max())
    assert table["Note"][2].startswith("There is no digit to see")
    assert table["Note"][3].startswith("The file is not a PNG")
    assert table[["Prediction", "Confidence"]].iloc[2:].isna().all(axis=None)


def test_the_last_picture_is_shown_in_full_until_another_row_is_clicked(home: Path, visitor: Visitor) -> None:
    visitor.open("draw").upload_several(FILES)
    assert visitor.metric("Prediction") == "2"
    visitor.select("File", cell=(0, "File"))
    assert visitor.metric("Prediction") == "7"


def test_several_digits_are_read_on_each_picture(home: Path, visitor: Visitor) -> None:
    (first, one), (second, other) = number_on_paper(0), number_on_paper(1)
    visitor.open("draw", digits="several").upload_several({"a.png": first, "b.png": second, "c.png": BLANK})
    assert visitor.table("File")["Prediction"].tolist()[:2] == [one, other]
    assert visitor.table("File")["Note"][2].startswith("There is no digit to see")


def test_the_answers_of_all_pictures_can_be_downloaded(home: Path, visitor: Visitor) -> None:
    assert visitor.open("draw").upload_several(FILES).downloads() == ["Answers as CSV"]
    rows = pd.DataFrame(
        [{"File": "=1+1.png", "Picture": "x", "Prediction": "7", "Confidence": 0.5, "Note": "7 or 1?"}]
    )
    assert _csv(rows) == b"File,Prediction,Confidence,Note\n'=1+1.png,7,0.5,7 or 1?\n"


def test_more_pictures_than_may_be_sent_at_a_time_are_let_go_of(home: Path, visitor: Visitor) -> None:
    visitor.open("draw").upload_several({f"{number}.png": BLANK for number in range(53)})
    assert "Upload up to 50 pictures at a time, of 100 MB together." in visitor.texts()
    assert visitor.downloads() == []
