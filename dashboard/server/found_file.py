"""The images of a query as a file: `/images/mnist/found.csv?split=test&sort=-ink`, also `.npz` and `.png`."""

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.catalog.export import contact_sheet_png, csv_text, npz_bytes
from core.text import whole_number
from dashboard.server.found_part import REFUSED, asked_images, refusal
from dashboard.toolkit.found_images import FoundImages

ACROSS: Final = 5
"""Images beside each other on a contact sheet, as in the tutorial's grid of 20."""

MOST_ON_SHEET: Final = 500

_TYPES: Final = {"csv": "text/csv", "npz": "application/octet-stream", "png": "image/png"}


def found_file(request: Request) -> Response:
    """The route's answer: the file, to be kept.

    A contact sheet holds the first images, as many as `images` says, else 20. 400 if the query or that number
    is none, 404 if there is no such data set, run, model or kind of file, or no image.
    """
    kind, count = request.path_params["kind"], whole_number(request.query_params.get("images", "20"))
    if kind not in _TYPES:
        return PlainTextResponse(f"There are files of {', '.join(_TYPES)}.", 404)
    if count is None or not 1 <= count <= MOST_ON_SHEET:
        return PlainTextResponse(f"Write a number from 1 to {MOST_ON_SHEET} for images.", 400)
    try:
        found = asked_images(request)
    except REFUSED as error:
        return refusal(error)
    if not len(found.rows):
        return PlainTextResponse("No image matches these filters.", 404)
    name = f"{found.dataset.name}-images.{kind}"
    return Response(
        _content(found, kind, count),
        media_type=_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
    )


def _content(found: FoundImages, kind: str, count: int) -> str | bytes:
    match kind:
        case "csv":
            return csv_text(found.table, found.rows)
        case "npz":
            return npz_bytes(found.dataset, found.table, found.rows)
        case _:
            rows, sort = found.rows[:count], found.query.sort
            column = sort.column if sort else "digit"
            return contact_sheet_png(found.dataset.images_at(rows), found.words_of(column, rows), ACROSS)
