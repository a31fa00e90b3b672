"""Files of every kind that an import takes, well made and bad, large and lying."""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data_import.csv_rows import read_csv_rows
from core.data_import.idx import is_idx, read_idx
from core.data_import.item import ImportRefused, Item
from core.data_import.keras_npz import read_keras_npz
from core.data_import.picture_folders import read_picture_folders

IMAGES = np.random.default_rng(1).integers(0, 256, (6, 5, 4), np.uint8)
LABELS = np.array([0, 1, 2, 0, 1, 2], np.uint8)


def idx(array: np.ndarray) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def kept(folder: Path, **files: bytes) -> dict[str, Path]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in files}


def is_that(items: list[Item], images: np.ndarray = IMAGES, labels: np.ndarray = LABELS) -> bool:
    pictures = [item.picture for item in items if item.picture is not None]
    return np.array_equal(pictures, images) and [item.label for item in items] == [str(k) for k in labels]


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_idx_files_are_read_in_their_pairs(tmp_path: Path, packed: Callable[[bytes], bytes]) -> None:
    files = kept(
        tmp_path,
        train_images=packed(idx(IMAGES)),
        train_labels=packed(idx(LABELS)),
        t10k_images=packed(idx(IMAGES[:2])),
        t10k_labels=packed(idx(LABELS[:2])),
    )
    items = list(read_idx(files))
    assert is_that(items[:6])
    assert is_that(items[6:], IMAGES[:2], LABELS[:2])
    assert [item.split for item in items] == ["train"] * 6 + ["test"] * 2
    assert is_idx(files["train_images"])


BAD_IDX = {
    "a header that promises 4 GB": bytes([0, 0, 8, 3])
    + struct.pack(">3I", 5_000, 1_000, 1_000)
    + bytes(4_000),
    "more images than there may be": bytes([0, 0, 8, 3]) + struct.pack(">3I", 2**32 - 1, 28, 28),
    "an image too short": idx(IMAGES)[:-1],
    "half a header": bytes([0, 0, 8, 3, 0, 0]),
    "other values": bytes([0, 0, 13, 3]) + struct.pack(">3I", 6, 5, 4) + bytes(480),
    "no idx": b"label,pixel0\n",
    "nothing": b"",
    "a broken gzip": gzip.compress(idx(IMAGES))[:-20],
    "another count": idx(IMAGES[:5]),
    "two axes": idx(IMAGES[0]),
}


@pytest.mark.parametrize("kind", BAD_IDX)
def test_an_idx_file_that_is_none_is_refused(tmp_path: Path, kind: str) -> None:
    files = kept(tmp_path, train_images=BAD_IDX[kind], train_labels=idx(LABELS))
    with pytest.raises(ImportRefused):
        list(read_idx(files))


def test_labels_without_images_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="no file of images"):
        list(read_idx(kept(tmp_path, train_labels=idx(LABELS))))


def npz(folder: Path, **arrays: np.ndarray) -> Path:
    np.savez_compressed(folder / "data.npz", allow_pickle=True, **arrays)
    return folder / "data.npz"


def test_an_npz_of_keras_is_read(tmp_path: Path) -> None:
    path = npz(tmp_path, x_train=IMAGES, y_train=LABELS, x_test=IMAGES[:2], y_test=LABELS[:2])
    items = list(read_keras_npz("data.npz", path))
    assert is_that(items[:6])
    assert [item.split for item in items] == ["train"] * 6 + ["test"] * 2


@pytest.mark.parametrize("images", [IMAGES / 255, IMAGES.astype(np.int64), IMAGES[..., np.newaxis]])
def test_other_numbers_are_pixels_too(tmp_path: Path, images: np.ndarray) -> None:
    path = npz(tmp_path, x=images, y=LABELS.astype(np.int64)[:, np.newaxis])
    assert is_that(list(read_keras_npz("data.npz", path)))


BAD_ARRAYS: dict[str, dict[str, np.ndarray]] = {
    "pickled images": {"x": np.array([{"a": 1}] * 6, object), "y": LABELS},
    "pickled labels": {"x": IMAGES, "y": np.array(list("abcdef"), object)},
    "fewer labels": {"x": IMAGES, "y": LABELS[:5]},
    "no labels": {"x": IMAGES},
    "no images": {"z": IMAGES},
    "text": {"x": IMAGES.astype(str), "y": LABELS},
    "negative values": {"x": IMAGES.astype(np.int64) - 256, "y": LABELS},
    "not a number": {"x": np.full(IMAGES.shape, np.nan), "y": LABELS},
    "colours": {"x": np.stack([IMAGES] * 3, axis=-1), "y": LABELS},
    "sides without end": {"x": np.zeros((1, 1, 5_000), np.uint8), "y": LABELS[:1]},
    "by columns": {"x": np.asfortranarray(IMAGES), "y": LABELS},
}


