"""Values of widgets that code reads or sets, each declared once with its key and its type."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

T = TypeVar("T")


def was_drawn(key: str) -> bool:
    """Whether a widget with this key, which has a callback, is on screen since an earlier run of the page."""
    return key in st.session_state


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

    def forget(self) -> None:
        """Has the widget begin anew, before it is drawn or after."""
        st.session_state.pop(self.key, None)

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

    def marked(self) -> object:
        """What was just marked in a grid, in the component's callback: whatever the browser sent."""
        return st.session_state[self.key].marked


@dataclass(frozen=True)
class TableSlot:
    """The place in the session where Streamlit keeps the selection of a table.

    Attributes:
        key: The table's key.
    """

    key: str

    def clicked_row(self) -> int | None:
        """The row of the cell that was clicked last, in the table's callback or later; None without one."""
        cells = self._selection["cells"]
        return cells[0][0] if cells else None

    def ticked_rows(self) -> list[int]:
        """The rows whose boxes are ticked, in the table's callback or later."""
        return list(self._selection["rows"])

    @property
    def _selection(self) -> dict[str, Any]:
        if self.key not in st.session_state:
            return {"rows": [], "columns": [], "cells": []}
        return dict(st.session_state[self.key]["selection"])

    def show(self, ticked: list[int], row: int | None) -> None:
        """Ticks rows before the table is drawn; a cell that was clicked stays so if it is in this row.

        Leaves alone a table that is so already.
        """
        cells = self._selection["cells"] if self.clicked_row() == row else []
        wanted = {"rows": ticked, "columns": [], "cells": cells}
        if self._selection != wanted:
            st.session_state[self.key] = {"selection": wanted}
