"""What runs at every rerun, whatever the page: page config, navigation, who one is."""

import streamlit as st

from dashboard.navigation import pages
from dashboard.resources import icon
from dashboard.theme import STYLE
from dashboard.widgets import show_person

st.set_page_config(page_title="Digit Lab", page_icon=icon(), layout="wide", initial_sidebar_state="auto")
st.html(STYLE)
chosen = st.navigation(pages())
chosen.run()
with st.sidebar:
    show_person()
