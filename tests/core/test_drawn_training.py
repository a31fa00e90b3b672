"""Drawings that a training learns: which ones, and where they are kept."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import core.lab
from core.data.dataset import Split
from core.doctor import examine
from core.drawn_runs import learned_images
from core.drawn_training import count_drawings, means_digits
from core.engine.runner import Runner
from core.evaluation.drawn_score import drawn_score, unlearned
from core.jobs.specs import Finish, Train
from core.lab import Lab
from core.models.presets import PRESETS
from core.names import WishError
from core.price import price
from core.runs.artifacts import RunFolder
from core.runs.draft import draft_again, draft_of, draft_on
from core.runs.expected_time import USUAL_REST_SECONDS
from core.runs.learned_drawings import LearnedDrawings, drawings_file, read_drawings_file
from core.runs.manifest import Manifest
from core.runs.query import EVERY_RUN
from core.runs.state import State
from core.trainer import Trainer
from tests.core.engine.fake_engine import FakeEngine
from tests.drawn import acts, keep
from tests.importing import imported
from tests.making import certain_probabilities

QUICK = PRESETS["quick"]


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trainer:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    return Trainer(Lab(tmp_path), "ada")


def kept(trainer: Trainer, manifest: Manifest, run_id: str) -> Split:
    """The drawings in the folder of a run."""
    file = RunFolder(trainer.lab.home, run_id).read_drawings(manifest.drawings)
    assert file is not None
    return read_drawings_file(file)


def test_a_run_keeps_the_drawings_as_they_were_at_its_start_whatever_becomes_of_them(
    trainer: Trainer,
) -> None:
    keep(trainer.lab.home, 3)
    before = trainer.lab.datasets.find("drawn").split("test")
    run = trainer.start(draft_of(QUICK, drawing_weight=20))
    acts(trainer.lab.home).delete(2)
    acts(trainer.lab.home).relabel(1, 0)
    keep(trainer.lab.home, 2, first=7)
    found = trainer.lab.run(run.id).manifest
    assert (found.recipe.drawing_weight, found.drawing_count) == (20, 3)
    assert found.drawings == run.manifest.drawings
    drawings = kept(trainer, found, run.id)
    np.testing.assert_array_equal(drawings.images, before.images)
    np.testing.assert_array_equal(drawings.labels, before.labels)


def test_what_a_run_keeps_of_drawings_does_not_tell_whose_they_are(trainer: Trainer) -> None:
    keep(trainer.lab.home, 2)
    run = trainer.start(draft_of(QUICK, drawing_weight=1))
    with np.load(RunFolder(trainer.lab.home, run.id).path / "drawings.npz") as arrays:
        assert sorted(arrays.files) == ["x", "y"]


def test_a_run_without_a_weight_learns_and_keeps_none(trainer: Trainer) -> None:
    keep(trainer.lab.home, 3)
    run = trainer.start(draft_of(QUICK))
    assert (run.manifest.drawings, run.manifest.drawing_count) == (None, 0)
    assert not RunFolder(trainer.lab.home, run.id).path.exists()


def test_trained_again_a_run_learns_the_same_drawings_and_copied_to_the_form_those_of_the_day(
    trainer: Trainer,
) -> None:
    keep(trainer.lab.home, 3)
    draft = draft_of(QUICK, drawing_weight=2)
    run = trainer.start(draft)
    keep(trainer.lab.home, 1, first=5)
    again, anew = trainer.start(draft_again(run.manifest)), trainer.start(draft)
    assert again.manifest.drawings == run.manifest.drawings
    assert len(kept(trainer, again.manifest, again.id).labels) == 3
    assert anew.manifest.drawing_count == 4
    assert count_drawings(trainer.lab, draft_again(run.manifest)) == 3
    assert count_drawings(trainer.lab, draft) == 4


def test_where_no_run_keeps_the_drawings_any_more_it_is_not_trained_again(trainer: Trainer) -> None:
    keep(trainer.lab.home, 3)
    run = trainer.start(draft_of(QUICK, drawing_weight=2))
    (RunFolder(trainer.lab.home, run.id).path / "drawings.npz").write_bytes(b"damaged")
    with pytest.raises(WishError, match=r"lost; copy its settings into the form to learn today's\."):
        trainer.start(draft_again(run.manifest))
    assert len(trainer.lab.runs(EVERY_RUN)) == 1


def test_the_copy_goes_with_the_run(trainer: Trainer) -> None:
    keep(trainer.lab.home, 3)
    run = trainer.start(draft_of(QUICK, drawing_weight=2))
    trainer.lab.store.runs.take_back(run.id)
    trainer.delete(run.id)
    assert list((trainer.lab.home / "runs").iterdir()) == []


def test_without_drawings_or_beside_other_images_nothing_is_started(trainer: Trainer) -> None:
    draft = draft_of(QUICK, drawing_weight=5)
    with pytest.raises(WishError, match="no drawings to learn; label some on Draw, or set their weight to 0"):
        trainer.start(draft)
    keep(trainer.lab.home, 3)
    record = imported(trainer.lab.home)
    forms = draft_on(draft, trainer.lab.datasets.facts(record.name), record.name)
    with pytest.raises(WishError, match="Forms has other images; set their weight to 0"):
        trainer.start(forms)
    assert not means_digits(trainer.lab, record.name)
    assert trainer.lab.runs(EVERY_RUN) == []


def test_a_disk_that_refuses_the_drawings_leaves_no_run(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    keep(trainer.lab.home, 3)
    monkeypatch.setattr(RunFolder, "write_drawings", refuse)
    with pytest.raises(OSError, match="No space"):
        trainer.start(draft_of(QUICK, drawing_weight=2))
    assert trainer.lab.runs(EVERY_RUN) == []


def test_the_runner_hands_the_drawings_over_with_the_run_and_with_its_checkpoint(trainer: Trainer) -> None:
    keep(trainer.lab.home, 3)
    run, engine = trainer.start(draft_of(QUICK, drawing_weight=2)), FakeEngine()
    runner = Runner(trainer.lab.home, trainer.lab.store, engine)
    runner.tick(0)
    folder, store = RunFolder(trainer.lab.home, run.id), trainer.lab.store
    file = (folder.path / "drawings.npz").read_bytes()
    assert engine.submitted[engine.only(Train)].drawings == file
    sha256 = folder.write_epoch(1, b"weights")
    store.runs.set_kept_epochs(run.id, {1: sha256})
    store.jobs.add(Finish(run=run.id, manifest=run.manifest, epoch=1, checkpoint_sha256=sha256), "ada")
    engine.in_hand.clear()
    runner.tick(0)
    finish = engine.submitted[engine.only(Finish)]
    assert (finish.file, finish.drawings) == (b"weights", file)


def test_a_run_whose_drawings_are_damaged_fails_with_a_sentence_and_the_doctor_says_so(
    trainer: Trainer,
) -> None:
    keep(trainer.lab.home, 3)
    run, engine = trainer.start(draft_of(QUICK, drawing_weight=2)), FakeEngine()
    (RunFolder(trainer.lab.home, run.id).path / "drawings.npz").unlink()
    Runner(trainer.lab.home, trainer.lab.store, engine).tick(0)
    told = f"drawings.npz of run {run.id} is missing or was changed; copy the run's settings into the form"
    found = trainer.lab.run(run.id)
    assert (found.state, engine.submitted) == (State.FAILED, {})
    assert str(found.reason).startswith(told)
    assert any(str(each.text).startswith(told) for each in examine(trainer.lab.home))


def test_a_training_with_drawings_costs_as_much_more_as_it_has_more_images(trainer: Trainer) -> None:
    keep(trainer.lab.home, 11)
    usual, longer = (
        price(trainer.lab, draft_of(QUICK, drawing_weight=weight)).seconds for weight in (0, 100)
    )
    assert longer - USUAL_REST_SECONDS == pytest.approx((usual - USUAL_REST_SECONDS) * 1.02, rel=0.01)


def test_the_same_drawings_make_the_same_file_and_what_is_none_is_refused(trainer: Trainer) -> None:
    keep(trainer.lab.home, 3)
    drawings = trainer.lab.datasets.find("drawn").split("test")
    one, other = (drawings_file(drawings.images, drawings.labels) for _ in range(2))
    assert one == other
    assert one[1] == LearnedDrawings(sha256=one[1].sha256, count=3)
    with pytest.raises(ValueError, match=r"Drawings are \(n, 28, 28\) uint8, not \(3, 14, 28\) uint8"):
        read_drawings_file(drawings_file(drawings.images[:, ::2], drawings.labels)[0])


def test_a_run_is_scored_on_the_drawings_that_it_has_not_learned_alone(trainer: Trainer) -> None:
    keep(trainer.lab.home, 3)
    run = trainer.start(draft_of(QUICK, drawing_weight=2))
    acts(trainer.lab.home).relabel(1, 0)  # learned under another label, but learned
    keep(trainer.lab.home, 2, first=7)
    drawings = trainer.lab.datasets.find("drawn").split("test")
    counted = unlearned(drawings.images, learned_images(trainer.lab, run))
    assert counted.tolist() == [False, False, False, True, True]
    said = certain_probabilities(
        np.array([0, 0, 0, drawings.labels[3], 1 - drawings.labels[4] % 2], np.uint8)
    )
    score = drawn_score(drawings, said, 0.9, counted)
    assert score is not None
    assert (score.n, score.correct, score.learned) == (2, 1, 3)
    assert score.gap == pytest.approx(0.4)
    assert drawn_score(drawings, said, 0.9, np.zeros(5, np.bool_)) is None


def test_a_run_that_learned_no_drawings_is_scored_on_all(trainer: Trainer) -> None:
    keep(trainer.lab.home, 3)
    run = trainer.start(draft_of(QUICK))
    images = trainer.lab.datasets.find("drawn").split("test").images
    assert unlearned(images, learned_images(trainer.lab, run)).all()
