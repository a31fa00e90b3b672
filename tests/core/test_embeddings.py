"""What a lab keeps of the last hidden layers of its runs."""

from pathlib import Path

import numpy as np
import pytest

import core.lab
from core.embeddings import embedding_job, embedding_version, kept_embedding
from core.jobs.record import JobState
from core.jobs.specs import MOST_UNITS, Embed, HiddenLayerError
from core.lab import Lab
from core.models.spec import Dense, Flatten, ModelSpec
from core.runs.artifacts import RunFolder
from core.runs.run import NoModelError, Run
from core.trainer import Trainer
from tests import keeping
from tests.making import manifest


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trainer:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    return Trainer(Lab(tmp_path), "ada")


@pytest.fixture
def run(trainer: Trainer) -> Run:
    return keeping.finished(trainer.lab.home)


def test_what_the_job_has_computed_is_found_again(trainer: Trainer, run: Run) -> None:
    assert kept_embedding(trainer.lab, run) is None
    assert embedding_version(trainer.lab, run) is None
    embedding = keeping.embed(trainer.lab.home, run)
    found = kept_embedding(trainer.lab, run)
    assert found is not None
    for name, values in embedding.arrays().items():
        np.testing.assert_array_equal(found.arrays()[name], values)
        assert not found.arrays()[name].flags.writeable
    assert kept_embedding(trainer.lab, keeping.finished(trainer.lab.home)) is None
    assert trainer.embed(run).state is JobState.FINISHED


@pytest.mark.parametrize("content", [None, b"something else"], ids=["gone", "changed"])
def test_a_result_that_is_lost_can_be_asked_for_again(
    trainer: Trainer, run: Run, content: bytes | None
) -> None:
    keeping.embed(trainer.lab.home, run)
    (file,) = (RunFolder(trainer.lab.home, run.id).path / "results").iterdir()
    file.unlink() if content is None else file.write_bytes(content)
    assert kept_embedding(trainer.lab, run) is None
    assert trainer.embed(run).state is JobState.QUEUED
    job = embedding_job(trainer.lab, run)
    assert job is not None
    assert job.spec == Embed.of(run)


def test_a_run_without_a_model_or_without_a_hidden_layer_is_refused(trainer: Trainer) -> None:
    with pytest.raises(NoModelError, match="no model yet"):
        trainer.embed(keeping.queued(trainer.lab.home))
    for layers, sentence in (
        (
            (Flatten(), Dense(units=10)),
            "no hidden layer: its outputs are computed from the pixels directly.",
        ),
        ((Flatten(), Dense(units=MOST_UNITS + 1), Dense(units=10)), "has 2,049 units; .* up to 2,048"),
    ):
        model = ModelSpec(layers=layers, output="logits")
        kept = keeping.store(trainer.lab.home)
        run = kept.runs.add(manifest().model_copy(update={"model": model}), "Net")
        with pytest.raises(HiddenLayerError, match=sentence):
            trainer.embed(run)
        assert embedding_version(trainer.lab, run) is None
