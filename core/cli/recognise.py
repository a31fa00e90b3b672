"""The command that reads pictures: `digit-lab recognise`."""

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.cli.app import Json, app, open_trainer, or_fail, usage_errors
from core.cli.output import answer_line
from core.recognition.picture import PictureError
from core.recognition.predictor import Predictor
from core.recognition.recognition import recognise as recognise_picture
from core.recognition.shipped import SHIPPED, shipped_predictor

LATEST: Final = "latest"
"""Stands for a run; no run id has this form."""


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
    """Predict the digit in each picture."""
    predictor = or_fail(shipped_predictor) if run in (None, SHIPPED) else _predictor_of(run)
    answers = [_answer(file, predictor) for file in files]
    if as_json:
        typer.echo(json.dumps(answers))
    else:
        typer.echo("\n".join(answer_line(answer) for answer in answers))
    if any("error" in answer for answer in answers):
        raise typer.Exit(1)


def _predictor_of(run: str) -> Predictor:
    lab = open_trainer().lab
    with usage_errors():
        chosen = lab.latest_with_model() if run == LATEST else lab.run(run)
    return or_fail(lambda: lab.predictor(chosen))


def _answer(file: Path, predictor: Predictor) -> dict[str, Any]:
    try:
        found = recognise_picture(file.read_bytes(), predictor)
    except OSError as error:
        return {"file": str(file), "error": f"The file cannot be read: {error.strerror}."}
    except PictureError as error:
        return {"file": str(file), "error": str(error)}
    return {"file": str(file), "digit": found.digit, "probabilities": found.probabilities.tolist()}
