"""Images as files: what a spreadsheet, NumPy and a viewer read from them."""

import csv
from io import BytesIO, StringIO

import numpy as np
import pytest
from PIL import Image

from core.catalog.export import TILE, contact_sheet_png, csv_text, npz_bytes
from core.catalog.table import UNKNOWN, Table
from core.data.mnist import mnist
from core.image_table import mnist_table

ROWS = np.array([69_999, 0, 55_000])


def test_the_csv_has_a_line_for_each_image_in_their_order() -> None:
    table = mnist_table()
    lines = list(csv.DictReader(StringIO(csv_text(table, ROWS))))
    assert [line["split"] for line in lines] == ["test", "train", "validation"]
    assert [int(line["index"]) for line in lines] == table.values["index"][ROWS].tolist()
    assert [int(line["digit"]) for line in lines] == table.values["digit"][ROWS].tolist()
    slants = [float(line["slant"]) for line in lines]
    np.testing.assert_allclose(slants, table.values["slant"][ROWS], rtol=1e-5)
    assert "predicted" not in lines[0]


def test_what_is_not_known_is_empty_and_no_name_is_a_formula() -> None:
    table = Table(
        {
            "digit": np.array([0, 1], np.int8),
            "correct": np.array([1, UNKNOWN], np.int8),
            "loss": np.array([np.nan, 0.5], np.float32),
        },
        {"digit": ("=1+1", "a,b"), "correct": ("no", "yes")},
    )
    lines = list(csv.reader(StringIO(csv_text(table, np.arange(2)))))
    assert lines == [["digit", "correct", "loss"], ["'=1+1", "yes", ""], ["a,b", "", "0.5"]]


def test_the_npz_holds_images_and_labels_without_pickles() -> None:
    with np.load(BytesIO(npz_bytes(mnist(), mnist_table(), ROWS)), allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["x"], mnist().images_at(ROWS))
        assert arrays["y"].tolist() == mnist_table().values["digit"][ROWS].tolist()
        assert arrays["y"].dtype == np.uint8
        assert arrays["split"].tolist() == ["test", "train", "validation"]
        assert arrays["index"][0] == 9_999
        assert arrays["classes"].tolist() == list("0123456789")


@pytest.mark.parametrize(("count", "size"), [(1, (1, 1)), (5, (5, 1)), (6, (5, 2)), (20, (5, 4))])
def test_the_contact_sheet_shows_each_image_four_times_as_large(count: int, size: tuple[int, int]) -> None:
    images = mnist().split("test").images[:count]
    sheet = np.asarray(Image.open(BytesIO(contact_sheet_png(images, ["7" * 99] * count, 5))))
    across, down = size
    assert sheet.shape == (down * (TILE + 26) + 8, across * (TILE + 8) + 8)
    np.testing.assert_array_equal(sheet[8 : 8 + TILE, 8 : 8 + TILE], images[0].repeat(4, 0).repeat(4, 1))
    assert (sheet[8 + TILE : 8 + TILE + 18, 8 : 8 + TILE] < 128).any()  # the caption, cut to the image
    assert (sheet[8 + TILE : 8 + TILE + 18, :8] == 255).all()
