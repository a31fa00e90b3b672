"""The commands that tell of runs in full: `digit-lab show | diff`."""

import json
from typing import Annotated

import typer

from core.cli.app import Json, app, open_trainer, or_fail, usage_errors
from core.cli.output import epoch_line, epoch_row, run_line, run_row
from core.families import MOST_RELATIVES, Family, Relative, family_of, fork_words
from core.lab import Lab
from core.runs.description import differences, settings_of
from core.runs.difference import difference_words
from core.runs.events import EpochEvent
from core.runs.kept_epochs import model_words
from core.runs.run import Run

RunId = Annotated[str, typer.Argument(help="Id of a run.")]


@app.command()
def show(run: RunId, as_json: Json = False) -> None:
    """Show a run: its settings, its device, its epochs, and its family of forks."""
    lab = open_trainer().lab
    with usage_errors():
        chosen = lab.run(run)
    settings = or_fail(lambda: settings_of(chosen.manifest, lab.datasets.facts))
    epochs, family = lab.progress(chosen.id).epochs, family_of(lab, chosen)
    if as_json:
        told = [
            {"epoch": epoch["epoch"], **epoch_row(epoch), "partial": epoch["partial"]} for epoch in epochs
        ]
        related = [_relative_row(lab, each) for each in family.relatives]
        document = run_row(chosen) | {
            "settings": settings,
            "device": chosen.device,
            "epoch_figures": told,
            "family": related,
        }
        typer.echo(json.dumps(document))
        return
    facts = settings if chosen.device is None else settings | {"Device": chosen.device}
    typer.echo("\n".join([run_line(chosen), "", *(f"{label}: {text}" for label, text in facts.items())]))
    _print_epochs(chosen, epochs)
    _print_family(lab, chosen, family)


@app.command()
def diff(run: RunId, other: RunId, as_json: Json = False) -> None:
    """Say in which settings a run differs from another one."""
    lab = open_trainer().lab
    with usage_errors():
        described = [lab.run(each).manifest for each in (run, other)]
    if as_json:
        found = or_fail(lambda: differences(described, lab.datasets.facts))
        typer.echo(json.dumps({"runs": [run, other], "differences": found}))
        return
    words = or_fail(lambda: difference_words(described[0], described[1], lab.datasets.facts))
    typer.echo(words or "Their settings are the same.")


def _print_epochs(run: Run, epochs: list[EpochEvent]) -> None:
    if not epochs:
        return
    typer.echo("")
    for epoch in epochs:
        part = " (a part of it)" if epoch["partial"] else ""
        typer.echo(f"Epoch {epoch['epoch']}{part}: {epoch_line(epoch)}")
    if run.model_epochs:
        used = model_words(run.manifest, epochs, run.model_epochs, run.epochs_done)
        typer.echo(f"Model used: {used}")


def _print_family(lab: Lab, run: Run, family: Family) -> None:
    if family.relatives:
        typer.echo("\n".join(["", *(_relative_line(lab, each, run.id) for each in family.relatives)]))
    if not family.is_whole:
        typer.echo(f"Only {MOST_RELATIVES} runs of this family are shown.")


def _relative_row(lab: Lab, relative: Relative) -> dict[str, object]:
    """A run of a family for JSON."""
    return {
        "run": relative.run.id,
        "name": relative.run.name,
        "forked_from": None if relative.parent is None else relative.parent.id,
        "after_epoch": relative.run.manifest.forked_after or None,
        "difference": fork_words(relative, lab.datasets.facts),
    }


def _relative_line(lab: Lab, relative: Relative, shown: str) -> str:
    """A run of a family for people, the further to the right the more forks lie before it."""
    mark = "*" if relative.run.id == shown else " "
    words = fork_words(relative, lab.datasets.facts)
    return f"{mark} {'  ' * relative.depth}{relative.run.id}  {relative.run.name}  {words}".rstrip()
