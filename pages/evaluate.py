"""Evaluate: how accurate a run's model is, and which classes it confuses."""

import streamlit as st

from dashboard.toolkit.caches import dataset_of, evaluation
from dashboard.toolkit.layout import show_heading
from dashboard.toolkit.run_chooser import choose_run_with_model
from dashboard.views.evaluate.analysis import require_measured
from dashboard.views.evaluate.cell_choice import choose_cell, show_confused_pairs, show_matrix
from dashboard.views.evaluate.confidence import show_confidence
from dashboard.views.evaluate.drawn_score import show_drawn_score
from dashboard.views.evaluate.images import show_cell, show_errors
from dashboard.views.evaluate.scores import show_accuracies, show_caveat, show_scores
from dashboard.views.evaluate.split_choice import choose_split

show_heading("Evaluate", "How accurate a model is, and what it confuses.")
run = choose_run_with_model()
figures = st.container(horizontal=True, gap="medium", key="figures")
with figures:
    name = choose_split(run)
require_measured(run, name)
dataset, scores = dataset_of(run), evaluation(run, name)
with figures:
    show_accuracies(run, name)
show_caveat(run, name)
show_drawn_score(run)
matrix, images = st.columns(2, gap="large")
with images:
    show_confused_pairs(scores, dataset)
    cell = choose_cell(scores, dataset)
    show_cell(run, dataset, name, cell)
with matrix:
    show_matrix(scores, dataset, cell, name)
show_errors(run, dataset, name)
confidence, by_class = st.columns(2, gap="large")
with confidence:
    show_confidence(run, dataset, name)
with by_class:
    show_scores(scores, dataset)
