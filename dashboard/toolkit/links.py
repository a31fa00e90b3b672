"""Links and ways from page to page; every view has an address."""

import streamlit as st

from dashboard.navigation import PageId, page


def link(page_id: PageId, label: str, **query: str) -> None:
    """A link to a page, with what stands behind the question mark of its address."""
    st.page_link(page(page_id), label=label, query_params=query or None)


def go(page_id: PageId, **query: str) -> None:
    """Leaves for a page."""
    st.switch_page(page(page_id), query_params=query or None)
