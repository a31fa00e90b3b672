"""The commands about the drawn set: `digit-lab drawings ...`."""

import itertools
import json
from collections.abc import Callable, Iterable, Set
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer

from core.cli.app import Json, app, complain, open_trainer, or_fail, usage_errors
from core.data.dataset import Dataset
from core.drawing_acts import DrawingActs
from core.drawings.drawing import Content, Drawing
from core.drawings.export import drawings_npz, drawings_zip, strokes_document
from core.drawn_runs import learned_images, newest_readers, reads_digits
from core.evaluation.drawn_score import DrawnScore, drawn_score, unlearned
from core.lab import Lab
from core.recognition.predictor import Predictor
from core.recognition.shipped import SHIPPED, shipped_model, shipped_predictor
from core.runs.whole_files import WholeFiles
from core.text import counted

drawings = typer.Typer(help="The drawn set: labelled drawings of the people here.", no_args_is_help=True)
app.add_typer(drawings, name="drawings")

MOST_SCORED: Final = 20

Format = Literal["npz", "png", "source", "strokes"]


@drawings.command("list")
def list_drawings(as_json: Json = False) -> None:
    """List the drawings, the oldest first."""
    found = open_trainer().lab.datasets.drawn.all()
    if as_json:
        typer.echo(json.dumps([_row(each) for each in found]))
        return
    for each in found:
        typer.echo(f"{each.id}  {each.label}  answer {each.answer.digit}  {each.person.name or 'Guest'}")
    typer.echo(counted(len(found), "drawing"))


def _row(drawing: Drawing) -> dict[str, Any]:
    """A drawing for JSON."""
    return {
        "id": drawing.id,
        "label": drawing.label,
        "answer": drawing.answer.digit,
        "confidence": drawing.answer.confidence,
        "model": drawing.answer.model,
        "kind": drawing.kind,
        "collection": drawing.collection,
        "person": drawing.person.name,
        "at": datetime.fromtimestamp(drawing.at).astimezone().isoformat(timespec="seconds"),
    }


@drawings.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    kind: Annotated[
        Format,
        typer.Option(
            "--format",
            help="npz: arrays. png: a zip of the images, a folder for each label. source: the same of the"
            " pictures that they were made of. strokes: JSON.",
        ),
    ] = "npz",
) -> None:
    """Write all drawings to a file; each writer is a number in it, without a name."""
    drawn, numbers = open_trainer().lab.datasets.drawn, itertools.count()
    contents = (each for each, _ in zip(drawn.contents(), numbers, strict=False))
    makers: dict[Format, Callable[[Iterable[Content]], bytes]] = {
        "npz": drawings_npz,
        "png": drawings_zip,
        "source": partial(drawings_zip, of_source=True),
        "strokes": lambda each: strokes_document(each).encode(),
    }
    try:
        _write(file, makers[kind](contents))
    except OSError as error:
        raise complain(f"{file} cannot be written: {error.strerror}.", 1) from None
    typer.echo(f"{file}: {next(numbers):,} drawings")


def _write(file: Path, content: bytes) -> None:
    """Writes a file whole or not at all; a pipe or a terminal takes what comes."""
    if file.parent.is_dir() and (file.is_file() or not file.exists()):
        WholeFiles(file.parent).write(file.name, content)
    else:
        file.write_bytes(content)


@drawings.command()
def delete(
    ids: Annotated[
        list[int],
        typer.Argument(min=1, max=2**63 - 1, help="Numbers of drawings, as `list` tells them."),
    ],
) -> None:
    """Delete drawings for good."""
    trainer = open_trainer()
    if missing := [each for each in ids if trainer.lab.datasets.drawn.drawing(each) is None]:
        raise complain(f"There is no drawing {missing[0]} here.", 2)
    with usage_errors():
        for each in ids:
            DrawingActs(trainer).delete(each)


@drawings.command()
def scores(
    run: Annotated[str, typer.Argument(help=f"Id of a run, or `{SHIPPED}`; without, the newest runs.")] = "",
    as_json: Json = False,
) -> None:
    """Tell how accurate models are on the drawn set."""
    lab = open_trainer().lab
    dataset = lab.datasets.drawn.find()
    if not dataset.image_count:
        raise complain("There are no drawings yet; label some on Draw.", 1)
    with usage_errors():
        found = or_fail(lambda: _scores(lab, dataset, run))
    if as_json:
        typer.echo(json.dumps([_score_row(name, score) for name, score in found.items()]))
    else:
        typer.echo("\n".join(f"{name}  {_score_line(score)}" for name, score in found.items()))


def _scores(lab: Lab, dataset: Dataset, wanted: str) -> dict[str, DrawnScore | None]:
    """By the id of each run, what its model is worth (None if it learned all), the shipped one first."""
    found = {}
    if wanted in ("", SHIPPED):
        accuracy = shipped_model().scores["test"].accuracy
        found[SHIPPED] = _score(dataset, shipped_predictor(), accuracy)
    if wanted == SHIPPED:
        return found
    runs = [lab.run(wanted)] if wanted else newest_readers(lab, MOST_SCORED)
    for run in runs:
        if not reads_digits(lab, run):
            raise complain("This run has not learned digits in MNIST's form.", 2)
        found[run.id] = _score(dataset, lab.predictor(run), run.accuracy, learned_images(lab, run))
    return found


def _score(
    dataset: Dataset, predictor: Predictor, test_accuracy: float | None, learned: Set[bytes] = frozenset()
) -> DrawnScore | None:
    test = dataset.split("test")
    said = predictor.probabilities(test.images)
    return drawn_score(test, said, test_accuracy, unlearned(test.images, learned))


def _score_row(name: str, score: DrawnScore | None) -> dict[str, Any]:
    """A score for JSON; of a model that has learned all drawings only how many count."""
    if score is None:
        return {"run": name, "n": 0}
    return {
        "run": name,
        "n": score.n,
        "accuracy": score.accuracy,
        "low": score.interval.low,
        "high": score.interval.high,
        "gap": score.gap,
        "learned": score.learned,
    }


def _score_line(score: DrawnScore | None) -> str:
    if score is None:
        return "no score: it learned all drawings"
    low, high = score.interval.low * 100, score.interval.high
    gap = "" if score.gap is None else f", {abs(score.gap) * 100:.1f} points {_side(score.gap)} test"
    counted = f"{score.correct:,} of {score.n:,} drawings"
    without = f"; without {score.learned:,} that it learned" if score.learned else ""
    return f"{score.accuracy:.1%}: {counted}; 95% CI {low:.1f}–{high:.1%}{gap}{without}"


def _side(gap: float) -> str:
    return "below" if gap >= 0 else "above"
