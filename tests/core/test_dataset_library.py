"""Data sets of a lab's own: imported, found again, held against their SHA-256, and deleted."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import core.lab
import core.trainer
from core.catalog.columns import COLUMNS
from core.catalog.neighbours import compare_images
from core.catalog.query import read_query
from core.catalog.query_error import QueryError
from core.catalog.selection import select
from core.catalog.shape import shapes_of
from core.catalog.table import table_of
from core.data.dataset import DamagedDataError
from core.data.datasets import UnknownDatasetError
from core.data.mnist import mnist
from core.data_import.item import ImportRefused
from core.doctor import examine
from core.image_table import image_table, nearest_pairs
from core.jobs.dataset_record import DatasetInUseError, DatasetNameTakenError
from core.jobs.importing import import_dataset
from core.jobs.listener import JobCancelled
from core.jobs.record import JobState
from core.jobs.specs import Import
from core.lab import Lab
from core.label_acts import LabelActs
from core.models.presets import PRESETS
from core.models.shape import count_parameters
from core.names import WishError
from core.permissions import NotAllowedError
from core.recognition.form import MNIST_FORM, Form
from core.runs.draft import draft_of, draft_on
from core.store.schema import MIGRATIONS
from core.store.store import Store
from core.trainer import Trainer
from tests.importing import (
    CLASSES,
    TEST_OF_CLASS,
    TRAIN_OF_CLASS,
    Follower,
    asked,
    broken_zip,
    image,
    imported,
    keep,
    npz,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty lab whose runner never starts."""
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    return tmp_path


def files(home: Path) -> list[str]:
    return sorted(
        path.relative_to(home).as_posix()
        for folder in ("datasets", "uploads")
        for path in (home / folder).glob("*")
    )


def test_what_was_imported_is_there_with_its_images_labels_and_splits(home: Path) -> None:
    record = imported(home)
    dataset = Lab(home).datasets.find(record.name)
    assert (dataset.title, dataset.classes) == ("Forms", CLASSES)
    assert sum(record.counts[:2]) == 3 * TRAIN_OF_CLASS
    test = dataset.split("test")
    assert test.index.tolist() == list(range(3 * TEST_OF_CLASS))
    np.testing.assert_array_equal(test.labels, np.tile([0, 1, 2], TEST_OF_CLASS))
    np.testing.assert_array_equal(test.images[4], image(1, 1004))
    for name in ("train", "validation"):
        split = dataset.split(name)
        for position, index in enumerate(split.index.tolist()):
            np.testing.assert_array_equal(split.images[position], image(index % 3, index))
    assert len(dataset.split("train+validation").labels) == 3 * TRAIN_OF_CLASS
    assert not test.images.flags.writeable
    assert files(home) == [f"datasets/{record.name}.json", f"datasets/{record.name}.npz"]


def test_its_table_has_the_columns_and_the_map_that_the_import_computes(home: Path) -> None:
    lab, record = Lab(home), imported(home)
    table = image_table(lab, record.name)
    test = lab.datasets.find(record.name).split("test")
    for column, expected in shapes_of(test.images).items():
        np.testing.assert_allclose(table.values[column][table.first_row("test") :], expected, atol=1e-4)
    missing = {each.name for each in COLUMNS if not each.of_run and not each.of_example} - set(table.values)
    assert not missing
    assert table.positions["pca"].shape == (3 * (TRAIN_OF_CLASS + TEST_OF_CLASS), 2)
    found = select(read_query({"split": "test", "digit": "flat bar", "sort": "-ink"}), table)
    assert set(table.values["digit"][found].tolist()) == {1}
    assert len(found) == TEST_OF_CLASS


def test_its_neighbours_are_those_of_all_splits_and_its_nearest_pairs_are_kept(home: Path) -> None:
    lab, record = Lab(home), imported(home)
    dataset, table = lab.datasets.find(record.name), image_table(lab, record.name)
    comparison = compare_images(dataset)
    labels = table.values["digit"]
    np.testing.assert_allclose(
        table.values["neighbour_disagreement"],
        (labels[comparison.neighbours] != labels[:, np.newaxis]).mean(axis=1),
        atol=1e-4,
    )
    pairs = nearest_pairs(lab, record.name)
    assert set(pairs) == set(comparison.pairs)
    for name, expected in comparison.pairs.items():
        np.testing.assert_array_equal(pairs[name], expected)


