"""A run, followed on the command line until it has ended, and then printed."""

import json
import time

import typer

from core.cli.app import complain
from core.cli.output import epoch_line, epoch_row, run_line
from core.runs.run import Run
from core.runs.state import State
from core.trainer import Trainer

INTERRUPTED = 130  # the shell's own code for Ctrl-C


def wait_for_end(trainer: Trainer, run: Run, *, say: bool) -> Run:
    """Follows a run until it has ended; sees that a runner is there, whatever happens to it.

    Args:
        trainer: Through which it is followed.
        run: The run; what it has trained before is not said again.
        say: Whether to print each epoch.
    """
    lab, said = trainer.lab, run.epochs_done
    try:
        while run.is_live:
            time.sleep(0.2)
            lab.ensure_runner()
            if run.state is State.QUEUED and (obstacle := lab.obstacle()):
                raise complain(f"{run.name} waits. {obstacle}", 1)
            run = lab.run(run.id)
            for epoch in trainer.follow(run.id).epochs:
                is_new = epoch["epoch"] > said and not (run.is_live and epoch["partial"])
                if is_new and say:
                    typer.echo(f"Epoch {epoch['epoch']}: {epoch_line(epoch)}")
                said = max(said, epoch["epoch"]) if is_new else said
    except KeyboardInterrupt:
        raise complain(
            f"{run.name} goes on without you; `digit-lab stop {run.id}` stops it.", INTERRUPTED
        ) from None
    return run


def print_training(trainer: Trainer, run: Run, as_json: bool) -> None:
    """Prints a run with its epochs; ends the command with exit code 1 if it has failed."""
    if as_json:
        epochs = [epoch_row(epoch) for epoch in trainer.lab.progress(run.id).epochs]
        typer.echo(json.dumps({"run": run.id, "state": run.state, "epochs": epochs}))
    else:
        typer.echo(run_line(run))
    if run.state in (State.FAILED, State.INTERRUPTED):
        raise typer.Exit(1)
