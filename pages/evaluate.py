"""Evaluate: how good a run's model is, and what it mixes up."""

import streamlit as st

from dashboard.toolkit.caches import dataset_of, evaluation
from dashboard.toolkit.layout import show_heading
from dashboard.toolkit.run_chooser import choose_run_with_model
from dashboard.views.evaluate.analysis import require_measured
from dashboard.views.evaluate.cell_choice import choose_cell, show_matrix
from dashboard.views.evaluate.images import show_cell, show_mistakes
from dashboard.views.evaluate.scores import show_accuracy, show_scores
from dashboard.views.evaluate.split_choice import choose_split

show_heading("Evaluate", "How often a model is right, and which digits it mixes up.")
run = choose_run_with_model()
name = choose_split()
require_measured(run, name)
dataset, scores = dataset_of(run), evaluation(run, name)
show_accuracy(run, scores, name)
matrix, images = st.columns(2, gap="large")
with images:
    cell = choose_cell(scores, dataset)
    show_cell(run, dataset, name, cell)
with matrix:
    show_matrix(scores, cell)
show_mistakes(run, dataset, name)
show_scores(scores, dataset)
