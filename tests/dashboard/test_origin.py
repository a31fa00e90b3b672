"""From which pages a real web process accepts a websocket, and that it asks nobody outside for that."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.dashboard.auditing import Audit, audited

pytestmark = pytest.mark.process

FOREIGN = "http://somewhere-else.example"


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[Audit]:
    with audited(tmp_path) as audit:
        yield audit


def handshake(audit: Audit, origin: str, host: str | None = None) -> int:
    """The status with which the lab answers the wish for a websocket; 101 is a yes."""
    own = own_host(audit)
    connection = HTTPConnection(own, timeout=60)
    headers = {
        "Host": host or own,
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    connection.request("GET", "/_stcore/stream", headers=headers)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def own_host(audit: Audit) -> str:
    return audit.lab.address.removeprefix("http://")


def test_a_foreign_page_gets_no_websocket_and_nobody_outside_is_asked(audit: Audit) -> None:
    assert handshake(audit, FOREIGN) == 403
    assert audit.foreign_hosts() == set()


def test_the_lab_s_own_pages_get_a_websocket_under_whatever_name_they_were_opened(audit: Audit) -> None:
    assert handshake(audit, f"http://{own_host(audit)}") == 101
    assert handshake(audit, "http://localhost:1234") == 101
    # A proxy passes the Host on that the browser used.
    assert handshake(audit, "https://lab.example", "lab.example") == 101
    assert handshake(audit, "https://lab.example:8443", "lab.example:8443") == 101
    assert audit.foreign_hosts() == set()


def test_an_origin_that_a_setting_allows_gets_a_websocket_and_nobody_outside_is_asked(tmp_path: Path) -> None:
    with audited(tmp_path, STREAMLIT_SERVER_CORS_ALLOWED_ORIGINS="https://portal.example") as audit:
        assert handshake(audit, "https://portal.example") == 101
        assert handshake(audit, FOREIGN) == 403
        assert audit.foreign_hosts() == set()
