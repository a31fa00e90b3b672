"""A picture that is pasted anywhere on the page becomes a file of its upload field."""

from importlib.resources import files

import streamlit as st

_component = st.components.v2.component(
    "digit_lab_pasted_picture",
    js=(files("dashboard.toolkit.components") / "pasted_picture.js").read_text(encoding="utf-8"),
)


def take_pasted_pictures(container: str) -> None:
    """Hands pictures that are pasted to the upload field in a container; draws nothing.

    Args:
        container: The key of the container. What is pasted into a field for text stays there.
    """
    _component(key="pasted-picture", height=1, data=container)
