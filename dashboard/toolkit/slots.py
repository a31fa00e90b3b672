"""Values of widgets that code reads or sets, each declared once with its key and its type."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

T = TypeVar("T")


@dataclass(frozen=True)
class Slot(Generic[T]):
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


def picked(key: str) -> object:
    """What was just picked in a component, in its callback: whatever the browser sent."""
    return st.session_state[key].picked


def clicked_row(key: str) -> int | None:
    """The row of a table in which something was clicked, in its callback: a cell or the row's own tick."""
    selection = st.session_state[key]["selection"]
    rows = [*(row for row, _ in selection["cells"]), *selection["rows"]]
    return rows[0] if rows else None


def tick_rows(key: str, rows: list[int]) -> None:
    """Ticks rows of a table before it is drawn, and nothing else; leaves alone a table that is so already."""
    wanted = {"rows": rows, "columns": [], "cells": []}
    if key not in st.session_state or dict(st.session_state[key]["selection"]) != wanted:
        st.session_state[key] = {"selection": wanted}
