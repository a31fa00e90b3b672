"""What runs at every rerun, whatever the page: page config, navigation, who one is."""

from contextlib import suppress

import streamlit as st

from core.home import UnusableHomeError
from dashboard.navigation import pages
from dashboard.toolkit.caches import icon
from dashboard.toolkit.components.moved_button import keep_clicks
from dashboard.toolkit.components.page_history import keep_history
from dashboard.toolkit.components.theme_watch import follow_theme
from dashboard.toolkit.failure import explain, show_failure
from dashboard.toolkit.layout import EndOfPage, colours
from dashboard.toolkit.person_field import show_person
from dashboard.toolkit.run_watch import watch_runs
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.theme import STYLE

SIDEBAR_PIXELS = 256

# The icon comes before the navigation, which would else have the browser fetch a page's icon from elsewhere.
st.set_page_config(page_icon=icon(), layout="wide", initial_sidebar_state=SIDEBAR_PIXELS)
chosen = st.navigation(pages())
st.set_page_config(page_title="Digit Lab" if chosen.url_path == "" else f"{chosen.title} · Digit Lab")
st.html(STYLE)
with suppress(UnusableHomeError, OSError):  # the page says so
    session().asking = False  # the page drawn as a whole closes any dialog
    watch_runs(chosen.url_path, lab().changes())
try:
    chosen.run()
except EndOfPage:
    pass
except Exception as error:
    if explain(error) is None:
        raise
    show_failure(error)
finally:
    session().page = chosen.url_path
with st.sidebar:
    with suppress(UnusableHomeError, OSError):  # the page has said so, if it needs the data folder
        show_person()
    keep_history()
    keep_clicks()
    follow_theme(colours().kind)
