"""What can be done with the selected run: open, evaluate, draw, rename, delete, download, copy its link."""

import re
from functools import partial
from typing import Final

import streamlit as st

from core.runs.run import Run
from core.runs.run_files import RunFile, files_of
from core.runs.state import State
from dashboard.toolkit.caches import tested_images
from dashboard.toolkit.components.copy_link import copy_link
from dashboard.toolkit.links import go
from dashboard.toolkit.rename_dialog import ask_name
from dashboard.toolkit.run_diagnosis import diagnosis_of
from dashboard.toolkit.settings_line import settings_html
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.sweep_link import show_sweep_link
from dashboard.toolkit.words import percent, plain
from dashboard.views.runs.dialogs import ask_delete
from dashboard.views.runs.listing import Listing

_FILE_LABELS: Final = {
    RunFile.KERAS: "Model (.keras)",
    RunFile.ONNX: "Model (.onnx)",
    RunFile.METRICS: "Metrics by epoch (.csv)",
    RunFile.PREDICTIONS: "Predictions (.csv)",
    RunFile.MANIFEST: "Manifest (.json)",
}


def show_actions(run: Run, listing: Listing) -> None:
    """The run's name, what is wrong with it, its settings, and a button for each thing."""
    st.header(plain(run.name), anchor=False)
    _show_trouble(run)
    if run.accuracy is not None:
        st.markdown(f"**{percent(run.accuracy)}** :gray[test accuracy, n = {tested_images(run):,}]")
    st.html(settings_html(run))
    show_sweep_link(run)
    with st.container(horizontal=True):
        if st.button("Open"):
            go("train", run=run.id)
        if run.can_predict and st.button("Evaluate"):
            go("evaluate", run=run.id)
        if run.can_predict and st.button("Draw"):
            go("draw", run=run.id)
        _offer_files(run)
        copy_link("train", key="copy-link", run=run.id)
        if st.button("Rename"):
            ask_name("run", run.name, partial(trainer().rename, run.id))
        why_not = "This run is queued or training. Stop it before you delete it." if run.is_live else None
        if st.button("Delete", disabled=run.is_live, help=why_not):
            ask_delete([run], following=_following(run, listing.runs))


def _show_trouble(run: Run) -> None:
    """Why it failed, or fails to learn, or ended as it did."""
    if run.reason and run.state is State.FAILED:
        st.error(plain(str(run.reason)))
    elif problem := diagnosis_of(run, lab().curves([run.id])[run.id]):
        st.error(plain(str(problem)))
    elif run.reason:
        st.markdown(f":gray[{plain(str(run.reason))}]")


def _offer_files(run: Run) -> None:
    """A button for each file; it is read only when it is asked for."""
    with st.popover("Download"):
        for file in files_of(run):
            st.download_button(
                _FILE_LABELS[file],
                partial(lab().file, run, file),
                file_name=f"{_file_stem(run)}-{file}",
                on_click="ignore",
                width="stretch",
            )


def _file_stem(run: Run) -> str:
    """The run's name in letters that every file system takes."""
    words = re.findall(r"[\w.]+", run.name)
    return "-".join(words).lower() or run.id


def _following(run: Run, runs: list[Run]) -> str | None:
    """The run that takes the place of this one in the table when it is gone."""
    ids = [each.id for each in runs]
    if run.id not in ids:
        return None
    place = ids.index(run.id)
    return next(iter([*ids[place + 1 : place + 2], *ids[max(0, place - 1) : place]]), None)
