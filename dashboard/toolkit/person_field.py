"""Who one is, and a field to say it."""

import streamlit as st

from core.names import WishError
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import trainer
from dashboard.toolkit.words import plain

PERSON_NAME = WidgetSlot("person_name", str)


def show_person() -> None:
    """The field, for the sidebar."""
    st.text_input(
        "Your name",
        value=trainer().person.name,
        placeholder="Guest",
        key=PERSON_NAME.key,
        help="Shown beside the runs that you start.",
        on_change=_introduce,
    )


def _introduce() -> None:
    try:
        trainer().introduce(PERSON_NAME.get() or "")
    except WishError as error:
        PERSON_NAME.set(trainer().person.name)
        st.toast(plain(str(error)))
