"""The command that reads pictures: `digit-lab recognise`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.cli.app import Json, app, open_trainer, or_fail, usage_errors
from core.cli.output import answer_line
from core.data.mnist import CLASSES
from core.recognition.form import MNIST_FORM, Form
from core.recognition.picture import PictureError
from core.recognition.predictor import Predictor
from core.recognition.recognition import recognise as recognise_picture
from core.recognition.shipped import SHIPPED, shipped_predictor

LATEST: Final = "latest"
"""Stands for a run; no run id has this form."""


@dataclass(frozen=True)
class _Model:
    """What answers, the form in which it gets a picture, and what its classes are called."""

    predictor: Predictor
    form: Form
    classes: tuple[str, ...]


@app.command()
def recognise(
    files: Annotated[list[Path], typer.Argument(help="Pictures: png, jpg, gif, webp or bmp.")],
    run: Annotated[
        str | None,
        typer.Option(
            help=f"Id of a run, `{LATEST}` for the latest with a model, or `{SHIPPED}`, which is the default."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Predict the class of each picture: of MNIST its digit."""
    model = or_fail(_shipped) if run in (None, SHIPPED) else _model_of(run)
    answers = [_answer(file, model) for file in files]
    if as_json:
        typer.echo(json.dumps(answers))
    else:
        typer.echo("\n".join(answer_line(answer) for answer in answers))
    if any("error" in answer for answer in answers):
        raise typer.Exit(1)


def _shipped() -> _Model:
    return _Model(shipped_predictor(), MNIST_FORM, CLASSES)


def _model_of(run: str) -> _Model:
    lab = open_trainer().lab
    with usage_errors():
        chosen = lab.latest_with_model() if run == LATEST else lab.run(run)
    learned = chosen.manifest.dataset
    return or_fail(
        lambda: _Model(lab.predictor(chosen), lab.datasets.form(learned), lab.datasets.facts(learned).classes)
    )


def _answer(file: Path, model: _Model) -> dict[str, Any]:
    try:
        found = recognise_picture(file.read_bytes(), model.predictor, model.form)
    except OSError as error:
        return {"file": str(file), "error": f"The file cannot be read: {error.strerror}."}
    except PictureError as error:
        return {"file": str(file), "error": str(error)}
    return {
        "file": str(file),
        "digit": found.digit,
        "class": model.classes[found.digit],
        "probabilities": found.probabilities.tolist(),
    }
