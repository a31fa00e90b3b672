"""A training that goes on from an epoch of another one, with other settings."""

import pytest

from core.training.checkpoint import from_bytes
from core.training.train import train
from tests.core.training.recording import SMALL_MNIST, Recording, manifest
from tests.core.training.test_train import RANDOM_AND_AVERAGED, last

pytestmark = pytest.mark.tensorflow


def test_a_fork_with_another_batch_size_stands_where_its_epoch_ends() -> None:
    first = Recording(pause=lambda recording: True)
    train(manifest("quick", RANDOM_AND_AVERAGED, epochs=2, batch_size=300), SMALL_MNIST, first)
    fork, rest = manifest("quick", RANDOM_AND_AVERAGED, epochs=2, batch_size=128), Recording()
    with pytest.raises(ValueError, match="in the middle of epoch"):
        train(fork, SMALL_MNIST, Recording(), first.checkpoints[1])
    outcome = train(fork, SMALL_MNIST, rest, first.checkpoints[1], epoch=1)
    assert [each["epoch"] for each in rest.epochs] == [2]
    optimizer = from_bytes(last(outcome)).optimizer
    assert int(optimizer.iterations) == 16
    assert float(optimizer.learning_rate) == pytest.approx(0, abs=1e-9)  # the cosine has come to its end
