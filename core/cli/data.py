"""The commands about data sets: `digit-lab data import | list | rename | delete`."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.app import Json, app, complain, open_trainer, usage_errors
from core.data.dataset import SPLITS
from core.data.datasets import BUNDLED, find_dataset
from core.data_import.upload import by_name
from core.engine.presence import being_client
from core.jobs.dataset_record import DatasetRecord
from core.recognition.form import METHODS, Method
from core.trainer import Trainer

data = typer.Typer(help="Data sets of your own.", no_args_is_help=True)
app.add_typer(data, name="data")

_METHOD_HELP = "How a picture becomes an image. " + " ".join(
    f"{name}: {said}" for name, said in METHODS.items()
)


@data.command("import")
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(help="IDX files, an npz as of Keras, a zip of folders of pictures, or CSV files."),
    ],
    name: Annotated[str, typer.Option(help="What the data set shall be called.")],
    method: Annotated[Method, typer.Option(help=_METHOD_HELP)] = "whole",
    classes: Annotated[str, typer.Option(help="Names of the classes, with a comma between each two.")] = "",
    as_json: Json = False,
) -> None:
    """Import a data set; returns when it is there."""
    trainer = open_trainer()
    class_names = classes.split(",") if classes else []
    with being_client(trainer.lab.home), usage_errors():
        sent = by_name((file.name, _content(file)) for file in files)
        record = _wait(trainer, trainer.import_dataset(name, sent, method, class_names))
    typer.echo(json.dumps(_row(record)) if as_json else _line(record))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise complain(f"{file} cannot be read: {error.strerror}.", 1) from None


def _wait(trainer: Trainer, record: DatasetRecord) -> DatasetRecord:
    """Follows an import until it has ended; sees that a runner is there."""
    lab = trainer.lab
    while record.is_live:
        time.sleep(0.2)
        lab.ensure_runner()
        if obstacle := lab.obstacle():
            raise complain(f"{record.title} waits. {obstacle}", 1)
        found = lab.datasets.record(record.name)
        if found is None:
            raise complain(f"{record.title} was deleted meanwhile.", 1)
        record = found
    if record.sha256 is None:
        raise complain(str((record.job and record.job.reason) or "The import was cancelled."), 1)
    return record


@data.command("list")
def list_datasets(as_json: Json = False) -> None:
    """List the data sets."""
    records = open_trainer().lab.datasets.records()
    bundled = [find_dataset(name) for name in BUNDLED]
    if as_json:
        own = [_bundled_row(each.name, each.title, each.classes, each.image_count) for each in bundled]
        typer.echo(json.dumps([*own, *map(_row, records)]))
    else:
        typer.echo(
            "\n".join(
                [*(f"{each.name}  {each.image_count:,} images" for each in bundled), *map(_line, records)]
            )
        )


_Name = Annotated[str, typer.Argument(help="Name of the data set, as `list` tells it, or its title.")]


@data.command()
def rename(
    name: _Name,
    title: Annotated[str, typer.Option(help="What the data set shall be called.")] = "",
    classes: Annotated[
        str, typer.Option(help="Names of all its classes in their order, with a comma between each two.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Give a data set of your own, or its classes, other names."""
    trainer = open_trainer()
    record = _own(trainer, name)
    if not (title or classes):
        raise complain("Give --title or --classes.", 2)
    names = classes.split(",") if classes else record.classes
    with usage_errors():
        trainer.rename_dataset(record.name, title or record.title, names)
    renamed = _own(trainer, record.name)
    typer.echo(json.dumps(_row(renamed)) if as_json else _line(renamed))


@data.command()
def delete(name: _Name) -> None:
    """Delete a data set of your own for good."""
    trainer = open_trainer()
    with usage_errors():
        trainer.delete_dataset(_own(trainer, name).name)


def _own(trainer: Trainer, name: str) -> DatasetRecord:
    found = [each for each in trainer.lab.datasets.records() if name in (each.name, each.title)]
    if not found:
        raise complain(f"There is no data set {name[:40]!r} of your own here.", 2)
    return found[0]


def _bundled_row(name: str, title: str, classes: tuple[str, ...], count: int) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "state": "finished",
        "classes": list(classes),
        "images": count,
    }


def _row(record: DatasetRecord) -> dict[str, Any]:
    """A data set for JSON."""
    return {
        **_bundled_row(record.name, record.title, record.classes, sum(record.counts)),
        **dict(zip(SPLITS, record.counts, strict=False)),
        "state": "finished" if record.sha256 else record.job.state if record.job else "failed",
        "reason": str((record.job and record.job.reason) or ""),
        "person": record.owner.name,
    }


def _line(record: DatasetRecord) -> str:
    row = _row(record)
    if record.sha256 is None:
        return f"{record.name}  {row['state']}  {row['reason']}".rstrip()
    return f"{record.name}  {row['images']:,} images  {', '.join(record.classes)[:80]}"
