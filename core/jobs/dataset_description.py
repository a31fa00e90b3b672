"""What people call a data set and its classes, as a file beside it: for when the database is lost."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from core.data.dataset_file import read_dataset
from core.jobs.dataset_record import DatasetRecord
from core.models.spec import Spec
from core.names import NAME_LIMIT, WishError, checked_class_names
from core.person import Person
from core.recognition.form import Method


class DatasetDescription(Spec):
    """The names and the method of a data set; see `DatasetRecord`."""

    title: str = Field(min_length=1, max_length=NAME_LIMIT)
    classes: tuple[str, ...]
    method: Method


def description_of(record: DatasetRecord) -> DatasetDescription:
    """What the database says."""
    return DatasetDescription(title=record.title, classes=record.classes, method=record.method)


def read_description(path: Path, class_count: int) -> DatasetDescription | None:
    """What a file says; None if there is none, or it says nothing of so many classes."""
    try:
        found = DatasetDescription.model_validate_json(path.read_bytes())
        is_whole = checked_class_names(found.classes) == found.classes and len(found.classes) == class_count
    except (OSError, ValueError, WishError):
        return None
    return found if is_whole else None


def restored_record(path: Path, taken: Iterable[str]) -> DatasetRecord:
    """What is known of a data set by its files alone.

    Args:
        path: Its npz; raises what `read_dataset` raises for another file.
        taken: Titles that are given already.
    """
    file = path.read_bytes()
    dataset = read_dataset(file, path.stem, path.stem)
    told = read_description(path.with_suffix(".json"), dataset.class_count)
    if told is None or told.title.casefold() in map(str.casefold, taken):
        told = DatasetDescription(title=path.stem, classes=dataset.classes, method="whole")
    return DatasetRecord(
        name=path.stem, title=told.title, owner=Person("local"), created=path.stat().st_mtime, job=None,
        classes=told.classes, counts=tuple(dataset.facts.counts.values()),
        sha256=hashlib.sha256(file).hexdigest(), method=told.method,
    )  # fmt: skip
