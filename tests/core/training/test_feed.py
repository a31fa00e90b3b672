"""The order of the images and the form of the labels."""

import numpy as np
import pytest

from core.training.feed import Feed, epoch_order
from tests.core.training.recording import SMALL_MNIST, manifest

pytestmark = pytest.mark.tensorflow


def test_the_order_of_an_epoch_depends_on_seed_and_epoch_alone() -> None:
    order = epoch_order(1_000, seed=3, epoch=5, shuffle=True)
    assert np.array_equal(order, epoch_order(1_000, seed=3, epoch=5, shuffle=True))
    assert not np.array_equal(order, epoch_order(1_000, seed=3, epoch=6, shuffle=True))
    assert not np.array_equal(order, epoch_order(1_000, seed=4, epoch=5, shuffle=True))
    assert np.array_equal(np.sort(order), np.arange(1_000))


def test_the_order_of_the_largest_seed_can_be_drawn() -> None:
    assert len(epoch_order(10, seed=2**31 - 1, epoch=999, shuffle=True)) == 10


def test_without_shuffling_images_come_in_file_order() -> None:
    assert epoch_order(5, seed=3, epoch=5, shuffle=False).tolist() == [0, 1, 2, 3, 4]


def test_an_epoch_brings_every_image_once_in_its_order() -> None:
    feed = Feed(manifest("quick", batch_size=128).recipe, SMALL_MNIST)
    batches = [(images.numpy(), labels.numpy()) for images, labels in feed.batches(epoch=2)]
    assert [len(labels) for _, labels in batches] == [128] * 7 + [104]
    train, order = SMALL_MNIST.split("train"), feed.order(2)
    assert np.array_equal(np.concatenate([images for images, _ in batches])[..., 0], train.images[order])
    assert np.array_equal(np.concatenate([labels for _, labels in batches]), train.labels[order])
    assert len(batches) == feed.steps


def test_an_augmented_epoch_is_another_one_each_time_and_the_same_again() -> None:
    feed = Feed(manifest("robust", batch_size=128).recipe, SMALL_MNIST)
    first, again, second = (
        np.concatenate([images for images, _ in feed.batches(epoch)])[np.argsort(feed.order(epoch))]
        for epoch in (0, 0, 1)
    )
    other = Feed(manifest("robust", batch_size=128, seed=1).recipe, SMALL_MNIST)
    assert first.shape == (1_000, 28, 28, 1)
    assert np.array_equal(first, again)
    assert (first != second).any(axis=(1, 2, 3)).mean() > 0.99
    assert not np.array_equal(next(iter(feed.batches(0)))[0], next(iter(other.batches(0)))[0])


def test_the_labels_go_with_their_augmented_images() -> None:
    changes = {"rotation_degrees": 1.0}  # so little that each image is still nearest to its own
    feed = Feed(manifest("robust", augmentation=changes, batch_size=128).recipe, SMALL_MNIST)
    images, labels = next(iter(feed.batches(epoch=2)))
    train, positions = SMALL_MNIST.split("train"), feed.order(2)[:128]
    difference = np.abs(images.numpy()[..., 0].astype(int) - train.images[positions])
    assert 0 < difference.mean() < 10
    assert np.array_equal(labels, train.labels[positions])


def test_no_thread_tunes_an_epochs_batches_so_that_none_is_waited_for_at_its_end() -> None:
    # How long TensorFlow waits for such a thread is chance; that there is one is decided here.
    options = Feed(manifest("quick").recipe, SMALL_MNIST).batches(epoch=0).options()
    assert options.autotune.enabled is False


@pytest.mark.parametrize("preset", ["tutorial-dense-rmsprop", "tutorial-tape-mse"])
def test_losses_on_one_hot_labels_get_them(preset: str) -> None:
    feed = Feed(manifest(preset).recipe, SMALL_MNIST)
    _, labels = next(iter(feed.batches(epoch=0)))
    classes = SMALL_MNIST.split("train+validation").labels[feed.order(0)[: len(labels)]]
    assert labels.dtype == "float32"
    assert np.array_equal(labels.numpy(), classes[:, np.newaxis] == np.arange(10))
