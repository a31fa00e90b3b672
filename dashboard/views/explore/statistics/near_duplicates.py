"""The pairs of images that are nearest to each other, within a split and across two."""

from itertools import combinations_with_replacement
from typing import Final

import numpy as np
import streamlit as st

from core.catalog.pairs import Pairs, distances_of, pair_name
from core.data.dataset import SPLITS, Dataset
from dashboard.toolkit.caches import pairs_of
from dashboard.toolkit.components.picture_links import PictureGroup, picture_links
from dashboard.views.explore.part_address import open_images
from dashboard.views.explore.statistics.image_links import image_link

FEW: Final = 12
"""Pairs with different labels that are shown at first; of those with the same label, one of each."""

_BETWEEN: Final = {
    f"{first}-{second}": (first, second) for first, second in combinations_with_replacement(SPLITS, 2)
}
_KINDS: Final = {"same": "Same label", "differ": "Different labels"}


@st.fragment
def show_near_duplicates(dataset: Dataset) -> None:
    """Fields for the splits and for which pairs, and the pairs; nothing where they are not known."""
    known = pairs_of(dataset.name)
    if not known:
        return
    st.header("Near-duplicates", anchor=False)
    st.markdown(
        ":gray[The pairs of images with the smallest Euclidean distance of their pixels, 0 to 1 each. Where a"
        " test image has a near-duplicate in train, a right answer tells little of how a model does on new"
        " images. A pair with different labels is hard for any model, or one of its labels is wrong.]"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first, second = _choose_splits()
        differ = _choose_kind() == "differ"
        shows_all = st.toggle("Show all", key="all-pairs")
    pairs = known[pair_name(first, second, differ=differ)]
    shown = pairs if shows_all else _few(dataset, pairs, differ=differ)
    _show_pairs(dataset, shown)
    which = "" if differ else f", the nearest of each {dataset.class_noun}"
    st.markdown(f":gray[{len(shown)} of {len(pairs)} pairs{which}.]")


def _choose_splits() -> tuple[str, str]:
    chosen = st.selectbox(
        "Pairs",
        list(_BETWEEN),
        index=list(_BETWEEN).index("train-test"),
        format_func=_splits_words,
        key="between",
        bind="query-params",
        persist_state="session",
        width=220,
    )
    return _BETWEEN[str(chosen)]


def _splits_words(between: str) -> str:
    first, second = _BETWEEN[between]
    return f"Within {first}" if first == second else f"Across {first} and {second}"


def _choose_kind() -> str:
    chosen = st.segmented_control(
        "Labels",
        list(_KINDS),
        default="same",
        required=True,
        format_func=lambda kind: _KINDS[kind],
        key="labels",
        bind="query-params",
        persist_state="session",
        width="content",
    )
    return str(chosen or "same")


def _few(dataset: Dataset, pairs: Pairs, *, differ: bool) -> Pairs:
    if differ:
        return pairs[:FEW]
    _, first_of_each = np.unique(dataset.labels_at(pairs[:, 0]), return_index=True)
    return pairs[first_of_each]


def _show_pairs(dataset: Dataset, pairs: Pairs) -> None:
    groups = [
        PictureGroup(
            [image_link(dataset, row, _caption(dataset, row)) for row in pair],
            note=f"distance {apart:.2f}",
        )
        for pair, apart in zip(pairs.tolist(), distances_of(dataset, pairs), strict=True)
    ]
    picked = picture_links(
        groups, key="near-duplicates", name="Nearest pairs", page="explore", layout="pairs"
    )
    if picked:
        open_images(dataset, picked.query)


def _caption(dataset: Dataset, row: int) -> str:
    """Such as "4", and below it "test #1234"."""
    split, position = dataset.place_of(row)
    images = dataset.split(split)
    return f"{dataset.classes[images.labels[position]]}\n{split} #{images.index[position]}"
