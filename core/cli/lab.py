"""The commands about the lab as a whole: `digit-lab serve | stop | doctor`."""

import importlib.util
import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from core.cli.app import Json, T, app, complain, open_trainer, usage_errors
from core.cli.following import print_training, wait_for_end
from core.cli.sweeps import stop_sweep
from core.engine.existing_cluster import cluster_from_settings
from core.engine.presence import KEPT_STOPPED, being_client, has_clients
from core.engine.runner_process import stop_runner
from core.engine.slots import training_slots
from core.engine.worker_memory import memory_from_settings
from core.home import DamagedStoreError, default_home
from core.lab import Lab
from core.runs.run import Run
from core.service import running_names
from core.sweep_reports import find_sweep
from core.training_acts import TrainingActs


@app.command()
def serve(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")] = 8501,
    address: Annotated[str | None, typer.Option(help="Address to listen on; all by default.")] = None,
) -> None:
    """Start the lab and print its address."""
    package = importlib.util.find_spec("dashboard")
    if package is None or not package.submodule_search_locations:
        raise complain("The dashboard is not installed; run `pip install -r requirements.txt`.", 1)
    script = Path(package.submodule_search_locations[0]) / "app.py"
    with usage_errors():
        training_slots()
        memory_from_settings()
        cluster_from_settings()
    open_trainer()  # says what is wrong with the data folder, before there is a server
    sys.argv = ["streamlit", "run", str(script), f"--server.port={port}"]
    if address:
        sys.argv.append(f"--server.address={address}")
    # As `python -m streamlit` does, but in this process: another one would load all of core anew.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=False)


@app.command()
def stop(
    run: Annotated[str | None, typer.Argument(help="Id of a run or sweep; all trainings by default.")] = None,
    as_json: Json = False,
) -> None:
    """Stop a run, a sweep, or all trainings and the process that runs them; they keep what they learned."""
    if run is None:
        _stop_all(as_json)
        return
    trainer = open_trainer()
    if find_sweep(trainer.lab, run):
        stop_sweep(trainer, run, as_json)
        return
    with being_client(trainer.lab.home), usage_errors():
        TrainingActs(trainer).stop(run)
        found = wait_for_end(trainer, trainer.lab.run(run), say=False)
    print_training(trainer, found, as_json)


def _stop_all(as_json: bool) -> None:
    lab = open_trainer().lab
    running = _readable(lambda: running_names(lab))
    if not stop_runner(lab.home):
        raise complain("The runner did not end within a minute; look into runner.log in the data folder.", 1)
    if as_json:
        waiting = [run.id for run in _waiting(lab)]
        typer.echo(json.dumps({"stopped": running, "waiting": waiting}))
        return
    typer.echo(f"Stopped: {', '.join(running)}." if running else "Nothing was training.")
    is_served = has_clients(lab.home)
    if waiting := [run.name for run in _waiting(lab)]:
        until = KEPT_STOPPED if is_served else "They are trained as soon as the lab runs."
        typer.echo(f"Still waiting: {', '.join(waiting)}. {until}")
    elif is_served:
        typer.echo(f"The lab is still served. {KEPT_STOPPED}")


def _waiting(lab: Lab) -> list[Run]:
    return _readable(lambda: lab.live_runs(limit=None))


def _readable(read: Callable[[], list[T]]) -> list[T]:
    """What is read of a list; nothing where it cannot be, for to mend it the lab has to be stopped first."""
    try:
        return read()
    except DamagedStoreError as error:
        typer.echo(str(error), err=True)
        return []


@app.command()
def doctor(as_json: Json = False) -> None:
    """Find what is damaged in the data folder, and mend what can be mended."""
    from core.doctor import examine

    findings = []
    for finding in examine(default_home()):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{'Mended' if finding.is_mended else 'Not mended'}: {finding.text}")
    if as_json:
        typer.echo(json.dumps([{"finding": str(f.text), "mended": f.is_mended} for f in findings]))
    elif not findings:
        typer.echo("Nothing is damaged.")
    if not all(finding.is_mended for finding in findings):
        raise typer.Exit(1)
