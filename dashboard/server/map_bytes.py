"""The points of a map, and their colours.

`/images/mnist/map?by=umap` or `?by=hidden&run=ID`, and `/images/mnist/groups?colour=ink`.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.catalog.positions import HIDDEN, TITLES
from dashboard.server.found_part import REFUSED, asked_images, refusal
from dashboard.toolkit.caches import dataset_named, points_of_map
from dashboard.toolkit.components.assets import IMMUTABLE
from dashboard.toolkit.map_points import packed_groups
from dashboard.toolkit.state import lab

_TYPE: Final = "application/octet-stream"


def map_points(request: Request) -> Response:
    """The route's answer: see `PackedPoints`; kept for good where the address names their version.

    404 if there is no such data set, or no such map of it.
    """
    asked = request.query_params
    try:
        dataset = dataset_named(request.path_params["dataset"])
        run = lab().run(asked["run"]) if asked.get("run") else None
        found = points_of_map(dataset.name, asked.get("by", ""), run)
    except REFUSED as error:
        return refusal(error)
    if found is None:
        known = " or by=".join(TITLES)
        return PlainTextResponse(
            f"Write by={known}, or by={HIDDEN} with run= of one whose map is computed.", 404
        )
    is_current = request.query_params.get("version") == found.version
    headers = {"Content-Encoding": "gzip", "Cache-Control": IMMUTABLE if is_current else "no-cache"}
    return Response(found.body, media_type=_TYPE, headers=headers)


def map_groups(request: Request) -> Response:
    """The route's answer: see `packed_groups`; coloured by the label unless the address says by what.

    400 if the query or the colour is none, 404 if its data set, run or model is not there.
    """
    try:
        found = asked_images(request)
    except REFUSED as error:
        return refusal(error)
    body = packed_groups(found.table, found.colour or "digit", found.rows)
    return Response(body, media_type=_TYPE, headers={"Cache-Control": "no-cache"})
