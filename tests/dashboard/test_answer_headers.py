"""The headers that tell a browser what it may do with an answer of the lab."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import AsyncMock

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from dashboard.navigation import CHANGES
from dashboard.server.answer_headers import AnswerHeaders, internal_error
from dashboard.toolkit.components.assets import PLOTLY_PATH
from harness.serving import ServedLab, serving_pages
from tests.dashboard.asking import Answer, ask

pytestmark = pytest.mark.process

EVERY_KIND = {
    "/": 200,
    "/train": 200,
    "/train/": 301,
    "/healthz": 200,
    "/readyz": 200,
    CHANGES: 200,
    "/_stcore/health": 200,
    "/_stcore/host-config": 200,
    "/favicon.png": 200,
    "/manifest.json": 200,
    PLOTLY_PATH: 200,
    "/images/mnist.png?at=0..199": 200,
    "/images/mnist/found?split=test": 200,
    "/images/missing.png": 404,
    "/media/missing.png": 404,
    "/_stcore/bidi-components/missing/missing.js": 404,
    "/nowhere": 404,
    "//somewhere": 400,
}
"""Paths of every part of the server, with the status of their answers."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    with serving_pages(tmp_path_factory.mktemp("web")) as running:
        yield running


def policy(answer: Answer) -> dict[str, list[str]]:
    """The sources of each directive."""
    directives = (each.split() for each in answer.headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in directives}


@pytest.mark.parametrize(("path", "status"), EVERY_KIND.items())
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_answer_has_the_headers(lab: ServedLab, path: str, status: int, method: str) -> None:
    answer = ask(lab, path, method)
    assert answer.status == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert policy(answer)["frame-ancestors"] == ["'none'"]


def test_an_answer_about_a_failure_has_them_too() -> None:
    def fail(_: Request) -> Response:
        raise ZeroDivisionError

    app = Starlette(
        routes=[Route("/", fail)],
        middleware=[Middleware(AnswerHeaders)],
        exception_handlers={Exception: internal_error},
    )
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    request = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with (
        ThreadPoolExecutor() as thread,
        pytest.raises(ZeroDivisionError),
    ):
        thread.submit(asyncio.run, app(request, AsyncMock(), send)).result()
    headers = Headers(raw=sent[0]["headers"])
    assert (sent[0]["status"], headers["X-Content-Type-Options"]) == (500, "nosniff")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_scripts_come_from_this_server_or_are_known_by_their_content(lab: ServedLab) -> None:
    sources = policy(ask(lab, "/"))["script-src"]
    assert "'self'" in sources
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"} & set(sources)


def test_no_directive_allows_another_server(lab: ServedLab) -> None:
    own = lab.address.removeprefix("http://")
    allowed = {source for sources in policy(ask(lab, "/")).values() for source in sources if "//" in source}
    assert allowed == {f"ws://{own}", f"wss://{own}"}


def test_a_host_that_is_no_host_cannot_write_into_the_policy(lab: ServedLab) -> None:
    assert policy(ask(lab, "/", host="x; script-src *"))["connect-src"] == ["'self'", "data:"]
