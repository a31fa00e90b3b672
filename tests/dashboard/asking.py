"""Asks a lab by HTTP, without a browser."""

from http.client import HTTPConnection, HTTPResponse

from harness.serving import ServedLab


def ask(lab: ServedLab, path: str, method: str = "GET", host: str | None = None) -> HTTPResponse:
    """An answer, whatever its status."""
    own = lab.address.removeprefix("http://")
    connection = HTTPConnection(own, timeout=30)
    connection.request(method, path, headers={"Host": host or own})
    return connection.getresponse()
