"""The drawn set as files to take away: arrays, pictures in folders, and strokes.

What is kept of a drawing is let go of before the next comes, but for what the file has of it.
"""

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import numpy as np
from PIL import Image

from core.data.dataset import IMAGE_SIDE_PIXELS
from core.drawings.drawing import Content, Drawing

_SHAPE = (IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS)


def drawings_npz(contents: Iterable[Content]) -> bytes:
    """The images as `numpy.load` reads them, without pickles.

    Returns:
        A file with `x` (n, 28, 28) uint8 and, (n,) each, `y` uint8, `id` int64, `writer` int64 (the same for
        all drawings of one person, and no name), `answer` uint8, `confidence` float32, `kind` and `model`,
        which are text.
    """
    kept = [(each.drawing, each.image) for each in contents]
    drawings, writers = [drawing for drawing, _ in kept], _Writers()
    written = io.BytesIO()
    np.savez_compressed(
        written,
        allow_pickle=False,
        x=np.frombuffer(b"".join(image for _, image in kept), np.uint8).reshape(-1, *_SHAPE),
        y=np.array([each.label for each in drawings], np.uint8),
        id=np.array([each.id for each in drawings], np.int64),
        writer=np.array([writers.number(each) for each in drawings], np.int64),
        answer=np.array([each.answer.digit for each in drawings], np.uint8),
        confidence=np.array([each.answer.confidence for each in drawings], np.float32),
        kind=np.array([each.kind for each in drawings], np.str_),
        model=np.array([each.answer.model for each in drawings], np.str_),
    )
    return written.getvalue()


def drawings_zip(contents: Iterable[Content], *, of_source: bool = False) -> bytes:
    """A zip of `LABEL/ID.png`, which can be imported as a data set.

    Args:
        contents: The drawings.
        of_source: Whether the pictures are what the images were made of, where that is kept, and not the
            images of 28 × 28 pixels themselves.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for each in contents:
            picture = each.source if of_source else _image_png(each.image)
            if picture is not None:
                archive.writestr(f"{each.drawing.label}/{each.drawing.id}.png", picture)
    return written.getvalue()


def _image_png(pixels: bytes) -> bytes:
    written = io.BytesIO()
    Image.frombytes("L", _SHAPE, pixels).save(written, format="PNG")
    return written.getvalue()


def strokes_document(contents: Iterable[Content]) -> str:
    """The drawings of which strokes are kept, as a JSON document; see `strokes_json` and `drawings_npz`."""
    writers = _Writers()
    numbered = ((each, writers.number(each.drawing)) for each in contents)
    # Row by row as text: as lists of points all drawings together would take ten times as much memory.
    rows = (json.dumps(_row(each, writer)) for each, writer in numbered if each.strokes is not None)
    return f'{{"drawings": [{", ".join(rows)}]}}'


def _row(content: Content, writer: int) -> dict[str, Any]:
    drawing = content.drawing
    return {
        "id": drawing.id,
        "label": drawing.label,
        "writer": writer,
        "at": datetime.fromtimestamp(drawing.at, UTC).isoformat(timespec="seconds"),
        "kind": drawing.kind,
        "collection": drawing.collection,
        "strokes": json.loads(content.strokes or "[]"),
    }


class _Writers:
    """A number from 0 for each person, in the order of their first drawings."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, drawing: Drawing) -> int:
        """The number of whoever labelled a drawing; each is asked about, in their order."""
        return self._numbers.setdefault(drawing.person.id, len(self._numbers))
