"""Explore: the images themselves, then what they are like on the whole."""

from dashboard.toolkit.caches import dataset
from dashboard.toolkit.layout import show_heading
from dashboard.views.explore.filters import choose_images
from dashboard.views.explore.gallery import show_gallery
from dashboard.views.explore.split_statistics import show_statistics

show_heading("Explore", "MNIST: 70,000 digits written by some 500 people, 28 × 28 pixels each.")
show_gallery(choose_images(dataset()))
show_statistics(dataset())
