"""The form of an import: files, what becomes of their pictures, a name, and the button."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.data_import.item import ImportRefused
from core.data_import.upload import LARGEST_BYTES, by_name
from core.jobs.dataset_record import DatasetNameTakenError
from core.names import NAME_LIMIT, WishError
from core.recognition.form import METHODS, Method
from dashboard.toolkit.caches import import_examples
from dashboard.toolkit.components.upload_field import group_upload_field
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import session, trainer
from dashboard.toolkit.words import plain
from dashboard.views.data.examples import show_examples

_NAME: WidgetSlot[str] = WidgetSlot("import-name", str)
_CLASSES: WidgetSlot[str] = WidgetSlot("import-classes", str)
_TITLES: dict[Method, str] = {"whole": "As it is", "inverted": "Inverted", "digit": "Like MNIST"}

FORMATS = (
    "**IDX** as MNIST's own files, images and labels together, gz or not · **npz** as of `keras.datasets`"
    " · **zip** of folders of pictures, a folder for each class · **CSV** as on Kaggle: a label, then pixels"
)


def show_import_form() -> None:
    """The form, with examples of what each method makes of the pictures."""
    st.header("Import", anchor=False)
    files = _choose_files()
    st.markdown(f":gray[:small[{FORMATS}.]]")
    if not files:
        return
    try:
        content = by_name((file.name, file.getvalue()) for file in files)
        examples = import_examples(tuple(file.file_id for file in files), content)
    except ImportRefused as error:
        st.error(plain(str(error)))
        return
    method = _choose_method()
    show_examples(examples, method)
    names = st.text_input(
        "Class names",
        key=_CLASSES.key,
        placeholder=", ".join(examples.labels[:12]),
        help="Optional: a name for each label, in their order, with a comma between each two.",
    )
    title = st.text_input("Name", key=_NAME.key, max_chars=NAME_LIMIT, placeholder="Such as Fashion-MNIST")
    if st.button("Import", type="primary", width="stretch"):
        _import(title, content, method, names.split(",") if names.strip() else [])


def _choose_files() -> list[UploadedFile]:
    number = session().imports
    group_upload_field(number)
    return st.file_uploader(
        "Files",
        accept_multiple_files=True,
        max_upload_size=LARGEST_BYTES // 1_000_000,
        key=f"import-files-{number}",
    )


def _choose_method() -> Method:
    return st.radio(
        "Pictures become 28 × 28 pixels",
        list(METHODS),
        format_func=lambda method: _TITLES[method],
        captions=list(METHODS.values()),
        key="import-method",
    )


def _import(title: str, content: dict[str, bytes], method: Method, names: Sequence[str]) -> None:
    """Queues the import and empties the form."""
    try:
        trainer().import_dataset(title, content, method, names)
    except (WishError, DatasetNameTakenError, ImportRefused) as error:
        st.error(plain(str(error)))
        return
    session().imports += 1
    for slot in (_NAME, _CLASSES):
        slot.forget()
    st.rerun()
