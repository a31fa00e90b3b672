"""Streamlit's upload field as a group with a name; as it comes, the name is that of no role."""

from importlib.resources import files

import streamlit as st

_component = st.components.v2.component(
    "digit_lab_upload_field",
    js=(files("dashboard.toolkit.components") / "upload_field.js").read_text(encoding="utf-8"),
)


def group_upload_field(number: int) -> None:
    """Makes the upload field so that stands on the page; draws nothing.

    Args:
        number: Another one for each new field.
    """
    _component(key="upload-field", height=1, data=number)
