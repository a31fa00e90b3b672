"""The drawn set as files."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.mnist import mnist
from core.data_import.upload import read_items
from core.drawings.drawing import Content
from core.drawings.export import drawings_npz, drawings_zip, strokes_document
from core.lab import Lab
from tests.drawn import STROKES, acts, new_drawing


@pytest.fixture
def contents(tmp_path: Path) -> list[Content]:
    """Two drawings of Ada, one of which has strokes, and one of Bob with a source."""
    acts(tmp_path).keep(new_drawing(0))
    acts(tmp_path, "bob").keep(new_drawing(1, source=drawn_source(), kind="asked", collection="7b"))
    acts(tmp_path).keep(new_drawing(2, strokes=STROKES))
    return list(Lab(tmp_path).store.drawings.contents())


def drawn_source() -> bytes:
    """A picture of 100 × 80 pixels."""
    written = io.BytesIO()
    Image.new("L", (100, 80), 255).save(written, format="PNG")
    return written.getvalue()


def test_the_arrays_say_what_was_drawn_labelled_and_answered_without_a_name(contents: list[Content]) -> None:
    with np.load(io.BytesIO(drawings_npz(contents)), allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["x"], mnist().split("test").images[:3])
        found = {name: arrays[name].tolist() for name in arrays.files if name != "x"}
    assert found["confidence"] == pytest.approx([0.9] * 3)
    del found["confidence"]
    assert found == {
        "y": [7, 2, 1],
        "id": [1, 2, 3],
        "writer": [0, 1, 0],
        "answer": [7, 2, 1],
        "kind": ["checked", "asked", "checked"],
        "model": ["shipped"] * 3,
    }


def test_the_zip_of_images_is_read_as_one_that_is_imported(contents: list[Content], tmp_path: Path) -> None:
    file = tmp_path / "drawings.zip"
    file.write_bytes(drawings_zip(contents))
    read = {item.label: item.picture for item in read_items({"drawings.zip": file})}
    assert set(read) == {"1", "2", "7"}
    for position, label in enumerate("721"):
        np.testing.assert_array_equal(read[label], mnist().split("test").images[position])


def test_the_zip_of_sources_has_those_that_were_kept(contents: list[Content]) -> None:
    with zipfile.ZipFile(io.BytesIO(drawings_zip(contents, of_source=True))) as archive:
        assert archive.namelist() == ["2/2.png"]
        assert archive.read("2/2.png") == drawn_source()


def test_the_strokes_are_those_that_were_kept_with_the_numbers_of_the_arrays(contents: list[Content]) -> None:
    (found,) = json.loads(strokes_document(contents))["drawings"]
    assert found.pop("at").endswith("+00:00")
    assert found == {
        "id": 3, "label": 1, "writer": 0, "kind": "checked", "collection": "",
        "strokes": [{"width": 42, "points": [[100, 100], [100, 400]]}],
    }  # fmt: skip


def test_without_drawings_each_file_is_empty_and_can_be_read() -> None:
    with np.load(io.BytesIO(drawings_npz([])), allow_pickle=False) as arrays:
        assert arrays["x"].shape == (0, 28, 28)
    with zipfile.ZipFile(io.BytesIO(drawings_zip([]))) as archive:
        assert archive.namelist() == []
    assert json.loads(strokes_document([])) == {"drawings": []}
