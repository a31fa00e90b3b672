"""What to do about a training whose units die: those behind a ReLU that are 0 for every image."""

from collections.abc import Sequence
from typing import Final

from core.models.shape import relu_layers
from core.runs.manifest import Manifest
from core.runs.remedy import Advice, lower_rate, usual_recipe
from core.text import Fact, text

DEAD_SHARE: Final = 0.5
"""A layer of which so large a part is dead has lost too much.

Some dead units are normal. Measured on the validation split with the presets' own settings, at most 3 of 128
in the dense tutorials, and 18 of 64 in the dense layer of the convolutional one. With ten times the learning
rate, up to 43 of 128 there and 35 of 64 channels here; with thirty times 87 to 104 of 128.
"""

DEAD: Final = (
    "{dead} of {count} {word} of layer {position} ({kind}) are 0 for every validation image: they have died,"
    " and learn no more."
)
BEGIN_ANEW: Final = "Only a new training at the current learning rate, {rate}, brings them back."


def advise_on_dead_units(dead_units: Sequence[int], manifest: Manifest) -> Advice | None:
    """What to do where a layer has lost a large part of its units; None where none has.

    ReLU passes no gradient to a unit that is 0 for every image, so it never changes again (Lu et al. 2020,
    "Dying ReLU and initialization"). Large updates push units there.

    Args:
        dead_units: As in `Curves`.
        manifest: What the training is.
    """
    layers = zip(dead_units, relu_layers(manifest.model), strict=False)
    dead, layer = max(layers, key=lambda each: each[0] / each[1].count, default=(0, None))
    if layer is None or dead < DEAD_SHARE * layer.count:
        return None
    rate, usual = (each.optimizer.learning_rate for each in (manifest.last_recipe, usual_recipe(manifest)))
    remedy, changes = lower_rate(manifest)
    if rate <= usual and _may_have_died_before(manifest):
        remedy, changes = BEGIN_ANEW, {"learning_rate": rate}
    facts: dict[str, Fact] = {"dead": dead, "count": layer.count, "word": layer.word}
    place: dict[str, Fact] = {"position": layer.position, "kind": layer.kind}
    told = text(f"{DEAD} {remedy}", **facts, **place, rate=f"{rate:g}", usual=f"{usual:g}")
    return Advice(told, changes)


def _may_have_died_before(manifest: Manifest) -> bool:
    """Whether units may have died under a higher learning rate, before a change or a fork."""
    rates = [manifest.recipe.optimizer.learning_rate]
    rates += [each.learning_rate for each in manifest.changes if each.learning_rate is not None]
    return bool(manifest.forked_after) or max(rates) > manifest.last_recipe.optimizer.learning_rate
