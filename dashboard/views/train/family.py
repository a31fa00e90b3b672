"""The family of a run: from which runs it was forked, and which were forked from it."""

import streamlit as st

from core.families import Relative, family_of
from core.runs.difference import difference_words
from core.runs.origin import ForkOrigin
from core.runs.run import Run
from dashboard.toolkit.caches import facts_named
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.links import link
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import percent, plain


def show_family(run: Run) -> None:
    """A tree with a line a run, and how each differs from the one above it; nothing without relatives."""
    family = family_of(lab(), run)
    if not family:
        if isinstance(origin := run.manifest.origin, ForkOrigin):
            show_note(f"Forked after epoch {origin.epoch} of a run that is not here any more.")
        return
    st.subheader("Family", anchor=False)
    with st.container(gap=None, key="family"):
        for relative in family:
            _show(relative, is_here=relative.run.id == run.id)


def _show(relative: Relative, *, is_here: bool) -> None:
    run = relative.run
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if relative.depth:
            st.markdown("&nbsp;" * 4 * (relative.depth - 1) + "└", width="content")
        if is_here:
            st.markdown(f"**{plain(run.name)}**", width="content")
        else:
            link("train", plain(run.name), run=run.id)
        st.markdown(f":gray[{plain(_words(relative))}]", width="content")


def _words(relative: Relative) -> str:
    """Such as "99.1% · after epoch 2: learning rate 0.001 instead of 0.003"."""
    run, origin = relative.run, relative.run.manifest.origin
    standing = run.status if run.accuracy is None else f"{percent(run.accuracy)} on test"
    if relative.parent is None or not isinstance(origin, ForkOrigin):
        return standing
    changed = difference_words(run.manifest, relative.parent.manifest, facts_named) or "Nothing changed"
    return f"{standing} · after epoch {origin.epoch}: {changed[0].lower()}{changed[1:]}"