def test_a_column_that_no_import_has_computed_is_not_known(home: Path) -> None:
    dataset = Lab(home).datasets.find(imported(home).name)
    with pytest.raises(QueryError, match="neighbour_disagreement is not known of these images"):
        select(read_query({"neighbour_disagreement": "0..1"}), table_of(dataset, {}))


def test_its_name_stands_for_its_images(home: Path) -> None:
    first = imported(home)
    Trainer(Lab(home)).delete_dataset(first.name)
    again, other = imported(home), imported(home, "Other forms", seed=7)
    assert again.name == first.name
    Trainer(Lab(home)).delete_dataset(again.name)
    assert imported(home, seed=3).name not in (first.name, other.name)


@pytest.mark.parametrize("title", ["Forms", "forms", "MNIST", "mnist"])
def test_a_name_is_given_once(home: Path, title: str) -> None:
    imported(home)
    before = files(home)
    with pytest.raises(DatasetNameTakenError, match="choose another name"):
        asked(home, title, seed=1)
    assert files(home) == before


@pytest.mark.parametrize("title", ["", " ", "x" * 61])
def test_a_title_is_a_name(home: Path, title: str) -> None:
    with pytest.raises(WishError, match="1 to 60 letters"):
        asked(home, title)


def test_one_that_failed_makes_room_for_the_next_of_its_name(home: Path) -> None:
    record = asked(home)
    assert record.job is not None
    Lab(home).store.jobs.end(record.job.id, JobState.FAILED)
    assert imported(home, seed=5).sha256 is not None
    assert len(Lab(home).datasets.records()) == 1


def test_what_runs_have_learned_is_not_deleted(home: Path) -> None:
    record, trainer = imported(home), Trainer(Lab(home))
    draft = draft_on(draft_of(PRESETS["quick"]), trainer.lab.datasets.facts(record.name), record.name)
    run = trainer.start(draft)
    with pytest.raises(DatasetInUseError, match="1 run learned from Forms; delete it first"):
        trainer.delete_dataset(record.name)
    trainer.lab.store.runs.take_back(run.id)
    trainer.delete(run.id)
    trainer.delete_dataset(record.name)
    assert trainer.lab.datasets.records() == []


def test_what_is_being_imported_is_not_deleted(home: Path) -> None:
    record = asked(home)
    with pytest.raises(DatasetInUseError, match="cancel that first"):
        Trainer(Lab(home)).delete_dataset(record.name)


def test_what_was_deleted_is_gone_with_its_files_and_votes(home: Path) -> None:
    record, trainer = imported(home), Trainer(Lab(home))
    LabelActs(trainer).vote(trainer.lab.datasets.find(record.name), 0, "unreadable")
    trainer.delete_dataset(record.name)
    trainer.delete_dataset(record.name)  # somebody else was faster
    assert files(home) == []
    assert trainer.lab.label_votes(record.name, "train") == []
    with pytest.raises(UnknownDatasetError, match="there is mnist"):
        trainer.lab.datasets.find(record.name)


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize("damage", [Path.unlink, change], ids=["lost", "changed"])
def test_a_file_that_is_not_the_one_that_was_written_is_refused(
    home: Path, damage: Callable[[Path], None]
) -> None:
    record = imported(home)
    damage(home / "datasets" / f"{record.name}.npz")
    with pytest.raises(DamagedDataError, match="The file of Forms is missing or was changed"):
        Lab(home).datasets.find(record.name)
    assert [str(finding.text) for finding in examine(home)] == [
        "The file of Forms is missing or was changed; import it again."
    ]


def test_the_doctor_takes_in_a_data_set_that_the_database_has_lost(home: Path) -> None:
    record = imported(home)
    for path in home.glob("lab.db*"):
        path.unlink()
    (home / "datasets" / f"{record.name}.json").unlink()
    findings = list(examine(home))
    assert [(str(finding.text), finding.is_mended) for finding in findings] == [
        (f"The data set {record.name} was missing; it was restored from its file.", True),
        (f"The names of {record.name} beside its file were missing or old; they were written anew.", True),
    ]
    found = Lab(home).datasets.find(record.name)
    assert (found.classes, found.image_count) == (CLASSES, 3 * (TRAIN_OF_CLASS + TEST_OF_CLASS))
    assert list(examine(home)) == []


def test_a_draft_on_it_ends_in_a_number_for_each_class(home: Path) -> None:
    lab, record = Lab(home), imported(home)
    draft = draft_on(draft_of(PRESETS["tutorial-cnn-adam"]), lab.datasets.facts(record.name), record.name)
    assert draft.dataset == record.name
    assert count_parameters(draft.model, 3) < count_parameters(PRESETS["tutorial-cnn-adam"].model, 10)


