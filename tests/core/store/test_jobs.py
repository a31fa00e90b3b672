"""The table of jobs."""

from pathlib import Path

import pytest

from core.home import DamagedStoreError
from core.jobs.record import JobState, UnknownJobError
from core.jobs.specs import Analyse, Finish, job_hash
from core.runs.run import Run
from core.runs.state import State
from core.store.store import Store
from core.text import text
from tests.making import manifest


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lab.db")


@pytest.fixture
def run(store: Store) -> Run:
    return store.runs.add(manifest(), "Net")


def analysis(run: Run, split: str = "train", model: str = "a") -> Analyse:
    return Analyse(run=run.id, model_sha256=model, dataset="mnist", split=split)


def test_a_job_waits_with_everything_that_decides_its_result(store: Store, run: Run) -> None:
    job = store.jobs.add(analysis(run), "ada")
    assert (job.spec, job.state, job.progress, job.attempt) == (analysis(run), JobState.QUEUED, 0, 0)
    assert store.jobs.find(analysis(run)) == store.jobs.get(job.id) == job


def test_the_hash_of_a_job_is_that_of_its_inputs(run: Run) -> None:
    same = job_hash(analysis(run))
    assert same == job_hash(analysis(run))
    others = {job_hash(analysis(run, "test")), job_hash(analysis(run, model="b"))}
    assert len(others | {same}) == 3


def test_each_kind_of_slot_has_a_line_of_its_own_in_the_order_of_the_asking(store: Store, run: Run) -> None:
    finish = Finish(run=run.id, manifest=run.manifest, checkpoint_sha256="c")
    jobs = [store.jobs.add(spec, "ada") for spec in (analysis(run), finish, analysis(run, "test"))]
    assert store.jobs.queued("light", limit=5) == [jobs[0], jobs[2]]
    assert store.jobs.queued("training", limit=5) == [jobs[1]]
    assert store.jobs.queued("light", limit=1) == [jobs[0]]


def test_a_job_that_is_done_or_live_is_not_asked_for_twice(store: Store, run: Run) -> None:
    job = store.jobs.start(store.jobs.add(analysis(run), "ada").id)
    assert store.jobs.add(analysis(run), "bob") == job
    store.jobs.finish(job.id, "result")
    done = store.jobs.add(analysis(run), "bob")
    assert (done.id, done.state, done.result_sha256) == (job.id, JobState.FINISHED, "result")


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_a_job_without_a_result_begins_anew_when_it_is_asked_for(
    store: Store, run: Run, state: JobState
) -> None:
    job = store.jobs.start(store.jobs.add(analysis(run), "ada").id)
    store.jobs.set_progress(job.id, 0.7)
    store.jobs.end(job.id, state, text("It broke."))
    again = store.jobs.add(analysis(run), "ada")
    assert (again.id, again.state, again.progress, again.attempt, again.reason) == (
        job.id, JobState.QUEUED, 0, 0, None,
    )  # fmt: skip


def test_a_deleted_run_takes_its_jobs_with_it(store: Store, run: Run) -> None:
    job = store.jobs.add(analysis(run), "ada")
    store.runs.end(run.id, State.STOPPED)
    store.runs.delete(run.id)
    assert store.jobs.find(analysis(run)) is None
    for act in (store.jobs.get, store.jobs.start):
        with pytest.raises(UnknownJobError, match=f"no job {job.id} here"):
            act(job.id)


def test_a_job_that_cannot_be_read_is_told_with_the_way_out(store: Store, run: Run) -> None:
    store.jobs.add(analysis(run), "ada")
    store.database.change("UPDATE job SET spec = '{}'")
    with pytest.raises(DamagedStoreError, match="is damaged at job 1"):
        store.jobs.find(analysis(run))
