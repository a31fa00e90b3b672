"""The job `Analyse`: a model's answers for every image of a split."""

import numpy as np

from core.data.dataset import Dataset
from core.jobs.listener import IMAGES_PER_LOOK, JobCancelled, JobListener
from core.jobs.results import Analysis
from core.jobs.specs import Analyse
from core.recognition.predictor import Predictor


def analyse(job: Analyse, dataset: Dataset, model: bytes, listener: JobListener) -> Analysis:
    """Asks a model, a thousand images at a time, and tells the listener how far it is.

    Raises:
        JobCancelled: If the listener stops it.
    """
    images = dataset.split(job.split).images
    predictor = Predictor(model)
    parts = []
    for start in range(0, len(images), IMAGES_PER_LOOK):
        if listener.stopping():
            raise JobCancelled
        parts.append(predictor.probabilities(images[start : start + IMAGES_PER_LOOK]))
        listener.progress(min(1.0, (start + IMAGES_PER_LOOK) / len(images)))
    return Analysis(np.concatenate(parts))
