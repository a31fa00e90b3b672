"""What is asked before a data set and its classes get other names."""

from secrets import token_hex

import streamlit as st

from core.data.datasets import UnknownDatasetError
from core.jobs.dataset_record import DatasetNameTakenError, DatasetRecord
from core.names import NAME_LIMIT, WishError
from dashboard.toolkit.state import session, trainer
from dashboard.toolkit.words import plain

_LINE_PIXELS = 24
_LEAST_PIXELS, _MOST_PIXELS = 120, 360


def ask_names(record: DatasetRecord) -> None:
    """Asks for other names, in fields with keys of their own, or abandoned text would come back."""
    _rename(record, token_hex(4))


@st.dialog("Rename this data set", on_dismiss="rerun")
def _rename(record: DatasetRecord, key: str) -> None:
    session().asking = True
    with st.form("rename-dataset", border=False):
        title = st.text_input("Name", value=record.title, max_chars=NAME_LIMIT, key=f"title-{key}")
        names = st.text_area(
            "Class names, one a line",
            value="\n".join(record.classes),
            height=min(max(_LEAST_PIXELS, _LINE_PIXELS * (len(record.classes) + 1)), _MOST_PIXELS),
            key=f"classes-{key}",
            help="In their order. Images, labels and runs stay; links that name a class need its new name.",
        )
        saved = st.form_submit_button("Save", type="primary")
    if saved:
        try:
            trainer().rename_dataset(
                record.name, title, [each for each in names.splitlines() if each.strip()]
            )
        except (WishError, DatasetNameTakenError, UnknownDatasetError) as error:
            st.error(plain(str(error)))
        else:
            st.rerun()
