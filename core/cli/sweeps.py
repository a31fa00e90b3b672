"""The commands about sweeps: `digit-lab sweep | sweeps`; others take the id of one too."""

import json
import time
from typing import Annotated, Any

import typer

from core.cli.app import Json, app, complain, open_trainer, or_fail, usage_errors
from core.cli.following import INTERRUPTED
from core.cli.output import sweep_line, sweep_row, trial_line
from core.data.datasets import DEFAULT_DATASET
from core.engine.presence import being_client
from core.lab import Lab
from core.models.presets import find_preset
from core.runs.draft import draft_of, draft_on
from core.sweep_acts import SweepActs
from core.sweep_reports import SweepReport, report, sweeps
from core.sweeps.reading import read_space
from core.sweeps.space import SettingName
from core.sweeps.specification import Sampler, specify_sweep
from core.sweeps.sweep import Sweep, SweepState
from core.sweeps.variables import VARIABLES
from core.text import counted
from core.trainer import Trainer

USUAL_TRIALS = 20
LOOK_SECONDS = 0.5


def _option(name: SettingName) -> Any:
    """The option of a setting that may vary."""
    return typer.Option(help=VARIABLES[name].help, metavar="VALUES")


@app.command()
def sweep(
    preset: Annotated[str, typer.Argument(help="Id of a preset, such as quick.")],
    trials: Annotated[
        int | None, typer.Option(help="How many trainings; 20, or every combination of a grid.")
    ] = None,
    learning_rate: Annotated[str | None, _option("learning_rate")] = None,
    batch_size: Annotated[str | None, _option("batch_size")] = None,
    epochs: Annotated[str | None, _option("epochs")] = None,
    dropout: Annotated[str | None, _option("dropout")] = None,
    width: Annotated[str | None, _option("width")] = None,
    optimizer: Annotated[str | None, _option("optimizer")] = None,
    sampler: Annotated[Sampler, typer.Option(help="How the next values are chosen.")] = "tpe",
    prune: Annotated[
        bool, typer.Option("--prune", help="Stop trials below the median of the others after an epoch.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Of the sampler.")] = 0,
    dataset: Annotated[str, typer.Option(help="Name of the data set to learn.")] = DEFAULT_DATASET,
    wait: Annotated[bool, typer.Option("--wait", help="Return when the sweep has ended or paused.")] = False,
    as_json: Json = False,
) -> None:
    """Search for good settings of a preset by many trainings, compared on the validation split."""
    trainer = open_trainer()
    typed = {
        "learning_rate": learning_rate, "batch_size": batch_size, "epochs": epochs,
        "dropout": dropout, "width": width, "optimizer": optimizer,
    }  # fmt: skip
    with being_client(trainer.lab.home), usage_errors():
        draft, library = draft_of(find_preset(preset)), trainer.lab.datasets
        name = or_fail(lambda: library.resolve(dataset))
        if name != draft.dataset:
            draft = draft_on(draft, library.facts(name), name)
        number = USUAL_TRIALS if trials is None and sampler != "grid" else trials
        spec = specify_sweep(
            draft, read_space(typed), trials=number, sampler=sampler, prunes=prune, seed=seed
        )
        started = SweepActs(trainer).start(spec)
        typer.echo(
            f"{started.name} ({started.id}): {counted(spec.trials, 'trial')}. {spec.note or ''}".rstrip(),
            err=True,
        )
        if wait:
            wait_for_sweep(trainer, started, say=not as_json)
    print_sweep(report(trainer.lab, started.id), as_json)


def wait_for_pause(trainer: Trainer, sweep_id: str) -> None:
    """Waits until all trials of a sweep have paused that were asked to."""
    lab = trainer.lab
    found = report(lab, sweep_id)
    try:
        while found.is_pausing:
            lab.ensure_runner()
            if obstacle := lab.obstacle():
                raise complain(f"{found.sweep.name} waits. {obstacle}", 1)
            time.sleep(LOOK_SECONDS)
            found = report(lab, sweep_id)
    except KeyboardInterrupt:
        raise complain(f"{found.sweep.name} pauses without you.", INTERRUPTED) from None


def wait_for_sweep(trainer: Trainer, sweep: Sweep, *, say: bool) -> None:
    """Waits until a sweep has ended or paused.

    It sees that a runner is there, and prints each trial that has ended.
    """
    lab, said = trainer.lab, set[int]()
    try:
        while _say_ended(lab, sweep, said, say=say):
            time.sleep(LOOK_SECONDS)
            lab.ensure_runner()
            if obstacle := lab.obstacle():
                raise complain(f"{sweep.name} waits. {obstacle}", 1)
    except KeyboardInterrupt:
        raise complain(
            f"{sweep.name} goes on without you; `digit-lab stop {sweep.id}` stops it.", INTERRUPTED
        ) from None


def _say_ended(lab: Lab, sweep: Sweep, said: set[int], *, say: bool) -> bool:
    """Prints the trials that have ended since the last time; returns whether the sweep goes on, or pauses."""
    found = report(lab, sweep.id)
    for trial in found.trials:
        if trial.has_ended and not trial.was_interrupted and trial.number not in said:
            said.add(trial.number)
            if say:
                typer.echo(trial_line(trial))
    return found.sweep.is_running or found.is_pausing


def print_sweep(found: SweepReport, as_json: bool) -> None:
    """Prints a sweep with its trials; ends the command with exit code 1 if the lab had to give it up."""
    if as_json:
        typer.echo(json.dumps(sweep_row(found)))
    else:
        typer.echo(sweep_line(found))
    if found.sweep.state is SweepState.STOPPED and found.sweep.reason:
        raise typer.Exit(1)


def sweep_words(trainer: Trainer, sweep_id: str, keep_runs: bool) -> str:
    """What is deleted with a sweep, such as "Sweep 3 with its 12 runs"."""
    found = report(trainer.lab, sweep_id)
    runs = sum(trial.run is not None for trial in found.trials)
    name = found.sweep.name
    return name if keep_runs or not runs else f"{name} with its {counted(runs, 'run')}"


def stop_sweep(trainer: Trainer, sweep_id: str, as_json: bool) -> None:
    """Ends a sweep, waits for its last trainings, and prints it."""
    with being_client(trainer.lab.home), usage_errors():
        SweepActs(trainer).stop(sweep_id)
        lab = trainer.lab
        while any(trial.is_live for trial in lab.store.sweeps.trials(sweep_id)):
            lab.ensure_runner()
            if obstacle := lab.obstacle():
                raise complain(f"The sweep has ended; its last trainings wait to be stopped. {obstacle}", 1)
            time.sleep(LOOK_SECONDS)
    print_sweep(report(trainer.lab, sweep_id), as_json)


@app.command(name="sweeps")
def list_sweeps(
    chosen: Annotated[
        str | None, typer.Argument(metavar="[SWEEP]", help="Id of one, to list its trials.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the sweeps, the newest first, or the trials of one."""
    lab = open_trainer().lab
    with usage_errors():
        found = [report(lab, each) for each in ([chosen] if chosen else [one.id for one in sweeps(lab)])]
    if as_json:
        rows = [sweep_row(each) for each in found]
        typer.echo(json.dumps(rows[0] if chosen else rows))
        return
    for each in found:
        typer.echo(sweep_line(each))
        for trial in each.trials if chosen else ():
            typer.echo(trial_line(trial))
    if not found:
        typer.echo("No sweeps yet; `digit-lab sweep quick --learning-rate 0.0003..0.01` starts one.")
