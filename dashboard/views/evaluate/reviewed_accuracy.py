"""The accuracy on the labels that people have reviewed, beside the official one."""

import streamlit as st

from core.catalog.label_vote import LEFT_OUT, reviewed_labels
from core.evaluation.confusion import accuracy_of
from core.runs.run import Run
from dashboard.toolkit.caches import dataset_of, probabilities
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import percent

HELP = (
    "Votes on Explore, Labels, give {changed:,} of the {total:,} {split} images another label and leave out"
    " {left_out:,} as unreadable: where one choice has more votes than any other. All other images keep the"
    " label of the data set. The accuracy above is on the official labels."
)


def show_reviewed_accuracy(run: Run, split_name: str) -> None:
    """A line with that accuracy; nothing where votes change no label of the split and leave none out."""
    dataset = dataset_of(run)
    votes = lab().label_votes(dataset.name, split_name)
    if not votes:
        return
    split = dataset.split(split_name)
    reviewed = reviewed_labels(split, votes)
    is_in, changed = reviewed != LEFT_OUT, reviewed != split.labels
    if not changed.any():
        return
    labels = reviewed[is_in].astype(split.labels.dtype)
    accuracy = accuracy_of(labels, probabilities(run, split_name)[is_in])
    st.markdown(
        f":gray[Accuracy on reviewed labels {percent(accuracy)}, n = {len(labels):,}]",
        help=HELP.format(
            changed=int((changed & is_in).sum()),
            total=len(reviewed),
            split=split_name,
            left_out=int((~is_in).sum()),
        ),
    )
