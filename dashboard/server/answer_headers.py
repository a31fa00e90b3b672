"""What a browser may do with the lab's answers: headers on all, as tight as Streamlit can live with."""

import base64
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class AnswerHeaders:
    """Middleware that gives every answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; adds the headers to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_headers(HTTPConnection(scope)))
            await send(message)

        await self._app(scope, receive, send_with_headers)


def internal_error(request: Request, _: Exception) -> Response:
    """The answer to a request that failed; Starlette sends it past all middleware."""
    return PlainTextResponse("Internal Server Error", 500, _headers(request))


def _headers(connection: HTTPConnection) -> dict[str, str]:
    return {**_FIXED, "Content-Security-Policy": _policy(connection.headers.get("host", ""))}


@cache
def _inline_scripts() -> str:
    """The sources that allow the scripts within Streamlit's own page, by their content."""
    page = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    scripts = _INLINE_SCRIPT.findall(page)
    return " ".join(
        f"'sha256-{base64.b64encode(sha256(each.encode()).digest()).decode()}'" for each in scripts
    )


def _policy(host: str) -> str:
    """The content security policy of an answer, with reasons for what goes beyond this server's own files."""
    # Not every browser counts the websocket of this very server among 'self'.
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            # Streamlit imports the scripts of components from blobs, and its protobuf looks for WebAssembly.
            f"script-src 'self' blob: 'wasm-unsafe-eval' {_inline_scripts()}",
            # Streamlit, Plotly and the table write their styles into the page.
            "style-src 'self' 'unsafe-inline'",
            # One of KaTeX's fonts stands in Streamlit's style sheet.
            "font-src 'self' data:",
            "img-src 'self' data:",
            # The camera field fetches its photo from an address that holds the photo itself.
            f"connect-src 'self' data:{sockets}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
