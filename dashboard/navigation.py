"""Which pages exist, in the menu's order."""

from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

PageId = Literal["start", "explore", "train", "evaluate", "draw", "runs", "sweeps", "data"]

CHANGES = "/changes"
"""Where a page asks for the lab's count of changes."""

_FOLDER = Path(__file__).resolve().parent.parent / "pages"

_MENU: dict[PageId, tuple[str, str]] = {
    "start": ("Start", ":material/home:"),
    "explore": ("Explore", ":material/grid_view:"),
    "train": ("Train", ":material/show_chart:"),
    "evaluate": ("Evaluate", ":material/fact_check:"),
    "draw": ("Draw", ":material/draw:"),
    "runs": ("Runs", ":material/list:"),
    "sweeps": ("Sweeps", ":material/tune:"),
    "data": ("Data sets", ":material/database:"),
}


def page(page_id: PageId) -> StreamlitPage:
    """A page, for the menu, for links and for switching to it."""
    title, icon = _MENU[page_id]
    path = _FOLDER / f"{page_id}.py"
    return st.Page(path, title=title, icon=icon, url_path=page_id, default=page_id == "start")


def pages() -> list[StreamlitPage]:
    """Every page of the menu."""
    return [page(page_id) for page_id in _MENU]


def below_base(path: str) -> str:
    """A path of this server, such as `/assets/x.js`, below `server.baseUrlPath`."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path
