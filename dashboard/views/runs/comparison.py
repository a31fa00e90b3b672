"""Several runs side by side: their curves in one chart, and a table of results and of what differs."""

from collections.abc import Sequence
from html import escape
from itertools import islice
from typing import Final

import streamlit as st

from core.runs.difference import difference_words
from core.runs.run import Run, is_run_id
from dashboard.toolkit.address_choice import choose_in_address
from dashboard.toolkit.axis_fields import choose_loss_axis, choose_x_axis
from dashboard.toolkit.caches import epoch_images, facts_named
from dashboard.toolkit.chart_look import Look
from dashboard.toolkit.charts import METRIC_TITLES
from dashboard.toolkit.comparison_chart import MARKS, MOST_COMPARED, Compared, comparison_chart
from dashboard.toolkit.components.copy_link import copy_link
from dashboard.toolkit.components.figure import show_figure
from dashboard.toolkit.layout import colours, show_note
from dashboard.toolkit.reference_lines import Metric
from dashboard.toolkit.state import lab
from dashboard.toolkit.tables import Row, comparison_rows
from dashboard.toolkit.words import plain

_PARAMETER: Final = "compare"


def compare(run_ids: Sequence[str]) -> None:
    """Puts a comparison of these runs into the address."""
    st.query_params[_PARAMETER] = ",".join(run_ids)


def show_comparison() -> None:
    """The comparison that the address asks for, if it does."""
    if _PARAMETER not in st.query_params:
        return
    wanted = list(dict.fromkeys(filter(is_run_id, st.query_params[_PARAMETER].split(","))))
    found = map(lab().find_run, wanted)
    runs = list(islice((run for run in found if run is not None), MOST_COMPARED))
    st.header("Comparison", anchor=False)
    if len(runs) < 2:
        st.info(f"A comparison needs two runs; of those in the address {len(runs) or 'none'} is here.")
    elif len(titles := sorted({facts_named(run.manifest.dataset).title for run in runs})) > 1:
        told = f"These runs learned different data sets, {' and '.join(titles)}: their figures cannot be"
        st.info(plain(f"{told} compared. Choose runs of one of them."))
    else:
        _show(runs)
    with st.container(horizontal=True):
        if len(runs) >= 2:
            copy_link("runs", key="copy-comparison", label="Copy link to comparison", compare=_ids(runs))
        if st.button("Close comparison"):
            del st.query_params[_PARAMETER]
            st.rerun()


def _ids(runs: Sequence[Run]) -> str:
    return ",".join(run.id for run in runs)


def _show_difference(run: Run, other: Run) -> None:
    """In what one run differs from another one, in a sentence."""
    words = difference_words(run.manifest, other.manifest, facts_named)
    told = words or "The same settings"
    show_note(plain(f"{run.name} against {other.name}: {told[0].lower()}{told[1:]}."))


def _show(runs: Sequence[Run]) -> None:
    curves = lab().curves([run.id for run in runs])
    compared = [Compared(run.name, curves[run.id], epoch_images(run.manifest)) for run in runs]
    metric, look = _choose_axes(runs)
    along = "epoch" if look.x_axis == "epoch" else "time"
    alt = f"{METRIC_TITLES[metric]} by {along} of " + ", ".join(run.name for run in runs)
    figure = comparison_chart(compared, colours(), metric, look)
    show_figure(figure, key="comparison", alt=alt, has_legend=True)
    st.html(comparison_html(comparison_rows(runs, curves, lab().positions(runs), facts_named)))
    for run in runs[1:]:
        _show_difference(run, runs[0])


def _choose_axes(runs: Sequence[Run]) -> tuple[Metric, Look]:
    """What is drawn, and along which axes."""
    with st.container(horizontal=True):
        chosen = choose_in_address("Measure", {"accuracy": "Accuracy", "loss": "Loss"}, key="measure")
        x_axis = choose_x_axis()
        if chosen != "loss":
            return "accuracy", Look(x_axis=x_axis)
        look = Look(x_axis=x_axis, loss_axis=choose_loss_axis())
    if len({run.manifest.recipe.loss_measure for run in runs}) > 1:
        show_note("Squared errors and cross-entropies are different measures: compare each with its like.")
    return "loss", look


def comparison_html(rows: Sequence[Row]) -> str:
    """A table with a column a run, whose head is the legend of the chart, and a line a result or setting."""
    palette = colours()
    look = f"--line: {palette.line}; --muted: {palette.muted}; --paper: {palette.background}"
    heads = "".join(_head(place, str(row["Run"]), palette.runs[place]) for place, row in enumerate(rows))
    lines = "".join(_line(label, [str(row[label]) for row in rows]) for label in rows[0] if label != "Run")
    frame = f'<div class="comparison" tabindex="0" role="region" aria-label="Comparison" style="{look}">'
    return f"{frame}<table><thead><tr><td></td>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"


def _head(place: int, name: str, colour: str) -> str:
    mark = f'<i style="color: {colour}" aria-hidden="true">{MARKS[place]}</i>'
    return f'<th scope="col">{mark}{escape(name)}</th>'


def _line(label: str, texts: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
    return f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>'
