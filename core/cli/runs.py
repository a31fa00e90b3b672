"""The commands about runs: `digit-lab train | runs | evaluate`."""

import json
import time
from typing import Annotated, Any, Literal

import typer

from core.cli.app import Json, app, complain, open_trainer, or_fail, usage_errors
from core.cli.output import epoch_line, epoch_row, run_line, run_row, scores_line, scores_row
from core.data.datasets import DEFAULT_DATASET
from core.engine.presence import being_client
from core.models.presets import find_preset
from core.models.settings import SETTINGS
from core.runs.draft import draft_of, draft_on
from core.runs.query import EVERY_RUN
from core.runs.run import Run
from core.runs.state import State
from core.trainer import Trainer

ChosenSplit = Literal["train", "validation", "test"]

INTERRUPTED = 130  # the shell's own code for Ctrl-C


def _option(name: str) -> Any:
    """The option of a setting, as it is described on the recipe's field."""
    return typer.Option(help=SETTINGS[name].help)


@app.command()
def train(
    preset: Annotated[str, typer.Argument(help="Id of a preset, such as quick.")],
    epochs: Annotated[int | None, _option("epochs")] = None,
    batch_size: Annotated[int | None, _option("batch_size")] = None,
    learning_rate: Annotated[float | None, _option("learning_rate")] = None,
    seed: Annotated[int | None, _option("seed")] = None,
    dataset: Annotated[str, typer.Option(help="Name of the data set to learn.")] = DEFAULT_DATASET,
    wait: Annotated[bool, typer.Option("--wait", help="Return when the run has ended.")] = False,
    as_json: Json = False,
) -> None:
    """Train a preset, with some of its settings changed if you like."""
    trainer = open_trainer()
    with being_client(trainer.lab.home), usage_errors():
        draft = draft_of(
            find_preset(preset), epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=seed
        )
        library = trainer.lab.datasets
        name = or_fail(lambda: library.resolve(dataset))
        run = trainer.start(draft if name == draft.dataset else draft_on(draft, library.facts(name), name))
        typer.echo(f"Run {run.id}: {run.name}. {draft.recipe.validation_note}", err=True)
        if wait:
            run = _wait(trainer, run, say=not as_json)
    _print_training(trainer, run, as_json)
    if run.state in (State.FAILED, State.INTERRUPTED):
        raise typer.Exit(1)


def _wait(trainer: Trainer, run: Run, say: bool) -> Run:
    """Follows a run until it has ended; sees that a runner is there, whatever happens to it."""
    lab, said = trainer.lab, 0
    try:
        while run.is_live:
            time.sleep(0.2)
            lab.ensure_runner()
            if run.state is State.QUEUED and (obstacle := lab.obstacle()):
                raise complain(f"{run.name} waits. {obstacle}", 1)
            run = lab.run(run.id)
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
        epochs = [epoch_row(epoch) for epoch in trainer.lab.progress(run.id).epochs]
        typer.echo(json.dumps({"run": run.id, "state": run.state, "epochs": epochs}))
    else:
        typer.echo(run_line(run))


@app.command()
def runs(as_json: Json = False) -> None:
    """List every run, the newest first."""
    found = open_trainer().lab.runs(EVERY_RUN)
    if as_json:
        typer.echo(json.dumps([run_row(run) for run in found]))
    elif not found:
        typer.echo("No runs yet; `digit-lab train quick` makes the first.")
    else:
        typer.echo("\n".join(run_line(run) for run in found))


@app.command()
def evaluate(
    run: Annotated[str, typer.Argument(help="Id of a run.")],
    on: Annotated[ChosenSplit, typer.Option("--split", help="The split to evaluate on.")] = "test",
    as_json: Json = False,
) -> None:
    """Evaluate a run's model on a split."""
    from core.evaluation.confusion import evaluate as score

    lab = open_trainer().lab
    with usage_errors():
        chosen = lab.run(run)
    labels = or_fail(lambda: lab.dataset_of(chosen)).split(on).labels
    scores = score(labels, or_fail(lambda: lab.probabilities(chosen, on)))
    if as_json:
        typer.echo(json.dumps(scores_row(run, on, scores)))
    else:
        typer.echo(scores_line(on, scores))
        if caveat := chosen.manifest.recipe.caveat(on):
            typer.echo(str(caveat))
