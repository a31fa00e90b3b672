"""The ASGI app: `streamlit run dashboard/app.py` serves it, as `digit-lab serve` does.

Its lifespan sees to it that a runner lives for this data folder, for as long as the web process does.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import net_util
from streamlit.starlette import App
from streamlit.web.server.server_util import get_url

from core.home import UnusableHomeError, default_home
from core.lab import Lab
from core.service import look_after_runner, runner_is_ready, running_names, serving
from dashboard.navigation import CHANGES, below_base
from dashboard.server.answer_headers import AnswerHeaders, internal_error
from dashboard.server.image_routes import image_routes
from dashboard.server.unknown_path import UnknownPath
from dashboard.server.visitor_cookie import VisitorCookie
from dashboard.toolkit.components.assets import asset_routes
from dashboard.toolkit.failure import show_failure
from dashboard.toolkit.state import lab

WATCH_SECONDS = 3
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104

logger = logging.getLogger(__name__)


async def _healthz(_: Request) -> Response:
    """Whether the web process answers."""
    return PlainTextResponse("ok")


async def _readyz(_: Request) -> Response:
    """Whether trainings can run: 200 if a runner lives and its loop goes round, else 503."""
    ready = await asyncio.to_thread(runner_is_ready, default_home())
    return JSONResponse({"runner": ready}, status_code=200 if ready else 503)


def _changes(_: Request) -> Response:
    """The lab's count of changes, for pages that look whether there is news; 503 while it cannot be read."""
    try:
        return JSONResponse(lab().changes(), headers={"Cache-Control": "no-store"})
    except (UnusableHomeError, OSError):
        return JSONResponse(None, 503)


async def _keep_runner(home: Path) -> None:
    while True:
        try:
            await asyncio.to_thread(look_after_runner, home)
        except OSError:
            logger.exception("The runner could not be started.")
        await asyncio.sleep(WATCH_SECONDS)


def _prepare_for_the_first_visitor() -> None:
    """Loads what every visitor's first pages need, so that the first one does not wait for it."""
    import pandas.io.formats.style  # noqa: F401

    import dashboard.toolkit.charts  # noqa: F401
    from core.image_table import mnist_table

    mnist_table()  # and with it each split
    _exempt_from_collection()


def _exempt_from_collection() -> None:
    """Has the garbage collector never look again at what is loaded now, for it stays as long as the process.

    Python collects by itself; with so little to look at that holds the visitors up a fifth as long.
    """
    gc.collect()
    gc.freeze()


def _say_where_it_is() -> None:
    """Prints the address, and where everybody may come the one for others on the network."""
    address = st.get_option("server.address")
    everybody = address in (None, *EVERYWHERE)
    sys.stdout.write(f"\n  Digit Lab: {get_url('localhost' if everybody else address)}\n")
    if everybody and (own := net_util.get_internal_ip()):
        sys.stdout.write(f"  For others on this network: {get_url(own)}\n")
    sys.stdout.flush()


def _say_what_goes_on(home: Path) -> None:
    if running := running_names(Lab(home)):
        names = ", ".join(running)
        sys.stderr.write(f"\n  Still training: {names}. `digit-lab stop` stops that too.\n")


@asynccontextmanager
async def _lifespan(_: App) -> AsyncIterator[None]:
    home = default_home()
    _say_where_it_is()
    with serving(home):
        watch = asyncio.create_task(_keep_runner(home))
        preparation = asyncio.create_task(asyncio.to_thread(_prepare_for_the_first_visitor))
        try:
            yield
        finally:
            watch.cancel()
            preparation.cancel()
            with suppress(UnusableHomeError):
                _say_what_goes_on(home)


def _no_external_address() -> None:
    """Takes the place of Streamlit's look-up of the address that this machine has on the internet."""


# Streamlit would ask a server on the internet for it whenever a websocket comes from an origin that it does
# not know, and let the whole lab wait meanwhile, only to accept that address as an origin too.
net_util.get_external_ip = _no_external_address

app = App(
    Path(__file__).with_name("shell.py"),
    lifespan=_lifespan,
    routes=[
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
        Route(below_base(CHANGES), _changes),
        *image_routes(),
        *asset_routes(),
    ],
    middleware=[Middleware(AnswerHeaders), Middleware(UnknownPath), Middleware(VisitorCookie)],
    on_script_error=show_failure,
    exception_handlers={Exception: internal_error},
)
