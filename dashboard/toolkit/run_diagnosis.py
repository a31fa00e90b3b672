"""What is wrong with a run's training, on every page alike."""

from core.runs.curves import Curves
from core.runs.diagnosis import diagnose
from core.runs.run import Run
from core.text import Text
from dashboard.toolkit.caches import dataset_of


def diagnosis_of(run: Run, curves: Curves) -> Text | None:
    """What is wrong with the training, with the remedy; None where nothing is."""
    return diagnose(curves, run.manifest, class_count=dataset_of(run).class_count, is_live=run.is_live)
