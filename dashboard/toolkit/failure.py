"""What a visitor sees when a page breaks: a kind sentence; what nobody foresaw goes to the log."""

import logging

import streamlit as st

from core.home import DISK_FULL, says_disk_full
from core.text import ExplainedError
from dashboard.toolkit.words import plain

BROKEN = "This page could not be shown. Nothing is lost: reload it, or choose another page."

logger = logging.getLogger(__name__)


def explain(error: Exception) -> str | None:
    """What a visitor or whoever runs the lab can do about an error; None where nobody foresaw it."""
    if isinstance(error, ExplainedError):
        return str(error)
    return str(DISK_FULL) if says_disk_full(error) else None


def show_failure(error: Exception) -> bool:
    """Shows what went wrong, in place of a traceback; True tells Streamlit that this is enough."""
    told = explain(error)
    if told is None:
        logger.error("A page failed.", exc_info=error)
    st.error(plain(told or BROKEN))
    return True
