"""A zip of folders of pictures: one for each class, and above them one for each split if there are some."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from core.data_import.item import MOST_IMAGES, ImportRefused, Item, Items, unreadable
from core.recognition.picture import PictureError, decode_picture

LARGEST_PICTURE_BYTES: Final = 8_000_000
SPLITS: Final = {"train": "train", "val": "validation", "validation": "validation", "test": "test"}
_HIDDEN: Final = ("__MACOSX", ".")
"""Beginnings of names that archivers add by themselves."""


def read_picture_folders(name: str, path: Path) -> Items:
    """The pictures of a zip, each labelled by its folder.

    Nothing is unpacked to a disk, so no name in the archive can lead anywhere, and one picture is in memory
    at a time.

    Args:
        name: What the file is called.
        path: Where it is.

    Raises:
        ImportRefused: If it is no zip, or has no folders of pictures.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                each for each in archive.infolist() if not each.is_dir() and not _is_hidden(each.filename)
            ]
            if len(entries) > MOST_IMAGES:
                raise ImportRefused("{name} has more than {most:,} files.", name=name, most=MOST_IMAGES)
            depth = _shared_folders(entries)
            for entry in sorted(entries, key=lambda each: each.filename):
                yield _item(archive, entry, depth)
    except zipfile.BadZipFile:
        raise ImportRefused("{name} is no zip, or is damaged; send it again.", name=name) from None


def _is_hidden(filename: str) -> bool:
    return any(part.startswith(_HIDDEN) and part not in ("..", ".") for part in PurePosixPath(filename).parts)


def _shared_folders(entries: list[zipfile.ZipInfo]) -> int:
    """How many folders all pictures stand in together, above those of splits and classes."""
    folders = [PurePosixPath(entry.filename).parts[:-1] for entry in entries]
    depth = 0
    while folders and all(
        len(each) > depth + 1 and each[depth] == folders[0][depth] and each[depth] not in SPLITS
        for each in folders
    ):
        depth += 1
    return depth


def _item(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> Item:
    parts = PurePosixPath(entry.filename).parts
    if ".." in parts or entry.filename.startswith("/"):
        return unreadable(entry.filename, "Its name leads out of the archive.")
    folders = parts[depth:-1]
    split = SPLITS.get(folders[0].lower(), "") if len(folders) > 1 else ""
    if len(folders) != (2 if split else 1):
        return unreadable(entry.filename, "It does not stand in the folder of a class.")
    if entry.file_size > LARGEST_PICTURE_BYTES:
        return unreadable(
            entry.filename, "It has more than {limit:.0f} MB.", limit=LARGEST_PICTURE_BYTES / 1e6
        )
    try:
        with archive.open(entry) as file:
            data = file.read(LARGEST_PICTURE_BYTES + 1)  # what the entry says of its size may be a lie
        if len(data) > LARGEST_PICTURE_BYTES:
            raise zipfile.BadZipFile
        return Item(entry.filename, decode_picture(data), folders[-1], split)
    except PictureError as error:
        return Item(entry.filename, None, "", problem=error.text)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        return unreadable(entry.filename, "It is damaged or encrypted.")
