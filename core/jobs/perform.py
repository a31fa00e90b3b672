"""A job, done: the one function that a worker calls."""

from typing import assert_never

from core.data.datasets import find_dataset
from core.jobs.analysis import analyse
from core.jobs.listener import JobListener
from core.jobs.results import Result
from core.jobs.specs import Analyse, Finish, Job, Train


def perform(job: Job, file: bytes | None, listener: JobListener) -> Result:
    """Does a job.

    Args:
        job: What to do.
        file: What the job needs beside it: a checkpoint for `Finish`, or for a `Train` that goes on from one;
            the ONNX model for `Analyse`.
        listener: Who follows it.

    Raises:
        JobCancelled: If the listener stopped it and there is nothing to keep.
        TrainingDiverged: As `train`.
        ValueError: If the file is none that the job can use.
    """
    match job:
        case Analyse(dataset=dataset):
            return analyse(job, find_dataset(dataset), file or b"", listener)
        case Train(manifest=manifest):
            from core.training.train import train  # here, for a light worker does without TensorFlow

            return train(manifest, find_dataset(manifest.dataset), listener, file)
        case Finish(manifest=manifest):
            from core.training.train import finish

            return finish(manifest, find_dataset(manifest.dataset), file or b"")
        case _:
            assert_never(job)
