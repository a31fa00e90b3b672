"""The activations in the last hidden layer of a run's model, as a job of a lab has kept them."""

from typing import Any

from core.jobs.record import JobRecord
from core.jobs.results import Embedding
from core.jobs.specs import Embed, HiddenLayerError
from core.lab import Lab
from core.runs.artifacts import RunFolder
from core.runs.run import Run
from core.runs.whole_files import DamagedFileError


def embedding_job(lab: Lab, run: Run) -> JobRecord | None:
    """The job that computes the activations for every image; None if nobody wanted it yet.

    Raises:
        NoModelError: If the run has no model (yet).
        HiddenLayerError: If the model has no hidden layer, or too large a one.
    """
    return lab.store.jobs.find(Embed.of(run))


def embedding_version(lab: Lab, run: Run) -> str | None:
    """The SHA-256 of what is kept, another one for other figures; None where nothing is.

    Raises:
        NoModelError: If the run has no model (yet).
    """
    try:
        job = embedding_job(lab, run)
    except HiddenLayerError:
        return None
    is_there = job and job.result_sha256 and RunFolder(lab.home, run.id).has_result(job.hash)
    return job.result_sha256 if job and is_there else None


def kept_embedding(lab: Lab, run: Run) -> Embedding | None:
    """What the job has kept; None where there is nothing, for it can be asked for.

    Raises:
        NoModelError: If the run has no model (yet).
    """
    sha256 = embedding_version(lab, run)
    job = embedding_job(lab, run) if sha256 else None
    if job is None or sha256 is None:
        return None
    try:
        found: dict[str, Any] = RunFolder(lab.home, run.id).read_result(job.hash, sha256)
    except DamagedFileError:
        return None
    for each in found.values():
        each.setflags(write=False)
    return Embedding(**found) if found else None
