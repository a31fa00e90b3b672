"""What is wrong with a run's training, and what could be better about it, on every page alike."""

from core.runs.advice import advise
from core.runs.curves import Curves
from core.runs.diagnosis import diagnose
from core.runs.remedy import Advice
from core.runs.run import Run
from core.text import Text
from dashboard.toolkit.caches import dataset_of


def fault_of(run: Run, curves: Curves) -> Advice | None:
    """What is wrong with the training, with the remedy; None where nothing is."""
    return diagnose(curves, run.manifest, class_count=dataset_of(run).class_count, is_live=_may_go_on(run))


def diagnosis_of(run: Run, curves: Curves) -> Text | None:
    """The sentence of `fault_of`."""
    fault = fault_of(run, curves)
    return None if fault is None else fault.text


def advice_of(run: Run, curves: Curves) -> Advice | None:
    """What could be better about a training with which nothing is wrong."""
    return advise(curves, run.manifest, is_live=_may_go_on(run))


def _may_go_on(run: Run) -> bool:
    """Whether it trains or can be resumed, so that it may still learn."""
    return run.is_live or run.can_resume
