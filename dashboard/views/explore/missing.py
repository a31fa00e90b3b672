"""What is not known of the images on screen, and what to do about it."""

import numpy as np
import streamlit as st

from core.catalog.columns import BY_NAME
from core.catalog.table import UNKNOWN
from dashboard.toolkit.found_images import FoundImages
from dashboard.toolkit.links import link


def show_what_is_missing(found: FoundImages, group: str) -> None:
    """Says of which splits on screen a run was not asked yet, and where one does that.

    Args:
        found: The images on screen.
        group: The column by whose values they are grouped; empty for none.
    """
    if not found.query.run:
        return
    splits = found.query.splits
    missing = [name for name in splits if _is_unknown(found, "predicted", name)]
    if missing:
        told = f"What this run predicts of {_listed(missing)} is not known yet"
        doing = f"evaluate it on {_listed(missing)} once."
        if len(splits) > len(missing):
            doing += " Until then no filter by it finds these images, and they come last in an order by it."
        st.info(f"{told}: {doing}")
        with st.container(horizontal=True):
            for name in missing:
                link("evaluate", f"Evaluate it on {name}", run=found.query.run, **{"measured-on": name})
    known = [name for name in splits if name not in missing] if len(splits) > 1 else []
    for column in dict.fromkeys((*found.query.columns, found.colour, group)):
        if column and BY_NAME[column].of_run:
            _say_what_stays_unknown(found, column, known)


def _say_what_stays_unknown(found: FoundImages, column: str, splits: list[str]) -> None:
    """Says of which splits a run keeps no such column: how it came to be right it keeps of one alone."""
    unknown = [name for name in splits if _is_unknown(found, column, name)]
    if unknown:
        st.info(
            f"{BY_NAME[column].title} is not known of {_listed(unknown)}: a run keeps it of the split on"
            " which it is checked after each epoch."
        )


def _is_unknown(found: FoundImages, column: str, split: str) -> bool:
    """Whether a column has no value for any image of a split that has images."""
    first, count = found.dataset.first_row(split), len(found.dataset.split(split).labels)
    values = found.table.values[column][first : first + count]
    unknown = values == UNKNOWN if column in found.table.names else np.isnan(values)
    return bool(count) and bool(unknown.all())


def _listed(names: list[str]) -> str:
    """Such as "train", "train and test", "train, validation and test"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
