"""The images that were found, as files to take away."""

import streamlit as st

from dashboard.toolkit.found_images import FoundImages


def offer_files(found: FoundImages) -> None:
    """A button that opens the links to the files."""
    if not len(found.rows):
        return
    with st.popover("Download", type="tertiary", icon=":material/download:"):
        st.link_button("Columns, CSV", found.file_link("csv"))
        st.link_button("Images and labels, NPZ", found.file_link("npz"))
        for count in (20, 100):
            st.link_button(f"Contact sheet of {count}, PNG", found.file_link("png", images=str(count)))
