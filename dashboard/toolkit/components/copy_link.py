"""A button that copies the address of a view of this lab and says so."""

from importlib.resources import files
from typing import Final
from urllib.parse import quote, urlencode

import streamlit as st

from dashboard.navigation import PageId
from dashboard.toolkit.components.assets import SERVED_JS

_FOLDER: Final = files("dashboard.toolkit.components")

_component = st.components.v2.component(
    "digit_lab_copy_link",
    css=(_FOLDER / "copy_link.css").read_text(encoding="utf-8"),
    js=SERVED_JS + (_FOLDER / "copy_link.js").read_text(encoding="utf-8"),
)


def copy_link(page_id: PageId, *, key: str, label: str = "Copy link", **query: str) -> None:
    """The button; the browser makes a full address of the page and its query, as it reached this server.

    Args:
        page_id: The page.
        key: A constant.
        label: What the button says.
        query: What stands behind the question mark of the address.
    """
    path = f"/{page_id}?{urlencode(query, safe=',', quote_via=quote)}"
    _component(key=key, data={"path": path, "label": label}, width="content")
