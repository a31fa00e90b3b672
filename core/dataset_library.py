"""The data sets that a lab has: those that every lab has, and those that were imported into it."""

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SPLITS, DamagedDataError, Dataset, DatasetFacts
from core.data.dataset_file import read_computed, read_dataset
from core.data.datasets import BUNDLED, UnknownDatasetError, find_dataset
from core.data_import.upload import pack_upload
from core.jobs.dataset_record import DatasetNameTakenError, DatasetRecord
from core.jobs.results import Imported
from core.jobs.specs import Import
from core.names import dataset_name, is_dataset_name
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
    """The data sets of one data folder, safe to use from several threads.

    | file | what |
    |---|---|
    | datasets/NAME.npz | a data set; see `dataset_file` |
    | uploads/TOKEN.zip | what was sent for it, until it is there; see `pack_upload` |
    """

    def __init__(self, home: Path, store: Store) -> None:
        self._home, self._store = home, store
        self._files, self._uploads = WholeFiles(home / "datasets"), WholeFiles(home / "uploads")
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, name: str) -> Dataset:
        """The data set of that name.

        Raises:
            UnknownDatasetError: If there is none.
            DamagedDataError: If its file is missing or damaged.
        """
        return find_dataset(name) if name in BUNDLED else self.load(name).dataset

    def facts(self, name: str) -> DatasetFacts:
        """What is known of the data set of that name without its images; raises as `find`."""
        if name in BUNDLED:
            return find_dataset(name).facts
        record = self._record(name)
        return DatasetFacts(record.title, record.classes, dict(zip(SPLITS, record.counts, strict=True)))

    def form(self, name: str) -> Form:
        """What a picture has to become for a model that learned the data set; raises as `find`."""
        return MNIST_FORM if name in BUNDLED else self.load(name).form

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
        record = self._record(name)
        key = f"{name} {record.sha256}"
        with self._lock:
            if key not in self._loaded:
                file = self._read(record)
                dataset = read_dataset(file, name, record.title)
                form = form_of(dataset.split("train").images, record.method)
                self._loaded[key] = Loaded(dataset, read_computed(file), form)
            self._loaded.move_to_end(key)
            while len(self._loaded) > MOST_LOADED:
                self._loaded.popitem(last=False)
            return self._loaded[key]

    def file(self, name: str) -> bytes | None:
        """The file for a worker; None if the data set is one that every lab has. Raises as `find`."""
        return None if name in BUNDLED else self._read(self._record(name))

    def records(self) -> list[DatasetRecord]:
        """The data sets that were imported, or are being imported, by title."""
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
        if title.casefold() in (find_dataset(name).title.casefold() for name in BUNDLED):
            raise DatasetNameTakenError(title)
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
                file = path.read_bytes()
                found = read_dataset(file, path.stem, path.stem)
                counts = tuple(len(found.split(name).labels) for name in SPLITS)
                sha256, created = hashlib.sha256(file).hexdigest(), path.stat().st_mtime
                self._store.datasets.restore(
                    DatasetRecord(
                        path.stem,
                        path.stem,
                        Person("local"),
                        created,
                        None,
                        found.classes,
                        counts,
                        sha256,
                        method="whole",
                    )
                )
                yield path.stem

    def keep(self, spec: Import, imported: Imported) -> None:
        """Keeps an imported data set; what was sent for it goes."""
        sha256 = self._files.write(f"{spec.dataset}.npz", imported.file)
        self._store.datasets.set_file(spec.dataset, sha256, imported.classes, imported.counts)
        self._upload(spec).unlink(missing_ok=True)

    def remove_files(self, spec: Import) -> None:
        """Removes the files of a data set that is not in the store any more."""
        self._upload(spec).unlink(missing_ok=True)
        if self._store.datasets.get(spec.dataset) is None:
            self._path(spec.dataset).unlink(missing_ok=True)

    def delete(self, name: str) -> None:
        """Removes an imported data set for good; one that is gone already stays so.

        Raises:
            DatasetInUseError: If runs have learned it, or its import still goes on.
        """
        record = self._store.datasets.get(name)
        self._store.datasets.delete(name)
        if record is not None and record.job is not None and isinstance(record.job.spec, Import):
            self.remove_files(record.job.spec)
        self._path(name).unlink(missing_ok=True)

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
