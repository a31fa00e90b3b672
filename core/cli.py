"""The command line: `digit-lab serve | stop | train | runs | evaluate | recognise | doctor`.

Exit codes: 0 done, 2 bad usage, 1 the run or a file failed, 130 after Ctrl-C.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import typer

from core.cli_lab import Json, app, complain, open_trainer
from core.cli_output import (
    answer_line,
    epoch_line,
    epoch_row,
    run_line,
    run_row,
    scores_line,
    scores_row,
)
from core.data.splits import split
from core.engine.presence import being_client
from core.engine.runner_process import ensure_runner
from core.home import DISK_FULL, UnusableHomeError, says_disk_full
from core.recognition.picture import PictureError
from core.recognition.predictor import Predictor
from core.recognition.recognition import recognise as recognise_picture
from core.runs.artifacts import DamagedFileError
from core.runs.manifest import RecipeError, changed_recipe
from core.runs.run import Run, UnknownRunError
from core.runs.state import State
from core.trainer import Trainer, TrainerError

ChosenSplit = Literal["train", "validation", "test"]

INTERRUPTED = 130  # the shell's own code for Ctrl-C

T = TypeVar("T")


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Turns what people can mistype into one sentence and exit code 2."""
    try:
        yield
    except (TrainerError, RecipeError, UnknownRunError) as error:
        raise complain(str(error.args[0]), 2) from None


@app.command()
def train(
    preset: Annotated[str, typer.Argument(help="Id of a preset, such as quick.")],
    epochs: Annotated[int | None, typer.Option(help="How often every image is seen.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Images to a step.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Size of a step.")] = None,
    seed: Annotated[int | None, typer.Option(help="Start of all random numbers.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Return when the run has ended.")] = False,
    as_json: Json = False,
) -> None:
    """Train a preset, with some of its settings changed if you like."""
    trainer = open_trainer()
    with being_client(trainer.home), _usage_errors():
        chosen = trainer.preset(preset)
        recipe = changed_recipe(
            chosen, epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=seed
        )
        run = trainer.start(chosen, recipe)
        typer.echo(f"Run {run.id}: {run.name}. {recipe.validation_words}", err=True)
        if wait:
            run = _wait(trainer, run, say=not as_json)
    _print_training(trainer, run, as_json)
    if run.state in (State.FAILED, State.INTERRUPTED):
        raise typer.Exit(1)


def _wait(trainer: Trainer, run: Run, say: bool) -> Run:
    """Follows a run until it has ended; sees that a runner is there, whatever happens to it."""
    said = 0
    try:
        while run.is_live:
            time.sleep(0.2)
            ensure_runner(trainer.home)
            if run.state is State.QUEUED and (obstacle := trainer.obstacle()):
                raise complain(f"{run.name} waits. {obstacle}", 1)
            run = trainer.run(run.id)
            epochs = trainer.follow(run.id).epochs
            for epoch in epochs[said:] if say else []:
                typer.echo(f"Epoch {epoch['epoch']}: {epoch_line(epoch)}")
            said = len(epochs)
    except KeyboardInterrupt:
        raise complain(
            f"{run.name} goes on without you; `digit-lab stop` stops what trains.", INTERRUPTED
        ) from None
    return run


def _print_training(trainer: Trainer, run: Run, as_json: bool) -> None:
    if as_json:
        epochs = [epoch_row(epoch) for epoch in trainer.progress(run.id).epochs]
        typer.echo(json.dumps({"run": run.id, "state": run.state, "epochs": epochs}))
    else:
        typer.echo(run_line(run))


@app.command()
def runs(as_json: Json = False) -> None:
    """List every run, the newest first."""
    found = open_trainer().runs()
    if as_json:
        typer.echo(json.dumps([run_row(run) for run in found]))
    elif not found:
        typer.echo("No runs yet; `digit-lab train quick` makes the first.")
    else:
        typer.echo("\n".join(run_line(run) for run in found))


@app.command()
def evaluate(
    run: Annotated[str, typer.Argument(help="Id of a run.")],
    on: Annotated[ChosenSplit, typer.Option("--split", help="What to measure on.")] = "test",
    as_json: Json = False,
) -> None:
    """Measure a run's model on a split."""
    from core.evaluation.confusion import evaluate as score

    trainer = open_trainer()
    with _usage_errors():
        chosen = trainer.run(run)
    scores = score(split(on).labels, _or_fail(lambda: trainer.probabilities(chosen, on)))
    if as_json:
        typer.echo(json.dumps(scores_row(run, on, scores)))
    else:
        typer.echo(scores_line(on, scores))
        if caveat := chosen.manifest.recipe.caveat(on):
            typer.echo(caveat)


def _or_fail(use: Callable[[], T]) -> T:
    """What `use` returns, or exit code 1 with a sentence if the run's model cannot be used."""
    try:
        return use()
    except (TrainerError, DamagedFileError) as error:
        raise complain(str(error), 1) from None


@app.command()
def recognise(
    files: Annotated[list[Path], typer.Argument(help="Pictures: png, jpg, gif, webp or bmp.")],
    run: Annotated[str | None, typer.Option(help="Id of a run; by default the latest with a model.")] = None,
    as_json: Json = False,
) -> None:
    """Read the digit in each picture."""
    trainer = open_trainer()
    with _usage_errors():
        chosen = trainer.run(run) if run else trainer.latest_with_model()
    predictor = _or_fail(lambda: trainer.predictor(chosen))
    answers = [_answer(file, predictor) for file in files]
    if as_json:
        typer.echo(json.dumps(answers))
    else:
        typer.echo("\n".join(answer_line(answer) for answer in answers))
    if any("error" in answer for answer in answers):
        raise typer.Exit(1)


def _answer(file: Path, predictor: Predictor) -> dict[str, Any]:
    try:
        found = recognise_picture(file.read_bytes(), predictor)
    except OSError as error:
        return {"file": str(file), "error": f"The file cannot be read: {error.strerror}."}
    except PictureError as error:
        return {"file": str(file), "error": str(error)}
    return {"file": str(file), "digit": found.digit, "probabilities": found.probabilities.tolist()}


def main() -> None:
    """The entry point of the `digit-lab` command; what a disk refuses or has damaged gets a sentence."""
    try:
        app()
    except UnusableHomeError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(DISK_FULL if says_disk_full(error) else f"A file could not be read or written: {error}.")


if __name__ == "__main__":
    main()
