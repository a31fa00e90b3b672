"""The bundled data set."""

import hashlib
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import SPLITS, DamagedDataError
from core.data.mnist import PATH, mnist, read_mnist

IDX_MD5 = {
    ("train+validation", "images"): "6bbc9ace898e44ae57da46a324031adb",
    ("train+validation", "labels"): "a25bea736e30d166cdddb491f175f624",
    ("test", "images"): "2646ac647ad5339dbf082846283269ea",
    ("test", "labels"): "27ae3e4e09519cfbb04c329615203637",
}


def as_idx(array: np.ndarray) -> bytes:
    """The IDX file of a uint8 array: 0, 0, type 8, number of axes, their lengths, then the values."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.mark.parametrize(("split", "part"), IDX_MD5)
def test_the_arrays_are_the_original_files_byte_for_byte(split: str, part: str) -> None:
    file = as_idx(getattr(mnist().split(split), part))
    assert hashlib.md5(file, usedforsecurity=False).hexdigest() == IDX_MD5[split, part]


def test_the_data_is_loaded_once() -> None:
    assert mnist() is mnist()


def test_images_are_copied_only_for_a_split_that_somebody_asks_for() -> None:
    # The runner and most commands look at the test split alone; the two parts would add 47 MB to each.
    tracemalloc.start()
    try:
        data = read_mnist(PATH)
        files = data.split("train+validation").images.nbytes + data.split("test").images.nbytes
        assert tracemalloc.get_traced_memory()[0] < files + 5_000_000
        assert data.split("train") is data.split("train")
        assert tracemalloc.get_traced_memory()[0] > files + 40_000_000
    finally:
        tracemalloc.stop()


def test_the_names_of_the_splits_are_known_before_any_is_made() -> None:
    assert list(mnist().splits) == ["train", "validation", "test", "train+validation"]


def test_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    damaged = bytearray(PATH.read_bytes())
    damaged[5_000_000] ^= 1
    path = tmp_path / "mnist.npz"
    path.write_bytes(damaged)
    with pytest.raises(DamagedDataError, match=r"mnist\.npz is damaged .*; install Digit Lab again"):
        read_mnist(path)


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(DamagedDataError, match=r"nothing\.npz cannot be read .*; install Digit Lab again"):
        read_mnist(tmp_path / "nothing.npz")


def test_rows_count_the_images_of_the_splits_one_after_the_other() -> None:
    dataset = mnist()
    assert dataset.image_count == 70_000
    assert [dataset.first_row(name) for name in SPLITS] == [0, 55_000, 60_000]
    places = {0: ("train", 0), 54_999: ("train", 54_999), 55_000: ("validation", 0), 69_999: ("test", 9_999)}
    assert {row: dataset.place_of(row) for row in places} == places
    images = dataset.images_at(np.array([69_999, 0, 55_000]))
    for image, (name, position) in zip(
        images, [("test", 9_999), ("train", 0), ("validation", 0)], strict=True
    ):
        np.testing.assert_array_equal(image, dataset.split(name).images[position])