@pytest.mark.parametrize("kind", BAD_ARRAYS)
def test_an_npz_that_is_no_data_set_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ImportRefused):
        list(read_keras_npz("data.npz", npz(tmp_path, **BAD_ARRAYS[kind])))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + bytes(100)])
def test_a_file_that_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "file").write_bytes(content)
    for read in (read_keras_npz, read_picture_folders):
        with pytest.raises(ImportRefused):
            list(read("file", path))


def test_an_array_that_promises_more_than_it_holds_is_refused(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (150_000, 1_000, 1_000)}
    )
    with zipfile.ZipFile(path := tmp_path / "data.npz", "w") as archive:
        archive.writestr("x.npy", header.getvalue() + bytes(1_000))
        labels = io.BytesIO()
        np.save(labels, np.zeros(150_000, np.uint8))
        archive.writestr("y.npy", labels.getvalue())
    with pytest.raises(ImportRefused, match="ends before"):
        list(read_keras_npz("data.npz", path))


def csv_text(headings: bool = True) -> str:
    square = IMAGES[:, :4]
    lines = [",".join(map(str, (k, *image.ravel()))) for k, image in zip(LABELS, square, strict=True)]
    first = ["label," + ",".join(f"pixel{k}" for k in range(16))] if headings else []
    return "\n".join([*first, *lines, ""])


@pytest.mark.parametrize("headings", [True, False])
def test_a_csv_as_on_kaggle_is_read(tmp_path: Path, headings: bool) -> None:
    (path := tmp_path / "train.csv").write_text(csv_text(headings))
    assert is_that(list(read_csv_rows("train.csv", path)), IMAGES[:, :4])


def test_a_formula_in_a_csv_is_no_pixel(tmp_path: Path) -> None:
    (path := tmp_path / "train.csv").write_text(csv_text() + "1,=1+1" + ",0" * 15 + "\n2,300" + ",0" * 15)
    items = list(read_csv_rows("train.csv", path))
    assert [str(item.problem) for item in items[6:]] == ["A pixel is no whole number from 0 to 255."] * 2


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"a" * 600_000, b"1,2,3,4\n", b'1,0,0,0,"' + b"0" * 300_000]
)
def test_a_csv_that_is_no_images_is_refused(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "train.csv").write_bytes(content)
    with pytest.raises(ImportRefused):
        list(read_csv_rows("train.csv", path))


def png(value: int = 200) -> bytes:
    Image.fromarray(np.full((9, 7), value, np.uint8)).save(data := io.BytesIO(), "PNG")
    return data.getvalue()


def zipped(folder: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path := folder / "data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("root", ["", "mine/", "a/b/"])
def test_a_zip_of_folders_gives_each_picture_the_label_of_its_folder(tmp_path: Path, root: str) -> None:
    names = {f"{root}{label}/{k}.png": png() for label in ("cat", "dog") for k in range(2)}
    path = zipped(tmp_path, **names, **{"__MACOSX/._1.png": b"x", f"{root}.DS_Store": b"x"})
    items = list(read_picture_folders("data.zip", path))
    assert [(item.label, item.split) for item in items] == [("cat", "")] * 2 + [("dog", "")] * 2
    assert all(item.picture is not None and item.picture.shape == (9, 7) for item in items)


def test_folders_above_the_classes_name_the_splits(tmp_path: Path) -> None:
    path = zipped(tmp_path, **{f"all/{split}/cat/1.png": png() for split in ("train", "val", "test")})
    found = [(item.label, item.split) for item in read_picture_folders("data.zip", path)]
    assert found == [("cat", "test"), ("cat", "train"), ("cat", "validation")]


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    files = {
        "cat/1.png": png(),
        "cat/notes.txt": b"no picture",
        "../dog/1.png": png(),
        "cat/deep/1.png": png(),
        "<b>cat/1.png": png(),
        "cat/bomb.png": bytes(20_000_000),
    }
    items = {item.name: item for item in read_picture_folders("data.zip", zipped(tmp_path, **files))}
    readable = {name for name, item in items.items() if item.picture is not None}
    assert readable == {"cat/1.png", "<b>cat/1.png"}
    assert all(item.problem for name, item in items.items() if name not in readable)
