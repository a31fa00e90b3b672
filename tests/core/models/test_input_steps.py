"""The shapes from the file to a batch."""

from core.data.mnist import mnist
from core.models.input_steps import input_steps
from core.models.presets import PRESETS


def test_the_steps_of_the_quick_net() -> None:
    steps = input_steps(mnist(), PRESETS["quick"].recipe)
    assert [(step.shape, step.dtype, step.highest) for step in steps] == [
        ((60_000, 28, 28), "uint8", 255),
        ((55_000, 28, 28), "uint8", 255),
        ((55_000, 28, 28, 1), "uint8", 255),
        ((64, 28, 28, 1), "uint8", 255),
        ((64, 28, 28, 1), "float32", 1),
    ]


def test_an_augmentation_is_said_of_the_batch_whose_form_it_leaves() -> None:
    plain, changed = (input_steps(mnist(), PRESETS[name].recipe)[3] for name in ("quick", "robust"))
    assert [str(step.title) for step in (plain, changed)] == [
        "One batch taken",
        "One batch taken, changed at random",
    ]
    assert (changed.shape, changed.dtype, changed.highest) == (plain.shape, "uint8", 255)


def test_a_batch_is_never_larger_than_what_is_learned_from() -> None:
    recipe = PRESETS["quick"].recipe.model_copy(update={"training": "train+validation", "batch_size": 70_000})
    assert [step.shape[0] for step in input_steps(mnist(), recipe)] == [60_000] * 5
