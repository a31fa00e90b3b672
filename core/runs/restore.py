"""A run as its folder alone tells it, for a database that has lost it.

The folder does not know the run's name, who its person's id stands for, and the points between the epochs.
"""

import csv
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from core.person import Person
from core.runs.artifacts import EPOCH_COLUMNS
from core.runs.events import EpochEvent
from core.runs.kept_epochs import used_epoch
from core.runs.manifest import Manifest
from core.runs.run import Run
from core.runs.state import LIVE, State
from core.text import Text, text, verbatim

UNKNOWN_END = text("Restored from its files, which do not tell how it ended.")

_EPOCH_FILE = re.compile(r"epoch-(\d+)\.keras")
_LOG_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (.*)")
_DEVICE_LINE = re.compile(r"^[-\d]+ [:\d]+ Device: (.*)\.$", re.MULTILINE)
_ENDS = {f"{state.label}.": state for state in State if state not in LIVE}


def restored_run(folder: Path) -> tuple[Run, list[EpochEvent], dict[int, str]]:
    """The run of a folder without its accuracy, for that has to be measured again.

    Returns:
        The run, what it has told of its epochs, and the SHA-256 of the models after those that were kept.

    Raises:
        ValueError: If its config.json or metrics.csv cannot be read.
    """
    manifest = Manifest.model_validate_json(_text(folder / "config.json"))
    epochs = _epochs(_text(folder / "metrics.csv"))
    log = _text(folder / "log.txt")
    started, ended, state, reason = _story(log)
    kept = _kept_epochs(folder)
    told = max((epoch["epoch"] for epoch in epochs if not epoch["partial"]), default=0)
    epochs_done = max(kept, default=told)
    if not kept and (checkpoint := _checkpoint_of_earlier_version(folder, epochs, ended)):
        kept = {epochs_done: checkpoint}
    model = _sha256(folder / "model.onnx")
    run = Run(
        id=folder.name,
        name=manifest.origin.title,
        owner=Person(manifest.person),
        state=state,
        manifest=manifest,
        attempt=1,
        created=manifest.created.timestamp(),
        started=started,
        ended=ended,
        queued=manifest.created.timestamp(),
        spent=0.0,
        stalled=None,
        reason=reason,
        epochs_done=epochs_done,
        accuracy=None,
        resume_sha256=kept.get(epochs_done),
        model_sha256=model,
        model_epochs=used_epoch(manifest, epochs, kept) if model else None,
        evaluation_sha256=None,
        epochs_sha256=_sha256(folder / "epochs.npz") or _sha256(folder / "epochs.before.npz"),
        device=next(reversed(_DEVICE_LINE.findall(log)), None),
    )
    return run, epochs, kept


def _kept_epochs(folder: Path) -> dict[int, str]:
    """The SHA-256 of the models after epochs, by the number of the epoch, from 1."""
    found = {_EPOCH_FILE.fullmatch(path.name): path for path in folder.glob("epoch-*.keras")}
    hashes = {int(match[1]): _sha256(path) for match, path in found.items() if match}
    return {epoch: sha256 for epoch, sha256 in sorted(hashes.items()) if sha256}


def _checkpoint_of_earlier_version(folder: Path, epochs: list[EpochEvent], ended: float | None) -> str | None:
    """The SHA-256 of the model after the last complete epoch of a run that knew no others."""
    last, before = _sha256(folder / "model.keras"), _sha256(folder / "model.before.keras")
    is_partial = bool(epochs) and epochs[-1]["partial"]
    return (before if is_partial and ended else last) or before


def _text(path: Path) -> str:
    """The text of a file; empty if there is none, for not every run came so far as to write it."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _epochs(table: str) -> list[EpochEvent]:
    if table and not table.endswith("\n"):
        raise ValueError("metrics.csv ends within a row.")
    rows = csv.DictReader(table.splitlines(), EPOCH_COLUMNS, restval="")
    return [_epoch(row) for row in rows if row["epoch"] != "epoch"]


def _epoch(row: dict[str, str]) -> EpochEvent:
    event = EpochEvent(
        kind="epoch",
        epoch=int(row["epoch"]),
        loss=float(row["loss"]),
        accuracy=float(row["accuracy"]),
        seconds=float(row["seconds"]),
        partial=row["partial"] == "True",
    )
    if row["val_loss"] and row["val_accuracy"]:
        event["val_loss"], event["val_accuracy"] = float(row["val_loss"]), float(row["val_accuracy"])
    if dead_units := row["dead_units"].split():
        event["dead_units"] = [int(count) for count in dead_units]
    return event


def _story(log: str) -> tuple[float | None, float | None, State, Text | None]:
    """When the run started and ended, in seconds since the epoch, how, and why; from its log."""
    started: float | None = None
    ended: float | None = None
    state, reason = State.INTERRUPTED, cast(Text | None, UNKNOWN_END)
    for time, words in (match.groups() for match in map(_LOG_LINE.match, log.splitlines()) if match):
        at = datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp()
        first, _, rest = words.partition(" ")
        if first == "Attempt":
            started, ended, state, reason = at, None, State.INTERRUPTED, UNKNOWN_END
        elif first in _ENDS:
            ended, state, reason = at, _ENDS[first], verbatim(rest) if rest else None
    return started, ended, state, reason
