"""A family of runs as a tree: each is a dot on a line that leads to it, with its name as a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from dashboard.toolkit.components.assets import SERVED_JS

_FOLDER: Final = files("dashboard.toolkit.components")

_component = st.components.v2.component(
    "digit_lab_family_tree",
    css=(_FOLDER / "family_tree.css").read_text(encoding="utf-8"),
    js=SERVED_JS + (_FOLDER / "family_tree.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class TreeRun:
    """A run in the tree.

    Attributes:
        id: Of the run.
        name: What it is called.
        figure: Its accuracy, or where it stands.
        note: After which epoch it was forked, and what was changed then.
        forks: The runs that were forked from it, in their order.
        is_here: Whether it is the run on screen.
    """

    id: str
    name: str
    figure: str
    note: str
    forks: Sequence["TreeRun"] = ()
    is_here: bool = False


def family_tree(root: TreeRun, *, key: str) -> str | None:
    """Shows the tree, and returns the id of the run that was picked just now, or None.

    The caller goes there; the address is for a new tab.
    """
    picked = _component(key=key, data={"chain": chain_of(root)}, on_picked_change=_just_rerun).picked
    return picked if isinstance(picked, str) else None


def chain_of(first: TreeRun) -> list[dict[str, Any]]:
    """A run and, below it on the same line, a fork of it, a fork of that one, and so on.

    The other forks of each stand on lines of their own, so that a long line of forks needs no more width.
    """
    nodes, run = [], first
    while True:
        goes_on = next(
            (fork for fork in run.forks if _leads_here(fork)), run.forks[-1] if run.forks else None
        )
        nodes.append(
            {
                "id": run.id,
                "address": f"/train?{urlencode({'run': run.id})}",
                "name": run.name,
                "figure": run.figure,
                "note": run.note,
                "here": run.is_here,
                "branches": [chain_of(fork) for fork in run.forks if fork is not goes_on],
            }
        )
        if goes_on is None:
            return nodes
        run = goes_on


def _leads_here(run: TreeRun) -> bool:
    return run.is_here or any(_leads_here(fork) for fork in run.forks)


def _just_rerun() -> None:
    """A trigger is reported only if it has a callback."""
