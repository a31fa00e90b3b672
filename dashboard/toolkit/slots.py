"""Values of widgets that code reads or sets, each declared once with its key and its type."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

T = TypeVar("T")


@dataclass(frozen=True)
class WidgetSlot(Generic[T]):
    """The place in the session where Streamlit keeps a widget's value.

    Attributes:
        key: The widget's key.
        kind: The type of its values.
    """

    key: str
    kind: type[T]

    def get(self) -> T | None:
        """The widget's value, in its callback or later; None if it has none of its type."""
        value = st.session_state.get(self.key)
        return value if isinstance(value, self.kind) else None

    def set(self, value: T | None) -> None:
        """Sets the widget's value before it is drawn."""
        st.session_state[self.key] = value

    def default(self, value: T) -> None:
        """Sets the widget's value unless it has one."""
        if self.key not in st.session_state:
            st.session_state[self.key] = value


@dataclass(frozen=True)
class PickSlot:
    """The place in the session where Streamlit keeps what was picked in one of the lab's own components.

    Attributes:
        key: The component's key.
    """

    key: str

    def picked(self) -> object:
        """What was just picked, in the component's callback: whatever the browser sent."""
        return st.session_state[self.key].picked


@dataclass(frozen=True)
class TableSlot:
    """The place in the session where Streamlit keeps the selection of a table.

    Attributes:
        key: The table's key.
    """

    key: str

    def clicked_row(self) -> int | None:
        """The row in which something was clicked, in the table's callback: a cell or the row's own tick."""
        selection = st.session_state[self.key]["selection"]
        rows = [*(row for row, _ in selection["cells"]), *selection["rows"]]
        return rows[0] if rows else None

    def tick(self, rows: list[int]) -> None:
        """Ticks rows before the table is drawn, and nothing else; leaves alone a table that is so already."""
        wanted = {"rows": rows, "columns": [], "cells": []}
        if self.key not in st.session_state or dict(st.session_state[self.key]["selection"]) != wanted:
            st.session_state[self.key] = {"selection": wanted}
