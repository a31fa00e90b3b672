"""The labelled drawings as a data set: its states, what they are called, and how long they hold."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.catalog.query import read_query
from core.catalog.selection import select
from core.catalog.shape import shapes_of
from core.catalog.shipped import shipped_columns
from core.data.dataset import SPLITS
from core.data.datasets import UnknownDatasetError
from core.data.mnist import mnist
from core.drawn_set import DRAWN, is_drawn
from core.image_table import image_table
from core.jobs.dataset_record import DatasetNameTakenError
from core.lab import Lab
from core.recognition.form import MNIST_FORM
from tests.drawn import acts, keep

TEST = 60_000
"""The row of the first test image."""


def test_it_has_each_drawing_with_its_label_and_its_number_and_all_in_test(tmp_path: Path) -> None:
    kept = keep(tmp_path, 3)
    dataset = Lab(tmp_path).datasets.find(DRAWN)
    assert dataset.title == "Drawn set"
    assert dataset.facts.counts == {"train": 0, "validation": 0, "test": 3}
    assert set(dataset.splits) == {*SPLITS, "train+validation"}
    test = dataset.split("test")
    np.testing.assert_array_equal(test.images, mnist().split("test").images[:3])
    np.testing.assert_array_equal(test.labels, mnist().split("test").labels[:3])
    assert test.index.tolist() == [each.id for each in kept]
    for column in (test.images, test.labels, test.index):
        assert not column.flags.writeable


def test_a_lab_without_drawings_has_an_empty_one(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    assert lab.datasets.find(DRAWN).image_count == 0
    assert len(image_table(lab, DRAWN)) == 0


def test_it_is_never_among_the_data_sets_that_a_model_can_learn(tmp_path: Path) -> None:
    keep(tmp_path, 3)
    lab = Lab(tmp_path)
    assert lab.datasets.titles() == {"mnist": "MNIST"}
    with pytest.raises(UnknownDatasetError):
        lab.datasets.resolve(DRAWN)
    with pytest.raises(UnknownDatasetError):
        lab.datasets.file(DRAWN)
    assert lab.datasets.form(DRAWN) == MNIST_FORM


def test_a_drawing_more_makes_another_name_and_the_old_one_stands_for_what_it_stood_for(
    tmp_path: Path,
) -> None:
    keep(tmp_path, 2)
    lab = Lab(tmp_path)
    before = lab.datasets.find(DRAWN)
    assert lab.datasets.find(DRAWN) is before
    keep(tmp_path, 1, first=2)  # by another process
    now = lab.datasets.find(DRAWN)
    assert (before.image_count, now.image_count) == (2, 3)
    assert before.name != now.name
    assert is_drawn(before.name)
    assert lab.datasets.find(before.name).image_count == 2
    assert Lab(tmp_path).datasets.find(before.name).image_count == 2


@pytest.mark.parametrize("act", ["relabel", "delete"])
def test_where_a_drawing_is_changed_or_removed_the_names_of_what_had_it_stand_for_nothing(
    tmp_path: Path, act: str
) -> None:
    lab, states = Lab(tmp_path), []
    for position in range(3):
        keep(tmp_path, 1, first=position)
        states.append(lab.datasets.find(DRAWN).name)
    if act == "relabel":
        acts(tmp_path).relabel(2, 5)
    else:
        acts(tmp_path).delete(2)
    assert lab.datasets.find(states[0]).image_count == 1
    for gone in states[1:]:
        with pytest.raises(UnknownDatasetError, match="there is drawn"):
            lab.datasets.find(gone)


def test_the_same_drawings_have_the_same_name_in_every_process_and_others_another(tmp_path: Path) -> None:
    keep(tmp_path / "a", 2)
    keep(tmp_path / "b", 2, first=5)
    first, again, other = (Lab(tmp_path / each).datasets.find(DRAWN).name for each in "aab")
    assert first == again != other


def test_the_columns_of_an_image_are_those_that_the_same_image_of_mnist_has(tmp_path: Path) -> None:
    keep(tmp_path, 30)
    table = image_table(Lab(tmp_path), DRAWN)
    measured = {"ink", "thickness", "slant", "aspect", "holes", "parts", "sharpness"}
    assert set(table.values) == {"split", "digit", "index"} | measured
    for name in measured:
        np.testing.assert_allclose(
            table.values[name], shipped_columns()[name][TEST : TEST + 30], atol=1e-3, err_msg=name
        )
    assert set(table.positions) == {"pca"}


def test_each_image_is_measured_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab(tmp_path)
    asked: list[int] = []

    def measure(images: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
        asked.append(len(images))
        return shapes_of(images)

    monkeypatch.setattr("core.drawn_set.shapes_of", measure)
    for count in (3, 2):
        keep(tmp_path, count, first=10 * count)
        image_table(lab, DRAWN)
    assert [each for each in asked if each > 1] == [3, 2]


def test_it_can_be_sorted_and_filtered_as_any_other(tmp_path: Path) -> None:
    keep(tmp_path, 20)
    table = image_table(Lab(tmp_path), DRAWN)
    rows = select(read_query({"split": "test", "digit": "1,7", "sort": "-ink"}), table)
    labels, ink = mnist().split("test").labels[:20], table.values["ink"]
    assert sorted(rows.tolist()) == np.flatnonzero(np.isin(labels, [1, 7])).tolist()
    assert (np.diff(ink[rows]) <= 0).all()


@pytest.mark.parametrize("title", ["Drawn set", "drawn SET", "Drawn"])
def test_no_import_takes_its_name(tmp_path: Path, title: str) -> None:
    with pytest.raises(DatasetNameTakenError):
        Lab(tmp_path).datasets.add(title, {"a.csv": b"1,2"}, "whole", (), "ada")
