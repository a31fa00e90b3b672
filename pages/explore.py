"""Explore: the images themselves, or what they are like on the whole."""

from dashboard.toolkit.caches import dataset
from dashboard.toolkit.layout import show_heading
from dashboard.views.explore.parts import choose_part

show_heading("Explore", "MNIST: 70,000 digits written by some 500 people, 28 × 28 pixels each.")
choose_part().show(dataset())
