"""The scripts that the browser components load once: routes for the ASGI app, cached for good."""

import gzip
from hashlib import sha256
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.navigation import below_base

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""A year; safe because the path of each script changes with its content."""

SERVED_JS: Final = """
const served = (path) =>
  new URL(`../..${path}`, document.querySelector('script[type="module"][src*="static/js/"]').src).href;
"""
"""A function for components: the address of a path on this server.

Streamlit's own entry script tells where the server's root is, whatever path or proxy stands before it.
"""

_FOLDER: Final = files("dashboard.toolkit.components")


def _path(name: str) -> str:
    """Where a script of this folder is served, below `server.baseUrlPath`."""
    stem, _, ending = name.partition(".")
    return f"/assets/{stem}-{sha256((_FOLDER / name).read_bytes()).hexdigest()[:12]}.{ending}"


PLOTLY_PATH: Final = _path("plotly-basic.min.js")
"""Plotly with the traces scatter, bar and pie: npm's plotly.js-basic-dist-min 4.1.1, MIT licence."""

LIVE_CURVES_PATH: Final = _path("live_curves.js")
LEGEND_PATH: Final = _path("chart_legend.js")


def asset_routes() -> list[Route]:
    """The routes `/assets/...` below `server.baseUrlPath`; hand them to `streamlit.starlette.App`."""
    return [
        _route(below_base(PLOTLY_PATH), "plotly-basic.min.js"),
        _route(below_base(LIVE_CURVES_PATH), "live_curves.js"),
        _route(below_base(LEGEND_PATH), "chart_legend.js"),
    ]


def _route(path: str, name: str) -> Route:
    # Compressed here and once: Streamlit's middleware would compress it anew for every browser.
    body = gzip.compress((_FOLDER / name).read_bytes(), mtime=0)
    headers = {"Cache-Control": IMMUTABLE, "Content-Encoding": "gzip"}

    def endpoint(_request: Request) -> Response:
        return Response(body, media_type="text/javascript", headers=headers)

    return Route(path, endpoint)
