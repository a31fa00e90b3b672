"""The commands that make and measure runs: `digit-lab train | runs | evaluate`."""

import json
from typing import Annotated, Any, Literal

import typer

from core.cli.app import Json, app, open_trainer, or_fail, usage_errors
from core.cli.following import print_training, wait_for_end
from core.cli.output import run_line, run_row, scores_line, scores_row
from core.data.datasets import DEFAULT_DATASET
from core.engine.presence import being_client
from core.models.presets import find_preset
from core.models.recipe import Recipe, UsedEpoch
from core.models.settings import SETTINGS
from core.runs.draft import draft_of, draft_on
from core.runs.query import EVERY_RUN
from core.text import counted

ChosenSplit = Literal["train", "validation", "test"]


def setting_option(name: str) -> Any:
    """The option of a setting, as it is described on the recipe's field."""
    return typer.Option(help=SETTINGS[name].help)


def _recipe_option(name: str) -> Any:
    """The option of a choice, as it is described on the recipe's field."""
    return typer.Option(f"--{name.replace('_', '-')}", help=Recipe.model_fields[name].description)


@app.command()
def train(
    preset: Annotated[str, typer.Argument(help="Id of a preset, such as quick.")],
    epochs: Annotated[int | None, setting_option("epochs")] = None,
    batch_size: Annotated[int | None, setting_option("batch_size")] = None,
    learning_rate: Annotated[float | None, setting_option("learning_rate")] = None,
    seed: Annotated[int | None, setting_option("seed")] = None,
    drawing_weight: Annotated[int | None, setting_option("drawing_weight")] = None,
    patience: Annotated[int | None, setting_option("patience")] = None,
    target_accuracy: Annotated[float | None, setting_option("target_accuracy")] = None,
    time_limit: Annotated[float | None, setting_option("time_limit")] = None,
    used_epoch: Annotated[UsedEpoch | None, _recipe_option("used_epoch")] = None,
    keep_every_epoch: Annotated[bool, _recipe_option("keep_every_epoch")] = False,
    dataset: Annotated[str, typer.Option(help="Name of the data set to learn.")] = DEFAULT_DATASET,
    wait: Annotated[bool, typer.Option("--wait", help="Return when the run has ended.")] = False,
    as_json: Json = False,
) -> None:
    """Train a preset, with some of its settings changed if you like."""
    trainer = open_trainer()
    with being_client(trainer.lab.home), usage_errors():
        draft = draft_of(
            find_preset(preset),
            epochs=epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            seed=seed,
            drawing_weight=drawing_weight,
            patience=patience,
            target_accuracy=target_accuracy,
            time_limit=time_limit,
            used_epoch=used_epoch,
            keep_every_epoch=keep_every_epoch or None,
        )
        library = trainer.lab.datasets
        name = or_fail(lambda: library.resolve(dataset))
        run = trainer.start(draft if name == draft.dataset else draft_on(draft, library.facts(name), name))
        typer.echo(f"Run {run.id}: {run.name}. {draft.recipe.validation_note}", err=True)
        if drawings := run.manifest.drawings:
            words = f"It learns {counted(drawings.count, 'drawing')} of the drawn set"
            typer.echo(f"{words}, each {counted(draft.recipe.drawing_weight, 'time')} an epoch.", err=True)
        if wait:
            run = wait_for_end(trainer, run, say=not as_json)
    print_training(trainer, run, as_json)


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
