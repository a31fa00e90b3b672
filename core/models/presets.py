"""The presets: the four tutorials that this project grew from, and three nets of our own."""

from typing import Literal

from core.models.augmentation import Augmentation
from core.models.preset import Preset, PresetId
from core.models.recipe import AdamW, Recipe
from core.models.spec import (
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
    ModelSpec,
    ReLU,
)
from core.models.tutorials import TUTORIALS
from core.names import WishError

DEFAULT_PRESET: PresetId = "quick"

_QUICK = Preset(
    id="quick",
    title="Quick net",
    summary="A small convolutional net that reaches 99% validation accuracy in a single epoch.",
    model=ModelSpec(
        layers=(
            # Pooling by 3 right after the first layer is what makes the net quick.
            Conv2D(filters=16, kernel_size=5, activation="relu"),
            MaxPooling2D(pool_size=3),
            Conv2D(filters=64, padding="same", activation="relu"),
            MaxPooling2D(),
            Flatten(),
            # Normalising here costs next to nothing; behind the convolutions it takes longer than it saves.
            Dense(units=128),
            BatchNormalization(),
            ReLU(),
            Dense(units=10),
        ),
        output="logits",
    ),
    recipe=Recipe(
        training="train",
        validation="validation",
        loss="sparse_categorical_crossentropy",
        # The rate rises and falls within the single epoch, so that the weights have settled at its end.
        optimizer=AdamW(learning_rate=0.006, weight_decay=0.01, schedule="cosine", warmup=0.15),
        batch_size=64,
        epochs=1,
        used_epoch="best",
    ),
)


def normalised_convolution(filters: int, padding: Literal["valid", "same"] = "same") -> tuple[Layer, ...]:
    """A convolution of 3 x 3, with batch normalisation in place of a bias, and ReLU.

    `same` keeps the side of the image; `valid` takes a pixel from each edge.
    """
    return (Conv2D(filters=filters, padding=padding, use_bias=False), BatchNormalization(), ReLU())


_ACCURATE = Preset(
    id="accurate",
    title="Accurate net",
    summary="Six convolutions for MNIST itself: more epochs than the robust net, and gentler random changes.",
    model=ModelSpec(
        layers=(
            # Unpadded, these two and what follows need a quarter less time than those of the robust net.
            *normalised_convolution(32, "valid"),
            *normalised_convolution(32, "valid"),
            MaxPooling2D(),
            *normalised_convolution(64),
            *normalised_convolution(64),
            MaxPooling2D(),
            *normalised_convolution(96),
            *normalised_convolution(96),
            GlobalAveragePooling2D(),
            Dense(units=10),
        ),
        output="logits",
    ),
    recipe=Recipe(
        training="train",
        validation="validation",
        loss="sparse_categorical_crossentropy",
        optimizer=AdamW(learning_rate=0.003, weight_decay=0.05, schedule="cosine", warmup=0.1),
        # Gentler changes were as accurate after six epochs, at a higher validation loss and with a training
        # loss of half as much: the net had less left to learn from them. See docs/performance.md.
        augmentation=Augmentation(
            rotation_degrees=12, shear=0.2, scale=0.12, shift_pixels=2, elastic_pixels=0.6, thickness=0.25
        ),
        batch_size=64,
        epochs=16,
        # The rate has fallen to 0 there; a best epoch would be chosen by chance among 5,000 images.
        used_epoch="last",
    ),
)


_ROBUST = Preset(
    id="robust",
    title="Robust net",
    summary="Six convolutions for other people's handwriting; the training images are changed at random.",
    model=ModelSpec(
        layers=(
            *normalised_convolution(32),
            *normalised_convolution(32),
            MaxPooling2D(),
            *normalised_convolution(64),
            *normalised_convolution(64),
            MaxPooling2D(),
            *normalised_convolution(96),
            *normalised_convolution(96),
            GlobalAveragePooling2D(),
            Dense(units=10),
        ),
        output="logits",
    ),
    recipe=Recipe(
        training="train",
        validation="validation",
        loss="sparse_categorical_crossentropy",
        optimizer=AdamW(learning_rate=0.003, weight_decay=0.05, schedule="cosine", warmup=0.1),
        augmentation=Augmentation(
            rotation_degrees=17,
            shear=0.3,
            scale=0.18,
            shift_pixels=2.5,
            elastic_pixels=0.5,
            thickness=0.5,
            gamma=0.45,
            contrast=0.3,
            occlusion=0.15,
        ),
        batch_size=64,
        epochs=10,
    ),
)

PRESETS: dict[str, Preset] = {preset.id: preset for preset in (_QUICK, _ACCURATE, _ROBUST, *TUTORIALS)}


def find_preset(preset_id: str) -> Preset:
    """The preset with this id.

    Raises:
        WishError: If there is none.
    """
    if preset_id not in PRESETS:
        raise WishError(
            "There is no preset {preset}; choose one of {known}.",
            preset=repr(preset_id[:40]), known=", ".join(PRESETS),
        )  # fmt: skip
    return PRESETS[preset_id]
