"""The image in hand of the queue: what the runs read, what people say, and the buttons to say it."""

from functools import partial
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.label_vote import KEEP, UNREADABLE, LabelVote, majority
from core.home import UnusableHomeError
from core.label_acts import LabelActs
from core.names import WishError
from core.permissions import NotAllowedError
from dashboard.toolkit.bars import probability_bars
from dashboard.toolkit.large_image import show_large
from dashboard.toolkit.layout import colours
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import trainer
from dashboard.toolkit.words import age, person_word, plain
from dashboard.views.explore.doubt_queue import DoubtQueue, go_on

_OTHER: WidgetSlot[int] = WidgetSlot("other-label", int)
READ_CLASSES: Final = 3
"""So many classes have a bar."""

_AN: Final = "8aeiouAEIOU"
"""Names of classes that begin so are spoken with "an"."""


def show_in_hand(queue: DoubtQueue, rows: NDArray[np.int64], row: int) -> None:
    """The image large, the runs' probabilities, the votes, and the buttons.

    Args:
        queue: All that is in doubt.
        rows: What is shown of it, in which the next image follows.
        row: The image in hand.
    """
    show_large(queue.dataset, row)
    _show_reading(queue, row)
    _show_buttons(queue, rows, row)
    _show_votes(queue, row)


def _show_reading(queue: DoubtQueue, row: int) -> None:
    """The probability of the label, and of the other digits those of the most probable."""
    said, label = queue.probabilities_of(row), queue.label(row)
    by_share = np.argsort(-said, kind="stable").tolist()
    others = [each for each in by_share if each != label][: READ_CLASSES - 1]
    read = sorted([label, *others], key=by_share.index)
    runs = len(queue.review.runs)
    st.markdown(
        ":gray[Probability that the run gives]" if runs == 1 else f":gray[Mean probability of {runs} runs]"
    )
    names = [queue.dataset.classes[each] for each in read]
    st.html(probability_bars(said[read], colours(), names, read.index(label)))


def _show_buttons(queue: DoubtQueue, rows: NDArray[np.int64], row: int) -> None:
    """Each button votes and takes the next image in hand."""
    label, suggested, classes = queue.label(row), queue.suggested(row), queue.dataset.classes
    vote = partial(_vote, queue, rows, row)
    with st.container(horizontal=True, gap="small"):
        st.button(f"Keep {plain(classes[label])}", key="vote-keep", on_click=vote, args=(KEEP,))
        st.button(_it_is(classes[suggested]), key="vote-suggested", on_click=vote, args=(str(suggested),))
        st.button("Unreadable", key="vote-unreadable", on_click=vote, args=(UNREADABLE,))
        st.selectbox(
            "Other digit",
            [each for each in range(len(classes)) if each not in (label, suggested)],
            index=None,
            key=_OTHER.key,
            format_func=lambda each: classes[each],
            placeholder="Other digit",
            label_visibility="collapsed",
            width=132,
            on_change=lambda: _vote_other(queue, rows, row),
        )
    if queue.own_vote(row) is not None:
        st.button("Undo my vote", type="tertiary", icon=":material/undo:", on_click=_undo, args=(queue, row))


def _it_is(name: str) -> str:
    return f"It is {'an' if name[:1] in _AN else 'a'} {plain(name)}"


def _vote(queue: DoubtQueue, rows: NDArray[np.int64], row: int, choice: str) -> None:
    try:
        LabelActs(trainer()).vote(queue.dataset, row, choice)
    except (WishError, NotAllowedError, UnusableHomeError) as error:
        st.toast(plain(str(error)))
    else:
        go_on(queue, rows, row)


def _vote_other(queue: DoubtQueue, rows: NDArray[np.int64], row: int) -> None:
    chosen = _OTHER.get()
    _OTHER.set(None)
    if chosen is not None:
        _vote(queue, rows, row, str(chosen))


def _undo(queue: DoubtQueue, row: int) -> None:
    try:
        LabelActs(trainer()).take_back(queue.dataset, row)
    except (NotAllowedError, UnusableHomeError) as error:
        st.toast(plain(str(error)))


def _show_votes(queue: DoubtQueue, row: int) -> None:
    """Who said what and when, and the label that follows."""
    votes = queue.votes_by_row.get(row, [])
    if not votes:
        st.markdown(":gray[No votes yet.]")
        return
    own = queue.own_vote(row)
    lines = [
        f"- {_choice_words(queue, row, vote.choice)} "
        f":gray[· {plain(person_word(vote.person))}{' (you)' if vote == own else ''}, {age(vote.at)}]"
        for vote in votes
    ]
    st.markdown("\n".join([_outcome(queue, row, votes), "", *lines]))


def _outcome(queue: DoubtQueue, row: int, votes: list[LabelVote]) -> str:
    match majority(vote.choice for vote in votes):
        case None:
            return f"**A tie: the label stays {plain(queue.dataset.classes[queue.label(row)])}**"
        case "unreadable":
            return "**Reviewed: unreadable, left out of the reviewed accuracy**"
        case choice:
            label = queue.label(row) if choice == KEEP else int(choice)
            return f"**Reviewed label: {plain(queue.dataset.classes[label])}**"


def _choice_words(queue: DoubtQueue, row: int, choice: str) -> str:
    classes = queue.dataset.classes
    if choice == UNREADABLE:
        return "Unreadable"
    return f"Keep {plain(classes[queue.label(row)])}" if choice == KEEP else _it_is(classes[int(choice)])
