"""What a model is, as plain data: a stack of layers from 28x28 pixels to a number for each class."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.data.dataset import IMAGE_SIDE_PIXELS

Activation = Literal["linear", "relu", "softmax"]

Output = Literal["probabilities", "logits", "scores"]
"""What the last layer's numbers mean, one for each class.

`probabilities` sum to 1; `logits` become probabilities by softmax; `scores` estimate the one-hot
label (a least-squares fit), and become probabilities by clipping at 0 and dividing by their sum.
"""


class Spec(BaseModel):
    """A frozen piece of plain data that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Conv2D(Spec):
    """A two-dimensional convolution with square kernels and stride 1.

    `use_bias` adds a number to each channel; a batch normalisation that follows makes it superfluous.
    """

    kind: Literal["conv2d"] = "conv2d"
    filters: int = Field(ge=1, le=1024)
    kernel_size: int = Field(default=3, ge=1, le=IMAGE_SIDE_PIXELS)
    padding: Literal["valid", "same"] = "valid"
    activation: Activation = "linear"
    use_bias: bool = True


class MaxPooling2D(Spec):
    """The maximum of each square of `pool_size` pixels, with stride `pool_size`."""

    kind: Literal["max_pooling2d"] = "max_pooling2d"
    pool_size: int = Field(default=2, ge=1, le=IMAGE_SIDE_PIXELS)


class GlobalAveragePooling2D(Spec):
    """The mean of each channel over the whole image."""

    kind: Literal["global_average_pooling2d"] = "global_average_pooling2d"


class Flatten(Spec):
    """All values of an image in one row."""

    kind: Literal["flatten"] = "flatten"


class Dense(Spec):
    """A fully connected layer; `initial_sd` draws its weights from a truncated normal distribution.

    Without `initial_sd`, weights start as Keras starts them (Glorot uniform). Biases start at 0.
    """

    kind: Literal["dense"] = "dense"
    units: int = Field(ge=1, le=65536)
    activation: Activation = "linear"
    initial_sd: float | None = Field(default=None, gt=0)


class Dropout(Spec):
    """While training, sets a share `rate` of the values to 0 and scales up the others."""

    kind: Literal["dropout"] = "dropout"
    rate: float = Field(gt=0, lt=1)


class BatchNormalization(Spec):
    """Shifts and scales each channel to mean 0 and variance 1 over the batch."""

    kind: Literal["batch_normalization"] = "batch_normalization"


class ReLU(Spec):
    """Sets negative values to 0; a layer of its own where one stands between two others."""

    kind: Literal["relu"] = "relu"


Layer = Annotated[
    Conv2D | MaxPooling2D | GlobalAveragePooling2D | Flatten | Dense | Dropout | BatchNormalization | ReLU,
    Field(discriminator="kind"),
]


class ModelSpec(Spec):
    """A stack of layers; input is raw pixels (28, 28, 1), 0..255, scaled by 1/255 before the first layer."""

    layers: tuple[Layer, ...] = Field(min_length=1)
    output: Output

    @property
    def is_dense(self) -> bool:
        """Whether the model has no convolution."""
        return not any(isinstance(layer, Conv2D) for layer in self.layers)


def for_classes(spec: ModelSpec, count: int) -> ModelSpec:
    """The same layers with a number for each of so many classes at their end, if that is a dense layer."""
    *before, last = spec.layers
    if not isinstance(last, Dense):
        return spec
    return spec.model_copy(update={"layers": (*before, last.model_copy(update={"units": count}))})
