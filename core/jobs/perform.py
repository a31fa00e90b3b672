"""A job, done: the one function that a worker calls."""

from dataclasses import replace
from typing import assert_never

from core.data.dataset import Dataset
from core.data.dataset_file import read_dataset
from core.data.datasets import find_dataset
from core.jobs.analysis import analyse
from core.jobs.embedding import embed
from core.jobs.importing import import_dataset
from core.jobs.listener import JobCancelled, JobListener
from core.jobs.results import Result
from core.jobs.specs import Analyse, Embed, Finish, Import, Job, Time, Train
from core.runs.learned_drawings import LEARNED_SPLIT, read_drawings_file
from core.runs.timing import Timing


def perform(
    job: Job,
    file: bytes | None,
    data: bytes | None,
    listener: JobListener,
    drawings: bytes | None = None,
) -> Result:
    """Does a job.

    Args:
        job: What to do.
        file: What the job needs beside it: a checkpoint for `Finish`, or for a `Train` that goes on from one;
            the ONNX model for `Analyse` and `Embed`; what was sent for `Import`.
        data: The file of the data set that the job is about; None if it is one that every lab has.
        listener: Who follows it.
        drawings: The file of the drawings that a training learns beside the data set, if it does.

    Raises:
        ImportRefused: If what was sent is no data set.
        JobCancelled: If the listener stopped it and there is nothing to keep.
        TrainingDiverged: As `train`.
        ValueError: If the file is none that the job can use.
    """
    match job:
        case Analyse(dataset=dataset):
            return analyse(job, _dataset(dataset, data), file or b"", listener)
        case Embed(dataset=dataset):
            return embed(_dataset(dataset, data), file or b"", listener)
        case Train(manifest=manifest, epoch=epoch, earlier=earlier):
            from core.training.device import device_event  # here, for a light worker does without TensorFlow
            from core.training.train import train

            listener.event(device_event(names_host=job.names_host))
            known = _dataset(manifest.dataset, data, drawings)
            return train(manifest, known, listener, file, epoch, earlier)
        case Finish(manifest=manifest, epoch=epoch):
            from core.training.train import finish

            return finish(manifest, _dataset(manifest.dataset, data, drawings), file or b"", epoch)
        case Import():
            return import_dataset(job, file or b"", listener)
        case Time():
            return _time(job, listener)
        case _:
            assert_never(job)


def _time(job: Time, listener: JobListener) -> Timing:
    from core.training.timing import time_training

    timing = time_training(job.model, job.recipe, job.class_count, listener)
    if timing is None:
        raise JobCancelled
    return timing


def _dataset(name: str, data: bytes | None, drawings: bytes | None = None) -> Dataset:
    found = find_dataset(name) if data is None else read_dataset(data, name, name)
    if drawings is None:
        return found
    return replace(found, splits={**found.splits, LEARNED_SPLIT: read_drawings_file(drawings)})
