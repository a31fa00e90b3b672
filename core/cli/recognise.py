"""The command that reads pictures: `digit-lab recognise`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.cli.app import Json, app, complain, open_trainer, or_fail, usage_errors
from core.cli.output import answer_line, number_row
from core.data.mnist import CLASSES
from core.recognition.detector import DigitDetector, digit_detector
from core.recognition.form import MNIST_FORM, Form
from core.recognition.line_reader import line_reader
from core.recognition.picture import PictureError
from core.recognition.predictor import Predictor
from core.recognition.reading import read_picture
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

    @property
    def reads_digits(self) -> bool:
        """Whether it has learned digits in MNIST's form."""
        return self.classes == CLASSES and self.form.method == MNIST_FORM.method


@app.command()
def recognise(
    files: Annotated[list[Path], typer.Argument(help="Pictures: png, jpg, gif, webp or bmp.")],
    run: Annotated[
        str | None,
        typer.Option(
            help=f"Id of a run, `{LATEST}` for the latest with a model, or `{SHIPPED}`, which is the default."
        ),
    ] = None,
    several: Annotated[
        bool, typer.Option("--several", help="Read all digits on each picture, line by line.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Predict the class of each picture, of MNIST its digit; with --several read all digits on it."""
    model = or_fail(_shipped) if run in (None, SHIPPED) else _model_of(run)
    if several and not model.reads_digits:
        raise complain("--several reads digits; choose a run that has learned those.", 2)
    detector = or_fail(_several_reader) if several else None
    answers = [_answer(file, model, detector) for file in files]
    if as_json:
        typer.echo(json.dumps(answers))
    else:
        typer.echo("\n".join(answer_line(answer) for answer in answers))
    if any("error" in answer for answer in answers):
        raise typer.Exit(1)


def _several_reader() -> DigitDetector:
    """What finds single digits, after the line reader has been loaded too."""
    line_reader()
    return digit_detector()


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


def _answer(file: Path, model: _Model, detector: DigitDetector | None) -> dict[str, Any]:
    """What stands in a file: one class, or several digits where there is a detector."""
    try:
        if detector is not None:
            lines = read_picture(file.read_bytes(), model.predictor, detector)
            return {"file": str(file), **number_row(lines)}
        found = recognise_picture(file.read_bytes(), model.predictor, model.form)
    except OSError as error:
        return {"file": str(file), "error": f"The file cannot be read: {error.strerror}."}
    except PictureError as error:
        return {"file": str(file), "error": str(error)}
    name = {} if model.classes == CLASSES else {"class": model.classes[found.digit]}
    return {"file": str(file), "digit": found.digit, **name, "probabilities": found.probabilities.tolist()}
