"""Small pictures with words, in groups; each is a link to what is behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final, Literal
from urllib.parse import urlencode

import streamlit as st

from dashboard.navigation import PageId
from dashboard.toolkit.components.assets import SERVED_JS

Layout = Literal["strip", "words", "blocks", "pairs"]
"""One line of pictures that breaks evenly; of words; groups of four with a title; pairs side by side."""

_FOLDER: Final = files("dashboard.toolkit.components")

_component = st.components.v2.component(
    "digit_lab_picture_links",
    css=(_FOLDER / "picture_links.css").read_text(encoding="utf-8"),
    js=SERVED_JS + (_FOLDER / "picture_links.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class PictureLink:
    """A link.

    Attributes:
        name: What it shows and where it leads, for example "The mean 4: show the images of 4"; spoken, and
            shown on hover.
        query: What stands behind the question mark of the address where it leads.
        source: Where the picture is, see `picture_source`; empty for a link of words alone.
        caption: A short line under the picture, or the words of the link.
    """

    name: str
    query: Mapping[str, str]
    source: str = ""
    caption: str = ""


@dataclass(frozen=True)
class PictureGroup:
    """Links that belong together.

    Attributes:
        links: In their order.
        title: A line above them.
        note: A line below them.
    """

    links: Sequence[PictureLink] = field(default_factory=tuple)
    title: str = ""
    note: str = ""


def picture_links(
    groups: Sequence[PictureGroup], *, key: str, name: str, page: PageId, layout: Layout
) -> PictureLink | None:
    """Show the groups, and return the link that was picked just now, or None.

    The caller goes there; the address is for a new tab, and for whoever wants to see where a link leads.

    Args:
        groups: In their order.
        key: A constant.
        name: What a screen reader calls all of them.
        page: The page on which the links lead somewhere.
        layout: How they stand.
    """
    data = {
        "name": name,
        "layout": layout,
        "groups": [
            {
                "title": group.title,
                "note": group.note,
                "links": [
                    {
                        "name": link.name,
                        "address": f"/{page}?{urlencode(link.query, safe=',.')}",
                        "source": link.source,
                        "caption": link.caption,
                    }
                    for link in group.links
                ],
            }
            for group in groups
        ],
    }
    links = [link for group in groups for link in group.links]
    picked = _component(key=key, data=data, on_picked_change=_just_rerun).picked
    return links[picked] if picked in range(len(links)) else None


def _just_rerun() -> None:
    """A trigger is reported only if it has a callback."""
