"""The scripts that the browser components load once: routes for the ASGI app, cached for good."""

import gzip
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

import plotly
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""A year; safe because the name of each script changes with its content."""


@cache
def live_curves_script() -> bytes:
    """The module that draws the live curves."""
    return (files("dashboard.components") / "live_curves.js").read_bytes()


def live_curves_name() -> str:
    """The name under which `live_curves.js` is served; it changes with the content."""
    return f"live_curves-{sha256(live_curves_script()).hexdigest()[:12]}.js"


def plotly_name() -> str:
    """The name under which Plotly's own JavaScript is served; it changes with Plotly's version."""
    return f"plotly-{plotly.__version__}.min.js"


def asset_routes() -> list[Route]:
    """The routes `/assets/...` below `server.baseUrlPath`; hand them to `streamlit.starlette.App`."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    prefix = f"/{base}/assets" if base else "/assets"
    return [
        Route(f"{prefix}/{plotly_name()}", _script(_plotly_gzip)),
        Route(f"{prefix}/{live_curves_name()}", _script(_live_curves_gzip)),
    ]


def _script(body: Callable[[], bytes]) -> Callable[[Request], Response]:
    headers = {"Cache-Control": IMMUTABLE, "Content-Encoding": "gzip"}

    def endpoint(_request: Request) -> Response:
        return Response(body(), media_type="text/javascript", headers=headers)

    return endpoint


# Compressed here and once: Streamlit's middleware would compress the 4.8 MB anew for every browser.
@cache
def _plotly_gzip() -> bytes:
    return gzip.compress(
        (files("plotly") / "package_data" / "plotly.min.js").read_bytes(), compresslevel=6, mtime=0
    )


@cache
def _live_curves_gzip() -> bytes:
    return gzip.compress(live_curves_script(), mtime=0)
