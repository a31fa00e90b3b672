"""Streamlit's websocket without a browser: asks a server for a page and reads what it sends."""

from collections.abc import Iterator
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What a page was made of: its headings and its error boxes, in order."""

    headings: list[str]
    failures: list[str]


def visit(address: str, page: str) -> Answer:
    """Opens `address/page` as a new visitor and waits until the page is complete."""
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(stream, max_size=None, open_timeout=PATIENCE_SECONDS) as connection:
        wish = BackMsg()
        wish.rerun_script.page_name = page
        connection.send(wish.SerializeToString())
        elements = list(_elements(connection))
    headings = [element.heading.body for element in elements if element.HasField("heading")]
    return Answer(headings, [failure for element in elements if (failure := _failure(element))])


def _elements(connection: ClientConnection) -> Iterator[Element]:
    while True:
        message = ForwardMsg()
        message.ParseFromString(bytes(connection.recv(timeout=PATIENCE_SECONDS, decode=False)))
        if message.HasField("script_finished"):
            return
        if message.HasField("delta") and message.delta.HasField("new_element"):
            yield message.delta.new_element


def _failure(element: Element) -> str:
    if element.HasField("exception"):
        return element.exception.message
    is_error = element.HasField("alert") and element.alert.format == element.alert.ERROR
    return element.alert.body if is_error else ""
