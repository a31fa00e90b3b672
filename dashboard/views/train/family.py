"""The family of a run: from which runs it was forked, and which were forked from it."""

from collections.abc import Sequence

import streamlit as st

from core.families import MOST_RELATIVES, Relative, family_of, fork_words
from core.runs.origin import ForkOrigin
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.caches import facts_named
from dashboard.toolkit.components.family_tree import TreeRun, family_tree
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.links import go
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import percent


def show_family(run: Run) -> None:
    """A tree of runs, and how each differs from the one above it; nothing without relatives."""
    found = family_of(lab(), run)
    family = found.relatives
    if not family:
        if isinstance(origin := run.manifest.origin, ForkOrigin):
            show_note(f"Forked after epoch {origin.epoch} of a run that is not here any more.")
        return
    st.subheader("Family", anchor=False)
    picked = family_tree(_tree(family[0], family, run.id), key=f"family-{run.id}")
    left_out = "" if found.is_whole else f" Only {MOST_RELATIVES} runs of this family are shown."
    show_note(f"Best validation accuracy beside each run.{left_out}")
    if picked is not None:
        go("train", run=picked)


def _tree(relative: Relative, family: Sequence[Relative], here: str) -> TreeRun:
    run = relative.run
    forks = [each for each in family if each.parent is not None and each.parent.id == run.id]
    return TreeRun(
        id=run.id,
        name=run.name,
        figure=_figure(run),
        note=fork_words(relative, facts_named),
        forks=[_tree(fork, family, here) for fork in forks],
        is_here=run.id == here,
    )


def _figure(run: Run) -> str:
    """Such as "99.1%", the best on the split `validation`; and where it stands, unless it has finished."""
    best = run.best_validation
    if best is None:
        return run.status
    return percent(best) if run.state is State.FINISHED else f"{percent(best)} · {run.status}"
