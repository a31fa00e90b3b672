"""The labels that the runs contradict, and what people say of them."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.label_review import LEAST_ACCURACY, MOST_RUNS, LabelReview, runs_to_ask
from dashboard.toolkit.caches import label_review
from dashboard.toolkit.image_grid import choose_image, grid_part
from dashboard.toolkit.links import link
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import counted_images, plain
from dashboard.views.explore.doubt_in_hand import show_in_hand
from dashboard.views.explore.doubt_queue import (
    IN_HAND,
    DoubtQueue,
    choose_labels_split,
    choose_wanted,
    is_all_asked,
    name_doubt,
    take_named_doubt,
    wanted_rows,
)

NAMED_RUNS = 4
MOST_SHOWN = 200
QUEUE_PIXELS = 640
FITTING_IMAGES = 42  # more of them scroll beside the image in hand

EXPLANATION = f"""
The queue holds images of which the mean of the runs' probabilities says another digit than the label. Each
of the newest {MOST_RUNS} finished runs has the same weight. A run is left out if it agrees with less than
{LEAST_ACCURACY:.0%} of the labels, or has learned from these images while another one has not.

It is said **with confidence** if the other digit's probability is at least the mean probability that images
of that digit get for their label (confident learning, Northcutt, Jiang and Chuang 2021). These come first.
Within both kinds the order is by normalised margin: the label's probability less the other digit's.

Votes never change a label. The **reviewed label** is what more people voted for than for anything else;
Evaluate shows the accuracy on it beside the official one.
"""


def show_labels(dataset: Dataset) -> None:
    """The queue of labels in doubt, and the image in hand with what the runs and people say of it.

    Raises:
        UnusableHomeError: If the data folder or its database cannot be used.
    """
    runs = runs_to_ask(lab(), dataset)
    if not runs:
        st.info("No run has finished yet. Once one has, the labels that it contradicts are here.")
        link("train", "Train a model")
        return
    if is_all_asked():
        st.info("Labels are reviewed one split at a time: which runs can judge them depends on the split.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        split_name = choose_labels_split()
        wanted = choose_wanted()
    review = label_review(dataset, split_name, runs)
    if not review.runs:
        st.info(_nobody_speaks(split_name))
        link("evaluate", f"Evaluate a run on {split_name}", **{"measured-on": split_name})
        return
    _show_what_this_is(review, split_name)
    if not len(review.issues.positions):
        st.info(f"No label of {split_name} is in doubt: these runs contradict none.")
        return
    _show_queue(DoubtQueue(dataset, split_name, review, lab().label_votes(dataset.name, split_name)), wanted)


def _nobody_speaks(split_name: str) -> str:
    return (
        f"No finished run has predictions for {split_name} that agree with at least {LEAST_ACCURACY:.0%}"
        " of its labels."
    )


def _show_what_this_is(review: LabelReview, split_name: str) -> None:
    """How many labels which runs contradict."""
    count, confident = len(review.issues.positions), int(review.issues.is_confident.sum())
    names = [plain(run.name) for run in review.runs]
    more = f" and {len(names) - NAMED_RUNS} more" if len(names) > NAMED_RUNS else ""
    speaker = "One run contradicts" if len(names) == 1 else f"The mean of {len(names)} runs contradicts"
    st.markdown(
        f"{speaker} {count:,} label{'' if count == 1 else 's'} of {split_name},"
        f" {confident:,} with confidence."
        f" :gray[{', '.join(names[:NAMED_RUNS])}{more}]",
        help=EXPLANATION,
    )
    if review.learned_from:
        st.markdown(":gray[They have learned from these very images, so they contradict fewer labels.]")


def _show_queue(queue: DoubtQueue, wanted: str) -> None:
    """The image in hand and, beside it or on a telephone below it, the queue."""
    rows = wanted_rows(queue, wanted)
    large, images = st.columns([5, 7], gap="large")
    with images:
        reviewed, count = queue.reviewed_count, len(queue.rows)
        st.progress(reviewed / count, text=f"{reviewed:,} of {count:,} reviewed")
        if not len(rows):
            st.info("No image of the queue is like that. Choose All.")
            return
        in_hand = _show_grid(queue, rows)
    if in_hand is not None:
        with large:
            show_in_hand(queue, rows, in_hand)


def _show_grid(queue: DoubtQueue, rows: NDArray[np.int64]) -> int | None:
    """The images in doubt; returns the row of the one in hand."""
    take_named_doubt(queue, rows)
    shown = rows[:MOST_SHOWN]
    if len(rows) > len(shown):
        st.markdown(f":gray[The first {MOST_SHOWN} of {counted_images(len(rows))}.]")
    part = grid_part(queue.dataset, shown, captions=[queue.caption(row) for row in shown.tolist()])
    with st.container(height=QUEUE_PIXELS if len(shown) > FITTING_IMAGES else "content", border=False):
        return choose_image(
            "doubts",
            queue.dataset,
            shown,
            lambda _: part,
            choice=IN_HAND,
            first=int(shown[0]),
            on_pick=lambda row: name_doubt(queue.dataset, row),
            name=f"Labels of {queue.split_name} in doubt",
            cell_pixels=84,
            selects_on_move=True,
        )
