"""From labelled pictures to the arrays of a data set, all or nothing."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import IMAGE_SIDE_PIXELS
from core.data.splits import stratified_draw
from core.data_import.item import MOST_CLASSES, MOST_IMAGES, ImportRefused, Item
from core.names import is_class_name
from core.recognition.form import Method, image_of
from core.recognition.picture import PictureError
from core.text import Text, text

MOST_PROBLEMS: Final = 20
"""So many are told one by one; further ones are counted."""

LEAST_OF_CLASS: Final = 3
"""Images of a class: one for each split."""

TEST_SHARE: Final = 1 / 7
VALIDATION_SHARE: Final = 1 / 12
"""Of what is left of the images: the shares of MNIST's own splits."""

_SEED: Final = 20_101
_STEP: Final = 500
"""After so many pictures the progress is told."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one picture.

    Attributes:
        name: What it is called in its file.
        reason: Why it cannot be taken.
    """

    name: str
    reason: Text


class ItemsRefused(ImportRefused):
    """Some pictures cannot be taken, and so none is.

    Attributes:
        problems: The first of them.
    """

    def __init__(self, problems: Sequence[Problem], count: int) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "{count:,} {noun} cannot be taken, so nothing was imported; mend or leave out what is named."
            "\n{problems}",
            count=count, noun="picture" if count == 1 else "pictures",
            problems="\n".join(f"{each.name[:80]}: {each.reason}" for each in problems),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Assembled:
    """A data set as it is kept.

    Attributes:
        images: (n, 28, 28) uint8, 0 is background and 255 is ink.
        labels: (n,) uint8, positions in the classes.
        splits: (n,) uint8, positions in `SPLITS`.
        index: (n,) int64, positions among the images for which the files tell the same split.
        classes: What the classes are called, 2 to 100.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    splits: NDArray[np.uint8]
    index: NDArray[np.int64]
    classes: tuple[str, ...]


def assemble(
    items: Iterable[Item],
    method: Method,
    class_names: Sequence[str] = (),
    tell: Callable[[int], None] = lambda count: None,
) -> Assembled:
    """Brings every picture to the form of a data set and gives each a split.

    Where the files tell no test split a seventh is drawn for it, where they tell no validation split a
    twelfth of the rest, from each class its share and always the same.

    Args:
        items: From one of the readers.
        method: How a picture becomes an image.
        class_names: What the classes are called, see `checked_class_names`, in the order of the names in the
            files (2 before 10); empty if as in the files.
        tell: Told now and then how many pictures are done.

    Raises:
        ItemsRefused: If pictures cannot be read.
        ImportRefused: If what they are together is no data set.
    """
    images, refused = bytearray(), 0
    names: list[str] = []
    told: list[str] = []
    problems: list[Problem] = []
    for number, item in enumerate(items, start=1):
        if number > MOST_IMAGES:
            raise ImportRefused("There are more than {most:,} images.", most=MOST_IMAGES)
        made = _image(item, method)
        if isinstance(made, Text):
            refused += 1
            problems += [Problem(item.name, made)] * (len(problems) < MOST_PROBLEMS)
            continue
        images += made.tobytes()
        names.append(item.label)
        told.append(item.split)
        if number % _STEP == 0:
            tell(number)
    if refused:
        raise ItemsRefused(problems, refused)
    classes, labels = _classes(names)
    shown = _counted_names(class_names, classes) if class_names else classes
    pixels = np.frombuffer(bytes(images), np.uint8).reshape(-1, IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS)
    return Assembled(pixels, labels, _splits(told, labels, classes), _index(told), shown)


def _image(item: Item, method: Method) -> NDArray[np.uint8] | Text:
    """The image, or why there is none."""
    if item.picture is None:
        return item.problem or text("It cannot be read.")
    if not is_class_name(item.label):
        return text("Its label is no name of 1 to 40 letters without a comma.")
    try:
        return image_of(item.picture, method)
    except PictureError as error:
        return error.text


def _classes(names: list[str]) -> tuple[tuple[str, ...], NDArray[np.uint8]]:
    """The names of the classes in their natural order, and the label of each image."""
    classes = sorted(set(names), key=natural)
    if not 2 <= len(classes) <= MOST_CLASSES:
        raise ImportRefused(
            "There are {count:,} classes; give images of 2 to {most}.", count=len(classes), most=MOST_CLASSES
        )
    position = {name: k for k, name in enumerate(classes)}
    return tuple(classes), np.array([position[name] for name in names], np.uint8)


def _counted_names(names: Sequence[str], classes: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) != len(classes):
        raise ImportRefused(
            "{given} class names for {count} classes ({classes}); give one for each.",
            given=len(names), count=len(classes), classes=", ".join(classes)[:200],
        )  # fmt: skip
    return tuple(names)


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key by which 2 comes before 10."""
    parts = re.split(r"(\d+)", name)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts if part]


def _splits(told: list[str], labels: NDArray[np.uint8], classes: tuple[str, ...]) -> NDArray[np.uint8]:
    """Positions in `SPLITS`: as the files tell, and drawn where they do not."""
    splits = np.array([{"validation": 1, "test": 2}.get(each, 0) for each in told], np.uint8)
    for split, share in ((2, TEST_SHARE), (1, VALIDATION_SHARE)):
        if not (splits == split).any():
            free = np.flatnonzero(splits == 0)
            size = max(len(classes), round(len(free) * share))
            drawn = stratified_draw(labels[free], size, _SEED, least=1)
            splits[free[drawn]] = split
    for split in range(3):
        counts = np.bincount(labels[splits == split], minlength=len(classes))
        if not counts.all():
            raise ImportRefused(
                "{name} has too few images for three splits; give at least {least} of each class.",
                name=classes[int(counts.argmin())], least=LEAST_OF_CLASS,
            )  # fmt: skip
    return splits


def _index(told: list[str]) -> NDArray[np.int64]:
    counts: dict[str, int] = {}
    index = np.empty(len(told), np.int64)
    for position, split in enumerate(told):
        index[position] = counts.get(split, 0)
        counts[split] = counts.get(split, 0) + 1
    return index
