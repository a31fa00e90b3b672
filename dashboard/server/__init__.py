"""What the web server adds to Streamlit: headers, a cookie, an answer for unknown paths."""
