"""The predictions for a few images, epoch by epoch, as an HTML table: a column an image, a row an epoch."""

import base64
from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.dataset import Split
from dashboard.toolkit.theme import Palette


def predictions_html(
    split: Split,
    positions: NDArray[np.int64],
    by_epoch: Mapping[int, NDArray[np.float32]],
    classes: Sequence[str],
    palette: Palette,
) -> str:
    """The table; the classes are those of `theme.STYLE`.

    A cell says the predicted class and the confidence, which also is how far the cell is filled.

    Args:
        split: Where the images are.
        positions: (n,) positions in it.
        by_epoch: By the number of an epoch, from 1, the probabilities (n, k) after it.
        classes: The names of the k classes.
        palette: Colours of the theme in use.
    """
    labels = split.labels[positions]
    heads = "".join(_head(split.images[at], classes[split.labels[at]]) for at in positions)
    rows = "".join(_row(epoch, said, labels, classes) for epoch, said in by_epoch.items())
    look = f"--right: {palette.accent}; --wrong: {palette.mistake}"
    return (
        f'<table class="predictions" style="{look}"><thead><tr><th scope="col">Epoch</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _head(image: NDArray[np.uint8], label: str) -> str:
    png = BytesIO()
    Image.fromarray(image).save(png, format="PNG")
    source = base64.b64encode(png.getvalue()).decode()
    return (
        f'<th scope="col"><img src="data:image/png;base64,{source}" alt="True label {escape(label)}"'
        f' title="True label {escape(label)}"></th>'
    )


def _row(epoch: int, said: NDArray[np.float32], labels: NDArray[np.uint8], classes: Sequence[str]) -> str:
    cells = "".join(
        _cell(classes[each.argmax()], float(each.max()), int(each.argmax()) == label)
        for each, label in zip(said, labels, strict=True)
    )
    return f'<tr><th scope="row">{epoch}</th>{cells}</tr>'


def _cell(predicted: str, confidence: float, is_correct: bool) -> str:
    kind = "" if is_correct else ' class="wrong"'
    return f'<td{kind} style="--c:{confidence:.2f}"><b>{escape(predicted)}</b> <i>{confidence:.0%}</i></td>'
