"""The columns of the catalogue: what each is called, what it means, and which values it takes."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["category", "count", "number"]
"""Of a column's values: one of a few names, whole numbers from 0, or any numbers."""

ANSWERS: Final = ("no", "yes")
"""The names of a column that is true or false."""


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: As addresses and the command line write it.
        title: As people read it.
        help: What it means, in a sentence, with its unit.
        kind: Which values it takes.
        of_run: Whether it is about what a run says of the image.
        of_example: Whether it compares the image with an example.
    """

    name: str
    title: str
    help: str
    kind: Kind = "number"
    of_run: bool = False
    of_example: bool = False


COLUMNS: Final = (
    Column(
        "split",
        "Split",
        "Where the image belongs: train, validation or test; a filter may say all.",
        "category",
    ),
    Column("digit", "True label", "The label of the data set.", "category"),
    Column(
        "index",
        "Index",
        "Position in the data set's own file, from 0; a filter may name splits too: train:3,test:5..9.",
        "count",
    ),
    Column("ink", "Ink", "Mean of the pixels, 0 (no ink) to 1 (all ink)."),
    Column("thickness", "Stroke thickness", "Mean width of the strokes, in pixels."),
    Column("slant", "Slant", "Shear angle in degrees; above 0 leans to the right."),
    Column("aspect", "Aspect ratio", "Width of the digit divided by its height."),
    Column("holes", "Holes", "Closed loops of background within the digit.", "count"),
    Column("parts", "Connected parts", "Pieces of ink that do not touch.", "count"),
    Column("sharpness", "Sharpness", "Variance of the Laplacian; low where edges are soft."),
    Column(
        "class_distance",
        "Distance from class mean",
        "Euclidean distance from the mean training image of its label, pixels 0 to 1.",
    ),
    Column(
        "neighbour_disagreement",
        "Neighbour disagreement",
        "Share of the 10 nearest other images, by pixels, with another label.",
    ),
    Column(
        "distance",
        "Distance from example",
        "Euclidean distance from the example: of the pixels, 0 to 1, or of the last hidden layer of a run.",
        of_example=True,
    ),
    Column("predicted", "Predicted", "The label that the model gives.", "category", of_run=True),
    Column("correct", "Correct", "Whether the predicted label is the true one.", "category", of_run=True),
    Column("confidence", "Confidence", "Probability of the predicted label, 0 to 1.", of_run=True),
    Column(
        "margin", "Margin", "Probability of the predicted label less that of the next, 0 to 1.", of_run=True
    ),
    Column("loss", "Loss", "Cross-entropy: -ln of the probability of the true label.", of_run=True),
    Column(
        "first_right_epoch",
        "First epoch correct",
        "The first epoch after which the prediction was correct, from 1.",
        "count",
        of_run=True,
    ),
    Column(
        "epochs_right",
        "Epochs correct",
        "Epochs after which the prediction was correct.",
        "count",
        of_run=True,
    ),
    Column(
        "times_forgotten",
        "Times forgotten",
        "How often a correct prediction was wrong after the next epoch.",
        "count",
        of_run=True,
    ),
)

BY_NAME: Final = {column.name: column for column in COLUMNS}
