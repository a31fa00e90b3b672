"""Forking a run on the page Train."""

from pathlib import Path

from core.runs.artifacts import RunFolder
from core.runs.origin import ForkOrigin
from core.runs.query import EVERY_RUN
from core.runs.run import Run
from dashboard.toolkit.components.family_tree import TreeRun, chain_of
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.dashboard.visiting import shown as shown_text


def forkable(home: Path) -> Run:
    """A finished run of two epochs whose last one is kept."""
    run = keeping.finished(home)
    keeping.store(home).runs.set_kept_epochs(run.id, {2: RunFolder(home, run.id).write_epoch(2, b"model")})
    return keeping.store(home).runs.get(run.id)


def test_a_fork_is_queued_with_what_was_changed_and_put_on_screen(home: Path, visitor: Visitor) -> None:
    run = forkable(home)
    visitor.open("train", run=run.id)
    assert "Trains no further epoch; raise Epochs to train more." in map(shown_text, visitor.markdown())
    visitor.fill("Epochs of the fork", "5").fill("Learning rate of the fork", "1e-4")
    visitor.press("Start fork")
    (fork,) = (each for each in keeping.store(home).runs.find(EVERY_RUN) if each.id != run.id)
    assert fork.manifest.origin == ForkOrigin(preset="quick", run=run.id, epoch=2)
    assert (fork.manifest.epochs, fork.manifest.recipe.optimizer.learning_rate) == (5, 0.0001)
    assert fork.manifest.recipe.batch_size == run.manifest.recipe.batch_size
    assert visitor.address == {"run": fork.id}
    assert visitor.metric("Epoch") == "2 of 5"


def test_a_fork_with_too_few_epochs_is_explained_and_cannot_be_started(home: Path, visitor: Visitor) -> None:
    visitor.open("train", run=forkable(home).id).fill("Epochs of the fork", "1")
    assert visitor.field_errors() == [
        "Enter a number of epochs of at least 2, for so many are trained; you entered 1."
    ]
    visitor.press("Start fork")
    assert keeping.store(home).runs.count(EVERY_RUN) == 1


def test_the_family_of_a_run_is_shown_with_what_was_changed_and_led_to(home: Path, visitor: Visitor) -> None:
    run = forkable(home)
    assert "Family" not in visitor.open("train", run=run.id).texts()
    visitor.fill("Learning rate of the fork", "1e-4").press("Start fork")
    fork, _ = keeping.store(home).runs.find(EVERY_RUN)
    above, below = visitor.component(f"family-{fork.id}")["chain"]
    assert (above["name"], above["figure"], above["note"], above["here"]) == (run.name, "92.00%", "", False)
    assert (below["id"], below["figure"], below["here"]) == (fork.id, "Queued", True)
    assert below["note"] == "After epoch 2: learning rate 0.0001 instead of 0.006"
    assert above["address"] == f"/train?run={run.id}"


def test_the_line_to_the_run_on_screen_is_straight_and_other_forks_branch_off() -> None:
    here = TreeRun("d", "D", "", "", is_here=True)
    root = TreeRun(
        "a", "A", "", "", forks=[TreeRun("b", "B", "", "", forks=[here]), TreeRun("c", "C", "", "")]
    )
    first, *others = chain_of(root)
    assert [node["id"] for node in others] == ["b", "d"]
    assert [[node["id"] for node in branch] for branch in first["branches"]] == [["c"]]
