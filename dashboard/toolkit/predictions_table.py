"""The predictions for a few images, epoch by epoch, as an HTML table: a column an image, a row an epoch."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from dashboard.toolkit.pictures import picture_html
from dashboard.toolkit.theme import Palette


def predictions_html(
    images: str,
    labels: NDArray[np.uint8],
    rows: Mapping[str, NDArray[np.float32]],
    classes: Sequence[str],
    palette: Palette,
) -> str:
    """The table; the classes are those of `style.css`.

    A cell says the predicted class and the confidence, which also is how far the cell is filled.

    Args:
        images: The head of the columns, from `images_html`.
        labels: (n,) their true classes.
        rows: By what stands before the row, such as an epoch's number, the probabilities (n, k).
        classes: The names of the k classes.
        palette: Colours of the theme in use.
    """
    lines = "".join(_row(name, said, labels, classes) for name, said in rows.items())
    look = f"--right: {palette.accent}; --wrong: {palette.error}"
    return (
        f'<table class="predictions" style="{look}"><caption>Predictions by epoch</caption>'
        f'<thead><tr><th scope="col">Epoch</th>{images}</tr></thead><tbody>{lines}</tbody></table>'
    )


def images_html(images: NDArray[np.uint8], names: Sequence[str]) -> str:
    """The head of the columns: a small picture each.

    Args:
        images: (n, 28, 28) uint8.
        names: Their true labels.
    """
    return "".join(_head(image, name) for image, name in zip(images, names, strict=True))


def _head(image: NDArray[np.uint8], label: str) -> str:
    return f'<th scope="col">{picture_html(image, f"True label {label}")}</th>'


def _row(name: str, said: NDArray[np.float32], labels: NDArray[np.uint8], classes: Sequence[str]) -> str:
    cells = "".join(
        _cell(classes[each.argmax()], float(each.max()), int(each.argmax()) == label)
        for each, label in zip(said, labels, strict=True)
    )
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _cell(predicted: str, confidence: float, is_correct: bool) -> str:
    kind, mark = ("", "") if is_correct else (' class="wrong"', "<s>wrong</s>")
    shown = f'<b title="{escape(predicted)}">{escape(predicted)}</b> <i>{confidence:.0%}</i>{mark}'
    return f'<td{kind} style="--c:{confidence:.2f}">{shown}</td>'
