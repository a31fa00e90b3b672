"""The steps that are told of are those that a training takes."""

import keras
import numpy as np
import pytest

from core.models.build import build_model
from core.models.input_steps import input_steps
from core.models.presets import PRESETS
from core.training.feed import Feed
from tests.core.training.recording import SMALL_MNIST

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize("preset", PRESETS)
def test_a_batch_has_the_form_that_is_told(preset: str) -> None:
    recipe = PRESETS[preset].recipe
    *_, channels, batch, scaled = input_steps(SMALL_MNIST, recipe)
    feed = Feed(recipe, SMALL_MNIST)
    images, _ = next(iter(feed.batches(0)))
    assert (feed.count, *images.shape[1:]) == channels.shape
    assert (tuple(images.shape), images.dtype.name) == (batch.shape, batch.dtype)
    model = build_model(PRESETS[preset].model, 10, seed=0)
    (rescaling,) = (each for each in model.layers if isinstance(each, keras.layers.Rescaling))
    found = np.asarray(rescaling(images))
    assert (found.shape, found.dtype.name) == (scaled.shape, scaled.dtype)
    assert found.max() == pytest.approx(images.numpy().max() / 255, rel=1e-6)
    assert found.max() <= scaled.highest