def test_a_data_set_is_called_by_its_name_or_its_title(home: Path) -> None:
    record, library = imported(home), Lab(home).datasets
    assert [library.resolve(each) for each in (record.name, "forms", "mnist")] == [
        record.name,
        record.name,
        "mnist",
    ]
    with pytest.raises(UnknownDatasetError, match="'form' here; there is mnist"):
        library.resolve("form")
    assert library.facts("mnist") == mnist().facts
    assert library.facts(record.name) == library.find(record.name).facts


def spec_of(home: Path) -> Import:
    (record,) = Lab(home).datasets.records()
    assert record.job is not None
    assert isinstance(record.job.spec, Import)
    return record.job.spec


def test_it_tells_the_form_of_its_images(home: Path) -> None:
    trainer = Trainer(Lab(home))
    assert trainer.lab.datasets.form("mnist") == MNIST_FORM
    assert trainer.lab.datasets.form(imported(home).name) == Form("whole", 0)
    trainer.import_dataset("Inverted", {"forms.npz": npz()}, "inverted")
    (waiting,) = trainer.lab.store.jobs.queued("light", 9)
    assert isinstance(waiting.spec, Import)
    keep(trainer.lab.datasets, waiting.spec)
    assert Lab(home).datasets.form(waiting.spec.dataset) == Form("inverted", 255)


def test_a_lab_of_the_version_before_knows_the_method_of_each_import(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "lab.db")) as connection:
        for step in MIGRATIONS[:6]:
            connection.executescript(step)
        connection.executescript(
            """
            INSERT INTO person VALUES ('ada', 'Ada');
            INSERT INTO job (id, hash, kind, slot, person, spec, state, created)
            VALUES (7, 'h', 'import', 'light', 'ada', '{"method": "inverted"}', 'finished', 0);
            INSERT INTO dataset (name, title, person, created, job) VALUES ('a-1', 'A', 'ada', 0, 7);
            INSERT INTO dataset (name, title, person, created) VALUES ('b-1', 'B', 'ada', 0);
            PRAGMA user_version = 6;
            """
        )
    Store(tmp_path / "lab.db")
    with closing(sqlite3.connect(tmp_path / "lab.db")) as connection:
        kept = connection.execute("SELECT name, method FROM dataset ORDER BY name").fetchall()
    assert kept == [("a-1", "inverted"), ("b-1", "whole")]


def test_an_import_tells_how_far_it_is_and_can_be_cancelled(home: Path) -> None:
    asked(home)
    library, spec, listener = Lab(home).datasets, spec_of(home), Follower()
    import_dataset(spec, library.read_upload(spec), listener)
    assert listener.shares == sorted(listener.shares)
    assert listener.shares[-1] == 0.95
    for share in (0.0, 0.3):  # before a picture is read, and before one is measured
        with pytest.raises(JobCancelled):
            import_dataset(spec, library.read_upload(spec), Impatient(share))


