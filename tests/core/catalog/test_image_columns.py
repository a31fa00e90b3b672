"""The shipped columns of MNIST are those that the code computes."""

import numpy as np
import pytest

from core.catalog import neighbours
from core.catalog.columns import COLUMNS
from core.catalog.image_columns import DECIMALS, image_columns
from core.catalog.neighbours import NEIGHBOUR_COUNT, compare_images
from core.catalog.shape import shapes_of
from core.catalog.shipped import shipped_columns
from core.catalog.table import Table, table_of
from core.data.dataset import SPLITS, Dataset, Split
from core.data.mnist import mnist

SAMPLE = np.random.default_rng(1).choice(70_000, 60, replace=False)


@pytest.fixture(scope="module")
def table() -> Table:
    return table_of(mnist(), shipped_columns())


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """All images in the order of the rows."""
    return np.concatenate([mnist().split(name).images for name in SPLITS])


def test_every_column_of_an_image_is_shipped_for_every_image(table: Table) -> None:
    names = {column.name for column in COLUMNS if not column.of_run and not column.of_example}
    assert set(table.values) == names
    assert {len(column) for column in table.values.values()} == {70_000}
    assert not any(np.isnan(column).any() for column in table.values.values())


def test_a_row_is_the_image_of_its_split_and_index(table: Table, images: np.ndarray) -> None:
    files = {0: "train+validation", 1: "train+validation", 2: "test"}
    for row in SAMPLE:
        split = mnist().split(files[int(table.values["split"][row])])
        index = table.values["index"][row]
        assert np.array_equal(split.images[index], images[row])
        assert split.labels[index] == table.values["digit"][row]


def test_the_shipped_measures_of_shape_are_those_of_the_images(table: Table, images: np.ndarray) -> None:
    rows = np.random.default_rng(2).choice(70_000, 2_000, replace=False)
    for start in range(0, len(rows), 200):
        some = rows[start : start + 200]
        for name, values in shapes_of(images[some]).items():
            np.testing.assert_array_equal(
                table.values[name][some], values.round(DECIMALS).astype(np.float32), err_msg=name
            )


def test_the_shipped_distances_are_those_from_the_mean_of_the_training_images(
    table: Table, images: np.ndarray
) -> None:
    train = mnist().split("train")
    for row in SAMPLE[:20]:
        mean = train.images[train.labels == table.values["digit"][row]].mean(axis=0) / 255
        distance = np.linalg.norm(images[row] / 255 - mean)
        assert table.values["class_distance"][row] == pytest.approx(distance, abs=1e-4)


def test_the_shipped_disagreement_is_that_of_the_ten_nearest(table: Table, images: np.ndarray) -> None:
    labels = table.values["digit"]
    for own in SAMPLE[:10]:
        distances = ((images.astype(np.int16) - images[own]).astype(np.int32) ** 2).sum(axis=(1, 2))
        nearest = distances.argsort(kind="stable")
        others = nearest[nearest != own][:NEIGHBOUR_COUNT]
        expected = (labels[others] != labels[own]).mean()
        assert table.values["neighbour_disagreement"][own] == pytest.approx(expected, abs=1e-6)


def test_neighbours_are_exact_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_BLOCK", 70)
    dataset = noise(100)
    images = np.concatenate([dataset.split(name).images for name in SPLITS])
    flat = images.reshape(300, -1).astype(np.int64)
    distances = ((flat[:, None] - flat[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distances, distances.max() + 1)
    expected = distances.argsort(axis=1, kind="stable")[:, :NEIGHBOUR_COUNT]
    np.testing.assert_array_equal(compare_images(dataset).neighbours, expected)


def noise(count: int) -> Dataset:
    """So many images of noise in each split."""
    generator = np.random.default_rng(0)

    def split(name: str) -> Split:
        images = generator.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        return Split(name, images, np.arange(count, dtype=np.uint8) % 2, np.arange(count))

    return Dataset("noise", "Noise", ("a", "b"), {name: split(name) for name in SPLITS})


def test_a_small_data_set_has_columns_too() -> None:
    dataset = noise(20)
    columns = image_columns(dataset, compare_images(dataset).neighbours)
    assert len(table_of(dataset, columns)) == 60
    assert set(columns) == set(shipped_columns())


def test_of_three_images_two_are_the_nearest_others() -> None:
    dataset = noise(1)
    assert compare_images(dataset).neighbours.shape == (3, 2)
