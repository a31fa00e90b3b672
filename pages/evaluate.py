"""Evaluate: how good a run's model is, and what it mixes up."""

from functools import partial
from typing import cast, get_args

import streamlit as st

from core.data.splits import split
from core.evaluation.confusion import Evaluation, images_of_cell, worst_mistakes
from core.models.recipe import EvaluationSplit
from core.runs.run import Run
from dashboard.toolkit.caches import evaluation, probabilities
from dashboard.toolkit.large_image import enlarge
from dashboard.toolkit.tables import score_rows
from dashboard.toolkit.widgets import choose_image, choose_run_with_model, show_heading
from dashboard.toolkit.words import percent, plain
from dashboard.views.evaluate.cell_choice import choose_cell, show_matrix

MOST_IMAGES = 200
FITTING_IMAGES = 35  # more of them scroll beside the matrix


def choose_split() -> EvaluationSplit:
    """What the figures are measured on."""
    chosen = st.segmented_control(
        "Measured on",
        get_args(EvaluationSplit),
        default="test",
        required=True,
        key="measured-on",
        bind="query-params",
        persist_state="session",
        help="test: 10,000 images that no model learned from. validation: 5,000 that ours are watched on.",
    )
    return cast(EvaluationSplit, chosen or "test")


def show_accuracy(run: Run, scores: Evaluation, name: EvaluationSplit) -> None:
    """The accuracy with its interval, and a warning where the images were seen before."""
    low, high = percent(scores.interval.low), percent(scores.interval.high)
    st.metric("Accuracy", percent(scores.accuracy))
    st.markdown(
        f"95 % interval {low} to {high}. {plain(run.name)} reads "
        f"{scores.correct:,} of the {scores.n:,} images of *{name}* rightly."
    )
    if caveat := run.manifest.recipe.caveat(name):
        st.caption(caveat)


def show_cell(run: Run, name: EvaluationSplit, cell: tuple[int, int]) -> None:
    """The images of a cell, those that the model was surest about first."""
    data, said = split(name), probabilities(run, name)
    found = images_of_cell(data.labels, said, *cell)
    verdict = "read rightly" if cell[0] == cell[1] else f"read as {cell[1]}"
    st.markdown(
        f"**{cell[0]} {verdict}: {len(found):,} of {name}**"
        + (f", the first {MOST_IMAGES}" if len(found) > MOST_IMAGES else "")
    )
    if not len(found):
        st.markdown(":gray[No image is in this cell. Choose another one.]")
        return
    found = found[:MOST_IMAGES]
    with st.container(height=420 if len(found) > FITTING_IMAGES else "content", border=False):
        choose_image(
            "cell",
            data,
            found,
            name="Images of the cell",
            captions=[f"{said[i, cell[1]] * 100:.0f} %" for i in found],
            on_pick=partial(enlarge, run, name),
        )


def show_mistakes(run: Run, name: EvaluationSplit) -> None:
    """The mistakes that the model was surest about."""
    data, said = split(name), probabilities(run, name)
    worst = worst_mistakes(data.labels, said, 60)
    st.subheader("The worst mistakes", anchor=False)
    if not len(worst):
        st.markdown(f":gray[There are none: every image of *{name}* is read rightly.]")
        return
    st.markdown(":gray[True digit → answer, and how sure the model was of it.]")
    answers = said[worst].argmax(axis=1)
    captions = [
        f"{t} → {a}, {said[i, a] * 100:.0f} %"
        for i, t, a in zip(worst, data.labels[worst], answers, strict=True)
    ]
    choose_image(
        "mistakes",
        data,
        worst,
        name="Worst mistakes",
        captions=captions,
        cell_pixels=84,
        on_pick=partial(enlarge, run, name),
    )


def show_scores(scores: Evaluation) -> None:
    """Precision, recall and F1 by digit."""
    st.subheader("Digit by digit", anchor=False)
    figures = st.column_config.NumberColumn(format="%.2f %%")
    columns = {"Precision": figures, "Recall": figures, "F1": figures}
    st.dataframe(score_rows(scores), hide_index=True, column_config=columns)


show_heading("Evaluate", "How often a model is right, and which digits it mixes up.")
run = choose_run_with_model()
name = choose_split()
scores = evaluation(run, name)
show_accuracy(run, scores, name)
matrix, images = st.columns(2, gap="large")
with images:
    cell = choose_cell(scores)
    show_cell(run, name, cell)
with matrix:
    show_matrix(scores, cell)
show_mistakes(run, name)
show_scores(scores)
