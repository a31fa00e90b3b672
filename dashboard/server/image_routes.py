"""The routes of the images; what answers them is loaded when it is first asked."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.navigation import below_base


def image_routes() -> list[Route]:
    """The routes `/images/...` below `server.baseUrlPath`; hand them to `streamlit.starlette.App`."""
    return [
        Route(below_base("/images/{dataset}.png"), _sheet),
        Route(below_base("/images/{dataset}/found"), _part),
        Route(below_base("/images/{dataset}/found.{kind}"), _file),
        Route(below_base("/images/{dataset}/map"), _points),
        Route(below_base("/images/{dataset}/groups"), _groups),
    ]


def _sheet(request: Request) -> Response:
    from dashboard.server.image_sheet import image_sheet

    return image_sheet(request)


def _part(request: Request) -> Response:
    from dashboard.server.found_part import found_part

    return found_part(request)


def _file(request: Request) -> Response:
    from dashboard.server.found_file import found_file

    return found_file(request)


def _points(request: Request) -> Response:
    from dashboard.server.map_bytes import map_points

    return map_points(request)


def _groups(request: Request) -> Response:
    from dashboard.server.map_bytes import map_groups

    return map_groups(request)
