"""The data sets that a lab has: those that every lab has, and those that were imported into it."""

import hashlib
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SPLITS, DamagedDataError, Dataset, DatasetFacts
from core.data.dataset_file import read_computed, read_dataset
from core.data.datasets import BUNDLED, UnknownDatasetError, find_dataset
from core.data_import.upload import pack_upload
from core.drawn_set import DRAWN, DRAWN_TITLE, DrawnSet, is_drawn
from core.jobs.dataset_description import description_of, read_description, restored_record
from core.jobs.dataset_record import DatasetNameTakenError, DatasetRecord
from core.jobs.results import Imported
from core.jobs.specs import Import
from core.names import WishError, checked_class_names, checked_name, dataset_name, is_dataset_name
from core.person import Person
from core.recognition.form import MNIST_FORM, Form, Method, form_of
from core.runs.whole_files import WholeFiles
from core.store.store import Store

MOST_LOADED: Final = 2
"""Imported data sets that stay in memory, of up to 157 MB each."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """An imported data set in memory.

    Attributes:
        dataset: The images and labels.
        computed: What the import has computed of the images; see `import_dataset`.
        form: What a picture has to become for a model that learned it.
    """

    dataset: Dataset
    computed: Mapping[str, NDArray[np.generic]]
    form: Form


class DatasetLibrary:
    """The data sets of one data folder, safe to use from several threads. `drawn` is the drawn set.

    | file | what |
    |---|---|
    | datasets/NAME.npz | a data set, with the classes as in what was sent; see `dataset_file` |
    | datasets/NAME.json | what the store says of it; see `DatasetDescription` |
    | uploads/TOKEN.zip | what was sent for it, until it is there; see `pack_upload` |
    """

    def __init__(self, home: Path, store: Store) -> None:
        self._home, self._store = home, store
        self._files, self._uploads = WholeFiles(home / "datasets"), WholeFiles(home / "uploads")
        self._kept = lru_cache(MOST_LOADED)(self._load)
        self._lock = threading.Lock()
        self.drawn = DrawnSet(store.drawings)

    def find(self, name: str) -> Dataset:
        """The data set of that name.

        Raises:
            UnknownDatasetError: If there is none.
            DamagedDataError: If its file is missing or damaged.
        """
        if is_drawn(name):
            return self.drawn.find(name)
        return find_dataset(name) if name in BUNDLED else self.load(name).dataset

    def facts(self, name: str) -> DatasetFacts:
        """What is known of the data set of that name without its images; raises as `find`."""
        if name in BUNDLED or is_drawn(name):
            return self.find(name).facts
        record = self._record(name)
        return DatasetFacts(record.title, record.classes, dict(zip(SPLITS, record.counts, strict=True)))

    def form(self, name: str) -> Form:
        """What a picture has to become for a model that learned the data set; raises as `find`."""
        return MNIST_FORM if name in BUNDLED or is_drawn(name) else self.load(name).form

    def resolve(self, written: str) -> str:
        """The name of the data set that somebody calls by its name or by its title.

        Raises:
            UnknownDatasetError: If there is none.
        """
        titles = self.titles()
        names = {title.casefold(): name for name, title in titles.items()}
        name = names.get(written.casefold(), written)
        if name not in titles:
            raise UnknownDatasetError(written, titles)
        return name

    def load(self, name: str) -> Loaded:
        """An imported data set; raises as `find`."""
        record = replace(self._record(name), job=None, owner=Person(""))  # neither says what is loaded
        with self._lock:
            return self._kept(record)

    def _load(self, record: DatasetRecord) -> Loaded:
        file = self._read(record)
        dataset = replace(read_dataset(file, record.name, record.title), classes=record.classes)
        return Loaded(dataset, read_computed(file), form_of(dataset.split("train").images, record.method))

    def file(self, name: str) -> bytes | None:
        """The file for a worker; None if the data set is one that every lab has. Raises as `find`."""
        return None if name in BUNDLED else self._read(self._record(name))

    def records(self) -> list[DatasetRecord]:
        """The data sets that were or are being imported, by title."""
        return self._store.datasets.all()

    def record(self, name: str) -> DatasetRecord | None:
        """What is known of an imported data set; None if there is none of that name."""
        return self._store.datasets.get(name)

    def titles(self) -> dict[str, str]:
        """By name, what people call the data sets that are there, those of every lab first."""
        bundled = {name: find_dataset(name).title for name in BUNDLED}
        return bundled | {record.name: record.title for record in self.records() if record.sha256}

    def add(
        self,
        title: str,
        files: Mapping[str, bytes],
        method: Method,
        class_names: Sequence[str],
        person_id: str,
    ) -> DatasetRecord:
        """Queues an import; see `Trainer.import_dataset`."""
        upload, token = pack_upload(files), secrets.token_hex(8)
        _check_not_taken(title)
        made_of = hashlib.sha256(upload + repr((method, class_names)).encode()).hexdigest()
        spec = Import(
            dataset=dataset_name(title, made_of), title=title, method=method, class_names=tuple(class_names),
            upload=token, upload_sha256=self._uploads.write(f"{token}.zip", upload),
        )  # fmt: skip
        try:
            return self._store.datasets.add(spec, person_id)
        except DatasetNameTakenError:
            self.remove_files(spec)
            raise

    def read_upload(self, spec: Import) -> bytes:
        """What was sent for a data set.

        Raises:
            DamagedDataError: If it is lost or was changed.
        """
        path = self._upload(spec)
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != spec.upload_sha256:
            raise DamagedDataError("What was sent for {title} is lost; send it again.", title=spec.title)
        return data

    def restore_lost(self) -> Iterator[str]:
        """Takes in the files of data sets that the store does not know; tells the name of each."""
        known = {record.name for record in self.records()}
        for path in sorted((self._home / "datasets").glob("*.npz")):
            if path.stem not in known and is_dataset_name(path.stem):
                self._store.datasets.restore(restored_record(path, self.titles().values()))
                yield path.stem

    def describe(self, record: DatasetRecord) -> bool:
        """Writes what the store says of a data set beside its file; tells whether it stood there already."""
        name, told = f"{record.name}.json", description_of(record)
        if read_description(self._home / "datasets" / name, len(record.classes)) == told:
            return True
        self._files.write(name, told.model_dump_json(indent=1).encode())
        return False

    def rename(self, name: str, title: str, class_names: Sequence[str]) -> None:
        """Gives a data set and its classes other names; its images, labels and runs stay.

        Raises:
            UnknownDatasetError: If there is none of that name, or its import goes on.
            WishError: If the title is no name, or the class names are not one for each class.
            DatasetNameTakenError: If there is another data set of that title.
        """
        title, classes = checked_name(title), checked_class_names(class_names)
        due = self._record(name).classes
        if len(classes) != len(due):
            told = "{given} class names for {count} classes; give one for each."
            raise WishError(told, given=len(classes), count=len(due))
        _check_not_taken(title)
        self._store.datasets.rename(name, title, classes)
        self.describe(self._record(name))

    def keep(self, spec: Import, imported: Imported) -> None:
        """Keeps an imported data set; what was sent for it goes."""
        sha256 = self._files.write(f"{spec.dataset}.npz", imported.file)
        self._store.datasets.set_file(spec.dataset, sha256, imported.classes, imported.counts)
        self.describe(self._record(spec.dataset))
        self._upload(spec).unlink(missing_ok=True)

    def remove_files(self, spec: Import) -> None:
        """Removes the files of a data set that is not in the store any more."""
        self._upload(spec).unlink(missing_ok=True)
        if self._store.datasets.get(spec.dataset) is None:
            self._unlink(spec.dataset)

    def delete(self, name: str) -> None:
        """Removes an imported data set for good; one that is gone already stays so.

        Raises:
            DatasetInUseError: If runs have learned it, or its import still goes on.
        """
        record = self._store.datasets.get(name)
        self._store.datasets.delete(name)
        if record and record.job and isinstance(record.job.spec, Import):
            self.remove_files(record.job.spec)
        self._unlink(name)

    def _unlink(self, name: str) -> None:
        for ending in (".npz", ".json"):
            self._path(name).with_suffix(ending).unlink(missing_ok=True)

    def _upload(self, spec: Import) -> Path:
        return self._home / "uploads" / f"{spec.upload}.zip"

    def _path(self, name: str) -> Path:
        return self._home / "datasets" / f"{name}.npz"

    def _record(self, name: str) -> DatasetRecord:
        record = self._store.datasets.get(name)
        if record is None or record.sha256 is None:
            raise UnknownDatasetError(name, self.titles())
        return record

    def _read(self, record: DatasetRecord) -> bytes:
        path = self._path(record.name)
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != record.sha256:
            raise DamagedDataError(
                "The file of {title} is missing or was changed; import it again.", title=record.title
            )
        return data


def _check_not_taken(title: str) -> None:
    taken = (DRAWN, DRAWN_TITLE, *(find_dataset(name).title for name in BUNDLED))
    if title.casefold() in map(str.casefold, taken):
        raise DatasetNameTakenError(title)
