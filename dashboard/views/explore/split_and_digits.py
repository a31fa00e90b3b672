"""The fields for the split and the digits, which Streamlit keeps in the address by itself."""

import re
from collections.abc import Mapping
from typing import Final

import streamlit as st

from core.catalog.image_name import ALL
from core.catalog.query import OneOf
from core.data.dataset import SPLITS, Dataset
from core.drawn_set import DRAWN_SPLIT, is_drawn
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.split_field import split_field
from dashboard.toolkit.state import session
from dashboard.toolkit.words import plain
from dashboard.views.explore.address import NAMES, OWN_NAMES
from dashboard.views.explore.named_image import forget_named, take_named

_SPLIT: WidgetSlot[str] = WidgetSlot("split", str)
_CHOICES = (*SPLITS, ALL)
_DIGITS: WidgetSlot[list[int]] = WidgetSlot("digit", list)
_PLAIN_NAME: Final = re.compile(r"[^\W_]+(?:[ '/-][^\W_]+)*")
"""Words, with a single sign between two of them, are no Markdown: `Ankle boot`, `T-shirt/top`."""


def take_address(dataset: Dataset) -> None:
    """Sets both fields to what an address says of the images with which one comes from elsewhere.

    Streamlit itself would keep what a field had before where the address names its default, or not the field.
    """
    if session().page == "explore" or not any(name in st.query_params for name in NAMES):
        return
    of_image, _, _ = st.query_params.get("image", "").rpartition(":")
    _put_split(st.query_params.get(_SPLIT.key, of_image))
    _DIGITS.set(_labels(dataset, ",".join(st.query_params.get_all(_DIGITS.key))))


def choose_split_and_digits(dataset: Dataset) -> list[OneOf]:
    """The two fields; returns the filters that they are."""
    split = DRAWN_SPLIT if is_drawn(dataset.name) else _choose_split()
    _take_listed(dataset)
    if take_named(dataset, split) and not st.query_params.get(_DIGITS.key):
        _DIGITS.set([])
    if any(label >= dataset.class_count for label in _DIGITS.get() or ()):  # of another data set
        _DIGITS.set([])
    labels = _choose_labels(dataset)
    filters = [OneOf("split", SPLITS if split == ALL else (split,))]
    if labels:
        filters.append(OneOf("digit", tuple(dataset.classes[label] for label in labels)))
    return filters


def _choose_split() -> str:
    return split_field(
        _SPLIT.key,
        SPLITS[0],
        options=_CHOICES,
        on_change=forget_named,
        help="A model learns from train, is watched on validation and judged on test; all shows the three.",
    )


def forget_images() -> None:
    """Takes out of address and fields what they say of the images of a data set."""
    for name in OWN_NAMES:
        st.query_params.pop(name, None)
    _DIGITS.set([])
    forget_named()


def set_fields(dataset: Dataset, parameters: Mapping[str, str]) -> None:
    """Sets both fields, before they are drawn, to what an address says of them."""
    _put_split(parameters.get(_SPLIT.key, ""))
    _DIGITS.set(_labels(dataset, parameters.get("digit", "")))
    forget_named()


def is_all_chosen() -> bool:
    """Whether the images of all splits are chosen, be the field on screen or not."""
    return _SPLIT.get() == ALL


def _put_split(written: str) -> None:
    """Chooses the split that an address writes; what is none is the first."""
    _SPLIT.set(written if written in _CHOICES else SPLITS[0])


def _take_listed(dataset: Dataset) -> None:
    """Takes the digits of an address such as `digit=4,9`; Streamlit itself reads `digit=4&digit=9`.

    It knows classes by what is shown, so it does not know `digit=*a*`.
    """
    written = st.query_params.get_all(_DIGITS.key)
    if any("," in each or (each in dataset.classes and _shown(each) != each) for each in written):
        _DIGITS.set(_labels(dataset, ",".join(written)))


def _labels(dataset: Dataset, written: str) -> list[int]:
    """The labels of classes that are written with commas, as they are or as shown; others are left out."""
    known = {name: label for label, each in enumerate(dataset.classes) for name in (_shown(each), each)}
    return [known[each] for each in dict.fromkeys(written.split(",")) if each in known]


def _shown(name: str) -> str:
    """A class's name as Markdown; escaped only if need be, for Streamlit writes it into the address."""
    return name if _PLAIN_NAME.fullmatch(name) else plain(name)


def _choose_labels(dataset: Dataset) -> list[int]:
    """The labels of the chosen classes; empty if all are wanted."""
    chosen = st.pills(
        dataset.class_noun.capitalize(),
        range(dataset.class_count),
        selection_mode="multi",
        format_func=lambda label: _shown(dataset.classes[label]),
        key=_DIGITS.key,
        on_change=forget_named,
        bind="query-params",
        persist_state="session",
        wrap=True,
        width="content",
        help="Shows only these; none chosen shows all.",
    )
    return list(chosen)
