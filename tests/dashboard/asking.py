"""Asks a lab by HTTP, without a browser."""

from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage

from harness.serving import ServedLab


@dataclass(frozen=True)
class Answer:
    """Whatever came back."""

    status: int
    headers: HTTPMessage
    body: bytes


def ask(lab: ServedLab, path: str, method: str = "GET", host: str | None = None) -> Answer:
    """An answer, whatever its status."""
    own = lab.address.removeprefix("http://")
    with closing(HTTPConnection(own, timeout=30)) as connection:
        connection.request(method, path, headers={"Host": host or own})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
