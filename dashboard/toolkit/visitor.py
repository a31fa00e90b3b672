"""Who is asking: the browser's cookie, which `server/visitor_cookie.py` sets."""

import re

import streamlit as st

COOKIE = "digit_lab_visitor"
_FORM = re.compile(r"[A-Za-z0-9_-]{22}")


def visitor() -> str:
    """The id of this session's browser; "guest" for all that keep no cookies."""
    value = st.context.cookies.get(COOKIE, "")
    return value if _FORM.fullmatch(value) else "guest"
