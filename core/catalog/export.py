"""Images with their columns as files: CSV, NPZ in Keras's layout, and a contact sheet."""

import csv
import math
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from core.catalog.columns import BY_NAME
from core.catalog.table import UNKNOWN, Table
from core.data.dataset import IMAGE_SIDE_PIXELS, Dataset

TILE: Final = 4 * IMAGE_SIDE_PIXELS
"""Pixels of an image on a contact sheet."""

_GAP, _LINE, _FONT = 8, 18, 13  # pixels
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_text(table: Table, rows: NDArray[np.int64]) -> str:
    """A line for each image with every column that is known of it, below a line of their names.

    A name that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    names = [name for name in BY_NAME if name in table.values]
    written = StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(names)
    lines.writerows(zip(*(_cells(table, name, rows) for name in names), strict=True))
    return written.getvalue()


def _cells(table: Table, name: str, rows: NDArray[np.int64]) -> Iterable[str]:
    values = table.values[name][rows].tolist()
    if name in table.names:
        words = [f"'{each}" if each.startswith(_FORMULA) else each for each in table.names[name]]
        return ("" if value == UNKNOWN else words[value] for value in values)
    return ("" if math.isnan(value) else f"{value:.6g}" for value in values)


def npz_bytes(dataset: Dataset, table: Table, rows: NDArray[np.int64]) -> bytes:
    """The images as `numpy.load` reads them, without pickles.

    Returns:
        A file with `x` (n, 28, 28) uint8; `y` (n,) uint8, the labels; `index` (n,) int32, the positions in
        the data set's own file; `split` (n,) and `classes` (k,), which are text.
    """
    written = BytesIO()
    np.savez_compressed(
        written,
        x=dataset.images_at(rows),
        y=table.values["digit"][rows].astype(np.uint8),
        index=table.values["index"][rows],
        split=np.array(table.names["split"])[table.values["split"][rows]],
        classes=np.array(dataset.classes),
    )
    return written.getvalue()


def contact_sheet_png(images: NDArray[np.uint8], captions: Sequence[str], across: int) -> bytes:
    """Images on a white sheet, each with a line below it, as PNG.

    Args:
        images: (n, 28, 28) uint8 with n >= 1; they are drawn four times as large.
        captions: One for each image; what is wider than the image is cut.
        across: Images beside each other.
    """
    columns = min(across, len(images))
    size = (columns * (TILE + _GAP) + _GAP, -(-len(images) // columns) * (TILE + _LINE + _GAP) + _GAP)
    sheet = Image.new("L", size, 255)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(_FONT)
    for k, (image, caption) in enumerate(zip(images, captions, strict=True)):
        left = _GAP + k % columns * (TILE + _GAP)
        top = _GAP + k // columns * (TILE + _LINE + _GAP)
        sheet.paste(Image.fromarray(image).resize((TILE, TILE), Image.Resampling.NEAREST), (left, top))
        while caption and draw.textlength(caption, font) > TILE:
            caption = caption[:-1]
        draw.text((left + TILE // 2, top + TILE + _LINE // 2 + 2), caption, 0, font, anchor="mm")
    written = BytesIO()
    sheet.save(written, format="PNG")
    return written.getvalue()
