"""How a model is trained, as plain data: data, loss, optimiser, batches, epochs, seed."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from core.data.dataset import DatasetFacts
from core.models.augmentation import Augmentation
from core.models.spec import Spec
from core.text import Text, text

LearningRate = Annotated[
    float,
    Field(
        gt=0,
        le=10,
        title="Learning rate",
        description="Size of each weight update. Too large, and the loss jumps or explodes; too small, and it"
        " hardly falls.",
        json_schema_extra={"phrase": "a learning rate"},
    ),
]

UsedEpoch = Literal["best", "last"]

TrainingSplit = Literal["train", "train+validation"]
"""`train+validation` is the original training file, all 60,000 images in file order."""

EvaluationSplit = Literal["validation", "test"]


LEARNED_FROM_THESE: Final = text("This run trained on these images, so its score on them is optimistic.")

VALIDATED_ON_TEST: Final = text(
    "This run validated on the test set, as its tutorial does, so its test score is optimistic."
)

VALIDATION_NOTES: Final[dict[EvaluationSplit | None, Text]] = {
    None: text("No validation split; the test set is held out until the end."),
    "test": text("Validates on the test set, as the tutorial does, so its final scores are optimistic."),
    "validation": text("Validates on the validation split; the test set is held out until the end."),
}


class SGD(Spec):
    """Plain stochastic gradient descent."""

    kind: Literal["sgd"] = "sgd"
    learning_rate: LearningRate


class RMSprop(Spec):
    """RMSprop; `decay` lowers the rate at each step t to lr / (1 + decay * t)."""

    kind: Literal["rmsprop"] = "rmsprop"
    learning_rate: LearningRate
    rho: float = Field(default=0.9, ge=0, lt=1)
    epsilon: float = Field(default=1e-7, gt=0)
    decay: float = Field(default=0, ge=0)


Schedule = Literal["constant", "cosine"]
"""Of the learning rate over the run's steps.

Under `cosine` it falls from `learning_rate` to 0 along half a cosine (Loshchilov and Hutter 2017, "SGDR",
without restarts).
"""


class Adam(Spec):
    """Adam with Keras's own defaults for its other constants."""

    kind: Literal["adam"] = "adam"
    learning_rate: LearningRate
    schedule: Schedule = "constant"


class AdamW(Spec):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019).

    At each step a weight loses its part `learning_rate * weight_decay`. During the first part `warmup` of the
    run's steps, 0..1, the rate rises linearly from 0; the schedule takes the rest.
    """

    kind: Literal["adamw"] = "adamw"
    learning_rate: LearningRate
    weight_decay: float = Field(default=0.004, ge=0, lt=1)
    schedule: Schedule = "constant"
    warmup: float = Field(default=0, ge=0, lt=1)

    @model_validator(mode="after")
    def _warms_up_to_a_schedule(self) -> Self:
        if self.warmup and self.schedule == "constant":
            raise ValueError("A warm-up needs the cosine schedule.")
        return self


Optimizer = Annotated[SGD | RMSprop | Adam | AdamW, Field(discriminator="kind")]

Loss = Literal["categorical_crossentropy", "sparse_categorical_crossentropy", "mean_squared_error"]


class Recipe(Spec):
    """Everything that decides a training besides the model, and which of its epochs are kept.

    `validation` is what each epoch is measured on, or None to measure nothing before the end;
    `shuffle` draws a new order of the images for each epoch from `seed`, and so does `augmentation` with its
    changes; None leaves the images as they are.
    """

    training: TrainingSplit
    validation: EvaluationSplit | None
    loss: Loss
    optimizer: Optimizer
    loop: Literal["fit", "gradient_tape"] = "fit"
    shuffle: bool = True
    augmentation: Augmentation | None = None
    batch_size: int = Field(
        ge=1,
        le=10_000,
        title="Batch size",
        description="Images per weight update: a batch is the part of the training set that one update sees.",
        json_schema_extra={"phrase": "a batch size"},
    )
    epochs: int = Field(
        ge=1,
        le=1_000,
        title="Epochs",
        description="Passes over the training set.",
        json_schema_extra={"phrase": "a number of epochs"},
    )
    seed: int = Field(
        default=0,
        ge=0,
        lt=2**31,
        title="Seed",
        description="Seeds weight initialisation, shuffling and augmentation: the same seed and settings"
        " give the same result again on the same machine.",
        json_schema_extra={"phrase": "a seed"},
    )

    drawing_weight: int = Field(
        default=0,
        ge=0,
        le=100,
        title="Weight of each drawing",
        description="How many times an epoch learns each drawing of the drawn set; each image of the data set"
        " is learned once. 0 learns no drawings.",
        json_schema_extra={"phrase": "a weight of each drawing"},
    )

    patience: int = Field(
        default=0,
        ge=0,
        le=1_000,
        title="Patience",
        description="Early stopping: ends the training after so many epochs without a better validation loss."
        " 0 never does.",
        json_schema_extra={"phrase": "a patience"},
    )
    target_accuracy: float = Field(
        default=0,
        ge=0,
        le=100,
        title="Target validation accuracy (%)",
        description="Ends the training once the validation accuracy is that high. 0 never does.",
        json_schema_extra={"phrase": "a target accuracy"},
    )
    time_limit: float = Field(
        default=0,
        ge=0,
        le=10_000,
        title="Time limit (minutes)",
        description="Ends the training after the epoch in which its epochs have taken so long, all attempts"
        " together. 0 never does.",
        json_schema_extra={"phrase": "a time limit"},
    )
    used_epoch: UsedEpoch = Field(
        default="last",
        title="Model used",
        description="The model that is evaluated and drawn for: after the epoch with the highest validation"
        " accuracy, or after the last one.",
    )
    keep_every_epoch: bool = Field(
        default=False,
        title="Keep every epoch",
        description="Keeps the model after each epoch, and not only after the best and the last one.",
    )

    def epoch_images(self, facts: DatasetFacts, drawings: int) -> int:
        """How many images an epoch has, a drawing counted as often as it is learned.

        Args:
            facts: Of the data set.
            drawings: How many drawings are learned beside it.
        """
        return facts.count(*self.training.split("+")) + self.drawing_weight * drawings

    @property
    def may_end_early(self) -> bool:
        """Whether a training may end by itself before its last epoch."""
        return bool(self.patience or self.target_accuracy or self.time_limit)

    def caveat(self, split: str) -> Text | None:
        """Why the scores on a split are optimistic; None if they are not."""
        if split in self.training.split("+"):
            return LEARNED_FROM_THESE
        return VALIDATED_ON_TEST if split == self.validation == "test" else None

    @property
    def loss_measure(self) -> Literal["cross-entropy", "squared error"]:
        """What the loss measures; cross-entropy is the same for labels of either form."""
        return "squared error" if self.loss == "mean_squared_error" else "cross-entropy"

    @property
    def validation_note(self) -> Text:
        """On what the epochs are measured, for it decides what their figures are worth."""
        return VALIDATION_NOTES[self.validation]
