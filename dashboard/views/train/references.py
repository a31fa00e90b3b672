"""The runs behind a run's own curves: the best one, its owner's before it, the tutorial's, and others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from core.data.datasets import DEFAULT_DATASET
from core.models.preset import Preset
from core.models.presets import PRESETS
from core.reference_runs import best_run, previous_run
from core.runs.query import RunQuery
from core.runs.run import Run, is_run_id
from dashboard.toolkit.caches import epoch_images
from dashboard.toolkit.chart_look import PublishedPoints, Reference
from dashboard.toolkit.reference_lines import MOST_REFERENCES
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session

BEST: Final = "best"
PREVIOUS: Final = "previous"
TUTORIAL: Final = "tutorial"
USUAL: Final = (BEST,)
"""What lies behind a run before one chooses: nothing, behind the first."""

NOTHING: Final = "none"
_PARAMETER: Final = "with"
_FIELD: WidgetSlot[list[str]] = WidgetSlot("compare-with", list)
_OFFERED_RUNS: Final = 50


@dataclass(frozen=True, eq=False)
class Behind:
    """What lies behind a run's curves.

    Attributes:
        references: The runs.
        published: What the tutorial printed, by measure; None where it is not drawn.
    """

    references: Sequence[Reference] = ()
    published: dict[str, PublishedPoints] | None = None


@dataclass(frozen=True)
class Offer:
    """What can be chosen for a run: a role or a run, by what the address calls it."""

    runs: dict[str, Run]
    preset: Preset | None

    @property
    def titles(self) -> dict[str, str]:
        """What each is called in the field."""
        titles = {name: _ROLES.get(name, "") + run.name for name, run in self.runs.items()}
        return titles | ({TUTORIAL: "Tutorial's figures"} if self.preset else {})


_ROLES: Final = {BEST: "Best run: ", PREVIOUS: "Previous run: "}


def choose_references(run: Run) -> Behind:
    """The field in which one chooses them, in a pop-over, and what it says."""
    chosen = _chosen()
    offer = _offer(run, chosen)
    titles = offer.titles
    shown = [each for each in chosen if each in titles][:MOST_REFERENCES]
    _FIELD.set(shown)
    with st.popover("Compare with"):
        st.multiselect(
            "Compare with",
            list(titles),
            format_func=lambda each: titles.get(each, each),
            key=_FIELD.key,
            max_selections=MOST_REFERENCES,
            placeholder="Choose runs" if titles else "There is no other run of this data set yet",
            disabled=not titles,
            on_change=_take,
            args=(chosen, tuple(titles)),
            help="Best run: highest validation accuracy on this data set. Previous run: by the same person.",
        )
    return _behind(run, offer, shown)


def _chosen() -> tuple[str, ...]:
    """What the address says; without a word there, what was chosen last."""
    if _PARAMETER in st.query_params:
        written = dict.fromkeys(st.query_params[_PARAMETER].split(","))
        known = (each for each in written if each in (BEST, PREVIOUS, TUTORIAL) or is_run_id(each))
        session().compared_with = tuple(known)
    elif session().compared_with != USUAL:
        _write(session().compared_with)
    return session().compared_with


def _take(before: Sequence[str], offered: Sequence[str]) -> None:
    """Keeps a choice; what could not be offered with this run stays chosen for others."""
    kept = [each for each in before if each not in offered and each in (BEST, PREVIOUS, TUTORIAL)]
    session().compared_with = tuple(dict.fromkeys([*kept, *(_FIELD.get() or [])]))
    _write(session().compared_with)


def _write(chosen: Sequence[str]) -> None:
    if tuple(chosen) == USUAL:
        st.query_params.pop(_PARAMETER, None)
    else:
        st.query_params[_PARAMETER] = ",".join(chosen) or NOTHING


def _offer(run: Run, chosen: Sequence[str]) -> Offer:
    dataset = run.manifest.dataset
    newest = lab().runs(RunQuery(dataset=dataset, has_epochs=True, limit=_OFFERED_RUNS))
    named = {each: lab().find_run(each) for each in chosen if is_run_id(each)}
    found: dict[str, Run | None] = {BEST: best_run(lab(), dataset), PREVIOUS: previous_run(lab(), run)}
    found |= named | {each.id: each for each in newest}
    fit = {
        name: each
        for name, each in found.items()
        if each is not None and each.id != run.id and each.manifest.dataset == dataset
    }
    preset = PRESETS.get(run.manifest.preset)
    has_figures = preset is not None and preset.published and dataset == DEFAULT_DATASET
    return Offer(fit, preset if has_figures else None)


def _behind(run: Run, offer: Offer, chosen: Sequence[str]) -> Behind:
    roles: dict[str, list[str]] = {}  # a run may be the best one and the previous one
    for name in chosen:
        if name in offer.runs:
            roles.setdefault(offer.runs[name].id, []).append(name)
    curves = lab().curves(list(roles))
    runs = {each.id: each for each in offer.runs.values()}
    references = [
        Reference(
            key=f"{run_id}:{len(curves[run_id].epoch)}:{'+'.join(names)}",
            title=_title(runs[run_id], names),
            curves=curves[run_id],
            images=epoch_images(runs[run_id].manifest),
            has_same_loss=runs[run_id].manifest.recipe.loss_measure == run.manifest.recipe.loss_measure,
        )
        for run_id, names in roles.items()
    ]
    published = _published(run, offer.preset) if TUTORIAL in chosen and offer.preset else None
    return Behind(references, published)


def _title(run: Run, names: Sequence[str]) -> str:
    """Such as "best run: Quick net 3"."""
    roles = [each for each in names if each in _ROLES]
    return f"{' and '.join(roles)} run: {run.name}" if roles else run.name


def _published(run: Run, preset: Preset) -> dict[str, PublishedPoints]:
    """The tutorial's figures where they stand along the epochs; a step is a part of one."""
    steps = -(-epoch_images(run.manifest) // preset.recipe.batch_size)
    found: dict[str, PublishedPoints] = {}
    for measure, metric in (("loss", "loss"), ("accuracy", "val_accuracy")):
        figures = [each for each in preset.published if each.metric == metric]
        x = [
            float(each.epoch) if each.step is None else each.epoch - 1 + (each.step + 1) / steps
            for each in figures
        ]
        if figures:
            found[measure] = PublishedPoints(x, [each.value for each in figures])
    return found
