"""The job that asks a last hidden layer about every image, against the plain computation."""

import numpy as np
import pytest

from core.data.dataset import Dataset, Split
from core.data.mnist import mnist
from core.jobs.embedding import MOST_COMPONENTS, NotFiniteError, embed
from core.jobs.listener import JobCancelled
from tests.core.recognition.making import dense_model
from tests.core.training.recording import Recording

COUNTS = {"train": 2_300, "validation": 40, "test": 60}


class Follower(Recording):
    """A listener that remembers how far the job was, and may stop it."""

    def __init__(self, stops_at: float = 2) -> None:
        super().__init__()
        self.shares: list[float] = []
        self.stops_at = stops_at

    def progress(self, share: float) -> None:
        """Takes how much is done."""
        self.shares.append(share)

    def changes(self) -> tuple[()]:
        """What to change before an epoch: nothing."""
        return ()

    def pausing(self) -> bool:
        """Whether to end after an epoch: never."""
        return False

    def stopping(self) -> bool:
        """Whether to stop."""
        return bool(self.shares) and self.shares[-1] >= self.stops_at


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """The first images of each split of MNIST."""
    splits = {}
    for name, count in COUNTS.items():
        whole = mnist().split(name)
        splits[name] = Split(name, whole.images[:count], whole.labels[:count], whole.index[:count])
    return Dataset("few", "Few", mnist().classes, splits)


def weights(units: int) -> np.ndarray:
    return np.random.default_rng(units).normal(0, 0.1, (784, units)).astype(np.float32)


def activations(dataset: Dataset, units: int) -> np.ndarray:
    images = np.concatenate([dataset.split(name).images for name in COUNTS])
    return np.maximum(images.reshape(-1, 784) / 255 @ weights(units).astype(np.float64), 0)


def test_distances_and_positions_are_those_of_the_activations(dataset: Dataset) -> None:
    follower = Follower()
    found = embed(dataset, dense_model(weights(24)), follower)
    plain = activations(dataset, 24)
    assert found.components.shape == (2_400, 24)
    assert found.components.dtype == np.float16
    apart = np.linalg.norm(found.components.astype(np.float64) - found.components[7], axis=1)
    np.testing.assert_allclose(apart, np.linalg.norm(plain - plain[7], axis=1), atol=0.01)
    _, _, axes = np.linalg.svd(plain - plain.mean(axis=0), full_matrices=False)
    for column, axis in enumerate(axes[:2]):
        on_axis = (plain - plain.mean(axis=0)) @ axis * np.sign(axis[np.abs(axis).argmax()])
        assert np.corrcoef(on_axis, found.positions[:, column])[0, 1] > 0.9999
    assert follower.shares == sorted(follower.shares)
    assert len(follower.shares) == 5


def test_a_further_image_comes_to_where_it_would_lie(dataset: Dataset) -> None:
    found = embed(dataset, dense_model(weights(24)), Follower())
    again = found.components_of(activations(dataset, 24).astype(np.float32))
    np.testing.assert_allclose(again, found.components, atol=0.01)
    assert abs(found.position_of(again).astype(int) - found.positions).max() < 60


def test_of_a_large_layer_the_first_components_are_kept(dataset: Dataset) -> None:
    found = embed(dataset, dense_model(weights(200)), Follower())
    assert found.components.shape == (2_400, MOST_COMPONENTS)
    assert found.axes.shape == (200, MOST_COMPONENTS)
    np.testing.assert_allclose(found.axes.T @ found.axes, np.eye(MOST_COMPONENTS), atol=1e-4)
    spread = found.components.astype(np.float64).var(axis=0)
    assert (np.diff(spread) < 1e-3).all()
    assert spread.sum() > 0.96 * activations(dataset, 200).var(axis=0).sum()


def test_a_layer_of_one_unit_is_a_line(dataset: Dataset) -> None:
    found = embed(dataset, dense_model(weights(1)), Follower())
    assert found.components.shape == (2_400, 1)
    assert np.ptp(found.positions[:, 0].astype(int)) == 65_535
    np.testing.assert_array_equal(found.position_of(found.components[:5])[:, 1], found.positions[:5, 1])
    assert np.ptp(found.positions[:, 1].astype(int)) == 0


def test_a_layer_that_answers_the_same_to_all_puts_them_into_the_middle(dataset: Dataset) -> None:
    found = embed(dataset, dense_model(np.zeros((784, 5), np.float32)), Follower())
    assert (abs(found.positions.astype(int) - 32_768) <= 1).all()


def test_it_ends_when_it_is_told_to(dataset: Dataset) -> None:
    follower = Follower(stops_at=0.4)
    with pytest.raises(JobCancelled):
        embed(dataset, dense_model(weights(24)), follower)
    assert 0.4 <= follower.shares[-1] < 0.9


def test_a_layer_without_numbers_is_refused(dataset: Dataset) -> None:
    with pytest.raises(NotFiniteError, match="finite numbers"):
        embed(dataset, dense_model(np.full((784, 3), 1e30, np.float32)), Follower())
