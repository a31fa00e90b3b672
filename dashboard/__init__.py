"""The Streamlit shell and its toolkit."""
