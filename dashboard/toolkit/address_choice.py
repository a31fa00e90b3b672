"""A choice that stands in the address by a short name of its own, whatever the page calls it.

Streamlit's `bind` would write into the address what is shown.
"""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.toolkit.slots import WidgetSlot


def choose_in_address(
    label: str,
    options: Mapping[str, str],
    *,
    key: str,
    usual: str = "",
    help: str | None = None,  # noqa: A002 -- as Streamlit calls it
    is_label_shown: bool = True,
    on_change: Callable[[], None] = lambda: None,
) -> str:
    """A row of buttons, one of which is chosen; returns a key of `options`.

    Args:
        label: What a screen reader calls the row.
        options: By what the address says, what is shown.
        key: A constant; the address has the choice under that name, unless it is the usual one.
        usual: What holds where the address says none; empty for the first.
        help: What a choice means.
        is_label_shown: Whether the label stands above.
        on_change: Called before the rerun that follows a click.
    """
    usual = usual or next(iter(options))
    written = st.query_params.get(key, usual)
    slot: WidgetSlot[str] = WidgetSlot(key, str)
    slot.set(written if written in options else usual)

    def write() -> None:
        chosen = slot.get() or usual
        if chosen == usual:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = chosen
        on_change()

    chosen = st.segmented_control(
        label,
        list(options),
        format_func=lambda option: options[option],
        required=True,
        key=key,
        on_change=write,
        help=help,
        label_visibility="visible" if is_label_shown else "collapsed",
        width="content",
    )
    return str(chosen or usual)
