"""A menu of what can be done with something, behind one button."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.toolkit.slots import WidgetSlot

Acts = Mapping[str, Callable[[], object]]


def acts_menu(label: str, acts: Acts, *, key: str, fills: Acts | None = None) -> None:
    """A button that opens a list of acts and carries out the chosen one; nothing without any.

    Args:
        label: Of the button.
        acts: What each does, by what it is called. They run in the page's script, so they may leave for
            another page or open a dialog.
        key: Of the widget.
        fills: Further ones, which put values into fields: they run before the page is drawn anew.
    """
    offered = [*acts, *(fills or ())]
    if not offered:
        return
    chosen = st.menu_button(label, offered, key=key, on_click=_fill, args=(WidgetSlot(key, str), fills or {}))
    if chosen is None:
        return
    if act := acts.get(chosen):
        act()
    else:
        st.rerun()


def _fill(slot: WidgetSlot[str], fills: Acts) -> None:
    """Carries out the chosen act if it fills fields."""
    if fill := fills.get(slot.get() or ""):
        fill()
