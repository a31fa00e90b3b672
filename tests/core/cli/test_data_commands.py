"""`digit-lab data`, and the commands that take a data set."""

from pathlib import Path

import numpy as np
import pytest

import core.cli.main
import core.lab
from core.jobs.record import JobState
from core.lab import Lab
from core.runs.query import EVERY_RUN
from core.text import text
from tests.core.cli.invoking import document, lab
from tests.core.recognition.making import encoded
from tests.importing import (
    CLASSES,
    TEST_OF_CLASS,
    TRAIN_OF_CLASS,
    broken_zip,
    image,
    imported,
    keep,
    learned,
    npz,
)


def import_at_once(home: Path) -> None:
    """A runner that does the imports that wait."""
    store = Lab(home).store
    for job in store.jobs.queued("light", 9):
        store.jobs.start(job.id)
        try:
            keep(Lab(home).datasets, job.spec)  # type: ignore[arg-type]
        except ValueError as error:
            store.jobs.end(job.id, JobState.FAILED, text("{why}", why=str(error)))
        else:
            store.jobs.finish(job.id, None)


def test_a_data_set_is_imported_listed_and_deleted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", import_at_once)
    (home / "forms.npz").write_bytes(npz())
    told = document(
        "data", "import", str(home / "forms.npz"), "--name", "Forms", "--classes", ", ".join(CLASSES)
    )
    assert (told["title"], told["classes"], told["test"]) == ("Forms", list(CLASSES), 3 * TEST_OF_CLASS)
    assert told["images"] == 3 * (TRAIN_OF_CLASS + TEST_OF_CLASS)
    assert [each["title"] for each in document("data", "list")] == ["MNIST", "Forms"]
    assert "box, flat bar, upright bar" in lab("data", "list").stdout
    assert lab("data", "delete", "Forms").exit_code == 0
    assert lab("data", "delete", "Forms").stderr == "There is no data set 'Forms' of your own here.\n"
    assert [each["title"] for each in document("data", "list")] == ["MNIST"]


def test_a_picture_is_read_as_the_model_that_learned_a_data_set_knows_it(home: Path) -> None:
    run = learned(home)
    (home / "a.png").write_bytes(encoded(255 - image(2, 3)))
    (answer,) = document("recognise", str(home / "a.png"), "--run", run.id)
    own = Lab(home).predictor(run).probabilities(image(2, 3)[np.newaxis])[0]
    assert (answer["class"], answer["probabilities"]) == ("box", pytest.approx(own.tolist()))
    assert lab("recognise", str(home / "a.png"), "--run", run.id).stdout.endswith("a.png: box (33.3%)\n")


def test_several_digits_are_not_looked_for_with_a_model_of_other_classes(home: Path) -> None:
    result = lab("recognise", "x.png", "--several", "--run", learned(home).id)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "--several reads digits; choose a run that has learned those.\n"


def test_a_data_set_and_its_classes_are_renamed(home: Path) -> None:
    record = imported(home)
    told = document("data", "rename", "Forms", "--title", "Shapes", "--classes", "a, b ,<c>")
    assert (told["name"], told["title"], told["classes"]) == (record.name, "Shapes", ["a", "b", "<c>"])
    assert document("data", "rename", record.name, "--title", "Forms")["classes"] == ["a", "b", "<c>"]
    assert "a, x, <c>" in lab("data", "rename", "Forms", "--classes", "a,x,<c>").stdout
    for words, complaint in (
        (("Forms",), "Give --title or --classes."),
        (("Forms", "--classes", "a,b"), "2 class names for 3 classes; give one for each."),
        (("Forms", "--title", "MNIST"), "There is a data set MNIST here already; choose another name."),
        (("mnist", "--title", "X"), "There is no data set 'mnist' of your own here."),
    ):
        done = lab("data", "rename", *words)
        assert (done.exit_code, done.stderr) == (2, f"{complaint}\n")


def test_an_import_that_fails_names_what_is_wrong(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", import_at_once)
    (home / "broken.zip").write_bytes(broken_zip())
    done = lab("data", "import", str(home / "broken.zip"), "--name", "Broken")
    assert done.exit_code == 1
    assert "2 pictures cannot be taken, so nothing was imported" in done.stderr
    assert "bar/2.png: " in done.stderr


def test_what_is_mistyped_gets_a_sentence(home: Path) -> None:
    imported(home)
    (home / "f.npz").write_bytes(npz())
    missing = lab("data", "import", str(home / "none.npz"), "--name", "X")
    assert (missing.exit_code, missing.stderr) == (
        1,
        f"{home / 'none.npz'} cannot be read: No such file or directory.\n",
    )
    twice = lab("data", "import", str(home / "f.npz"), str(home / "f.npz"), "--name", "X")
    assert twice.exit_code == 2
    assert twice.stderr == "Two files are called f.npz; give one another name.\n"
    taken = lab("data", "import", str(home / "f.npz"), "--name", "Forms")
    assert (taken.exit_code, taken.stderr) == (
        2,
        "There is a data set Forms here already; choose another name.\n",
    )
    unknown = lab("images", "--dataset", "shapes")
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith("There is no data set 'shapes' here; there is mnist, ")


def test_images_of_a_data_set_are_listed_and_compared(home: Path) -> None:
    imported(home)
    told = document("images", "--dataset", "Forms", "--split", "test", "--digit", "box", "--sort", "-ink")
    assert told["count"] == TEST_OF_CLASS
    inks = [each["ink"] for each in told["images"]]
    assert inks == sorted(inks, reverse=True)
    near = document(
        "images", "--dataset", "Forms", "--example", "test,0", "--sort", "distance", "--limit", "1"
    )
    assert near["images"][0] == {"split": "test", "index": 0, "digit": 0, "distance": 0.0}
    everything = document("images", "--dataset", "Forms", "--neighbour-disagreement", "0..1")
    assert everything["count"] == 3 * (TRAIN_OF_CLASS + TEST_OF_CLASS)


def test_a_training_of_a_data_set_has_a_number_for_each_class(home: Path) -> None:
    record = imported(home)
    assert lab("train", "quick", "--dataset", "Forms").exit_code == 0
    (run,) = Lab(home).runs(EVERY_RUN)
    assert run.manifest.dataset == record.name
    assert run.manifest.model.layers[-1].units == 3  # type: ignore[union-attr]
    refused = lab("data", "delete", "Forms")
    assert (refused.exit_code, refused.stderr) == (2, "1 run learned from Forms; delete it first.\n")
