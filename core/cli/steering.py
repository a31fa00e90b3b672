"""The commands that steer runs: `digit-lab pause | resume | change | fork | delete | queue`."""

import json
from collections.abc import Callable
from typing import Annotated

import typer

from core.cli.app import Json, app, complain, open_trainer, or_fail, usage_errors
from core.cli.following import print_training, wait_for_end
from core.cli.output import run_line, run_row
from core.cli.runs import setting_option
from core.cli.sweeps import print_sweep, sweep_words, wait_for_pause, wait_for_sweep
from core.engine.presence import being_client
from core.fork_acts import ForkActs
from core.models.settings import SETTINGS
from core.names import WishError
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import LIVE, State
from core.service import engine_notice
from core.sweep_acts import SweepActs
from core.sweep_reports import find_sweep, report
from core.trainer import Trainer
from core.training_acts import TrainingActs

RunId = Annotated[str, typer.Argument(help="Id of a run.")]
RunOrSweepId = Annotated[str, typer.Argument(metavar="RUN|SWEEP", help="Id of a run or a sweep.")]
_RATE = "Where the rate has a schedule, this is where the schedule starts from."
_EPOCHS = "A schedule of the learning rate is stretched over them."

Wait = Annotated[bool, typer.Option("--wait", help="Return when the run, or the sweep, has ended or paused.")]


@app.command()
def pause(run: RunOrSweepId, wait: Wait = False, as_json: Json = False) -> None:
    """Pause a sweep, or a training after the epoch that goes on; `digit-lab resume` lets it go on."""
    if _steer_sweep(SweepActs.pause, run, wait_for_pause if wait else None, as_json=as_json):
        return
    _steer(TrainingActs.pause, run, _pauses, wait=wait, as_json=as_json)


@app.command()
def resume(run: RunOrSweepId, wait: Wait = False, as_json: Json = False) -> None:
    """Let a paused sweep go on, or a run that ended early, after its last complete epoch."""

    def wait_for_end_of_sweep(trainer: Trainer, sweep_id: str) -> None:
        wait_for_sweep(trainer, report(trainer.lab, sweep_id).sweep, say=not as_json)

    if _steer_sweep(SweepActs.resume, run, wait_for_end_of_sweep if wait else None, as_json=as_json):
        return
    _steer(TrainingActs.resume, run, _goes_on, wait=wait, as_json=as_json)


@app.command()
def change(
    run: RunId,
    learning_rate: Annotated[
        float | None, typer.Option(help=f"{SETTINGS['learning_rate'].help} {_RATE}")
    ] = None,
    epochs: Annotated[int | None, typer.Option(help=f"All epochs that the run shall have. {_EPOCHS}")] = None,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Change a run from its next epoch on, also while it trains; one that has ended goes on with it."""

    def ask(acts: TrainingActs, run_id: str) -> None:
        acts.change(run_id, learning_rate=learning_rate, epochs=epochs)

    _steer(ask, run, _changes, wait=wait, as_json=as_json)


@app.command()
def fork(
    run: RunId,
    epoch: Annotated[
        int | None, typer.Option(help="Go on from this epoch, counted from 1; the last one by default.")
    ] = None,
    epochs: Annotated[int | None, setting_option("epochs")] = None,
    batch_size: Annotated[int | None, setting_option("batch_size")] = None,
    learning_rate: Annotated[float | None, setting_option("learning_rate")] = None,
    seed: Annotated[int | None, setting_option("seed")] = None,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Start a run that goes on from a kept epoch of another one, with some settings changed if you like."""
    trainer = open_trainer()
    with being_client(trainer.lab.home), usage_errors():
        acts = ForkActs(trainer)
        made = or_fail(
            lambda: acts.fork(
                run, epoch, epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=seed
            )
        )
        typer.echo(f"Run {made.id}: {made.name} goes on after epoch {made.epochs_done} of {run}.", err=True)
        if wait:
            made = wait_for_end(trainer, made, say=not as_json)
    print_training(trainer, made, as_json)


@app.command()
def delete(
    run: RunOrSweepId,
    keep_runs: Annotated[bool, typer.Option("--keep-runs", help="Keep the runs of a deleted sweep.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete a run, or a sweep with its runs, for good; asks before."""
    trainer = open_trainer()
    with usage_errors():
        sweep = find_sweep(trainer.lab, run)
        if sweep is None and keep_runs:
            raise WishError("--keep-runs is for a sweep, and {run} is none.", run=repr(run[:40]))
        subject = trainer.lab.run(run).name if sweep is None else sweep_words(trainer, run, keep_runs)
        if not yes and not typer.confirm(f"Delete {subject} for good?", err=True):
            raise complain("Nothing was deleted.", 1)
        if sweep is None:
            trainer.delete(run)
        else:
            SweepActs(trainer).delete(run, keeps_runs=keep_runs)
    typer.echo(json.dumps({"deleted": run}) if as_json else f"Deleted {subject}.")


def _pauses(run: Run) -> str:
    return "pauses after this epoch" if run.state is State.RUNNING else "leaves the queue until it is resumed"


def _changes(run: Run) -> str:
    if run.state is State.RUNNING:
        return "changes when its next epoch begins"
    return "is changed" if run.state is State.PAUSED or run.attempt == 0 else _goes_on(run)


def _goes_on(run: Run) -> str:
    return f"goes on after epoch {run.epochs_done}" if run.epochs_done else "starts again"


def _steer(
    act: Callable[[TrainingActs, str], None],
    run: str,
    words: Callable[[Run], str],
    *,
    wait: bool,
    as_json: bool,
) -> None:
    """Asks something of a run, says what it does then, and prints it."""
    trainer = open_trainer()
    with being_client(trainer.lab.home), usage_errors():
        act(TrainingActs(trainer), run)
        found = trainer.lab.run(run)
        typer.echo(f"{found.name} {words(found)}.", err=True)
        if wait:
            found = wait_for_end(trainer, found, say=not as_json)
    print_training(trainer, found, as_json)


def _steer_sweep(
    act: Callable[[SweepActs, str], None],
    sweep_id: str,
    wait: Callable[[Trainer, str], None] | None,
    *,
    as_json: bool,
) -> bool:
    """Asks something of a sweep, waits for it if that is wanted, and prints it; False if there is no such."""
    trainer = open_trainer()
    if find_sweep(trainer.lab, sweep_id) is None:
        return False
    with being_client(trainer.lab.home), usage_errors():
        act(SweepActs(trainer), sweep_id)
        if wait:
            wait(trainer, sweep_id)
    print_sweep(report(trainer.lab, sweep_id), as_json)
    return True


@app.command()
def queue(as_json: Json = False) -> None:
    """List the runs that train, and those that wait in the order in which they will start."""
    lab = open_trainer().lab
    found = lab.runs(RunQuery(states=tuple(LIVE), order="waiting", limit=None))
    if as_json:
        typer.echo(json.dumps([run_row(run) for run in found]))
    else:
        typer.echo("\n".join(run_line(run) for run in found) or "Nothing trains or waits.")
    for said in (lab.obstacle(), engine_notice(lab)):
        if said and found:
            typer.echo(str(said), err=True)
