"""What is served where there is no page: Streamlit itself would send an empty one, with status 200."""

from functools import cache
from http import HTTPStatus
from typing import Final, get_args

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.navigation import PageId, below_base

_PAGES: Final = {"" if page == "start" else page for page in get_args(PageId)}


class UnknownPath:
    """Middleware that answers 404 where Streamlit would send its page for a path that is none of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what belongs to a page or is no page of Streamlit's."""
        if scope["type"] != "http" or (path := _inner_path(scope["path"])) in _PAGES:
            await self._app(scope, receive, send)
            return
        is_page = False

        async def send_unless_page(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = _is_page(message)
            if not is_page:
                await send(message)

        await self._app(scope, receive, send_unless_page)
        if is_page:
            await HTMLResponse(_answer(path.count("/")), HTTPStatus.NOT_FOUND)(scope, receive, send)


def _inner_path(path: str) -> str:
    """A path below `server.baseUrlPath`, without slashes around it."""
    return f"/{path.strip('/')}/".removeprefix(below_base("/")).strip("/")


def _is_page(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] == HTTPStatus.OK and kind.startswith("text/html")


def _answer(depth: int) -> str:
    """The page; from it the start is so many folders up, for a proxy may hide a part of the path."""
    return _PAGE.format(colours=_colours(), start="../" * depth or "./")


@cache
def _colours() -> str:
    from dashboard.toolkit.theme import (  # brings Plotly, which the start of the server does not wait for
        DARK,
        LIGHT,
    )

    names = ("background", "text", "link")
    return "; ".join(f"--{name}: light-dark({getattr(LIGHT, name)}, {getattr(DARK, name)})" for name in names)


_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>No such page · Digit Lab</title>
    <style>
      :root {{ color-scheme: light dark; {colours} }}
      body {{ margin: 20vh auto 0; max-width: 40rem; padding: 0 1.5rem; }}
      body {{ background: var(--background); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }}
      h1 {{ margin: 0 0 0.5rem; font-size: 1.75rem; font-weight: 600; }}
      a {{ color: var(--link); }}
    </style>
  </head>
  <body>
    <h1>No such page</h1>
    <p>Nothing is at this address; <a href="{start}">go to the start</a> and choose a page from the menu.</p>
  </body>
</html>
"""
