"""Pictures instead of a drawing: from files, the clipboard or the camera."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from core.data.dataset import Dataset
from core.recognition.form import Form
from core.recognition.picture import FORMATS, LARGEST_BYTES
from dashboard.toolkit.components.pasted_picture import take_pasted_pictures
from dashboard.toolkit.components.upload_field import group_upload_field
from dashboard.toolkit.state import session
from dashboard.toolkit.words import plain

ENDINGS: Final = [name.lower() for name in FORMATS] + ["jpg"]
MOST: Final = 50
"""Pictures at a time: they are answered within a rerun of the page."""
MOST_BYTES: Final = 100_000_000
"""Of all pictures together, for they stay in memory."""
_CONTAINER: Final = "pictures"


@dataclass(frozen=True)
class Picture:
    """A file that shows what is to be recognised.

    Attributes:
        name: Of the file, as its owner calls it.
        content: Its bytes, not trusted.
        source: What the page calls it.
    """

    name: str
    content: bytes
    source: str = "Your upload"


def choose_pictures(dataset: Dataset, form: Form) -> Sequence[Picture]:
    """What was uploaded, pasted or photographed, the newest last; a stroke takes all of it away.

    Args:
        dataset: What the model has learned.
        form: What the pictures have to become for it.
    """
    sketch = session().sketch
    with st.container(key=_CONTAINER):
        files = st.file_uploader(
            "Or upload, drop or paste pictures",
            type=ENDINGS,
            accept_multiple_files=True,
            max_upload_size=LARGEST_BYTES // 1_000_000,
            key=f"upload-{sketch.uploader}",
            on_change=sketch.take_upload,
            help=_help(dataset, form),
        )
        if len(files) > MOST or sum(each.size for each in files) > MOST_BYTES:
            sketch.uploader += 1  # Streamlit lets go of the files of a field that is gone
            st.toast(f"Upload up to {MOST} pictures at a time, of {MOST_BYTES // 1_000_000} MB together.")
            st.rerun()
        pictures = [Picture(each.name, each.getvalue()) for each in files]
        photos = _photograph(sketch.uploader)
        group_upload_field(sketch.uploader)
        take_pasted_pictures(_CONTAINER)
    return [*pictures, *photos]


def _photograph(number: int) -> Sequence[Picture]:
    """A picture of the camera, once somebody has asked for the camera and taken one."""
    sketch = session().sketch
    if not st.toggle("Use the camera", key=f"has-camera-{number}"):
        return []
    photo = st.camera_input(
        "Camera", key=f"camera-{number}", on_change=sketch.take_upload, label_visibility="collapsed"
    )
    return [] if photo is None else [Picture("Photo", photo.getvalue(), "Your photo")]


def _help(dataset: Dataset, form: Form) -> str:
    """What may be on a picture."""
    if form.method == "digit":
        what = "One digit" if dataset.class_noun == "digit" else "One class"
        return f"{what}, on light or dark paper; a photograph will do. Ctrl+V pastes anywhere on the page."
    return plain(f"Pictures such as those of {dataset.title}; all of each becomes 28 × 28 grey pixels.")
