"""What a visitor sees when a page breaks: a kind sentence; the traceback goes to the server's log."""

import logging

import streamlit as st

logger = logging.getLogger(__name__)


def show_failure(error: Exception) -> bool:
    """Shows that the page broke, in place of a traceback; True tells Streamlit that this is enough."""
    logger.error("A page failed.", exc_info=error)
    st.error("This page could not be shown. Nothing is lost: reload it, or choose another page.")
    return True
