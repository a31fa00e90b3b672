"""What is asked before runs are deleted."""

from collections.abc import Sequence

import streamlit as st

from core.names import WishError
from core.permissions import NotAllowedError
from core.runs.run import Run, UnknownRunError
from dashboard.toolkit.run_chooser import forget, hold
from dashboard.toolkit.state import session, trainer
from dashboard.toolkit.words import plain, state_word


def ask_delete(runs: Sequence[Run], following: str | None = None) -> None:
    """Asks once before runs are deleted; those that are live stay.

    Args:
        runs: The runs.
        following: The run to select when the selected one is gone.
    """
    title = "Delete this run?" if len(runs) == 1 else f"Delete {len(runs)} runs?"
    st.dialog(title, on_dismiss="rerun")(_delete)(runs, following)


def _delete(runs: Sequence[Run], following: str | None) -> None:
    session().asking = True
    live = [run for run in runs if run.is_live]
    ended = [run for run in runs if not run.is_live]
    for run in live:
        st.warning(plain(f"{run.name} is {state_word(run.state)}. Stop it before you delete it."))
    if ended:
        names = ", ".join(f"**{plain(run.name)}**" for run in ended)
        st.markdown(f"{names}: curves, models and predictions go too. This can't be undone.")
    with st.container(horizontal=True):
        what = "run" if len(ended) == 1 else f"{len(ended)} runs"
        if ended and st.button(f"Delete {what}", type="primary"):
            _carry_out(ended, following)
            st.rerun()
        if st.button("Cancel"):
            st.rerun()


def _carry_out(runs: Sequence[Run], following: str | None) -> None:
    gone = {run.id for run in runs}
    for run_id in gone:
        try:
            trainer().delete(run_id)
        except UnknownRunError:  # somebody else was faster
            continue
        except (WishError, NotAllowedError) as error:
            st.toast(plain(str(error)))
    session().ticked = [each for each in session().ticked if each not in gone]
    if session().run_id in gone:
        forget() if following is None or following in gone else hold(following)
