"""The command line: `digit-lab serve | stop | train | runs | evaluate | recognise`.

Exit codes: 0 done, 2 bad usage, 1 the run or a file failed, 130 after Ctrl-C.
"""

import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import typer

from core.cli_output import answer_line, epoch_line, epoch_row, run_line, run_row
from core.data.splits import split
from core.engine.presence import being_client
from core.engine.runner_process import ensure_runner, stop_runner
from core.home import UnusableHomeError, default_home
from core.recognition.picture import PictureError
from core.recognition.predictor import Predictor
from core.recognition.recognition import recognise as recognise_picture
from core.runs.artifacts import DamagedFileError
from core.runs.manifest import RecipeError, changed_recipe
from core.runs.run import Run, UnknownRunError
from core.runs.state import State
from core.trainer import Trainer, TrainerError

app = typer.Typer(
    help="Digit Lab: train, look at and use models of handwritten digits.", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
ChosenSplit = Literal["train", "validation", "test"]

INTERRUPTED = 130  # the shell's own code for Ctrl-C

T = TypeVar("T")


def _trainer() -> Trainer:
    try:
        trainer = Trainer(default_home(), person="command-line")
    except UnusableHomeError as error:
        raise _complain(str(error), 1) from None
    if not trainer.person_name:
        trainer.introduce("Command line")
    return trainer


def _complain(message: str, code: int) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(code)


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Turns what people can mistype into one sentence and exit code 2."""
    try:
        yield
    except (TrainerError, RecipeError, UnknownRunError) as error:
        raise _complain(str(error.args[0]), 2) from None


@app.command()
def serve(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")] = 8501,
    address: Annotated[str | None, typer.Option(help="Address to listen on; all by default.")] = None,
) -> None:
    """Start the lab and print its address."""
    package = importlib.util.find_spec("dashboard")
    if package is None or not package.submodule_search_locations:
        raise _complain("The dashboard is not installed; run `pip install -r requirements.txt`.", 1)
    script = Path(package.submodule_search_locations[0]) / "app.py"
    _trainer()  # says what is wrong with the data folder, before there is a server
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    if address:
        command.append(f"--server.address={address}")
    os.execv(sys.executable, command)  # noqa: S606


@app.command()
def stop() -> None:
    """Stop the trainings (they keep what they learned) and the process that runs them."""
    trainer = _trainer()
    running = [run.name for run in trainer.live_runs() if run.state is State.RUNNING]
    if not stop_runner(trainer.home):
        raise _complain("The runner did not end within a minute; look into runner.log in the data folder.", 1)
    typer.echo(f"Stopped: {', '.join(running)}." if running else "Nothing was training.")
    if waiting := [run.name for run in trainer.live_runs()]:
        typer.echo(f"Still waiting: {', '.join(waiting)}. They are trained as soon as the lab runs.")


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
    trainer = _trainer()
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
            run = trainer.run(run.id)
            epochs = trainer.follow(run.id).epochs
            for epoch in epochs[said:] if say else []:
                typer.echo(f"Epoch {epoch['epoch']}: {epoch_line(epoch)}")
            said = len(epochs)
    except KeyboardInterrupt:
        raise _complain(
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
    found = _trainer().runs()
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

    trainer = _trainer()
    with _usage_errors():
        chosen = trainer.run(run)
    scores = score(split(on).labels, _or_fail(lambda: trainer.probabilities(chosen, on)))
    if as_json:
        document = {
            "run": run,
            "split": on,
            "n": scores.n,
            "accuracy": scores.accuracy,
            "confusion": scores.confusion.tolist(),
        }
        typer.echo(json.dumps(document))
    else:
        low, high = scores.interval.low, scores.interval.high
        typer.echo(
            f"{scores.accuracy:.2%} of {scores.n:,} right on {on} (95 % interval {low:.2%} to {high:.2%})"
        )
        if caveat := chosen.manifest.recipe.caveat(on):
            typer.echo(caveat)


def _or_fail(use: Callable[[], T]) -> T:
    """What `use` returns, or exit code 1 with a sentence if the run's model cannot be used."""
    try:
        return use()
    except (TrainerError, DamagedFileError) as error:
        raise _complain(str(error), 1) from None


@app.command()
def recognise(
    files: Annotated[list[Path], typer.Argument(help="Pictures: png, jpg, gif, webp or bmp.")],
    run: Annotated[str | None, typer.Option(help="Id of a run; by default the latest with a model.")] = None,
    as_json: Json = False,
) -> None:
    """Read the digit in each picture."""
    trainer = _trainer()
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
    """The entry point of the `digit-lab` command."""
    app()


if __name__ == "__main__":
    main()
