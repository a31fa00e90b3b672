"""The random cookie that stands for a browser until people log in, set with its first page."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.toolkit.visitor import COOKIE

_YEAR_SECONDS = 365 * 24 * 3600


class VisitorCookie:
    """Middleware that gives each browser its cookie with the first page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; adds the cookie to a page's answer where the browser sent none."""
        if scope["type"] != "http" or COOKIE in HTTPConnection(scope).cookies:
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _cookie())
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _cookie() -> str:
    value = secrets.token_urlsafe(16)
    return f"{COOKIE}={value}; Path=/; Max-Age={_YEAR_SECONDS}; HttpOnly; SameSite=Lax"
