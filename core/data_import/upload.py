"""The files that somebody sends, kept as one, and what is in them."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from core.data_import.csv_rows import read_csv_rows
from core.data_import.idx import is_idx, read_idx, split_of
from core.data_import.item import ImportRefused, Items
from core.data_import.keras_npz import read_keras_npz
from core.data_import.picture_folders import read_picture_folders

LARGEST_BYTES: Final = 200_000_000
"""Of all files together: Kaggle's MNIST has 77 million, Debian's Fashion-MNIST 31 million."""

MOST_FILES: Final = 6
"""Images and labels of three splits."""


def by_name(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """The files by their names.

    Raises:
        ImportRefused: If two have the same.
    """
    found: dict[str, bytes] = {}
    for name, content in files:
        if name in found:
            raise ImportRefused("Two files are called {name}; give one another name.", name=name)
        found[name] = content
    return found


def pack_upload(files: Mapping[str, bytes]) -> bytes:
    """The files as one, by their names.

    Raises:
        ImportRefused: If there is none, or there are too many or too large ones.
    """
    if not 0 < len(files) <= MOST_FILES:
        raise ImportRefused("Give 1 to {most} files; these are {count}.", most=MOST_FILES, count=len(files))
    size = sum(map(len, files.values()))
    if size > LARGEST_BYTES:
        raise ImportRefused(
            "The files have {size:,} bytes; together they may have {most:,}.", size=size, most=LARGEST_BYTES
        )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack_upload(upload: bytes, folder: Path) -> dict[str, Path]:
    """Writes the files of `pack_upload` into a folder, under names of our own; by theirs, where they are."""
    files = {}
    with zipfile.ZipFile(io.BytesIO(upload)) as archive:
        for number, name in enumerate(archive.namelist()):
            files[name] = folder / str(number)
            files[name].write_bytes(archive.read(name))
    return files


def read_items(files: Mapping[str, Path]) -> Items:
    """The labelled pictures in some files, whatever their format.

    Args:
        files: By their names, where they are: IDX files, or an npz in Keras's layout, or a zip of folders of
            pictures, or one CSV or several.

    Raises:
        ImportRefused: At once if they are none of these or do not belong together; while they are read if
            one is damaged.
    """
    if any(is_idx(path) for path in files.values()):
        return read_idx(files)
    if len(files) == 1:
        ((name, path),) = files.items()
        if not zipfile.is_zipfile(path):
            return read_csv_rows(name, path)
        with zipfile.ZipFile(path) as archive:
            is_npz = any(member.endswith(".npy") for member in archive.namelist())
        return read_keras_npz(name, path) if is_npz else read_picture_folders(name, path)
    if mixed := [name for name, path in files.items() if zipfile.is_zipfile(path)]:
        raise ImportRefused("{name} holds a data set of its own; give it alone.", name=mixed[0])
    return _several_csv(files)


def _several_csv(files: Mapping[str, Path]) -> Items:
    for name, path in files.items():
        for item in read_csv_rows(name, path):
            yield replace(item, split=split_of(name))
