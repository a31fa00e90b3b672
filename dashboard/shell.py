"""What runs at every rerun, whatever the page: page config, navigation, who one is."""

import streamlit as st

from core.runs.artifacts import DamagedFileError
from dashboard.navigation import pages
from dashboard.resources import icon
from dashboard.theme import STYLE
from dashboard.widgets import plain, show_person

st.set_page_config(page_title="Digit Lab", page_icon=icon(), layout="wide", initial_sidebar_state="auto")
st.html(STYLE)
chosen = st.navigation(pages())
try:
    chosen.run()
except DamagedFileError as error:
    st.error(plain(str(error)))
with st.sidebar:
    show_person()
