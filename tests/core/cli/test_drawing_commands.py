"""`digit-lab drawings`, and `digit-lab images` of them."""

from pathlib import Path

import numpy as np
import pytest

from core.lab import Lab
from core.recognition.shipped import shipped_model, shipped_predictor
from core.runs.query import EVERY_RUN
from tests import keeping
from tests.core.cli.invoking import document, lab
from tests.drawn import acts, keep


def test_the_list_says_what_each_drawing_is_and_what_was_answered(home: Path) -> None:
    keep(home, 2)
    first, second = document("drawings", "list")
    assert first.pop("at")
    assert first == {
        "id": 1, "label": 7, "answer": 7, "confidence": 0.9, "model": "shipped", "kind": "checked",
        "collection": "", "person": "",
    }  # fmt: skip
    assert second["label"] == 2
    assert lab("drawings", "list").stdout.splitlines() == [
        "1  7  answer 7  Guest", "2  2  answer 2  Guest", "2 drawings",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["npz", "png", "source", "strokes"])
def test_all_are_exported_in_each_format(home: Path, kind: str, tmp_path: Path) -> None:
    keep(home, 2)
    file = tmp_path / "file"
    assert lab("drawings", "export", str(file), "--format", kind).stdout == f"{file}: 2 drawings\n"
    assert file.stat().st_size > 10


def test_where_the_file_cannot_be_written_one_sentence_says_so(home: Path) -> None:
    refused = lab("drawings", "export", str(home / "nowhere" / "file"))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "cannot be written: No such file or directory." in refused.stderr


def test_drawings_are_deleted_by_their_numbers_all_or_none(home: Path) -> None:
    keep(home, 3)
    refused = lab("drawings", "delete", "1", "9")
    assert (refused.exit_code, refused.stderr) == (2, "There is no drawing 9 here.\n")
    assert lab("drawings", "delete", "1", "3").exit_code == 0
    assert [each.id for each in Lab(home).store.drawings.all()] == [2]


def test_each_model_that_reads_digits_is_scored_and_the_gap_to_its_test_accuracy_told(home: Path) -> None:
    run = keeping.finished(home)
    keep(home, 40)
    acts(home).relabel(1, 0)
    shipped, other = document("drawings", "scores")
    dataset = Lab(home).datasets.find("drawn").split("test")
    said = shipped_predictor().probabilities(dataset.images).argmax(axis=1)
    right = float((said == dataset.labels).mean())
    assert (shipped["run"], shipped["n"], shipped["accuracy"]) == ("shipped", 40, right)
    assert shipped["gap"] == pytest.approx(shipped_model().scores["test"].accuracy - right)
    assert shipped["low"] < right < shipped["high"]
    own = Lab(home).predictor(run).probabilities(dataset.images).argmax(axis=1)
    assert (other["run"], other["accuracy"]) == (run.id, np.mean(own == dataset.labels))
    assert document("drawings", "scores", run.id) == [other]
    assert document("drawings", "scores", "shipped") == [shipped]
    assert "of 40 drawings; 95% CI" in lab("drawings", "scores").stdout


def test_drawings_that_a_run_learned_do_not_count(home: Path) -> None:
    keep(home, 3)
    run = keeping.learned_drawings(home)
    assert document("drawings", "scores", run.id) == [{"run": run.id, "n": 0}]
    assert lab("drawings", "scores", run.id).stdout == f"{run.id}  no score: it learned all drawings\n"
    keep(home, 2, first=7)
    (row,) = document("drawings", "scores", run.id)
    assert (row["n"], row["learned"]) == (2, 3)
    assert lab("drawings", "scores", run.id).stdout.endswith("test; without 3 that it learned\n")
    assert document("drawings", "scores", "shipped")[0]["n"] == 5


def test_a_training_is_told_to_learn_the_drawings_by_an_option(home: Path) -> None:
    refused = lab("train", "quick", "--drawing-weight", "20")
    assert refused.exit_code == 2
    assert refused.stderr == "There are no drawings to learn; label some on Draw, or set their weight to 0.\n"
    keep(home, 3)
    refused = lab("train", "quick", "--drawing-weight", "101")
    assert refused.stderr == "Enter a weight of each drawing of at most 100; you entered 101.\n"
    started = lab("train", "quick", "--drawing-weight", "20")
    assert "It learns 3 drawings of the drawn set, each 20 times an epoch." in started.stderr
    (run,) = Lab(home).runs(EVERY_RUN)
    assert (run.manifest.recipe.drawing_weight, run.manifest.drawing_count) == (20, 3)


def test_without_drawings_there_is_no_score(home: Path) -> None:
    refused = lab("drawings", "scores")
    assert (refused.exit_code, refused.stderr) == (1, "There are no drawings yet; label some on Draw.\n")


def test_images_of_the_set_are_listed_as_those_of_any_other(home: Path) -> None:
    keep(home, 10)
    found = document("images", "--dataset", "drawn", "--split", "test", "--digit", "1")
    labels = [int(each["digit"]) for each in found["images"]]
    assert found["count"] == len(labels) == 2
    assert set(labels) == {1}


def test_what_a_run_says_of_the_set_is_a_column_too(home: Path) -> None:
    run = keeping.finished(home)
    keep(home, 40)
    found = document("images", "--dataset", "drawn", "--split", "test", "--run", run.id, "--correct", "no")
    test = Lab(home).datasets.find("drawn").split("test")
    said = Lab(home).predictor(run).probabilities(test.images).argmax(axis=1)
    assert [each["index"] for each in found["images"]] == test.index[said != test.labels].tolist()


def test_by_a_hidden_layer_it_cannot_be_compared(home: Path) -> None:
    run = keeping.with_hidden_layer(home)
    keep(home, 3)
    refused = lab(
        "images", "--dataset", "drawn", "--run", run.id, "--by", "hidden", "--example", "test:1",
        "--sort", "distance",
    )  # fmt: skip
    assert refused.exit_code == 2
    assert refused.stderr == "Of the drawn set no activations are computed; compare by pixels.\n"


def test_no_training_learns_it(home: Path) -> None:
    keep(home, 10)
    refused = lab("train", "quick", "--dataset", "drawn")
    assert refused.exit_code == 1
    assert "There is no data set 'drawn' here" in refused.stderr
