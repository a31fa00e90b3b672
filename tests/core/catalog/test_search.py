"""Search by example, against the plain computation."""

import numpy as np
import pytest

from core.catalog.example import Example
from core.catalog.query_error import QueryError
from core.catalog.search import distances, distances_by_components, nearest, with_distances
from core.data.mnist import mnist
from core.image_table import mnist_table


def every_distance(image: np.ndarray) -> np.ndarray:
    """From the image to each of the data set, in the order of the rows."""
    dataset = mnist()
    images = np.concatenate([dataset.split(name).images for name in ("train", "validation", "test")])
    apart = images.astype(np.int32) - image
    distances: np.ndarray = np.sqrt((apart * apart).sum(axis=(1, 2))) / 255
    return distances


@pytest.mark.parametrize("row", [0, 57_123, 69_999])
def test_the_nearest_images_are_found_with_their_distances(row: int) -> None:
    image = mnist().images_at(np.array([row]))[0]
    rows, apart = nearest(distances(mnist(), image), 50, leave_out=row)
    expected = every_distance(image)
    expected[row] = np.inf
    np.testing.assert_array_equal(rows, expected.argsort(kind="stable")[:50])
    np.testing.assert_allclose(apart, expected[rows])


def test_an_image_of_the_data_set_is_nearest_to_itself() -> None:
    rows, apart = nearest(distances(mnist(), mnist().split("test").images[5]), 1)
    assert (rows.tolist(), apart.tolist()) == ([60_005], [0.0])


def test_a_blank_image_finds_those_with_the_least_ink() -> None:
    rows, apart = nearest(distances(mnist(), np.zeros((28, 28), np.uint8)), 5)
    expected = every_distance(np.zeros((28, 28), np.uint8))
    np.testing.assert_array_equal(rows, expected.argsort(kind="stable")[:5])
    assert (np.diff(apart) >= 0).all()


def test_the_distance_of_every_image_is_exact() -> None:
    image = np.full((28, 28), 255, np.uint8)  # the largest sums that there can be
    image[::3, ::2] = 254
    np.testing.assert_array_equal(distances(mnist(), image), every_distance(image))


def test_an_example_is_named_by_its_split_and_its_index() -> None:
    validation = mnist().split("validation")
    example = Example("validation", int(validation.index[7]))
    apart = with_distances(mnist(), mnist_table(), example).values["distance"]
    image = validation.images[7]
    np.testing.assert_allclose(apart, every_distance(image), rtol=1e-6)
    assert "distance" not in mnist_table().values


def test_an_example_that_is_not_there_is_refused() -> None:
    index = int(mnist().split("validation").index[7])
    with pytest.raises(QueryError, match=f"no image {index} in train"):
        with_distances(mnist(), mnist_table(), Example("train", index))


def test_images_can_be_compared_by_the_components_of_a_layer() -> None:
    components = np.random.default_rng(0).normal(0, 3, (70_000, 5)).astype(np.float16)
    apart = distances_by_components(components, components[60_017])
    one = components[60_017].astype(np.float64)
    np.testing.assert_allclose(apart, np.linalg.norm(components.astype(np.float64) - one, axis=1), rtol=1e-5)
    column = with_distances(mnist(), mnist_table(), Example("test", 17), components).values["distance"]
    np.testing.assert_array_equal(column, apart.astype(np.float32))
    assert nearest(apart, 1)[0].tolist() == [60_017]
