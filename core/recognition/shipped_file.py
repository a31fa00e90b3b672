"""Models that are part of the project: a file of ONNX, and a record beside it that names its SHA-256."""

import hashlib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from core.text import ExplainedError


class DamagedModelError(ExplainedError, RuntimeError):
    """A file of a shipped model is missing or is not the file that this project ships."""


class Record(BaseModel):
    """What a record says, or a part of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelRecord(Record):
    """What is known of any shipped model.

    Attributes:
        command: What trains it anew.
        created: The day on which it was trained, as in ISO 8601.
        parameters: Number of its weights.
        sha256: SHA-256 of its ONNX file.
        versions: Versions of the software that decides the result, by package name.
    """

    command: str
    created: str
    parameters: int
    sha256: str
    versions: dict[str, str]


R = TypeVar("R", bound=Record)


def read_record(path: Path, kind: type[R]) -> R:
    """What stands in a record.

    Raises:
        DamagedModelError: If its file is missing or no record.
    """
    try:
        return kind.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        raise _damaged(path) from None


def write_record(path: Path, record: Record) -> None:
    """Writes a record to its place."""
    path.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")


def sha256_of(model: bytes) -> str:
    """SHA-256 of a model's file, 64 hexadecimal digits."""
    return hashlib.sha256(model).hexdigest()


def read_model(path: Path, sha256: str) -> bytes:
    """The content of a model's file, after its SHA-256 has been checked.

    Raises:
        DamagedModelError: If it is missing or was changed.
    """
    content = path.read_bytes() if path.is_file() else b""
    if sha256_of(content) != sha256:
        raise _damaged(path)
    return content


def _damaged(path: Path) -> DamagedModelError:
    return DamagedModelError("{file} is missing or was changed; install Digit Lab again.", file=path.name)
