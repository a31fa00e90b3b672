"""Images of a data set as one picture: `/images/mnist.png?at=0..199` or `?at=3,17,60000`."""

from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.data.dataset import IMAGE_SIDE_PIXELS, Dataset
from core.text import whole_number
from dashboard.server.found_part import REFUSED, refusal
from dashboard.toolkit.caches import dataset_named
from dashboard.toolkit.components.assets import IMMUTABLE

MOST_IMAGES: Final = 1_000

PITCH: Final = IMAGE_SIDE_PIXELS + 2
"""Images stand one black pixel from their tile's edge, so that scaling never shows a neighbour's ink."""

TILES_PER_ROW: Final = 40


def image_sheet(request: Request) -> Response:
    """The route's answer: a lossless grey PNG, cached for good, for a data set keeps its images.

    400 if `at` does not name 1 to 1,000 images of the data set, 404 if there is no such data set.
    """
    try:
        dataset = dataset_named(request.path_params["dataset"])
    except REFUSED as error:
        return refusal(error)
    rows = _rows(request.query_params.get("at", ""), dataset)
    if rows is None:
        return PlainTextResponse(
            f"Name 1 to {MOST_IMAGES:,} images by their rows, 0 to {dataset.image_count - 1},"
            " such as at=3,17 or at=0..199.",
            400,
        )
    is_fixed = dataset.name == request.path_params["dataset"]  # and not the drawn set of now
    headers = {"Cache-Control": IMMUTABLE if is_fixed else "no-cache"}
    return Response(sheet_png(dataset.images_at(rows)), media_type="image/png", headers=headers)


def _rows(written: str, dataset: Dataset) -> NDArray[np.int64] | None:
    """The rows of an address; None if it does not follow the grammar or names too many."""
    rows: list[int] = []
    for part in written.split(",", MOST_IMAGES):
        first, _, last = part.partition("..")
        start, end = whole_number(first), whole_number(last or first)
        if start is None or end is None or end - start >= MOST_IMAGES:
            return None
        rows.extend(range(start, end + 1))
        if len(rows) > MOST_IMAGES:
            return None
    return np.array(rows, np.int64) if rows and max(rows) < dataset.image_count else None


def sheet_png(images: NDArray[np.uint8]) -> bytes:
    """All images on one grey sheet, row by row, as lossless PNG.

    Args:
        images: (n, 28, 28) uint8 with n >= 1; image k stands in row k // 40, column k % 40, one pixel in.
    """
    columns = min(len(images), TILES_PER_ROW)
    rows = -(-len(images) // columns)
    tiles = np.zeros((rows * columns, PITCH, PITCH), np.uint8)
    tiles[: len(images), 1:-1, 1:-1] = images
    sheet = tiles.reshape(rows, columns, PITCH, PITCH).swapaxes(1, 2).reshape(rows * PITCH, columns * PITCH)
    png = BytesIO()
    Image.fromarray(sheet).save(png, format="PNG", compress_level=3)
    return png.getvalue()
