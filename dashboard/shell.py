"""What runs at every rerun, whatever the page: page config, navigation, who one is."""

import streamlit as st

from core.runs.artifacts import DamagedFileError
from dashboard.components.page_history import keep_one_entry_a_page
from dashboard.components.theme_watch import follow_theme
from dashboard.navigation import pages
from dashboard.resources import icon
from dashboard.theme import STYLE
from dashboard.widgets import EndOfPage, show_person
from dashboard.words import plain

# The icon comes before the navigation, which would else have the browser fetch a page's icon from elsewhere.
st.set_page_config(page_icon=icon(), layout="wide", initial_sidebar_state="auto")
chosen = st.navigation(pages())
st.set_page_config(page_title="Digit Lab" if chosen.url_path == "" else f"{chosen.title} · Digit Lab")
st.html(STYLE)
try:
    chosen.run()
except EndOfPage:
    pass
except DamagedFileError as error:
    st.error(plain(str(error)))
with st.sidebar:
    show_person()
    keep_one_entry_a_page()
    follow_theme()
