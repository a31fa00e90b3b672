"""The least that Streamlit can show: what first paints are measured against."""

import streamlit as st

st.title("Plain")
