"""The commands about runs: `digit-lab train | runs | evaluate`."""

import json
import time
from typing import Annotated, Literal

import typer

from core.cli.app import Json, app, complain, open_trainer, or_fail, usage_errors
from core.cli.output import epoch_line, epoch_row, run_line, run_row, scores_line, scores_row
from core.data.splits import split
from core.engine.presence import being_client
from core.engine.runner_process import ensure_runner
from core.runs.manifest import changed_recipe
from core.runs.run import Run
from core.runs.state import State
from core.trainer import Trainer

ChosenSplit = Literal["train", "validation", "test"]

INTERRUPTED = 130  # the shell's own code for Ctrl-C


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
    with being_client(trainer.home), usage_errors():
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
    with usage_errors():
        chosen = trainer.run(run)
    scores = score(split(on).labels, or_fail(lambda: trainer.probabilities(chosen, on)))
    if as_json:
        typer.echo(json.dumps(scores_row(run, on, scores)))
    else:
        typer.echo(scores_line(on, scores))
        if caveat := chosen.manifest.recipe.caveat(on):
            typer.echo(caveat)