class Impatient(Follower):
    """Has enough once so much is done."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share

    def stopping(self) -> bool:
        return max(self.shares, default=0) >= self._share


def test_pictures_that_cannot_be_read_are_named_and_nothing_is_imported(home: Path) -> None:
    Trainer(Lab(home)).import_dataset("Broken", {"broken.zip": broken_zip()}, "whole")
    library, spec = Lab(home).datasets, spec_of(home)
    with pytest.raises(ImportRefused, match="2 pictures cannot be taken, so nothing was imported") as refused:
        import_dataset(spec, library.read_upload(spec), Follower())
    assert "box/<b>1.png: " in str(refused.value)
    assert "bar/2.png: " in str(refused.value)


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({}, "Give 1 to 6 files"),
        ({str(k): b"x" for k in range(7)}, "these are 7"),
        ({"a": bytes(100_000_001), "b": bytes(100_000_000)}, "200,000,001 bytes"),
    ],
    ids=["none", "many", "large"],
)
def test_too_many_files_or_too_large_ones_are_refused_at_once(
    home: Path, files: dict[str, bytes], complaint: str
) -> None:
    with pytest.raises(ImportRefused, match=complaint):
        Trainer(Lab(home)).import_dataset("Large", files, "whole")
    assert Lab(home).datasets.records() == []


def test_as_many_class_names_as_classes_are_given(home: Path) -> None:
    Trainer(Lab(home)).import_dataset("Forms", {"f.npz": npz()}, "whole", ("a", "b"))
    library, spec = Lab(home).datasets, spec_of(home)
    with pytest.raises(ImportRefused, match="2 class names for 3 classes"):
        import_dataset(spec, library.read_upload(spec), Follower())


WRONG_NAMES = [
    (("a", " a", "b"), "the same name, a; give"),
    (("a", "b", "=1+1"), "'=1\\+1' is no class name"),
    (("a", "b", "x,y"), "'x,y' is no class name"),
    (("a", "b", " "), "'' is no class name"),
    (("a", "b", "x" * 41), "is no class name of 1 to 40 letters"),
    (("a", "b", "\u202egnp"), "is no class name"),
    (("a", "b", "\u200d"), "is no class name"),
]


@pytest.mark.parametrize(("names", "complaint"), WRONG_NAMES)
def test_wrong_class_names_are_refused_at_once(home: Path, names: tuple[str, ...], complaint: str) -> None:
    trainer, record = Trainer(Lab(home)), imported(home)
    with pytest.raises(WishError, match=complaint):
        trainer.import_dataset("More forms", {"f.npz": npz(1)}, "whole", names)
    with pytest.raises(WishError, match=complaint):
        trainer.rename_dataset(record.name, "Other", names)
    assert Lab(home).datasets.records() == [record]


NEW_NAMES = ("<b>box</b>", "👩\u200d🏫 *flat* bar", "box")


def test_a_data_set_and_its_classes_get_other_names_for_good(home: Path) -> None:
    record, trainer = imported(home), Trainer(Lab(home))
    before = trainer.lab.datasets.find(record.name)
    trainer.rename_dataset(record.name, "  Other   forms ", NEW_NAMES)
    for lab in (trainer.lab, Lab(home)):
        found, table = lab.datasets.find(record.name), image_table(lab, record.name)
        assert (found.title, found.classes) == ("Other forms", NEW_NAMES)
        assert lab.datasets.facts(record.name) == found.facts
        assert lab.datasets.resolve("other forms") == record.name
        np.testing.assert_array_equal(found.split("test").images, before.split("test").images)
        rows = select(read_query({"split": "test", "digit": "box"}), table)
        assert set(table.values["digit"][rows].tolist()) == {2}
    assert trainer.lab.datasets.find(record.name) is trainer.lab.datasets.find(record.name)
    assert list(examine(home)) == []


def test_a_title_or_a_number_of_names_that_does_not_fit_changes_nothing(home: Path) -> None:
    record, other, trainer = imported(home), imported(home, "Other", seed=1), Trainer(Lab(home))
    for title in ("mnist", "OTHER"):
        with pytest.raises(DatasetNameTakenError):
            trainer.rename_dataset(record.name, title, NEW_NAMES)
    with pytest.raises(WishError, match="2 class names for 3 classes"):
        trainer.rename_dataset(record.name, "New", ("a", "b"))
    with pytest.raises(UnknownDatasetError):
        trainer.rename_dataset("mnist", "New", tuple("0123456789"))
    assert Lab(home).datasets.records() == [record, other]
    trainer.rename_dataset(record.name, "FORMS", CLASSES)
    assert Lab(home).datasets.titles()[record.name] == "FORMS"


def test_who_may_not_rename_changes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = imported(home)
    monkeypatch.setattr(core.trainer, "allow", lambda *_: False)
    with pytest.raises(NotAllowedError):
        Trainer(Lab(home)).rename_dataset(record.name, "New", NEW_NAMES)
    assert Lab(home).datasets.records() == [record]


def test_the_doctor_gives_a_lost_data_set_its_names_again(home: Path) -> None:
    record = imported(home)
    Trainer(Lab(home)).rename_dataset(record.name, "New", NEW_NAMES)
    for path in home.glob("lab.db*"):
        path.unlink()
    assert len(list(examine(home))) == 1
    (found,) = Lab(home).datasets.records()
    assert (found.title, found.classes, found.method) == ("New", NEW_NAMES, "whole")


@pytest.mark.parametrize(
    "written", [None, b"", b"{}", b'{"title": "X", "classes": ["a"], "method": "whole"}']
)
def test_the_doctor_writes_names_anew_that_are_damaged_beside_the_file(
    home: Path, written: bytes | None
) -> None:
    record = imported(home)
    path = home / "datasets" / f"{record.name}.json"
    path.unlink() if written is None else path.write_bytes(written)
    assert [(str(each.text), each.is_mended) for each in examine(home)] == [
        ("The names of Forms beside its file were missing or old; they were written anew.", True)
    ]
    assert list(examine(home)) == []
